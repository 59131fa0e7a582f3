"""Pausing, taking up again, ending, changing of provider, opening again: one button each, for whoever may."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accompagnement import actions
from accompagnement.forms import PauseForm, ReouvertureForm
from accompagnement.models import Demande, Role
from accompagnement.queries import get_reouvrables, get_role
from accompagnement.views.base import attempt, find_demande
from socle.permissions import require

CODE_INCONNU = "Aucune demande terminée que vous avez suivie ne porte ce code : vérifiez-le avec la personne."


@require_POST
def demande_suspend(request, pk):
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.pause_demande", demande)
    form = PauseForm(request.POST)
    if form.is_valid():
        attempt(request, actions.suspend_demande, demande, form.cleaned_data["motif"])
    else:
        messages.warning(request, "Choisissez ce que l’autre personne lira, ou « sans précision ».")
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def demande_resume(request, pk):
    attempt(request, actions.resume_demande, find_demande(request, pk))
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def demande_reassign(request, pk):
    demande = find_demande(request, pk)
    role = get_role(demande, request.user)
    done = attempt(request, actions.reassign_demande, demande)
    if done and role == Role.PRESTATAIRE:
        messages.success(request, "C’est noté. Vous n’avez plus accès à cette demande ; rien d’autre ne change.")
        return redirect("accompagnement:sollicitation_list")
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def demande_confirm(request, pk):
    attempt(request, actions.confirm_fin, find_demande(request, pk))
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def demande_continue(request, pk):
    attempt(request, actions.continue_demande, find_demande(request, pk))
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def demande_reopen(request, pk):
    attempt(request, actions.reopen_demande, find_demande(request, pk))
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def coordination_reopen(request):
    require(request.user, "accompagnement.view_coordination")
    form = ReouvertureForm(request.POST)
    demande = find_reouvrable(request.user, form.cleaned_data["code"]) if form.is_valid() else None
    if demande is None:
        messages.warning(request, CODE_INCONNU)
    elif attempt(request, actions.reopen_from_coordination, demande, form.cleaned_data["motif"]):
        return redirect("accompagnement:coordination_detail", demande.pk)
    return redirect("accompagnement:coordination_list")


def find_reouvrable(personne, code) -> Demande | None:
    """Return the finished case of this code that this coordinator may open again, or None: no other exists here."""
    return get_reouvrables(personne).filter(code=code).first()
