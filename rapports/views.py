"""The pages of the steering report. Whoever may not read it is told that there is nothing at this address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from rapports.actions import ask_preparation, publish_rapport
from rapports.documents import RapportPdf
from rapports.models import Diffusion, PreparationRapport, RapportPilotage
from rapports.queries import get_annees_closes, get_last, get_rows
from socle.documents import produce
from socle.permissions import can, require
from socle.tableaux import send_table
from socle.travaux import find_latest

CONFLICT = 409
HEADINGS = ["Tableau", "Intitulé", "Nombre"]


@require_GET
def rapport_list(request):
    if not can(request.user, "rapports.view_list"):
        raise Http404
    rapports = list(RapportPilotage.objects.visible_to(request.user).derniers().select_related("publie_par"))
    published = {(rapport.annee, rapport.diffusion) for rapport in rapports}
    may_publish = can(request.user, "rapports.publish_rapport")
    annees = get_annees_closes() if may_publish else []
    a_publier = [
        (annee, one, at("rapport_publish", annee, one))
        for annee in annees
        for one in Diffusion
        if (annee, one) not in published
    ]
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
    diffusion, error = get_diffusion(request), ""
    if request.method == "POST":
        try:
            return _act(request, annee, diffusion)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
    return _draw_publication(request, annee, diffusion, error)


def at(page, annee, diffusion) -> str:
    """Return the address of a page of the report for these readers."""
    return reverse(f"rapports:{page}", args=[annee], query={"diffusion": str(diffusion)})


def _act(request, annee, diffusion):
    if "preparer" in request.POST:
        ask_preparation(annee, diffusion=diffusion, by=request.user)
        return redirect(at("rapport_publish", annee, diffusion))
    publish_rapport(annee, diffusion=diffusion, by=request.user)
    messages.success(request, f"Le rapport {annee} est publié\u202f: les deux comités peuvent le lire.")
    return redirect(at("rapport_detail", annee, diffusion))


def _draw_publication(request, annee, diffusion, error):
    preparation = PreparationRapport.objects.filter(annee=annee, diffusion=diffusion).first()
    preview = None
    if preparation and preparation.is_ready:
        preview = RapportPilotage(annee=annee, diffusion=diffusion, contenu=preparation.contenu)
    context = {
        "annee": annee,
        "diffusion": Diffusion(diffusion),
        "rapport": preview,
        "preparation": preparation,
        "travail": find_latest(preparation) if preparation and not preview else None,
        "dernier": get_last(annee, diffusion),
        "error": error or (preparation.refus if preparation else ""),
    }
    return render(request, "rapports/rapport_publish.html", context, status=CONFLICT if error else 200)


@require_POST
def rapport_pdf(request, annee):
    rapport = get_rapport(request, annee)
    return redirect("socle:document_detail", produce(RapportPdf, by=request.user, rapport=rapport.pk).pk)


@require_GET
def rapport_export(request, annee, kind):
    rapport = get_rapport(request, annee)
    name = f"rapport-dispositif-{annee}-{rapport.diffusion}"
    return send_table(name, kind, HEADINGS, get_rows(rapport))


def get_rapport(request, annee):
    visible = RapportPilotage.objects.visible_to(request.user).filter(annee=annee, diffusion=get_diffusion(request))
    return get_object_or_404(visible.derniers().select_related("publie_par"))


def get_diffusion(request) -> str:
    """Return for whom the report is; the committees, unless the address says otherwise."""
    asked = request.POST.get("diffusion") or request.GET.get("diffusion")
    return asked if asked in Diffusion else Diffusion.INTERNE
