"""Asking to join a collective, and the answer."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from collectifs.actions import demandes as actions
from collectifs.forms.collectifs import DemandeForm, ReponseDemandeForm
from collectifs.models import Collectif, DemandeParticipation
from socle.gestes import attempt, attempt_form, find
from socle.permissions import require

LED = "collectif__fonction_referente"


def collectif_ask(request, pk):
    collectif = find(Collectif, request, pk, "fonction_referente")
    require(request.user, "collectifs.ask_collectif", collectif)
    form = DemandeForm(request.POST or None)
    if attempt_form(form, actions.ask_collectif, collectif, by=request.user):
        messages.success(request, "Votre demande est partie. Vous serez prévenue ou prévenu de la réponse.")
        return redirect("collectifs:collectif_detail", pk)
    return render(request, "collectifs/demande_form.html", {"form": form, "collectif": collectif})


def demande_settle(request, pk):
    demande = find(DemandeParticipation, request, pk, LED, "personne", "decidee_par")
    require(request.user, "collectifs.settle_demande", demande)
    form = ReponseDemandeForm(request.POST or None)
    if attempt_form(form, _settle, demande, by=request.user):
        messages.success(request, f"Votre réponse part à {demande.personne}.")
        return redirect("collectifs:participation_list", demande.collectif_id)
    context = {"form": form, "demande": demande, "collectif": demande.collectif}
    return render(request, "collectifs/demande_settle.html", context)


def _settle(demande, *, suite, reponse, by):
    return actions.settle_demande(demande, accepte=suite == "accepter", reponse=reponse, by=by)


@require_POST
def demande_withdraw(request, pk):
    demande = find(DemandeParticipation, request, pk, LED)
    if attempt(request, actions.withdraw_demande, demande, by=request.user):
        messages.success(request, "Votre demande est retirée.")
    return redirect("collectifs:collectif_detail", demande.collectif_id)
