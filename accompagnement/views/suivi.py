"""The sessions of a case, the count of them, and its letter: for whoever holds an access, each in their quality."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accompagnement.actions import Impossible, reorientations
from accompagnement.actions import fonds as decisions
from accompagnement.actions import seances as actions
from accompagnement.actions.reattribution import AVEC_PRESTATAIRE
from accompagnement.documents import LettreEngagement, draw_lettre
from accompagnement.forms import SeanceForm
from accompagnement.forms.fonds import ExtensionForm, ReponseForm
from accompagnement.models import Extension, Seance
from accompagnement.queries.fonds import get_compte
from accompagnement.queries.plans import get_plan
from accompagnement.views.base import attempt, find_demande, find_sollicitation
from socle.permissions import require


def describe_suivi(demande, etat) -> dict:
    """What the pages of a case show of its sessions and of its plan; no count before somebody accompanies it."""
    return {
        "seances": demande.seances.select_related("prestataire").prefetch_related("corrections"),
        "compte": get_compte(demande) if demande.acceptee_le else None,
        "plan": None if demande.is_personnelle else get_plan(demande),
        "is_accompagnee": etat in AVEC_PRESTATAIRE,
        "extension": ExtensionForm(),
        "reponse": ReponseForm(),
    }


def _find_seance(request, pk) -> Seance:
    """One's own session of a case one still opens, else 404."""
    own = Seance.objects.tenues().filter(prestataire__personne=request.user).select_related("demande")
    seance = get_object_or_404(own, pk=pk)
    seance.demande = find_demande(request, seance.demande_id)
    require(request.user, "accompagnement.support_demande", seance.demande)
    return seance


def seance_edit(request, pk):
    """Correct one's own session; what it said before stays readable beside it."""
    seance = _find_seance(request, pk)
    service = seance.demande.service
    form = SeanceForm(request.POST or None, instance=seance, is_collectif=bool(service and service.is_collectif))
    if form.is_valid():
        try:
            actions.correct_seance(seance, by=request.user, **form.given)
        except (Impossible, ValidationError) as error:
            form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "C’est corrigé. Ce qui était écrit avant reste visible à côté.")
            return _back(seance.demande)
    return render(request, "accompagnement/seance_edit.html", {"seance": seance, "form": form})


def _back(demande):
    return redirect("accompagnement:sollicitation_detail", demande.sollicitations.get(etat="acceptee").pk)


@require_POST
def seance_cancel(request, pk):
    seance = _find_seance(request, pk)
    if attempt(request, actions.cancel_seance, seance):
        messages.success(request, "Cette séance est barrée : elle ne compte plus.")
    return _back(seance.demande)


@require_POST
def extension_ask(request, pk):
    sollicitation = find_sollicitation(request, pk)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Dites combien de séances de plus, vingt au maximum, et pourquoi.")
    elif attempt(request, decisions.ask_extension, sollicitation.demande, **form.cleaned_data):
        messages.success(request, "C’est demandé. La coordination reçoit un message neutre et répond.")
    return redirect("accompagnement:sollicitation_detail", pk)


@require_POST
def extension_decide(request, pk):
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.coordinate_demande", demande)
    form = ReponseForm(request.POST)
    extension = demande.extensions.filter(etat=Extension.Etat.DEMANDEE).first()
    if extension is None:
        messages.warning(request, decisions.DEJA_DECIDEE)
    elif not form.is_valid():
        messages.warning(request, "Choisissez une réponse et une raison.")
    else:
        attempt(request, decisions.decide_extension, extension, **form.cleaned_data)
    return redirect("accompagnement:coordination_detail", pk)


@require_POST
def lettre_print(request, pk):
    """Draw the letter in memory and give it: see `accompagnement.documents` for why nothing is kept."""
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.view_demande", demande)
    if demande.etat_reel not in AVEC_PRESTATAIRE:
        raise Http404
    name = LettreEngagement.filename({"demande": demande.pk})
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"}
    return HttpResponse(draw_lettre(demande), content_type="application/pdf", headers=headers)


@require_POST
def reorientation_decline(request, pk):
    if attempt(request, reorientations.decline_reorientation, find_demande(request, pk)):
        messages.success(request, "C’est noté : votre demande continue ici.")
    return redirect("accompagnement:demande_detail", pk)
