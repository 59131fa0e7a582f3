"""Messages about joining: to the candidate, who may have no account, and to the federation's team."""

from abc import ABC

from django.urls import reverse

from members.liens import follow_link
from members.models import DemandeAdhesion
from members.queries.demandes import SUITES, get_team
from socle.french import say_full_date
from socle.notifications import Exterieur, Message

CATEGORY = "Adhésions"
Etat = DemandeAdhesion.Etat
NEWS = {
    Etat.CONTACT: "Votre demande d’adhésion est reprise",
    Etat.VISITE_PREVUE: "Une visite est prévue",
    Etat.VISITEE: "Merci pour la visite",
    Etat.REORIENTEE: "La fédération vous oriente vers un autre réseau",
    Etat.REFLEXION: "Un temps pour réfléchir",
    Etat.CANDIDATE: "Votre candidature est ouverte",
    Etat.ACCORD_CANDIDATE: "La décision de votre conseil d’administration est notée",
    Etat.ACCORD_FEDERATION: "La fédération vous reconnaît",
    Etat.MEMBRE: "Vous êtes membre de la fédération",
    Etat.REFUSEE: "La décision de la fédération",
    Etat.ABANDONNEE: "Votre demande d’adhésion est close",
}


class ToCandidate(Message, ABC):
    """What goes to the address that a candidate gave; its personal link is made when the mail leaves."""

    slug = "members.vers_candidate"
    category = CATEGORY
    label = "Suivi d’une demande d’adhésion"
    can_be_disabled = False
    in_portal = False

    def __init__(self, demande: DemandeAdhesion):
        self.demande = demande

    def link(self):
        return reverse("members:demande_renew")

    def recipients(self):
        return [Exterieur(self.demande.contact_email)]

    def context(self, personne):
        demande = self.demande
        return {
            "demande": demande.pk,
            "association": demande.nom,
            "suite": SUITES[Etat(demande.etat)][0],
            "motif": demande.motif,
            "visite": say_full_date(demande.visite_le)
            if demande.etat == Etat.VISITE_PREVUE and demande.visite_le
            else "",
        }

    @classmethod
    def secrets(cls, contexte):
        return {"lien": follow_link(DemandeAdhesion.objects.get(pk=contexte["demande"]))}


class DemandeRecue(ToCandidate):
    """The enquiry arrived: what happens next, and the link to follow it."""

    slug = "members.demande_recue"
    label = "Votre demande d’adhésion est arrivée"

    def title(self):
        return "Votre demande d’adhésion est bien arrivée"


class DemandeAvancee(ToCandidate):
    """The file took a step."""

    slug = "members.demande_avancee"
    label = "Votre demande d’adhésion avance"

    def title(self):
        return NEWS[Etat(self.demande.etat)]


class LienDeSuivi(ToCandidate):
    """A new link, because somebody asked for it."""

    slug = "members.lien_de_suivi"
    label = "Votre lien de suivi"

    def title(self):
        return "Votre lien pour suivre votre demande d’adhésion"


class DemandeDeposee(Message):
    """The team learns that an association wants to join."""

    slug = "members.demande_deposee"
    category = CATEGORY
    label = "Une association demande à adhérer"

    def __init__(self, demande: DemandeAdhesion):
        self.demande = demande

    def title(self):
        return f"{self.demande.nom} demande à rejoindre la fédération"

    def link(self):
        return reverse("members:demande_detail", args=[self.demande.pk])

    def recipients(self):
        return get_team()

    def context(self, personne):
        return {"association": self.demande.nom, "commune": self.demande.commune}


class NouvelleDuDossier(DemandeDeposee):
    """Whoever follows a file learns what the candidate did by its own link."""

    slug = "members.nouvelle_du_dossier"
    label = "Une candidate a fait un pas"

    def __init__(self, demande: DemandeAdhesion, what: str):
        super().__init__(demande)
        self.what = what

    def title(self):
        return f"{self.demande.nom} {self.what}"

    def recipients(self):
        return [self.demande.suivie_par] if self.demande.suivie_par_id else get_team()

    def context(self, personne):
        return {"association": self.demande.nom, "quoi": self.what}
