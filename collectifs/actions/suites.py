from typing import Any

from django.db import transaction

from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.models import ActionDecidee, Decision, PointOrdreDuJour
from members.models import Personne
from socle import journal
from socle.permissions import require


@transaction.atomic
def add_decision(point: PointOrdreDuJour, *, by: Personne, **fields: Any) -> Decision:
    """Write a decision taken on an agenda item; its result follows from the count."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(point.reunion))
    decision = Decision(reunion=point.reunion, point=point, **fields)
    decision.full_clean()
    decision.save()
    journal.record("collectifs.add_decision", decision.reunion, by=by, decision=decision.pk)
    return decision


@transaction.atomic
def remove_decision(decision: Decision, *, by: Personne) -> None:
    """Take back a decision written by mistake, before the minutes circulate; its history is kept."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(decision.reunion))
    journal.record("collectifs.remove_decision", decision.reunion, by=by, decision=decision.pk)
    decision.delete()


@transaction.atomic
def add_action(point: PointOrdreDuJour, *, by: Personne, **fields: Any) -> ActionDecidee:
    """Give somebody something to do, from an agenda item; they see it at once among what awaits them."""
    reunion = point.reunion
    require(by, "collectifs.edit_compte_rendu", hold_minutes(reunion))
    action = ActionDecidee(collectif=reunion.collectif, reunion=reunion, point=point, **fields)
    action.full_clean()
    action.save()
    journal.record("collectifs.add_action", reunion, by=by, action=action.pk)
    return action


@transaction.atomic
def remove_action(action: ActionDecidee, *, by: Personne) -> None:
    """Take back an action written by mistake, before the minutes circulate."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(action.reunion))
    journal.record("collectifs.remove_action", action.reunion, by=by, action=action.pk)
    action.delete()
