"""The attendance sheet: rows are who is enrolled, who came unplanned and who teaches; columns are half-days (R23)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from formations.models import (
    ArriveeSurPlace,
    CertificatRealisation,
    DemiJournee,
    Emargement,
    FeuillePresence,
    Formateur,
    Inscription,
    SessionFormation,
)
from formations.models.emargements import get_window

HOUR = 60


@dataclass(frozen=True)
class Ligne:
    """Somebody's row, with one cell a half-day: what they signed, or None."""

    qui: Inscription | ArriveeSurPlace | Formateur
    genre: str
    nom: str
    detail: str
    cases: list[Emargement | None]

    @property
    def minutes(self) -> int:
        return sum(case.minutes for case in self.cases if case)

    @property
    def clef(self) -> str:
        """How a form says who it is."""
        return f"{self.genre}:{self.qui.pk}"


@dataclass(frozen=True)
class Feuille:
    demi_journees: list[DemiJournee]
    stagiaires: list[Ligne]
    formateurs: list[Ligne]

    @property
    def minutes(self) -> int:
        return sum(ligne.minutes for ligne in self.stagiaires)

    @property
    def is_close(self) -> bool:
        return bool(self.demi_journees) and all(half.is_close for half in self.demi_journees)


def is_open(half: DemiJournee, now: datetime | None = None) -> bool:
    """Say whether a half-day may be signed now: read from the clock of the server, whatever ran."""
    opens, closes = get_window(half)
    return opens <= (now or timezone.now()) <= closes and half.session.etat in ("ouverte", "confirmee", "tenue")


def get_halves(session: SessionFormation) -> list[DemiJournee]:
    """Return the half-days of a session, each with whether its sheet is locked."""
    closed = Exists(FeuillePresence.objects.filter(demi_journee=OuterRef("pk")))
    halves = list(session.demi_journees.annotate(is_close=closed).order_by("date", "debut", "pk"))
    for half in halves:
        half.session = session
        half.is_ouverte = not half.is_close and is_open(half)
        half.is_finie = get_window(half)[0] <= timezone.now() and _is_over(half)
    return halves


def _is_over(half) -> bool:
    return timezone.make_aware(datetime.combine(half.date, half.fin)) <= timezone.now()


def get_sheet(session: SessionFormation) -> Feuille:
    """Return the whole sheet of a session."""
    halves = get_halves(session)
    signed = {}
    read = [] if session.is_perimee else [half.pk for half in halves]
    for row in Emargement.objects.filter(demi_journee__in=read).select_related("corrige_par"):
        signed[row.demi_journee_id, row.inscription_id, row.arrivee_id, row.formateur_id] = row
    seated = session.inscriptions.inscrites().select_related("personne", "association")
    seated = seated.order_by("personne__nom", "personne__prenom", "pk")
    lines = [
        _line(one, "inscription", str(one.personne), str(one.association or ""), halves, signed) for one in seated
    ]
    came = session.arrivees.none() if session.is_perimee else session.arrivees.all()
    lines += [_line(one, "arrivee", one.nom, one.organisme, halves, signed) for one in came]
    taught = session.formateurs.select_related("personne")
    trainers = [_line(one, "formateur", str(one), "Anime", halves, signed) for one in taught]
    return Feuille(halves, lines, trainers)


def _line(who, genre, name, detail, halves, signed) -> Ligne:
    keys = {"inscription": 0, "arrivee": 1, "formateur": 2}
    key = [None, None, None]
    key[keys[genre]] = who.pk
    return Ligne(who, genre, name, detail, [signed.get((half.pk, *key)) for half in halves])


def find_half(personne, pk) -> DemiJournee | None:
    """Return a half-day of a session that a person may read."""
    sessions = SessionFormation.objects.visible_to(personne)
    rows = DemiJournee.objects.filter(pk=pk, session__in=sessions.values("pk"))
    return rows.select_related("session__formation").first()


def find_signatory(half: DemiJournee, personne) -> Inscription | Formateur | None:
    """Return as what a person signs this half-day: who teaches it, or who is enrolled."""
    trainer = half.session.formateurs.filter(personne=personne.pk).first()
    return trainer or half.session.inscriptions.inscrites().filter(personne=personne.pk).first()


def find_signature(half: DemiJournee, signatory) -> Emargement | None:
    if signatory is None:
        return None
    who = "formateur" if isinstance(signatory, Formateur) else "inscription"
    return Emargement.objects.filter(demi_journee=half, **{who: signatory}).first()


def get_minutes(session: SessionFormation) -> dict[int, int]:
    """Return the minutes that each enrolment attended, by its key: only those who came."""
    rows = Emargement.objects.filter(inscription__session=session).values("inscription").order_by()
    return {row["inscription"]: row["suivies"] for row in rows.annotate(suivies=Sum("minutes")) if row["suivies"]}


def get_certificates(session: SessionFormation) -> QuerySet[CertificatRealisation]:
    return CertificatRealisation.objects.gardes().filter(inscription__session=session).order_by("nom", "pk")


def find_certificate(code: str) -> CertificatRealisation | None:
    """Return the certificate that bears a code, as it was typed: spaces and hyphens do not matter."""
    wanted = "".join(letter for letter in code.upper() if letter.isalnum())[:20]
    return CertificatRealisation.objects.gardes().filter(code=wanted).first() if len(wanted) >= 12 else None


def say_hours(minutes: int) -> str:
    """Return « 3 h 30 »."""
    hours, rest = divmod(minutes, HOUR)
    if not rest:
        return f"{hours} h"
    return f"{hours} h {rest:02}" if hours else f"{rest} min"
