"""Seats and ranks, read from what is written and from the hour: nothing here waits for a scheduler (R25)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from formations.models import Inscription, OffrePlace, SessionFormation

Etat = Inscription.Etat


@dataclass(frozen=True)
class Attendant:
    """Somebody who waits, where they stand, since when, and why not at their hour of arrival."""

    inscription: Inscription
    rang: int
    depuis: datetime
    raison: str = ""


@dataclass(frozen=True)
class Places:
    """How the seats of a session are held at this moment."""

    total: int
    prises: int
    offertes: int
    attendent: int

    @property
    def libres(self) -> int:
        """Seats that nobody holds."""
        return max(0, self.total - self.prises - self.offertes)

    @property
    def a_prendre(self) -> int:
        """Seats that somebody who comes now would have: those who wait come first."""
        return max(0, self.libres - self.attendent)

    @property
    def is_complete(self) -> bool:
        return self.a_prendre == 0


def with_places(sessions: QuerySet[SessionFormation]) -> QuerySet[SessionFormation]:
    """Count for each session the seats taken, those offered at this moment, and who waits without an offer."""
    rows = Inscription.objects.filter(session=OuterRef("pk"), is_sur_place=False).order_by().values("session")
    seats = rows.annotate(n=Count("pk", filter=Q(etat=Etat.INSCRITE))).values("n")
    offered = OffrePlace.objects.en_cours().filter(inscription__session=OuterRef("pk")).order_by()
    offered = offered.values("inscription__session").annotate(n=Count("pk")).values("n")
    waiting = rows.annotate(n=Count("pk", filter=Q(etat=Etat.EN_ATTENTE))).values("n")
    return sessions.annotate(
        prises=Coalesce(Subquery(seats), 0),
        offertes=Coalesce(Subquery(offered), 0),
        attendent=Coalesce(Subquery(waiting), 0),
    )


def get_places(session: SessionFormation) -> Places:
    """Return how the seats are held; costs nothing for a session read by `with_places`."""
    if not hasattr(session, "prises"):
        session = with_places(SessionFormation.objects.filter(pk=session.pk)).get()
    return Places(session.places, session.prises, session.offertes, max(0, session.attendent - session.offertes))


def get_file(session: SessionFormation, now: datetime | None = None) -> list[Attendant]:
    """Return who waits without a live offer, in the order places will be offered to them.

    First whoever the organiser let pass, with a reason; then the hour they began to wait, never that of an account;
    an offer let go by sends to the end, from the moment it expired. One place per association first, when the
    session says so: an association that has a seat, or somebody before in the list, lets the others pass.
    """
    now = now or timezone.now()
    waiting = sorted(_read_waiting(session, now), key=_order)
    kept = [(inscription, "") for inscription in waiting if inscription.exception]
    first, after = _share(session, [row for row in waiting if not row.exception], now)
    kept = [(row, f"Passe avant son rang : {row.exception}") for row, _ in kept] + first + after
    return [
        Attendant(inscription, rang, _since(inscription), raison) for rang, (inscription, raison) in enumerate(kept, 1)
    ]


def _read_waiting(session, now):
    mine = OffrePlace.objects.filter(inscription=OuterRef("pk"))
    lost = mine.expirees(now).order_by("-expire_le").values("expire_le")[:1]
    rows = Inscription.objects.filter(session=session.pk).en_attente()
    rows = rows.annotate(a_une_offre=Exists(mine.en_cours(now)), perdue_le=Subquery(lost))
    return rows.filter(a_une_offre=False).select_related("personne", "association", "exception_par")


def _since(inscription) -> datetime:
    return max(inscription.attend_depuis, inscription.perdue_le or inscription.attend_depuis)


def _order(inscription):
    return _since(inscription), inscription.pk


def _share(session, waiting, now):
    if not session.is_une_place_par_association:
        return [(inscription, "") for inscription in waiting], []
    held = Q(etat=Etat.INSCRITE) | Q(offres__etat=OffrePlace.Etat.OUVERTE, offres__expire_le__gt=now)
    seated = Inscription.objects.filter(held, session=session.pk).exclude(association=None)
    seen = set(seated.values_list("association", flat=True))
    first, after = [], []
    for inscription in waiting:
        if inscription.association_id in seen:
            after.append((inscription, "Son association a déjà une place, ou quelqu’un avant dans la liste"))
            continue
        first.append((inscription, ""))
        if inscription.association_id:
            seen.add(inscription.association_id)
    return first, after


def get_rank(inscription: Inscription) -> Attendant | None:
    """Return where somebody stands in the list; None if they do not wait, or hold an offer."""
    file = get_file(inscription.session)
    return next((place for place in file if place.inscription.pk == inscription.pk), None)


def get_offre(inscription: Inscription) -> OffrePlace | None:
    """Return the offer that holds a seat for somebody at this moment."""
    return OffrePlace.objects.en_cours().filter(inscription=inscription.pk).first()


def get_offres(session: SessionFormation) -> QuerySet[OffrePlace]:
    """Return the offers that hold a seat at this moment."""
    return (
        OffrePlace.objects.en_cours()
        .filter(inscription__session=session.pk)
        .select_related("inscription__personne", "inscription__association")
        .order_by("expire_le", "pk")
    )


def get_exceptions(session: SessionFormation) -> list[tuple[datetime, str]]:
    """Return when and why somebody passed before their rank: everybody reads it, without a name."""
    made = OffrePlace.objects.filter(inscription__session=session.pk, is_hors_rang=True)
    return list(made.order_by("faite_le").values_list("faite_le", F("motif")))
