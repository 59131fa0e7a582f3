"""The pages of the steering report. Whoever may not read it is told that there is nothing at this address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from rapports.actions import publish_rapport
from rapports.documents import RapportPdf
from rapports.models import RapportPilotage
from rapports.queries import get_annees_closes, get_last, read_bilan
from socle.documents import produce
from socle.permissions import can, require

CONFLICT = 409


@require_GET
def rapport_list(request):
    if not can(request.user, "rapports.view_list"):
        raise Http404
    rapports = list(RapportPilotage.objects.visible_to(request.user).derniers().select_related("publie_par"))
    published = {rapport.annee for rapport in rapports}
    may_publish = can(request.user, "rapports.publish_rapport")
    a_publier = [annee for annee in get_annees_closes() if annee not in published] if may_publish else []
    return render(request, "rapports/rapport_list.html", {"rapports": rapports, "a_publier": a_publier})


@require_GET
def rapport_detail(request, annee):
    return render(request, "rapports/rapport_detail.html", {"rapport": get_rapport(request, annee)})


def rapport_publish(request, annee):
    if not can(request.user, "rapports.view_list"):
        raise Http404
    require(request.user, "rapports.publish_rapport")
    if annee not in get_annees_closes():
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            publish_rapport(annee, by=request.user)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            messages.success(request, f"Le rapport {annee} est publié\u202f: le comité de pilotage peut le lire.")
            return redirect("rapports:rapport_detail", annee)
    preview = RapportPilotage(annee=annee, contenu=read_bilan(annee))
    context = {"rapport": preview, "dernier": get_last(annee), "error": error}
    return render(request, "rapports/rapport_publish.html", context, status=CONFLICT if error else 200)


@require_POST
def rapport_pdf(request, annee):
    rapport = get_rapport(request, annee)
    return redirect("socle:document_detail", produce(RapportPdf, by=request.user, rapport=rapport.pk).pk)


def get_rapport(request, annee):
    visible = RapportPilotage.objects.visible_to(request.user).filter(annee=annee)
    return get_object_or_404(visible.derniers().select_related("publie_par"))
