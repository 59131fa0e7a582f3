"""What ties a provider to organisations, computed again; who is put aside for a case."""

from django.db import transaction
from django.utils import timezone

from accompagnement.models import Demande, Ecart, LienOrganisation, Prestataire
from accompagnement.queries import get_liens_opposables


@transaction.atomic
def refresh_liens(prestataire: Prestataire) -> None:
    """Compute again what ties a provider to organisations, from the portal and from their own word."""
    liens = [
        LienOrganisation(
            prestataire=prestataire, empreinte=lien.empreinte, origine=lien.origine, debut=lien.debut, fin=lien.fin
        )
        for lien in get_liens_opposables(prestataire)
    ]
    prestataire.liens.all().delete()
    LienOrganisation.objects.bulk_create(liens)
    prestataire.liens_verifies_le = timezone.now()
    prestataire.save(update_fields=["liens_verifies_le"])


def put_aside(demande: Demande, prestataire: Prestataire, origine: str) -> None:
    """Keep a provider from being offered this case again."""
    Ecart.objects.get_or_create(demande=demande, prestataire=prestataire, defaults={"origine": origine})
