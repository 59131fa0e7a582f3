"""What the directory, its sheets and the search of the whole portal read."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Prefetch, Value

from members.models import (
    AppartenanceReseau,
    Association,
    Dispositif,
    Domaine,
    Instance,
    Mandat,
    Personne,
    Public,
    Rattachement,
    Reseau,
    Territoire,
)

FOUND_AT_ONCE = 20


def get_directory_options() -> dict[str, list[tuple[str, str]]]:
    """Return the lists of the directory's filters, all three in one query."""
    sources = {"territoire": Territoire, "public": Public, "dispositif": Dispositif}
    parts = [
        model.objects.order_by().values_list(Value(name, output_field=CharField()), "pk", "nom")
        for name, model in sources.items()
    ]
    options: dict[str, list[tuple[str, str]]] = {name: [] for name in sources}
    for name, pk, nom in parts[0].union(*parts[1:], all=True).order_by("nom"):
        options[name].append((str(pk), nom))
    return options


@dataclass
class Found:
    """What a search of the whole portal gives."""

    associations: list[Association]
    personnes: list[Personne]


def search_everything(text: str, personne: Personne) -> Found:
    """Return the associations and the people that `text` may mean, among those the person may read."""
    if not text.strip():
        return Found([], [])
    running = Rattachement.objects.en_cours().select_related("association").order_by("debut", "pk")
    people = Personne.objects.visible_to(personne).search(text)
    people = people.prefetch_related(Prefetch("rattachements", running, to_attr="places"))
    associations = Association.objects.visible_to(personne).search(text).select_related("territoire")
    return Found(list(associations[:FOUND_AT_ONCE]), list(people[:FOUND_AT_ONCE]))


def get_sheet(associations):
    """Return the association's query with everything its sheet shows, in a constant number of queries."""
    team = Rattachement.objects.en_cours().select_related("personne").order_by("personne__nom", "personne__prenom")
    seats = Mandat.objects.en_cours().select_related("personne").order_by("-fonction", "personne__nom")
    reseaux = _names(Reseau.objects.filter(pk__in=_networks_of(OuterRef("pk"))))
    return (
        get_public_sheet(associations)
        .annotate(noms_reseaux=reseaux)
        .prefetch_related(
            Prefetch("rattachements", team, to_attr="equipe"),
            Prefetch("instances", Instance.objects.order_by("pk")),
            Prefetch("instances__mandats", seats, to_attr="titulaires"),
        )
    )


def get_public_sheet(associations):
    """Return the association's query with what it chose to show to everybody: no person, no address."""
    return associations.select_related("territoire").annotate(
        noms_publics=_names(Public.objects.filter(association=OuterRef("pk"))),
        noms_domaines=_names(Domaine.objects.filter(association=OuterRef("pk"))),
        noms_dispositifs=_names(Dispositif.objects.filter(association=OuterRef("pk"))),
    )


def _networks_of(association):
    return AppartenanceReseau.objects.en_cours().filter(association=association).values("reseau")


def _names(rows):
    """Read the names of an association's rows with the association itself."""
    return ArraySubquery(rows.order_by("nom").values("nom"))
