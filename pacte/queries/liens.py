"""What serves a mission or a commitment, and what could."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, Reunion
from members.models import Personne
from pacte.models import Bloc, LienBloc, VersionPacte
from pacte.models.liens import CIBLES
from pacte.queries.activite import SUIVIS
from socle.addresses import find_address
from socle.compiled import compiled_query
from socle.french import say_date

OPEN = Collectif.Visibilite.RESEAU
PAGES = {
    "collectif": "collectifs:collectif_detail",
    "reunion": "collectifs:reunion_detail",
    "action": "collectifs:action_detail",
    "formation": "formations:formation_detail",
}
GENRE_OF = {page: genre for genre, page in PAGES.items()}
DITS = {
    "collectif": "ce collectif",
    "reunion": "cette réunion",
    "action": "cette action",
    "formation": "cette formation",
}
GROUPS = {"collectif": "Collectifs", "formation": "Formations", "reunion": "Réunions", "action": "Actions"}
ICONS = {"collectif": "user-group", "reunion": "calendar-days", "action": "check-circle", "formation": "academic-cap"}
WORDS_IN = {
    "collectif": ("nom", "enonce"),
    "reunion": ("titre", "collectif__nom"),
    "action": ("texte", "collectif__nom"),
    "formation": ("titre",),
}
SEARCHED_ONLY = ("reunion", "action")  # thousands of them: found by their words, never listed whole
MOST = 30


@dataclass(frozen=True)
class Candidat:
    """Something that could serve a block: its kind, its number, how it is said."""

    genre: str
    objet: int
    titre: str
    detail: str
    is_linked: bool

    @property
    def link(self) -> str:
        return find_address(PAGES[self.genre], self.objet)

    @property
    def icon(self) -> str:
        return ICONS[self.genre]


def find_version() -> VersionPacte | None:
    """Return the version in force today."""
    return VersionPacte.objects.en_vigueur().select_related("pacte").first()


def get_liens(identifiant: UUID, personne: Personne) -> QuerySet[LienBloc]:
    """Return what serves a block, as far as a person may read it."""
    return LienBloc.objects.visible_to(personne).with_cibles().filter(identifiant=identifiant)


def say_lien(lien: LienBloc) -> Candidat:
    """Say what a link leads to."""
    return _say(lien.genre, lien.cible, True)


@compiled_query
def get_served(objet, *, genre):
    """Return the blocks in force that something serves, in the order of the pact's kinds. One question."""
    liens = LienBloc.objects.filter(identifiant=OuterRef("identifiant"), **{genre: objet})
    versions = VersionPacte.objects.en_vigueur().order_by().values("pk")
    blocs = Bloc.objects.presents().filter(version__in=versions, genre__in=SUIVIS)
    return blocs.filter(Exists(liens)).order_by("genre", "rang", "pk")


def find_cible(genre: str, objet: int, personne: Personne):
    """Return what a link would lead to, if this person may read it."""
    return public(genre, personne).filter(pk=objet).first() if genre in CIBLES else None


def get_candidats(identifiant: UUID, personne: Personne, words: str = "") -> list[tuple[str, list[Candidat]]]:
    """Return what could serve a block, kind by kind: collectives and trainings, and whatever bears these words."""
    genres = [genre for genre in GROUPS if words or genre not in SEARCHED_ONLY]
    return [(GROUPS[genre], found) for genre in genres if (found := _search(genre, identifiant, personne, words))]


def public(genre: str, personne: Personne) -> QuerySet:
    """Keep what this person may read and the whole network too: the rest would count for nothing."""
    rows = CIBLES[genre].objects.visible_to(personne)
    if genre == "formation":
        return rows.publiees()
    if genre == "collectif":
        return rows.filter(visibilite=OPEN)
    rows = rows.filter(collectif__visibilite=OPEN).select_related("collectif")
    return rows.publiques() if genre == "action" else rows.exclude(etat=Reunion.Etat.BROUILLON)


def _search(genre, identifiant, personne, words):
    rows = public(genre, personne)
    for word in words.split():
        held = [Q(**{f"{name}__icontains": word}) for name in WORDS_IN[genre]]
        rows = rows.filter(held[0] | held[1] if len(held) > 1 else held[0])
    linked = LienBloc.objects.filter(identifiant=identifiant, **{genre: OuterRef("pk")})
    if genre in SEARCHED_ONLY:
        rows = rows.order_by("-debut" if genre == "reunion" else "-pk")
    rows = rows.annotate(is_linked=Exists(linked))[:MOST]
    return [_say(genre, row, row.is_linked) for row in rows]


def _say(genre, row, is_linked) -> Candidat:
    return Candidat(genre, row.pk, str(row), SAID[genre](row), is_linked)


def _say_collectif(row) -> str:
    return row.get_forme_display().capitalize()


def _say_reunion(row) -> str:
    return f"{row.collectif}, {say_date(timezone.localdate(row.debut))}"


def _say_action(row: ActionDecidee) -> str:
    return f"{row.collectif}, {row.etat.label}"


def _say_formation(row) -> str:
    return "Formation du catalogue"


SAID = {
    "collectif": _say_collectif,
    "reunion": _say_reunion,
    "action": _say_action,
    "formation": _say_formation,
}
