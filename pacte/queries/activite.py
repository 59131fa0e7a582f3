"""What was done for each mission and each commitment of a pact, counted and traced to its events.

Only what every member of the network may read is counted, so that the figures are the same for everybody: meetings
held, actions done and decisions adopted by collectives open to the network, nothing behind closed doors, decisions
once their minutes circulate, sessions held of published trainings.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, CompteRendu, Decision, Reunion
from collectifs.models.decisions import issue
from formations.models import SessionFormation
from pacte.genres import Genre
from pacte.models import LienBloc, VersionPacte
from socle.addresses import find_address

SUIVIS = (Genre.ENGAGEMENT, Genre.MISSION)
OPEN = Collectif.Visibilite.RESEAU
GENRES = {"reunion": "réunion tenue", "action": "action faite", "decision": "décision", "session": "session tenue"}
PLURIELS = {"reunion": "réunions tenues", "action": "actions faites", "session": "sessions tenues"}
COURTS = {"reunion": "Réunions", "action": "Actions", "decision": "Décisions", "session": "Sessions"}
PAGES = {
    "reunion": "collectifs:reunion_detail",
    "action": "collectifs:action_detail",
    "decision": "collectifs:decision_detail",
    "session": "formations:session_detail",
}
COLUMNS = ("n_bloc", "n_genre", "n_objet", "n_jour", "n_titre", "n_ou")


@dataclass(frozen=True)
class Fait:
    """Something that happened for a block of the pact: one row behind a figure."""

    bloc: UUID | None
    genre: str
    objet: int
    jour: date
    titre: str
    ou: str

    @property
    def cle(self) -> str:
        return f"{self.genre}/{self.objet}"

    @property
    def link(self) -> str:
        return find_address(PAGES[self.genre], self.objet)

    @property
    def genre_dit(self) -> str:
        return GENRES[self.genre]


@dataclass(frozen=True)
class Compte:
    """How many events of a kind a year brought to a block."""

    bloc: UUID
    genre: str
    annee: int
    nombre: int


def plural_of(genre: str) -> str:
    return PLURIELS.get(genre) or f"{GENRES[genre]}s"


def get_activity(version: VersionPacte, until: date | None = None) -> dict[UUID, list[Fait]]:
    """Return the rows behind every figure, block by block, the latest first."""
    found = defaultdict(list)
    for fait in map(say_fait, find_faits(version, until=until)):
        found[fait.bloc].append(fait)
    return dict(found)


def count_activity(version: VersionPacte, until: date | None = None, *, bloc: UUID | None = None) -> list[Compte]:
    """Return what was done, counted by block, kind and year by the database."""
    return [Compte(*row) for row in _count(find_faits(version, bloc=bloc, until=until))]


def count_all(version: VersionPacte) -> list[Compte]:
    """As `count_activity` for the whole pact: what served several blocks is one event."""
    return [Compte(*row) for row in _count(find_faits(version, is_whole=True))]


def _count(faits):
    sql, params = faits.order_by().query.sql_with_params()
    counted = "SELECT bloc, genre, EXTRACT(YEAR FROM jour)::int AS annee, count(*)"
    asked = f"{counted} FROM ({sql}) AS faits(bloc, genre, objet, jour, titre, ou) GROUP BY 1, 2, 3 ORDER BY 3, 2"
    with connection.cursor() as cursor:
        cursor.execute(asked, params)
        return cursor.fetchall()


def find_faits(version: VersionPacte, *, bloc=None, genre="", annee=None, until=None, is_whole=False) -> QuerySet:
    """Return the events of a pact since it began, in one question; an event counts once for each block.

    `is_whole` says each event once whatever the blocks it served.
    """
    since, last = find_bounds(version, annee, until)
    liens = LienBloc.objects.order_by()
    if bloc:
        liens = liens.filter(identifiant=bloc)
    else:
        followed = version.blocs.filter(retire_le=None, genre__in=SUIVIS)
        liens = liens.filter(identifiant__in=followed.order_by().values("identifiant"))
    of_bloc = Cast(Value(None), UUIDField()) if is_whole else F("identifiant")
    parts = [_part(liens, of_bloc, since, last, *source) for source in SOURCES if not genre or source[0] == genre]
    return parts[0].union(*parts[1:]).order_by("-n_jour", "n_genre", "n_objet", "n_bloc")


def find_bounds(version: VersionPacte, annee=None, until=None) -> tuple[date, date]:
    """Return the first day and the last on which events count: those of the pact, until today, of a year."""
    pacte = version.pacte
    last = min(until or timezone.localdate(), pacte.fin)
    if annee is None:
        return pacte.debut, last
    return max(pacte.debut, date(annee, 1, 1)), min(last, date(annee, 12, 31))


def say_fait(row) -> Fait:
    return Fait(*row)


def _part(liens, of_bloc, since, last, genre, path, public, day, titre, ou):
    found = liens.filter(**{f"{path}__in": public().order_by().values("pk")})
    jour = F(f"{path}__{day}") if day == "faite_le" else TruncDate(f"{path}__{day}")
    named = {
        "n_bloc": of_bloc,
        "n_genre": Value(genre),
        "n_objet": F(f"{path}__pk"),
        "n_jour": jour,
        "n_titre": Cast(f"{path}__{titre}", TextField()),
        "n_ou": Cast(f"{path}__{ou}", TextField()),
    }
    return found.annotate(**named).filter(n_jour__range=(since, last)).values_list(*COLUMNS).distinct()


def _meetings():
    return Reunion.objects.filter(etat=Reunion.Etat.TENUE, collectif__visibilite=OPEN)


def _actions():
    return ActionDecidee.objects.publiques().filter(faite_le__isnull=False, collectif__visibilite=OPEN)


def _decisions():
    circulated = {"reunion__compte_rendu__etat__in": CompteRendu.DIFFUSES, "reunion__collectif__visibilite": OPEN}
    proclaimed = Decision.objects.publiques().proclamees().filter(**circulated)
    return proclaimed.annotate(issue_de=issue()).filter(issue_de=Decision.Resultat.ADOPTEE)


def _sessions():
    held = (SessionFormation.Etat.TENUE, SessionFormation.Etat.CLOSE)
    return SessionFormation.objects.annoncees().filter(etat__in=held)


# Kind of event, how a link leads to it, which of them everybody may read, its day, its title, where it was.
SOURCES = (
    ("reunion", "collectif__reunions", _meetings, "debut", "titre", "collectif__nom"),
    ("reunion", "reunion", _meetings, "debut", "titre", "collectif__nom"),
    ("action", "collectif__actions", _actions, "faite_le", "texte", "collectif__nom"),
    ("action", "action", _actions, "faite_le", "texte", "collectif__nom"),
    ("decision", "collectif__reunions__decisions", _decisions, "reunion__debut", "texte", "reunion__collectif__nom"),
    ("session", "formation__sessions", _sessions, "debut", "formation__titre", "lieu"),
)
