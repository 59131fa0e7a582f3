"""Reminders: each once, neutral like every message here, and only a courtesy, for pages say the same every day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import lock, settle_demande
from accompagnement.delais import (
    JOUR_DE_RAPPEL_PRESTATAIRE,
    JOURS_D_ACCUEIL,
    JOURS_DE_RAPPEL_CHOIX,
    JOURS_DE_RAPPEL_FIN,
    JOURS_DE_RAPPEL_PAUSE,
    JOURS_DE_RAPPEL_SUITE,
    add_working_days,
)
from accompagnement.models import Demande, Etat, Rappel, Sollicitation
from accompagnement.notifications import DemandeAEtudier, DemandeAvancee, SollicitationChangee
from socle.notifications import Message, notify

Genre = Rappel.Genre


@dataclass(frozen=True)
class Du:
    """A reminder that is due today: its kind, the deadline it speaks of, the message."""

    genre: str
    pour_le: date
    message: Message


@transaction.atomic
def remind_demande(demande: Demande) -> None:
    """Send what is due for a case today and was not sent yet."""
    settle_demande(demande)
    demande = lock(demande)
    for due in find_due(demande, timezone.localdate()):
        _, is_new = Rappel.objects.get_or_create(demande=demande, genre=due.genre, pour_le=due.pour_le)
        if is_new:
            notify(due.message)


def find_due(demande: Demande, today: date) -> list[Du]:
    """Return the reminders whose day has come; of two of the same deadline, the nearer to it."""
    find = {
        Etat.DEPOSEE: _of_deposit,
        Etat.PROPOSEE: _of_choice,
        Etat.SOLLICITEE: _of_answer,
        Etat.A_CONFIRMER: _of_end,
        Etat.SUSPENDUE: _of_pause,
    }.get(demande.etat)
    return find(demande, today) if find else []


def _of_deposit(demande, today):
    limite = add_working_days(timezone.localtime(demande.attend_depuis).date(), JOURS_D_ACCUEIL)
    due = [Du(Genre.ACCUEIL, limite, DemandeAEtudier(demande))] if limite < today else []
    return due + _before(demande, today, JOURS_DE_RAPPEL_SUITE, Genre.DEPOT_SANS_SUITE)


def _of_choice(demande, today):
    near, far = JOURS_DE_RAPPEL_CHOIX
    return _before(demande, today, near, Genre.CHOIX_BIENTOT_CLOS) or _before(
        demande, today, far, Genre.CHOIX_A_MI_DELAI
    )


def _of_end(demande, today):
    return _before(demande, today, JOURS_DE_RAPPEL_FIN, Genre.FIN_A_CONFIRMER)


def _of_pause(demande, today):
    return _before(demande, today, JOURS_DE_RAPPEL_PAUSE, Genre.PAUSE_BIENTOT_FINIE)


def _before(demande, today, days, genre):
    """Due from some days before the case's own deadline."""
    echeance = demande.echeance
    is_due = echeance is not None and today >= echeance - timedelta(days=days)
    return [Du(genre, echeance, DemandeAvancee(demande))] if is_due else []


def _of_answer(demande, today):
    offered = demande.sollicitations.filter(etat=Sollicitation.Etat.OFFERTE).select_related("prestataire__personne")
    return [
        Du(Genre.PRESTATAIRE, une.repondre_avant, SollicitationChangee(une))
        for une in offered
        if add_working_days(today, JOUR_DE_RAPPEL_PRESTATAIRE) >= une.repondre_avant
    ]
