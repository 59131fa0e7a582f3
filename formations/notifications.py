"""What is written to people about trainings: their place, their rank, what becomes of a session, a need carried."""

from abc import ABC, abstractmethod

from django.urls import reverse
from django.utils import timezone

from formations.liens import offre_link, refus_link
from formations.models import BesoinFormation, Inscription, OffrePlace, SessionFormation
from members.models import Personne, Rattachement
from members.queries.demandes import get_team
from socle.french import count, say_full_date, say_moment
from socle.notifications import Message

CATEGORY = "Formations"
Etat = Inscription.Etat


class SessionMessage(Message, ABC):
    """What is shared by the messages about one session."""

    slug = "formations.session"
    category = CATEGORY
    label = "Une session de formation"
    can_be_disabled = False

    def __init__(self, session: SessionFormation):
        self.session = session

    def link(self):
        return reverse("formations:session_detail", args=[self.session.pk])

    def recipients(self):
        rows = self.session.inscriptions.vivantes().select_related("personne")
        return [inscription.personne for inscription in rows]

    @abstractmethod
    def phrases(self, personne) -> list[str]:
        """Return what is said to a person, a sentence each."""

    def context(self, personne):
        session = self.session
        halves = [
            f"{say_full_date(half.date)}, {half.get_moment_display()} : de {half.debut:%H:%M} à {half.fin:%H:%M}"
            for half in session.demi_journees.all()
        ]
        return {
            "formation": str(session.formation),
            "demi_journees": halves,
            "lieu": session.place,
            "phrases": self.phrases(personne),
        }


class InscriptionMessage(SessionMessage, ABC):
    """About the enrolment of one person."""

    slug = "formations.inscription"
    label = "Une inscription"

    def __init__(self, inscription: Inscription):
        super().__init__(inscription.session)
        self.inscription = inscription

    def recipients(self):
        return [self.inscription.personne]


class InscriptionFaite(InscriptionMessage):
    """Enrolled, waiting with a rank, or waiting for the employer; a colleague's doing may be refused in one tap."""

    slug = "formations.inscription_faite"
    label = "Votre inscription à une formation"

    def __init__(self, inscription, rang: int = 0):
        super().__init__(inscription)
        self.rang = rang

    @property
    def is_by_another(self):
        return self.inscription.inscrite_par_id != self.inscription.personne_id

    def title(self):
        said = {
            Etat.INSCRITE: "vous êtes inscrite ou inscrit",
            Etat.EN_ATTENTE: f"vous attendez une place, au rang {self.rang}",
            Etat.DEMANDEE: "votre demande attend l’accord de votre employeur",
        }
        return f"{self.session.formation} : {said[self.inscription.etat]}"

    def phrases(self, personne):
        by = f"{self.inscription.inscrite_par} vous a inscrite ou inscrit." if self.is_by_another else ""
        said = {
            Etat.INSCRITE: "Votre place est réservée.",
            Etat.EN_ATTENTE: f"La session est complète : vous êtes au rang {self.rang} de la liste d’attente. "
            "Dès qu’une place vous revient, un courriel vous la propose.",
            Etat.DEMANDEE: "La personne qui gère votre association doit donner son accord ; vous serez prévenue "
            "ou prévenu de sa réponse.",
        }
        return [phrase for phrase in (by, said[self.inscription.etat]) if phrase]

    def context(self, personne):
        inscription = self.inscription.pk if self.is_by_another else None
        return super().context(personne) | {"inscription": inscription, "personne_pk": personne.pk}

    @classmethod
    def secrets(cls, contexte):
        """The link that refuses without signing in: made when the mail leaves, so that no row holds it."""
        pk = contexte.get("inscription")
        return {"refuser": refus_link(pk, contexte["personne_pk"])} if pk else {}


class PlaceProposee(InscriptionMessage):
    """A place is kept for somebody who waits: they take it or leave it in one tap (R25)."""

    slug = "formations.place_proposee"
    label = "Une place se libère pour vous"

    def __init__(self, offre: OffrePlace):
        super().__init__(offre.inscription)
        self.offre = offre

    def title(self):
        return f"{self.session.formation} : une place vous est proposée"

    def key(self, personne):
        return f"{self.slug}:{self.offre.pk}"

    def phrases(self, personne):
        until = say_moment(timezone.localtime(self.offre.expire_le))
        return [
            f"Elle vous est gardée jusqu’au {until}. Après, elle est proposée à la personne suivante, et vous "
            "passez à la fin de la liste.",
        ]

    def context(self, personne):
        return super().context(personne) | {"offre": self.offre.pk, "personne_pk": personne.pk}

    @classmethod
    def secrets(cls, contexte):
        """The link that answers without signing in: made when the mail leaves, so that no row holds it."""
        return {"repondre": offre_link(contexte["offre"], contexte["personne_pk"])}


class OffreExpiree(InscriptionMessage):
    """Nobody answered in time: the place goes on, the person stays in the list, at its end."""

    slug = "formations.offre_expiree"
    label = "Une place proposée n’a pas eu de réponse"
    can_be_disabled = True

    def title(self):
        return f"{self.session.formation} : la place proposée est allée à la suivante"

    def phrases(self, personne):
        return [
            "Sans réponse de votre part à temps, elle a été proposée à la personne suivante. Vous restez dans la "
            "liste d’attente, à la fin."
        ]


class AccordDemande(InscriptionMessage):
    """The session asks for the employer's word: whoever looks after the association gives it."""

    slug = "formations.accord_demande"
    label = "Un accord à donner pour une formation"

    def title(self):
        return f"{self.inscription.personne} demande à suivre « {self.session.formation} »"

    def link(self):
        return reverse("formations:inscription_detail", args=[self.inscription.pk])

    def recipients(self):
        ties = Rattachement.objects.en_cours().filter(association=self.inscription.association, is_gestionnaire=True)
        return Personne.objects.filter(pk__in=ties.values("personne"), is_active=True)

    def phrases(self, personne):
        return ["L’organisation de cette session demande l’accord de l’employeur : dites oui ou non sur sa page."]


class AccordRefuse(InscriptionMessage):
    slug = "formations.accord_refuse"
    label = "Réponse de votre employeur pour une formation"

    def title(self):
        return f"{self.session.formation} : votre employeur n’a pas donné son accord"

    def phrases(self, personne):
        return [f"Motif donné : {self.inscription.motif}"]


class InscriptionRetiree(InscriptionMessage):
    """Somebody else cancelled it."""

    slug = "formations.inscription_retiree"
    label = "Votre inscription est annulée par quelqu’un d’autre"

    def __init__(self, inscription, by: Personne):
        super().__init__(inscription)
        self.by = by

    def title(self):
        return f"{self.session.formation} : votre inscription est annulée"

    def phrases(self, personne):
        said = f" Motif : {self.inscription.motif}" if self.inscription.motif else ""
        return [f"{self.by} a annulé votre inscription.{said}"]


class CollegueRefuse(InscriptionMessage):
    """Whoever enrolled a colleague learns that they will not go."""

    slug = "formations.collegue_refuse"
    label = "Une personne que vous avez inscrite ne viendra pas"

    def title(self):
        return f"{self.session.formation} : {self.inscription.personne} ne viendra pas"

    def recipients(self):
        return [self.inscription.inscrite_par]

    def phrases(self, personne):
        return [f"{self.inscription.personne} a refusé l’inscription que vous aviez faite. La place est rendue."]


class SessionConfirmee(SessionMessage):
    slug = "formations.session_confirmee"
    label = "Une session est confirmée"

    def title(self):
        return f"{self.session.formation} : la session est confirmée"

    def phrases(self, personne):
        return ["Assez de personnes viennent : la session aura lieu."]


class SessionReportee(SessionMessage):
    """Its half-days changed: enrolments and ranks stay."""

    slug = "formations.session_reportee"
    label = "Une session change de dates"

    def title(self):
        return f"{self.session.formation} : la session change de dates"

    def phrases(self, personne):
        said = f"Motif : {self.session.motif}" if self.session.motif else ""
        kept = "Votre inscription, ou votre rang, est conservé. Si ces dates ne vous vont pas, annulez sur la page."
        return [phrase for phrase in (said, kept) if phrase]


class SessionAnnulee(SessionMessage):
    slug = "formations.session_annulee"
    label = "Une session est annulée"

    def title(self):
        return f"{self.session.formation} : la session est annulée"

    def phrases(self, personne):
        return [f"Motif : {self.session.motif}", "Vous n’avez rien à faire."]


class BesoinMessage(Message, ABC):
    """What is shared by the messages about one need."""

    slug = "formations.besoin"
    category = CATEGORY
    label = "Un besoin de formation"

    def __init__(self, besoin: BesoinFormation):
        self.besoin = besoin

    def link(self):
        return reverse("formations:besoin_detail", args=[self.besoin.pk])


class BesoinPorte(BesoinMessage):
    """Enough associations carry a need: the federation is asked for a session, once (A33)."""

    slug = "formations.besoin_porte"
    label = "Un besoin de formation est porté par assez d’associations"

    def __init__(self, besoin, soutiens: int):
        super().__init__(besoin)
        self.soutiens = soutiens

    def title(self):
        return f"{count(self.soutiens, 'association')} demandent une formation : {self.besoin}"

    def recipients(self):
        return get_team()

    def key(self, personne):
        return f"{self.slug}:{self.besoin.pk}:{personne.pk}"

    def context(self, personne):
        return {"phrases": [self.besoin.description, "Proposez une session, ou dites pourquoi ce n’est pas possible."]}


class BesoinRepondu(BesoinMessage):
    """Those who carried a need learn which training answers it, or why none does."""

    slug = "formations.besoin_repondu"
    label = "La réponse à un besoin que vous soutenez"

    def title(self):
        answered = self.besoin.etat == BesoinFormation.Etat.REPONDU
        return f"{self.besoin} : {'une formation y répond' if answered else 'ce besoin est écarté'}"

    def recipients(self):
        rows = self.besoin.soutiens.filter(retire_le=None).select_related("personne")
        return [self.besoin.exprime_par, *(soutien.personne for soutien in rows)]

    def context(self, personne):
        said = [f"La formation : {self.besoin.formation}"] if self.besoin.formation_id else []
        return {"phrases": [*said, *([self.besoin.reponse] if self.besoin.reponse else [])]}
