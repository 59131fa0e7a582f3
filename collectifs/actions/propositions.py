"""Agenda items that people ask for, and what becomes of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.ordre_du_jour import add_point
from collectifs.models import Collectif, PropositionPoint, Reunion
from collectifs.notifications_reunions import PropositionTraitee
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Etat = PropositionPoint.Etat


@transaction.atomic
def propose_point(
    collectif: Collectif, *, reunion: Reunion | None = None, by: Personne, **fields: Any
) -> PropositionPoint:
    """Ask for an agenda item, of the next meeting or of a given one that has not begun."""
    require(by, "collectifs.propose_point", reunion or collectif)
    if reunion and not reunion.is_preparable:
        raise ValidationError("Cette réunion a commencé ou est passée : proposez ce point pour la prochaine.")
    proposition = PropositionPoint(collectif=collectif, reunion=reunion, auteur=by, **fields)
    proposition.full_clean()
    proposition.save()
    journal.record("collectifs.propose_point", collectif, by=by, proposition=proposition.pk)
    return proposition


@transaction.atomic
def withdraw_proposition(proposition: PropositionPoint, *, by: Personne) -> None:
    """Take back what one proposed, as long as nobody settled it."""
    require(by, "collectifs.withdraw_proposition", proposition)
    _hold_waiting(proposition).delete()
    journal.record("collectifs.withdraw_proposition", proposition.collectif, by=by)


@transaction.atomic
def take_up_proposition(proposition: PropositionPoint, reunion: Reunion, *, mot: str = "", by: Personne):
    """Put it on the agenda, presented by whoever proposed it."""
    require(by, "collectifs.run_reunion", reunion)
    proposition = _hold_waiting(proposition)
    fields = {"titre": proposition.titre, "duree": proposition.duree, "presente_par": proposition.auteur}
    point = add_point(reunion, by=by, **fields)
    return _settle(proposition, Etat.RETENUE, mot, by, point=point, reunion=reunion)


@transaction.atomic
def put_off_proposition(proposition: PropositionPoint, reunion: Reunion, *, mot: str = "", by: Personne):
    """Leave it for the meeting after this one, in whose preparation it comes back by itself."""
    require(by, "collectifs.run_reunion", reunion)
    return _settle(_hold_waiting(proposition), Etat.PROPOSEE, mot, by, reportee_de=reunion)


@transaction.atomic
def decline_proposition(proposition: PropositionPoint, reunion: Reunion, *, mot: str = "", by: Personne):
    """Say no, with a word."""
    require(by, "collectifs.run_reunion", reunion)
    if not mot.strip():
        raise ValidationError("Dites pourquoi en un mot : la personne qui a proposé ce point le lira.")
    return _settle(_hold_waiting(proposition), Etat.DECLINEE, mot, by)


def _hold_waiting(proposition) -> PropositionPoint:
    held = PropositionPoint.objects.select_for_update(of=("self",)).select_related("collectif", "auteur")
    proposition = held.get(pk=proposition.pk)
    if proposition.etat != Etat.PROPOSEE:
        raise ValidationError(f"Cette proposition est déjà {proposition.get_etat_display()}.")
    return proposition


def _settle(proposition, etat, mot, by, **fields) -> PropositionPoint:
    for name, value in {"etat": etat, "reponse": mot.strip(), "traitee_par": by, **fields}.items():
        setattr(proposition, name, value)
    proposition.traitee_le = timezone.now()
    proposition.full_clean()
    proposition.save()
    journal.record("collectifs.settle_proposition", proposition.collectif, by=by, etat=etat, pk=proposition.pk)
    notify(PropositionTraitee(proposition, by))
    return proposition
