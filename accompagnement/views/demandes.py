"""The case as the requester follows it, and the gate to sealed texts."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement import actions
from accompagnement.actions.choix import SUIVANTE
from accompagnement.actions.fin import ROUVRABLES
from accompagnement.actions.reattribution import AVEC_PRESTATAIRE
from accompagnement.forms import PauseForm
from accompagnement.models import TEXTES, Etat, Genre, Role
from accompagnement.queries import get_etapes, get_fil, get_pause, get_role, get_suite
from accompagnement.queries.conservation import get_jour_effacement, is_effacement_proche
from accompagnement.queries.echanges import get_echanges
from accompagnement.queries.evaluations import is_avis_tardif_ouvert
from accompagnement.queries.pieces import get_dossier
from accompagnement.views.base import attempt, find_demande
from accompagnement.views.suivi import describe_suivi
from socle.numbers import read_number
from socle.permissions import can


@require_GET
def demande_detail(request, pk):
    demande = find_demande(request, pk)
    role = get_role(demande, request.user)
    if role == Role.COORDINATION:
        return redirect("accompagnement:coordination_detail", demande.pk)
    if role == Role.PRESTATAIRE:
        return redirect("accompagnement:sollicitation_detail", demande.sollicitations.get(etat="acceptee").pk)
    etat = demande.etat_reel
    context = {
        "demande": demande,
        "etat": etat,
        "may_follow": can(request.user, "accompagnement.follow_demande", demande),
        "etapes": get_etapes(demande),
        "suite": get_suite(demande),
        "propositions": _proposed(demande) if etat == Etat.PROPOSEE else [],
        "lectures": list(demande.lectures.select_related("lecteur")),
        "fil": get_fil(demande),
        "echanges": get_echanges(demande, request.user),
        "dossier": get_dossier(demande, request.user),
    }
    context |= _find_gestes(demande, etat) | _find_delais(demande) | describe_suivi(demande, etat)
    return render(request, "accompagnement/demande_detail.html", context)


def _find_gestes(demande, etat) -> dict[str, bool]:
    """Return what the requester may do where the case stands."""
    return {
        "may_choose_help": bool(demande.reorientation) and etat in (Etat.DEPOSEE, Etat.QUALIFIEE, Etat.PROPOSEE),
        "may_pause": etat in (Etat.ACCEPTEE, Etat.EN_COURS),
        "may_change": etat in AVEC_PRESTATAIRE,
        "may_reopen": etat in ROUVRABLES,
        "is_avis_ouvert": etat == Etat.CLOTUREE or is_avis_tardif_ouvert(demande),
    }


def _find_delais(demande):
    """Return when the case pauses, and when it will be erased."""
    return {
        "effacement": get_jour_effacement(demande),
        "is_effacement_proche": is_effacement_proche(demande),
        "pause": get_pause(demande),
        "pause_form": PauseForm(),
    }


def _proposed(demande):
    opened = demande.propositions.filter(etat="ouverte").select_related("prestataire__personne")
    return opened.prefetch_related("prestataire__territoires")


@require_POST
def demande_read(request, pk, genre):
    demande = find_demande(request, pk)
    if genre not in TEXTES:
        raise Http404
    text = actions.read_scelle(demande, genre, by=request.user)
    context = {"demande": demande, "texte": text, "genre": Genre(genre), "role": get_role(demande, request.user)}
    return render(request, "accompagnement/demande_read.html", context)


@require_POST
def proposition_choose(request, pk):
    demande = find_demande(request, pk)
    proposition = get_object_or_404(demande.propositions, pk=read_number(request.POST.get("proposition")))
    secours = request.POST.get("secours", "")
    secours = secours if secours == SUIVANTE else read_number(secours)
    attempt(request, actions.choose_proposition, proposition, secours=secours)
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def proposition_refuse(request, pk):
    attempt(request, actions.refuse_propositions, find_demande(request, pk))
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def demande_withdraw(request, pk):
    attempt(request, actions.withdraw_demande, find_demande(request, pk))
    return redirect("accompagnement:demande_detail", pk)


@require_POST
def reorientation_accept(request, pk):
    destination = request.POST.get("destination", "")
    attempt(request, actions.accept_reorientation, find_demande(request, pk), destination=destination)
    return redirect("accompagnement:demande_detail", pk)
