from typing import Any

from django.db import transaction

from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.actions.decisions import finish_vote, start_vote
from collectifs.models import ActionDecidee, Decision, PointOrdreDuJour
from members.models import Personne
from socle import journal
from socle.permissions import require

NOTER, OUVRIR, PROPOSER = "noter", "ouvrir", "proposer"


@transaction.atomic
def add_decision(point: PointOrdreDuJour, *, geste: str = NOTER, by: Personne, **fields: Any) -> Decision:
    """Write a decision on an agenda item: proposed, put to the vote, or voted and proclaimed at once.

    Its result follows from the count; a roll call is opened first, to be called.
    """
    require(by, "collectifs.edit_compte_rendu", hold_minutes(point.reunion))
    decision = Decision(reunion=point.reunion, point=point, etat=Decision.Etat.PROPOSEE, **fields)
    if decision.scrutin == Decision.Scrutin.APPEL and geste == NOTER:
        geste = OUVRIR
    decision.full_clean()
    if geste == PROPOSER:
        decision.save()
    else:
        start_vote(decision)
    if geste == NOTER:
        finish_vote(decision)
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
