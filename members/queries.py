"""Questions about people and associations that span several tables."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import caches
from django.db.models import CharField, OuterRef, Prefetch, Value

from members.models import (
    Affectation,
    Association,
    Dispositif,
    Domaine,
    Federation,
    FonctionMission,
    Instance,
    Invitation,
    Mandat,
    Personne,
    Public,
    Rattachement,
    Reseau,
    RoleFederal,
    Territoire,
)

FEDERATION_NAME = "federation-name"
ONE_HOUR = 3600
FOUND_AT_ONCE = 20


def get_federation_name() -> str:
    """Return the name in the portal's corner; asked on every page, so kept an hour."""
    memory = caches["process"]
    name = memory.get(FEDERATION_NAME)
    if name is None:
        federation = Federation.objects.order_by("pk").first()
        if federation is None:
            return "Portail fédéral"
        name = federation.nom
        memory.set(FEDERATION_NAME, name, ONE_HOUR)
    return name


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
    reseaux = _names(Reseau.objects.filter(associations=OuterRef("pk")))
    return (
        get_public_sheet(associations)
        .annotate(noms_reseaux=reseaux)
        .prefetch_related(
            Prefetch("rattachements", team, to_attr="equipe"),
            Prefetch("instances", Instance.objects.order_by("pk")),
            Prefetch("instances__mandats", seats, to_attr="sieges"),
        )
    )


def get_public_sheet(associations):
    """Return the association's query with what it chose to show to everybody: no person, no address."""
    return associations.select_related("territoire").annotate(
        noms_publics=_names(Public.objects.filter(association=OuterRef("pk"))),
        noms_domaines=_names(Domaine.objects.filter(association=OuterRef("pk"))),
        noms_dispositifs=_names(Dispositif.objects.filter(association=OuterRef("pk"))),
    )


def _names(rows):
    """Read the names of an association's rows with the association itself."""
    return ArraySubquery(rows.order_by("nom").values("nom"))


def get_open_invitations(association: Association):
    """Return who was invited to join an association and has not answered yet."""
    return association.invitations.ouvertes().select_related("personne", "envoyee_par").order_by("-envoyee_le")


def get_portrait(people, on: date | None = None):
    """Return the person's query with the places they hold in the network."""
    return people.prefetch_related(
        Prefetch(
            "rattachements",
            Rattachement.objects.en_cours(on).select_related("association").order_by("debut"),
            to_attr="places",
        ),
        Prefetch("mandats", Mandat.objects.en_cours(on).select_related("instance__association"), to_attr="sieges"),
        Prefetch("affectations", Affectation.objects.en_cours(on).select_related("fonction"), to_attr="missions"),
        Prefetch("roles_federaux", RoleFederal.objects.en_cours(on).order_by("role"), to_attr="charges"),
    )


def get_roles():
    """Return the federal roles that run, by role then name."""
    return RoleFederal.objects.en_cours().select_related("personne").order_by("role", "personne__nom", "pk")


def get_fonctions():
    """Return the mission functions with whoever holds each today."""
    held = Affectation.objects.en_cours().select_related("personne").order_by("debut", "pk")
    return FonctionMission.objects.order_by("intitule").prefetch_related(
        Prefetch("affectations", held, to_attr="en_poste")
    )


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that a link opens, still good or not."""
    found = Invitation.objects.with_token(token).select_related("personne", "association", "envoyee_par")
    return found.first()


@dataclass
class Reader:
    """A line of « Qui me voit, et pourquoi »."""

    who: str
    sees: bool
    why: str


def get_readers(personne: Personne) -> list[Reader]:
    """Return who sees what of somebody, and why; `personne` comes from `get_portrait`."""
    managed = ", ".join(str(tie.association) for tie in personne.places)
    readers = [
        Reader(
            "Toute personne connectée au portail",
            bool(personne.places or personne.sieges or personne.missions or personne.charges),
            "votre nom, vos fonctions et vos associations, parce que vous avez une place dans le réseau aujourd’hui. "
            "Le jour où vous n’en avez plus, votre fiche disparaît de l’annuaire.",
        ),
        Reader(
            "L’équipe fédérale et l’administration du portail",
            True,
            "la même chose, et votre téléphone, pour pouvoir vous joindre.",
        ),
        Reader("Le public", False, "rien de vous : l’annuaire public ne nomme personne."),
        Reader(
            "Personne d’autre que vous",
            False,
            "votre adresse personnelle, vos moyens de connexion, vos appareils.",
        ),
        Reader(
            "Les demandes d’accompagnement personnelles",
            False,
            "ni votre association, ni la fédération, ni l’administration ne savent si vous en avez déposé une.",
        ),
    ]
    if managed:
        who = f"Qui gère la fiche de {managed}"
        readers.insert(1, Reader(who, True, "votre téléphone et votre place dans l’équipe, pour la tenir à jour."))
    return readers
