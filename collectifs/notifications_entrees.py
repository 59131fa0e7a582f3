"""What collectives write to whoever asks to enter, and to whoever leaves."""

from django.urls import reverse
from django.utils import timezone

from collectifs.calendrier import build_ics, freeze
from collectifs.models import Collectif, DemandeParticipation, Reunion
from collectifs.notifications import CALENDAR, CATEGORY
from members.models import Personne
from socle.french import say_moment
from socle.notifications import Message


class DepartCollectif(Message):
    """Somebody no longer takes part: the meetings that they were convened to leave their calendar."""

    slug = "collectifs.depart_collectif"
    category = CATEGORY
    label = "La fin de votre participation à un collectif"
    can_be_disabled = False

    def __init__(self, collectif: Collectif, personne: Personne, reunions: list[Reunion]):
        self.collectif = collectif
        self.personne = personne
        self.reunions = reunions

    def title(self):
        return f"Vous quittez le collectif {self.collectif}"

    def link(self):
        return reverse("collectifs:collectif_list")

    def recipients(self):
        return [self.personne]

    def context(self, personne):
        now = timezone.now().isoformat()
        return {
            "collectif": str(self.collectif),
            "reunions": [f"{reunion.titre}, {say_moment(reunion.debut)}" for reunion in self.reunions],
            "agendas": [freeze(reunion) | {"ecrit_le": now} for reunion in self.reunions],
            "adresse": self.address(personne),
        }

    @classmethod
    def attachments(cls, contexte):
        """One file a meeting: calendars strike out one event at a time."""
        return [
            (
                f"reunion-{rank}.ics",
                build_ics(entry, method="CANCEL", attendee=contexte["adresse"]),
                CALENDAR.format("CANCEL"),
            )
            for rank, entry in enumerate(contexte["agendas"], start=1)
        ]


class DemandeRecue(Message):
    """Somebody asks to join a collective: whoever leads it is told."""

    slug = "collectifs.demande_recue"
    category = CATEGORY
    label = "Une demande pour rejoindre un collectif que vous animez"

    def __init__(self, demande: DemandeParticipation):
        self.demande = demande

    def title(self):
        return f"{self.demande.personne} demande à rejoindre le collectif {self.demande.collectif}"

    def link(self):
        return reverse("collectifs:demande_settle", args=[self.demande.pk])

    def recipients(self):
        return self.demande.collectif.referents

    def context(self, personne):
        return {
            "collectif": str(self.demande.collectif),
            "qui": str(self.demande.personne),
            "associations": [str(tie.association) for tie in self.demande.personne.rattachements_en_cours],
            "mot": self.demande.mot,
        }


class DemandeRepondue(Message):
    """Whoever asked to join a collective is answered."""

    slug = "collectifs.demande_repondue"
    category = CATEGORY
    label = "La réponse à votre demande de rejoindre un collectif"
    can_be_disabled = False

    def __init__(self, demande: DemandeParticipation):
        self.demande = demande
        self.is_accepted = demande.etat == DemandeParticipation.Etat.ACCEPTEE

    def title(self):
        said = "vous participez désormais" if self.is_accepted else "votre demande n’est pas retenue"
        return f"Collectif {self.demande.collectif} : {said}"

    def link(self):
        return reverse("collectifs:collectif_detail", args=[self.demande.collectif_id])

    def recipients(self):
        return [self.demande.personne]

    def context(self, personne):
        return {
            "collectif": str(self.demande.collectif),
            "acceptee": self.is_accepted,
            "par": str(self.demande.decidee_par),
            "reponse": self.demande.reponse,
        }
