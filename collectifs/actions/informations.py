from django.db import transaction

from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.models import Information, PointOrdreDuJour
from members.models import Personne
from socle import journal
from socle.permissions import require


@transaction.atomic
def add_information(point: PointOrdreDuJour, *, texte: str, by: Personne) -> Information:
    """Write what a meeting wants remembered of an agenda item."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(point.reunion))
    information = Information(point=point, texte=texte)
    information.full_clean()
    information.save()
    journal.record("collectifs.add_information", point.reunion, by=by, information=information.pk)
    return information


@transaction.atomic
def remove_information(information: Information, *, by: Personne) -> None:
    """Take back an information written by mistake, before the minutes circulate."""
    reunion = information.point.reunion
    require(by, "collectifs.edit_compte_rendu", hold_minutes(reunion))
    journal.record("collectifs.remove_information", reunion, by=by, information=information.pk)
    information.delete()
