from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.models import ActionDecidee, TourneeRappels
from collectifs.notifications import ActionConfiee, ActionsARappeler
from collectifs.queries import get_rappels
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Etat = ActionDecidee.Etat


@transaction.atomic
def start_action(action: ActionDecidee, *, by: Personne) -> ActionDecidee:
    """Say that somebody is at it; saying it twice changes nothing."""
    require(by, "collectifs.finish_action", action)
    return _move(action, Etat.EN_COURS, by, "start_action", commencee_le=timezone.localdate())


@transaction.atomic
def put_back_action(action: ActionDecidee, *, by: Personne) -> ActionDecidee:
    """Say that nobody is at it any more."""
    require(by, "collectifs.finish_action", action)
    return _move(action, Etat.A_FAIRE, by, "put_back_action", commencee_le=None)


@transaction.atomic
def finish_action(action: ActionDecidee, *, by: Personne) -> ActionDecidee:
    """Say that it is done; saying it twice changes nothing."""
    require(by, "collectifs.finish_action", action)
    return _move(action, Etat.FAITE, by, "finish_action", faite_le=timezone.localdate())


@transaction.atomic
def reopen_action(action: ActionDecidee, *, by: Personne) -> ActionDecidee:
    """Take back « faite » or « abandonnée »: the action goes on from where it was. The journal keeps the reason."""
    require(by, "collectifs.finish_action", action)
    locked = _lock(action)
    if locked.is_ouverte:
        return locked
    then = Etat.EN_COURS if locked.commencee_le else Etat.A_FAIRE
    return _move(action, then, by, "reopen_action", faite_le=None, abandonnee_le=None, motif_abandon="")


@transaction.atomic
def drop_action(action: ActionDecidee, *, motif: str, by: Personne) -> ActionDecidee:
    """Give an action up, and say why."""
    require(by, "collectifs.drop_action", action)
    if not _lock(action).is_ouverte:
        raise ValidationError("Cette action est déjà terminée.")
    today = timezone.localdate()
    return _move(action, Etat.ABANDONNEE, by, "drop_action", abandonnee_le=today, motif_abandon=motif)


@transaction.atomic
def edit_action(action: ActionDecidee, *, responsable: Personne, echeance: date | None, by: Personne) -> ActionDecidee:
    """Hand an action over to somebody else, who is told, or change the day it is due."""
    require(by, "collectifs.edit_action", action)
    locked = _lock(action)
    if not locked.is_ouverte:
        raise ValidationError("Cette action est terminée : rouvrez-la avant de la confier à quelqu’un.")
    before = {"responsable": locked.responsable_id, "echeance": locked.echeance and locked.echeance.isoformat()}
    is_handed_over = locked.responsable_id != responsable.pk
    locked.responsable, locked.echeance = responsable, echeance
    locked.full_clean()
    locked.save(update_fields=["responsable", "echeance"])
    journal.record("collectifs.edit_action", locked, by=by, avant=before)
    if is_handed_over:
        notify(ActionConfiee(locked, by))
    return locked


@transaction.atomic
def remind_actions(*, on: date) -> int:
    """Send each person one mail of what they have to do: on Mondays, and when something has become late.

    The round of a day is gone through once, whoever starts it; it begins where the last one stopped, so that
    days when nothing ran are caught up. Returns how many people it concerned.
    """
    tournee, is_new = TourneeRappels.objects.get_or_create(jour=on)
    later = TourneeRappels.objects.filter(jour__gt=on)
    if not is_new or later.exists():
        return 0
    previous = TourneeRappels.objects.filter(jour__lt=on).first()
    rappels = get_rappels(on, since=previous and previous.jour)
    for rappel in rappels:
        notify(ActionsARappeler(rappel))
    tournee.personnes = len(rappels)
    tournee.save(update_fields=["personnes"])
    return len(rappels)


def _move(action, etat, by, verb, **fields: Any) -> ActionDecidee:
    """Change the dates that make the state, if it may follow from where the action stands."""
    locked = _lock(action)
    if locked.etat == etat:
        return locked
    before = locked.etat
    is_allowed = locked.can_become(etat)
    for name, value in fields.items():
        setattr(locked, name, value)
    if not is_allowed or locked.etat != etat:
        now, then = before.label, Etat(etat).label
        raise ValidationError(f"Cette action est {now} : elle ne peut pas devenir {then}. Rouvrez-la d’abord.")
    locked.full_clean()
    locked.save(update_fields=list(fields))
    journal.record(f"collectifs.{verb}", locked, by=by)
    return locked


def _lock(action) -> ActionDecidee:
    return ActionDecidee.objects.select_for_update(of=("self",)).get(pk=action.pk)
