"""Who has left the network, and when what the portal knows of them is erased (R28)."""

from datetime import date

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from members.models import Invitation, Personne
from members.models.departs import CONSERVATION_PRESTATAIRES, PLACES, PREAVIS


def get_leaving(on: date | None = None):
    """Return who must be told that they will be erased, and was not since their last place."""
    untold = Q(depart_annonce_le=None) | _came_back()
    return Personne.objects.parties(on).filter(untold).order_by("pk")


def get_to_erase(on: date | None = None):
    """Return who is to be erased: a month after their last place, and a month after they were told.

    Somebody who was invited elsewhere, or is about to represent a candidate, is let be until it is settled.
    """
    limit = (on or timezone.localdate()) - PREAVIS
    awaited = Invitation.objects.ouvertes().values("personne")
    return (
        Personne.objects.parties(limit)
        .filter(~_came_back(), depart_annonce_le__lte=limit)
        .exclude(pk__in=awaited)
        .exclude(pk__in=_named_by_candidates())
        .order_by("pk")
    )


def _came_back() -> Q:
    """The condition of having held a place since a notice: that notice was for another departure."""
    back = Q(pk__in=[])
    for name in PLACES:
        rows = Personne._meta.get_field(name).related_model.objects
        back |= Q(Exists(rows.filter(personne=OuterRef("pk"), fin__gte=OuterRef("depart_annonce_le"))))
    return back


def _named_by_candidates():
    demandes = Personne._meta.apps.get_model("members", "DemandeAdhesion").objects.ouvertes()
    return demandes.exclude(representant=None).values("representant")


def get_last_day(personne: Personne) -> date | None:
    """Return the last day of somebody's last place; None if one runs on or none was held."""
    ends = []
    for name in PLACES:
        rows = getattr(personne, name)
        if rows.filter(fin=None).exists():
            return None
        ends.append(rows.aggregate(last=Max("fin"))["last"])
    role = personne.roles_federaux.filter(role="prestataire").aggregate(last=Max("fin"))["last"]
    ends.append(role and role + CONSERVATION_PRESTATAIRES)
    return max((end for end in ends if end), default=None)


def get_erasure_day(personne: Personne) -> date | None:
    """Return the day from which somebody who has left is known no more, whatever they answer later."""
    last = get_last_day(personne)
    if last is None or personne.conservation_acceptee_le:
        return None
    return last + PREAVIS


def is_gone(personne: Personne) -> bool:
    """Say whether somebody's time is over: asked only of who holds nothing today."""
    return not Personne.objects.connues().filter(pk=personne.pk).exists()
