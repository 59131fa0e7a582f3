"""Where people stand in the network, who is invited, who reads whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

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
from socle.compiled import compiled_query
from socle.moment import Attente

UNDER_AGE = "Les mêmes personnes : qui gère la fiche, l’équipe fédérale"
MINOR = "que vous avez moins de 18 ans, et les dates où vos parents ont été informés ou ont donné leur accord."


def get_open_invitations(association: Association):
    """Return who was invited to join an association and has not answered yet."""
    return association.invitations.ouvertes().select_related("personne", "envoyee_par").order_by("-envoyee_le")


def get_portrait(people, on: date | None = None):
    """Return the person's query with the places they hold in the network."""
    return people.prefetch_related(
        Prefetch(
            "rattachements",
            Rattachement.objects.en_cours(on).select_related("association").order_by("debut", "pk"),
            to_attr="places",
        ),
        Prefetch(
            "mandats",
            Mandat.objects.en_cours(on).select_related("instance__association").order_by("debut", "pk"),
            to_attr="sieges",
        ),
        Prefetch(
            "affectations",
            Affectation.objects.en_cours(on).select_related("fonction").order_by("debut", "pk"),
            to_attr="missions",
        ),
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


def get_propositions(personne: Personne) -> list[Invitation]:
    """Return the places that others propose to somebody, and that wait for their yes or no."""
    return _get_propositions(personne.pk, timezone.now())


@compiled_query
def _get_propositions(personne, now):
    proposed = Invitation.objects.ouvertes(at=now).filter(personne=personne).exclude(association=None)
    return proposed.select_related("association", "envoyee_par").order_by("-envoyee_le")


def get_own_attentes(personne: Personne) -> list[Attente]:
    """Return one line a proposed place, for the home page."""
    return [
        Attente(
            title=f"On vous propose de rejoindre {invitation.association}",
            detail=f"{invitation.envoyee_par} attend votre réponse, oui ou non",
            link=reverse("members:mon_compte"),
            icon="user-plus",
            badge="à répondre",
            due=timezone.localdate(invitation.expire_le),
        )
        for invitation in get_propositions(personne)
    ]


def get_postal_address(personne: Personne) -> list[str]:
    """Return the lines of an envelope: people without an account are reached at their association.

    Nothing is known of where anybody lives. `personne` comes from `get_portrait`.
    """
    tie = next((tie for tie in personne.places if tie.association.adresse), None)
    if tie is None:
        return []
    association = tie.association
    town = f"{association.code_postal} {association.commune}".strip()
    return [str(personne), association.nom, association.adresse, town]


def get_readers(personne: Personne) -> list[Reader]:
    """Return who sees what of somebody, and why; `personne` comes from `get_portrait`."""
    has_place = bool(personne.places or personne.sieges or personne.missions or personne.charges)
    managed = ", ".join(str(tie.association) for tie in personne.places)
    box = " et la boîte partagée où vous écrire" if personne.courriel_partage and not personne.email else ""
    readers = [
        Reader(
            "Toute personne connectée au portail",
            has_place,
            "votre nom, vos fonctions et vos associations, parce que vous avez une place dans le réseau aujourd’hui. "
            "Le jour où vous n’en avez plus, votre fiche disparaît de l’annuaire.",
        ),
        Reader(
            "L’équipe fédérale et l’administration du portail",
            True,
            f"la même chose, votre téléphone{box}, pour pouvoir vous joindre, et les places que vous avez eues.",
        ),
        Reader("Le public", False, "rien de vous : l’annuaire public ne nomme personne."),
        Reader(
            "Personne d’autre que vous",
            False,
            "votre adresse personnelle, vos moyens de connexion, vos appareils, les recherches que vous gardez.",
        ),
        Reader(
            "Les demandes d’accompagnement personnelles",
            False,
            "ni votre association, ni la fédération, ni l’administration ne savent si vous en avez déposé une.",
        ),
    ]
    if managed:
        why = f"votre téléphone{box} et votre place dans l’équipe, pour la tenir à jour."
        readers.insert(1, Reader(f"Qui gère la fiche de {managed}", True, why))
    if personne.age is not None:
        readers.insert(2, Reader(UNDER_AGE, True, MINOR))
        readers.append(Reader("Votre date de naissance", False, "montrée à personne, oubliée le jour de vos 18 ans."))
    return readers
