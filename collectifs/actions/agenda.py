from django.db import transaction
from django.utils import timezone

from collectifs.models import FluxAgenda
from collectifs.models.agenda import digest, new_secret
from members.models import Personne
from socle import journal
from socle.permissions import require


@transaction.atomic
def open_flux(*, by: Personne) -> str:
    """Make the secret of a new address for a person's agenda; the one before stops answering.

    It is returned once and kept nowhere: whoever loses it makes another.
    """
    require(by, "collectifs.subscribe_agenda")
    secret = new_secret()
    kept = {"empreinte": digest(secret), "cree_le": timezone.now()}
    flux, _ = FluxAgenda.objects.update_or_create(personne=by, defaults=kept)
    journal.record("collectifs.open_flux", flux, by=by)
    return secret


@transaction.atomic
def close_flux(*, by: Personne) -> bool:
    """Close the address; from then on it is one that never was. Closing it twice changes nothing."""
    flux = FluxAgenda.objects.select_for_update(of=("self",)).filter(personne=by).first()
    if flux is None:
        return False
    journal.record("collectifs.close_flux", flux, by=by)
    flux.delete()
    return True
