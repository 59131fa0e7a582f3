"""What happens to people and associations elsewhere, and what it means here. Nothing is ever said of it."""

from django.dispatch import receiver

from accompagnement.actions import refresh_liens
from accompagnement.actions.comptes import follow_account
from accompagnement.models import Prestataire
from members.models import Association
from members.signals import compte_rejoint, fiches_regroupees, fiches_separees


@receiver([fiches_regroupees, fiches_separees], dispatch_uid="accompagnement.liens")
def compute_liens_again(sender, **_) -> None:
    """Two associations made one, or two again: what ties providers to them changes at once."""
    if sender is Association:
        for prestataire in Prestataire.objects.exclude(etat=Prestataire.Etat.SORTI).select_related("personne"):
            refresh_liens(prestataire)


@receiver(compte_rejoint, dispatch_uid="accompagnement.compte")
def follow(sender, *, gardee, absorbee, **_) -> None:
    follow_account(absorbee, gardee)
