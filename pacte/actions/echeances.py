"""The end of a pact: those who administer are told once, six months before."""

from django.db import transaction

from pacte.models import RappelEcheance, VersionPacte
from pacte.notifications_bilans import PacteExpire
from socle.notifications import notify


@transaction.atomic
def remind_expiry(version: VersionPacte) -> bool:
    """Tell that a pact ends soon; done twice, even at the same moment, it is told once. Say whether it was now."""
    _, is_new = RappelEcheance.objects.get_or_create(pacte_id=version.pacte_id)
    if is_new:
        notify(PacteExpire(version))
    return is_new
