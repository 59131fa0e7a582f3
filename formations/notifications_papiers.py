"""What is written to people once a session is over: a certificate, an opinion asked for, a complaint followed."""

from abc import ABC, abstractmethod

from django.urls import reverse

from formations.models import AvisDemande, CertificatRealisation, Reclamation
from formations.notifications import CATEGORY
from members.queries.demandes import get_team
from socle.notifications import Message


class SuiteMessage(Message, ABC):
    """What is shared by the messages that say a few sentences and lead to a page."""

    slug = "formations.suite"
    category = CATEGORY
    label = "La suite d’une formation"

    @abstractmethod
    def phrases(self) -> list[str]:
        """Return what is said, a sentence each."""

    def context(self, personne):
        return {"phrases": self.phrases()}


class CertificatPret(SuiteMessage):
    slug = "formations.certificat_pret"
    label = "Votre certificat de réalisation est prêt"

    def __init__(self, certificat: CertificatRealisation):
        self.certificat = certificat

    def title(self):
        return f"{self.certificat.intitule} : votre certificat est prêt"

    def link(self):
        return reverse("formations:inscription_detail", args=[self.certificat.inscription_id])

    def recipients(self):
        return [self.certificat.inscription.personne]

    def phrases(self):
        return [
            "Il dit les heures que vous avez suivies. Vous pouvez le télécharger sur la page de votre inscription."
        ]


class AvisAttendu(SuiteMessage):
    """Asked once, reminded once; the mail says nothing of what anybody answers."""

    slug = "formations.avis_attendu"
    label = "Donner un avis sur une formation"
    can_be_disabled = True

    def __init__(self, avis: AvisDemande, *, is_reminder: bool = False):
        self.avis, self.is_reminder = avis, is_reminder

    def title(self):
        start = "Rappel : " if self.is_reminder else ""
        return f"{start}votre avis sur « {self.avis.session.formation} »"

    def link(self):
        return reverse("formations:avis_answer", args=[self.avis.pk])

    def recipients(self):
        return [self.avis.personne]

    def key(self, personne):
        return f"{self.slug}:{self.avis.pk}:{self.is_reminder}"

    def phrases(self):
        return [
            "Quelques questions, deux minutes. Votre réponse est mêlée à d’autres : rien ne dit qu’elle est de vous, "
            "et elle n’est lue qu’avec quatre autres au moins."
        ]


class ReclamationMessage(SuiteMessage, ABC):
    """What is shared by the messages about a complaint: its words stay on its page."""

    slug = "formations.reclamation"
    label = "Une réclamation"
    can_be_disabled = False

    def __init__(self, reclamation: Reclamation):
        self.reclamation = reclamation

    def link(self):
        return reverse("formations:reclamation_detail", args=[self.reclamation.pk])


class ReclamationDeposee(ReclamationMessage):
    slug = "formations.reclamation_deposee"
    label = "Une réclamation à traiter"

    def title(self):
        return "Une réclamation sur une formation est à traiter"

    def recipients(self):
        return get_team()

    def phrases(self):
        return ["Accusez réception sous dix jours, répondez sous trente jours."]


class ReclamationAvancee(ReclamationMessage):
    slug = "formations.reclamation_avancee"
    label = "Des nouvelles de votre réclamation"

    def title(self):
        return f"Votre réclamation est maintenant : {self.reclamation.get_etat_display()}"

    def recipients(self):
        return [self.reclamation.auteur]

    def phrases(self):
        return ["Ouvrez sa page pour lire où elle en est, et la réponse s’il y en a une."]
