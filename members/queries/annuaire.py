"""What the directory, its sheets and the search of the whole portal read."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from members.models import (
    Agrement,
    AppartenanceReseau,
    Association,
    Dispositif,
    Domaine,
    Personne,
    Public,
    Rattachement,
    Reseau,
    Segment,
    Structure,
    Territoire,
)
from members.models.recherche import Recherche
from members.queries.transformations import annotate_suites
from socle.compiled import compiled_query
from socle.filtres import list_options

FOUND_AT_ONCE = 20
LONGEST_CHAIN = 10
OF_IT = Q(association=OuterRef("pk"))


class Rangee(NamedTuple):
    """What a line of the directory says of an association."""

    pk: int
    nom: str
    genre: str
    commune: str
    territoire: str | None

    def get_genre_display(self) -> str:
        return Association.Genre(self.genre).label


COLONNES = ("pk", "nom", "genre", "commune", "territoire__nom")


def get_directory_options() -> dict[str, list[tuple[str, str]]]:
    """Return the lists of the directory's filters, all in one query."""
    return list_options(
        {"territoire": Territoire, "public": Public, "domaine": Domaine, "dispositif": Dispositif, "reseau": Reseau}
    )


def get_points(associations):
    """Return what a map draws of these associations, in one light query: those that have a point."""
    rows = associations.filter(latitude__isnull=False).order_by()
    return rows.values_list("pk", "nom", "commune", "latitude", "longitude", "territoire__nom")


def get_segments(personne: Personne):
    """Return the searches somebody keeps, then those that others show to the federal team if they belong to it."""
    seen = Q(personne=personne)
    if personne.is_federation_team:
        seen |= Q(is_partage=True)
    return Segment.objects.filter(seen).select_related("personne").order_by("nom", "pk")


@dataclass
class Found:
    """What a search of the whole portal gives."""

    associations: list[Association]
    personnes: list[Personne]


def search_everything(text: str, personne: Personne) -> Found:
    """Return the associations and the people that `text` may mean, among those the person may read."""
    asked = Recherche(text)
    if not text.strip():
        return Found([], [])
    people = _find_people(asked, personne)
    places = defaultdict(list)
    for tie in _get_running_ties([person.pk for person in people]):
        places[tie.personne_id].append(tie)
    for person in people:
        person.places = places[person.pk]
    return Found(_find_associations(asked, personne), people)


@compiled_query
def _find_associations(asked, personne):
    found = Association.objects.visible_to(personne).search(asked)
    return found.select_related("territoire").with_ancienne()[:FOUND_AT_ONCE]


@compiled_query
def _find_people(asked, personne):
    return Personne.objects.visible_to(personne).search(asked)[:FOUND_AT_ONCE]


@compiled_query
def _get_running_ties(people):
    ties = Rattachement.objects.en_cours().filter(personne__in=people)
    return ties.select_related("association").order_by("debut", "pk")


def get_sheet(associations, on: date | None = None):
    """Return the association's query with all that its sheet says of it, in one query; people are read apart."""
    reseaux = Reseau.objects.filter(pk__in=_networks_of(OuterRef(OuterRef("pk")), on))
    day = on or timezone.localdate()
    agrements = Agrement.objects.filter(OF_IT, debut__lte=day, fin__gte=day)
    return annotate_suites(get_public_sheet(associations, on)).annotate(
        noms_reseaux=_names(reseaux),
        agrements_dits=ArraySubquery(
            agrements.order_by("fin", "pk").values(json=JSONObject(genre="genre", fin="fin"))
        ),
    )


def get_public_sheet(associations, on: date | None = None):
    """Return the association's query with its lists and its places; what may be shown of it is said elsewhere."""
    places = Structure.objects.en_cours(on).filter(OF_IT).order_by("nom", "pk")
    return associations.select_related("territoire").annotate(
        noms_publics=_names(Public.objects.filter(association=OuterRef("pk"))),
        noms_domaines=_names(Domaine.objects.filter(association=OuterRef("pk"))),
        noms_dispositifs=_names(Dispositif.objects.filter(association=OuterRef("pk"))),
        lieux=ArraySubquery(places.values(json=JSONObject(**{name: name for name in LIEU}))),
    )


def find_kept(model, pk: int) -> int | None:
    """Return the number of the sheet that replaced another one, however many times; None if none did."""
    kept = None
    for _ in range(LONGEST_CHAIN):
        pk = model.objects.filter(pk=kept or pk).values_list("fondue_dans", flat=True).first()
        if pk is None:
            break
        kept = pk
    return kept


@dataclass
class Lieu:
    """A place of an association as its sheet shows it, read with the sheet itself."""

    pk: int
    nom: str
    genre: str
    adresse: str
    code_postal: str
    commune: str
    telephone: str
    email: str
    siret: str | None
    debut: date
    fin: date | None

    def __post_init__(self):
        self.debut = date.fromisoformat(str(self.debut))
        self.fin = date.fromisoformat(str(self.fin)) if self.fin else None

    @property
    def get_genre_display(self):
        return Structure.Genre(self.genre).label

    @property
    def where(self) -> str:
        """The address on one line."""
        town = f"{self.code_postal} {self.commune}".strip()
        return ", ".join(part for part in (self.adresse, town) if part)


LIEU = tuple(field.name for field in fields(Lieu))


def read_lieux(association) -> list[Lieu]:
    """Return the places of an association that comes from `get_sheet` or `get_public_sheet`."""
    return [Lieu(**row) for row in association.lieux]


def read_agrements(association) -> list[tuple[str, date]]:
    """Return the approvals that run, each with its last day; the association comes from `get_sheet`."""
    rows = association.agrements_dits
    return [(Agrement.Genre(row["genre"]).label, date.fromisoformat(row["fin"])) for row in rows]


def _networks_of(association, on):
    return AppartenanceReseau.objects.en_cours(on).filter(association=association).values("reseau")


def _names(rows):
    """Read the names of an association's rows with the association itself."""
    return ArraySubquery(rows.order_by("nom").values("nom"))
