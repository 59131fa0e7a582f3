"""What the federation's team does with tools: its queue, confirming, withdrawing, merging."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from outiltheque.actions import ressemblances, retraits, versions
from outiltheque.forms.outils import RegroupementForm, RetraitForm
from outiltheque.models import Outil, Ressemblance, VersionOutil
from outiltheque.queries.ressemblances import get_ressemblances
from outiltheque.views.outils import HERE, find_or_404
from socle.gestes import attempt, attempt_form
from socle.pagination import paginate
from socle.permissions import require

PER_PAGE = 50
MOST = 50


@require_GET
def outil_queue(request):
    """What waits for the team: versions to review, tools to update, pairs that look alike."""
    require(request.user, "outiltheque.manage_outils")
    waiting = VersionOutil.objects.filter(etat=VersionOutil.Etat.PROPOSEE, outil__fondu_dans=None)
    context = {
        "a_relire": waiting.select_related("outil", "proposee_par").order_by("proposee_le")[:MOST],
        "page": paginate(request, Outil.objects.a_mettre_a_jour().order_by("relu_le", "pk"), PER_PAGE),
        "ressemblances": get_ressemblances()[:MOST],
    }
    return render(request, "outiltheque/outil_queue.html", context)


@require_POST
def outil_confirm(request, pk):
    outil = find_or_404(request.user, pk)
    if attempt(request, versions.confirm_outil, outil, by=request.user):
        messages.success(request, "Relu aujourd’hui : l’outil est à jour pour dix-huit mois.")
    return redirect(HERE, pk)


def outil_retire(request, pk):
    outil = find_or_404(request.user, pk)
    require(request.user, "outiltheque.retire_outil", outil)
    form = RetraitForm(request.POST or None, outil=outil)
    if attempt_form(form, retraits.retire_outil, outil, by=request.user):
        messages.success(request, "L’outil est retiré. Sa page reste, et dit pourquoi.")
        return redirect(HERE, pk)
    return render(request, "outiltheque/outil_retire.html", {"form": form, "outil": outil})


@require_POST
def outil_restore(request, pk):
    outil = find_or_404(request.user, pk)
    if attempt(request, retraits.restore_outil, outil, by=request.user):
        messages.success(request, "L’outil est de nouveau dans l’outilthèque.")
    return redirect(HERE, pk)


def outil_merge(request, pk):
    """Choose what is merged into this tool, then see what happens to each before saying yes."""
    require(request.user, "outiltheque.manage_outils")
    outil = find_or_404(request.user, pk)
    initial = {"absorbe": request.GET.get("avec", "")[:300]}
    form = RegroupementForm(request.POST or None, outil=outil, initial=initial)
    if attempt_form(form, _merge, outil, by=request.user):
        messages.success(request, "Les deux outils n’en font plus qu’un.")
        return redirect(HERE, pk)
    return render(request, "outiltheque/outil_merge.html", {"form": form, "outil": outil})


def _merge(outil, *, absorbe, by):
    return ressemblances.merge_outils(outil, absorbe, by=by)


@require_POST
def ressemblance_dismiss(request, pk):
    require(request.user, "outiltheque.manage_outils")
    pair = get_object_or_404(Ressemblance, pk=pk)
    if attempt(request, ressemblances.dismiss_ressemblance, pair, by=request.user):
        messages.success(request, "Noté : ce sont deux outils.")
    return redirect("outiltheque:outil_queue")
