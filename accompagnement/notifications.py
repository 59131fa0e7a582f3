"""What people are told. Every message is confidential: a constant subject, a constant body, no trace in the portal."""

from abc import ABC
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accompagnement.models import Acces, Demande, Facture, Genre, Role, Scelle, Sollicitation
from socle.notifications import Message

CATEGORY = "Accompagnement"


@dataclass(frozen=True)
class Boite:
    """The address a requester chose, opened for one message; it says nothing of whose it is."""

    pk: str
    adresse: str


def open_boite(demande: Demande) -> list[Boite]:
    """Return the requester's box, or nothing for who chose to read in the portal only."""
    acces = Acces.objects.ouverts().filter(demande=demande, role=Role.COURRIER).first()
    key = acces.get_key(Genre.CONTACT) if acces else None
    if key is None:
        return []
    scelle = Scelle.objects.get(demande=demande, genre=Genre.CONTACT)
    return [Boite(str(demande.pk), scelle.open_with(key))]


class MessageConfidentiel(Message, ABC):
    """What the four messages share: they lead to the app's front page and say nothing more."""

    slug = "accompagnement.message"
    category = CATEGORY
    label = "Message confidentiel"
    can_be_disabled = False
    confidential = True

    def title(self) -> str:
        return "Un message vous attend"

    def link(self) -> str:
        return reverse("accompagnement:accueil")

    def address(self, personne: Any) -> str:
        """A box that several people read never gets a confidential message."""
        return personne.adresse if isinstance(personne, Boite) else (personne.email or "")


class DemandeAvancee(MessageConfidentiel):
    """To the requester: something new is to be read in the portal."""

    slug = "accompagnement.demande_avancee"
    label = "Du nouveau pour votre demande"

    def __init__(self, demande: Demande):
        self.demande = demande

    def recipients(self) -> Iterable[Any]:
        return open_boite(self.demande)


class DemandeAEtudier(MessageConfidentiel):
    """To the coordinators who hold an access: a case awaits them."""

    slug = "accompagnement.demande_a_etudier"
    label = "Une demande à étudier"

    def __init__(self, demande: Demande):
        self.demande = demande

    def recipients(self) -> Iterable[Any]:
        acces = Acces.objects.ouverts().filter(demande=self.demande, role=Role.COORDINATION)
        return [un.personne for un in acces.select_related("personne")]


class FactureAvancee(MessageConfidentiel):
    """To the provider: an invoice was paid, or refused."""

    slug = "accompagnement.facture_avancee"
    label = "Du nouveau pour une facture"

    def __init__(self, facture: Facture):
        self.facture = facture

    def recipients(self) -> Iterable[Any]:
        return [self.facture.mois.prestataire.personne]


class SollicitationChangee(MessageConfidentiel):
    """To the provider: a solicitation was sent, or one no longer stands."""

    slug = "accompagnement.sollicitation_changee"
    label = "Une sollicitation"

    def __init__(self, sollicitation: Sollicitation):
        self.sollicitation = sollicitation

    def recipients(self) -> Iterable[Any]:
        return [self.sollicitation.prestataire.personne]
