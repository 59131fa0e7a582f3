"""A provider's own page on what they offer, and the operator's page on what would change."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accompagnement.actions import changements as actions
from accompagnement.forms.changements import DecisionOffreForm, OffreForm
from accompagnement.forms.prestataires import GrilleForm
from accompagnement.models import ChangementOffre, Prestataire
from accompagnement.queries.changements import get_ecarts, get_en_attente
from accompagnement.views.base import attempt
from socle.permissions import require

HERE = "accompagnement:offre_edit"


def _find(request) -> Prestataire:
    """Return one's own file, else 404; then the right to work on it."""
    prestataire = get_object_or_404(Prestataire, personne=request.user)
    require(request.user, actions.MANAGE, prestataire)
    return prestataire


def offre_edit(request):
    """Read what one offers and what waits to be read; a POST proposes something else."""
    prestataire = _find(request)
    waiting = get_en_attente(prestataire)
    shown = waiting or prestataire
    initial = {name: getattr(shown, name).all() for name in actions.LISTES}
    initial["raison"] = waiting.raison if waiting else ""
    form = OffreForm(request.POST or None, initial=initial, prestataire=prestataire)
    if form.is_valid() and attempt(request, actions.propose_changement, prestataire, **form.cleaned_data):
        messages.success(request, "C’est proposé. Rien ne change avant que l’opérateur l’ait lu ; vous serez prévenu.")
        return redirect(HERE)
    context = {
        "prestataire": prestataire,
        "form": form,
        "attente": waiting,
        "ecarts": get_ecarts(waiting) if waiting else [],
        "decides": prestataire.changements.exclude(motif="")[:5],
    }
    return render(request, "accompagnement/offre_edit.html", context)


@require_POST
def offre_withdraw(request):
    actions.withdraw_changement(_find(request), by=request.user)
    messages.success(request, "Cette proposition est retirée. Votre offre reste ce qu’elle était.")
    return redirect(HERE)


def changement_detail(request, pk):
    """What a provider wishes to offer: what changes, why, the grid, the decision."""
    require(request.user, actions.DECIDE)
    changement = get_object_or_404(ChangementOffre.objects.select_related("prestataire__personne"), pk=pk)
    asked = request.POST.get("quoi", "")
    grille = GrilleForm(request.POST if asked == "grille" else None, changement=changement, par=request.user)
    decision = DecisionOffreForm(request.POST if asked == "decision" else None)
    if grille.is_valid():
        attempt(request, actions.score_changement, changement, grille.notes)
        return redirect("accompagnement:changement_detail", pk)
    if decision.is_valid():
        is_accepte, motif = decision.cleaned_data["decision"] == "accepte", decision.cleaned_data["motif"]
        attempt(request, actions.decide_changement, changement, is_accepte=is_accepte, motif=motif)
        return redirect("accompagnement:changement_detail", pk)
    context = {
        "changement": changement,
        "ecarts": get_ecarts(changement),
        "grille": grille,
        "decision": decision,
        "notes": changement.notes.select_related("critere", "par").order_by("critere__ordre", "par"),
    }
    return render(request, "accompagnement/changement_detail.html", context)
