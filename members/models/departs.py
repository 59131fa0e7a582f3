"""When somebody who has left is no longer known (R28): a month after their last place, unless they agreed to stay."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

PREAVIS = timedelta(days=31)
CONSERVATION_PRESTATAIRES = timedelta(days=2 * 365)  # a provider's file is kept two years more (§6.4)
PLACES = ("rattachements", "mandats", "affectations", "roles_federaux", "representations")


def has_left(model, on) -> Q:
    """The condition of having held a place in the network, and none on `on` or later; who agreed to stay stays."""
    held, holds = Q(pk__in=[]), Q(pk__in=[])
    for name in PLACES:
        rows = model._meta.get_field(name).related_model.objects.filter(personne=OuterRef("pk"))
        held |= Q(Exists(rows))
        holds |= Q(Exists(rows.since(on)))
    roles = model._meta.get_field("roles_federaux").related_model.objects.filter(personne=OuterRef("pk"))
    holds |= Q(Exists(roles.filter(role="prestataire").since(on - CONSERVATION_PRESTATAIRES)))
    return held & ~holds & Q(conservation_acceptee_le=None, is_superuser=False)


def is_forgotten(model, on=None) -> Q:
    """The condition of being erased, or due to be: from that day nobody reads the sheet, whatever a task did."""
    return Q(effacee_le__isnull=False) | has_left(model, (on or timezone.localdate()) - PREAVIS)
