"""Where people stand in the network, who is invited, who reads whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from members.models import (
    Affectation,
    Association,
    FonctionMission,
    Invitation,
    Mandat,
    Personne,
    Rattachement,
    RoleFederal,
)


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
