"""What helps somebody take part: written by them alone, forgotten after the session; the journal never knows."""

from django.core.exceptions import ValidationError
from django.db import transaction

from formations.models import AmenagementDemande, Inscription
from members.models import Personne
from socle.permissions import require


@transaction.atomic
def set_amenagements(inscription: Inscription, *, choix: list[str], by: Personne) -> None:
    """Say what would help, or nothing any more; only the person and the trainers read it."""
    require(by, "formations.edit_amenagement", inscription)
    inscription = Inscription.objects.select_for_update(of=("self",)).select_related("session").get(pk=inscription.pk)
    if not inscription.is_vivante or inscription.session.is_passee:
        raise ValidationError("Cette session est passée, ou vous n’y êtes plus inscrite ou inscrit.")
    AmenagementDemande.objects.filter(inscription=inscription).delete()
    if choix:
        demande = AmenagementDemande(inscription=inscription)
        demande.write(choix)
        demande.save()


def forget_amenagements() -> int:
    """Erase what is past its use: nobody could read it since the session ended."""
    return AmenagementDemande.objects.perimes().delete()[0]
