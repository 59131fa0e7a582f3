"""How far each mission and each commitment of a pact is: kept, late, under way; derived, never stored."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from pacte.genres import Genre
from pacte.models import Bloc, Releve, VersionPacte
from pacte.queries.activite import GENRES, SUIVIS, Compte, count_activity
from pacte.tree import Noeud
from socle.compiled import compiled_query

TENU, RETARD, EN_COURS, RIEN = "tenu", "en retard", "en cours", "rien encore"
SITUATIONS = (TENU, RETARD, EN_COURS, RIEN)
TONES = {TENU: "ok", RETARD: "late", EN_COURS: "fed", RIEN: "neutral"}


@dataclass(frozen=True)
class Suivi:
    """A mission or a commitment, what was done for it and the last thing measured of it."""

    noeud: Noeud
    sous: list[Noeud]
    jour: date
    comptes: list[Compte] = field(default_factory=list)
    releve: Releve | None = None

    @property
    def identifiant(self) -> UUID:
        return self.noeud.identifiant

    @property
    def nombre(self) -> int:
        return sum(compte.nombre for compte in self.comptes)

    @property
    def par_genre(self) -> dict[str, int]:
        """How many events of each kind, in the order they are said; none is left out."""
        return {genre: total for genre in GENRES if (total := self.count(genre=genre))}

    @property
    def annees(self) -> dict[int, int]:
        years = sorted({compte.annee for compte in self.comptes})
        return {year: self.count(annee=year) for year in years}

    def count(self, *, genre="", annee=None) -> int:
        kept = (compte for compte in self.comptes if genre in ("", compte.genre) and annee in (None, compte.annee))
        return sum(compte.nombre for compte in kept)

    @property
    def icon(self) -> str:
        return "hand-raised" if self.is_engagement else "flag"

    @property
    def is_engagement(self) -> bool:
        return self.noeud.genre == Genre.ENGAGEMENT

    @property
    def is_tenu(self) -> bool:
        """What was measured last says that it is kept."""
        return self.releve is not None and self.releve.is_tenu

    @property
    def is_en_retard(self) -> bool:
        due = self.noeud.echeance
        return due is not None and due < self.jour and not self.is_tenu

    @property
    def situation(self) -> str:
        if self.is_tenu:
            return TENU
        if self.is_en_retard:
            return RETARD
        return EN_COURS if self.nombre or self.releve else RIEN

    @property
    def tone(self) -> str:
        return TONES[self.situation]

    @property
    def place(self) -> str:
        """What it stands under, the section left out where something nearer says it."""
        return ", ".join(noeud.libelle for noeud in self.sous[1:] or self.sous)

    @property
    def referent(self) -> str:
        """The function that answers for it: its own, or that of what it stands under."""
        return next((noeud.referent for noeud in (self.noeud, *reversed(self.sous)) if noeud.referent), "")


@dataclass(frozen=True)
class Progress:
    """How far the commitments of a version are, in three numbers."""

    version: int
    total: int
    tenus: int
    en_retard: int


def get_suivis(version: VersionPacte, until: date | None = None) -> list[Suivi]:
    """Return every mission and commitment in reading order, in three queries however many there are."""
    followed = list(walk_followed(version.read().noeuds))
    counted = defaultdict(list)
    for compte in count_activity(version, until):
        counted[compte.bloc].append(compte)
    identifiants = version.blocs.filter(genre=Genre.ENGAGEMENT).order_by().values("identifiant")
    releves = {releve.identifiant: releve for releve in find_last(identifiants, until)}
    day = until or timezone.localdate()
    return [
        Suivi(noeud, sous, day, counted[noeud.identifiant], releves.get(noeud.identifiant)) for noeud, sous in followed
    ]


def find_suivi(version: VersionPacte, identifiant: UUID) -> Suivi | None:
    """Return one mission or commitment of a version; None when it has none of this identifier."""
    followed = walk_followed(version.read().noeuds)
    noeud, sous = next((pair for pair in followed if pair[0].identifiant == identifiant), (None, []))
    if noeud is None:
        return None
    last = find_last([identifiant]).first() if noeud.genre == Genre.ENGAGEMENT else None
    return Suivi(noeud, sous, timezone.localdate(), count_activity(version, bloc=identifiant), last)


def walk_followed(noeuds: list[Noeud], sous: tuple[Noeud, ...] = ()) -> Iterator[tuple[Noeud, list[Noeud]]]:
    """Give each mission and commitment with what it stands under, from the root down."""
    for noeud in noeuds:
        if noeud.genre in SUIVIS:
            yield noeud, list(sous)
        yield from walk_followed(noeud.enfants, (*sous, noeud))


def find_last(identifiants, until: date | None = None) -> QuerySet[Releve]:
    """Return the last thing measured of each commitment, corrections made."""
    releves = get_releves(identifiants, until)
    return releves.order_by("identifiant", "-le", "-pk").distinct("identifiant")


def get_releves(identifiants, until: date | None = None) -> QuerySet[Releve]:
    """Return what was measured of these commitments and not corrected since, the latest first."""
    releves = Releve.objects.courants().select_related("par").filter(identifiant__in=identifiants)
    return releves.filter(le__lte=until) if until else releves


def get_history(identifiant: UUID) -> QuerySet[Releve]:
    """Return everything that was measured of a commitment, what was corrected included."""
    return Releve.objects.filter(identifiant=identifiant).select_related("par", "correction")


def get_progress() -> Progress | None:
    """Return how far the commitments in force are; None when there are none. One question to the database."""
    rows = _get_progress(timezone.localdate())
    return Progress(*rows[0]) if rows else None


def find_progress(version: VersionPacte) -> Progress | None:
    """As `get_progress`, for a given version."""
    rows = list(count_progress(Bloc.objects.filter(version=version.pk), timezone.localdate()))
    return Progress(*rows[0]) if rows else None


@compiled_query
def _get_progress(today):
    versions = VersionPacte.objects.en_vigueur(today).order_by().values("pk")
    return count_progress(Bloc.objects.filter(version__in=versions), today)


def count_progress(blocs, today):
    last = Releve.objects.courants().filter(identifiant=OuterRef("identifiant")).order_by("-le", "-pk")
    said = Coalesce(Subquery(last.values("is_tenu")[:1]), False, output_field=BooleanField())
    blocs = blocs.filter(retire_le=None, genre=Genre.ENGAGEMENT).annotate(tenu=said).order_by()
    late = Q(tenu=False, echeance__lt=today)
    counted = {
        "n_total": Count("pk"),
        "n_tenus": Count("pk", filter=Q(tenu=True)),
        "n_retard": Count("pk", filter=late),
    }
    return blocs.values("version").annotate(**counted).values_list("version", *counted)
