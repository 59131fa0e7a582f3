"""The end of a collective, and a new beginning."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from collectifs.actions.collectifs import hold_collectif
from collectifs.actions.demandes import refuse_waiting
from collectifs.models import Collectif, Reunion
from members.models import Personne
from socle import journal
from socle.permissions import require


@transaction.atomic
def close_collectif(collectif: Collectif, *, bilan: str = "", by: Personne) -> Collectif:
    """Close a collective, with a summary of what came out (R10): nobody meets any more, everything stays readable.

    Whoever had asked to join is told that it closed.
    """
    require(by, "collectifs.edit_collectif", collectif)
    held = hold_collectif(collectif)
    if held.clos_le:
        raise ValidationError("Ce collectif est déjà clos.")
    if held.reunions.a_venir().filter(Q(debut__gt=timezone.now()) | Q(etat=Reunion.Etat.EN_COURS)).exists():
        raise ValidationError("Une réunion est déjà convoquée : tenez-la ou annulez-la avant de clore le collectif.")
    held.clos_le, held.bilan = timezone.localdate(), bilan or held.bilan
    held.save(update_fields=["clos_le", "bilan"])
    journal.record("collectifs.close_collectif", held, by=by)
    refuse_waiting(held, reponse="Le collectif vient d’être clos.", by=by)
    return held


@transaction.atomic
def reopen_collectif(collectif: Collectif, *, echeance: date, by: Personne, **fields: Any) -> Collectif:
    """Open a closed collective again, until a new date; its summary stays."""
    require(by, "collectifs.edit_collectif", collectif)
    held = hold_collectif(collectif)
    if held.clos_le is None:
        raise ValidationError("Ce collectif est déjà ouvert.")
    held.clos_le, held.echeance = None, echeance
    for name, value in fields.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()
    journal.record("collectifs.reopen_collectif", held, by=by)
    return held
