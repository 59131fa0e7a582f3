"""A provider's file as they, or the operator, read it: what is in order, what is missing. No request is counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accompagnement.models import Candidature, ChangementOffre, ChartePrestataire, Prestataire
from accompagnement.models.prestataires import VALIDITE_DECLARATION
from accompagnement.queries.organisations import get_liens
from socle.french import count
from socle.moment import Attente

BIENTOT = 30


@dataclass(frozen=True)
class Condition:
    """One of the things that make somebody available: whether it holds, until when, what to do."""

    nom: str
    is_remplie: bool
    detail: str
    fin: date | None = None

    @property
    def is_bientot_finie(self):
        soon = timezone.localdate() + timedelta(days=BIENTOT)
        return self.is_remplie and self.fin is not None and self.fin <= soon


def get_charte() -> ChartePrestataire | None:
    """Return the charter in force today."""
    return ChartePrestataire.objects.filter(en_vigueur_le__lte=timezone.localdate()).first()


def get_fin_declaration(prestataire: Prestataire) -> date | None:
    """Return the last day on which the declaration of interests holds; twelve months, whatever reminders went."""
    if not hasattr(prestataire, "derniere"):
        prestataire.derniere = prestataire.declarations_interets.aggregate(last=Max("signee_le"))["last"]
    return prestataire.derniere and prestataire.derniere + VALIDITE_DECLARATION - timedelta(days=1)


def get_conditions(prestataire: Prestataire) -> list[Condition]:
    """Return what a provider needs to be offered a case, said from the same dates as the hard rules."""
    today, fin = timezone.localdate(), get_fin_declaration(prestataire)
    is_agreed = prestataire.etat == Prestataire.Etat.AGREE
    conditions = [
        Condition("Charte signée, agrément en cours", is_agreed, ETATS[Prestataire.Etat(prestataire.etat)]),
        Condition("Déclaration d’intérêts", fin is not None and fin >= today, "À signer chaque année.", fin),
    ]
    if prestataire.genre == Prestataire.Genre.PROFESSIONNEL:
        end = prestataire.assure_jusqu_au
        conditions.append(
            Condition(
                "Assurance vérifiée", end is not None and end >= today, "L’attestation en cours est à joindre.", end
            )
        )
    paused = prestataire.en_pause_jusqu_au is not None and prestataire.en_pause_jusqu_au >= today
    conditions.append(Condition("Pas en pause", not paused, "La pause s’arrête quand on le décide."))
    return conditions


ETATS = {
    Prestataire.Etat.CANDIDAT: "La charte est à signer.",
    Prestataire.Etat.AGREE: "En activité.",
    Prestataire.Etat.SUSPENDU: "Suspendu : la raison est sur cette page.",
    Prestataire.Etat.SORTI: "Hors du dispositif.",
}


def get_liens_connus(prestataire: Prestataire):
    """Return the ties that the portal knows by itself, to be read before signing: no need to declare them again."""
    today = timezone.localdate()
    return [lien for lien in get_liens(prestataire.personne) if lien.fin is None or lien.fin >= today]


def get_reseau():
    """Return every provider with what is in order; a constant number of questions, and nothing of their cases."""
    return Prestataire.objects.select_related("personne").annotate(derniere=Max("declarations_interets__signee_le"))


def get_attentes_prestataire(personne) -> list[Attente]:
    """Return what a provider must do to be offered cases, or go on being, in one question."""
    prestataire = get_reseau().filter(personne=personne).exclude(etat=Prestataire.Etat.SORTI).first()
    if prestataire is None:
        return []
    wanting = [one for one in get_conditions(prestataire)[:-1] if not one.is_remplie or one.is_bientot_finie]
    if not wanting or prestataire.etat == Prestataire.Etat.SUSPENDU:
        return []
    first = wanting[0]
    return [
        Attente(
            f"{first.nom} : à renouveler bientôt" if first.is_remplie else f"{first.nom} : à faire",
            "Sans elle, aucune demande ne vous est proposée.",
            reverse("accompagnement:activite_detail"),
            icon="document-check",
            tone="wait" if first.is_remplie else "late",
            due=first.fin,
        )
    ]


def get_attentes_operateur() -> list[Attente]:
    """Return the applications and the changes of offer that wait to be read, in one question."""
    applied = Candidature.objects.conservees().filter(etat=Candidature.Etat.DEPOSEE).order_by()
    changes = ChangementOffre.objects.filter(etat=ChangementOffre.Etat.PROPOSE).order_by()
    waiting = list(applied.values_list("etat", flat=True).union(changes.values_list("etat", flat=True), all=True))
    candidatures = waiting.count(Candidature.Etat.DEPOSEE)
    changements = len(waiting) - candidatures
    titles = []
    if candidatures:
        titles.append(f"{count(candidatures, 'candidature')} de prestataire à lire")
    if changements:
        titles.append(f"{count(changements, 'changement')} d’offre à lire")
    where = reverse("accompagnement:candidature_list")
    return [Attente(title, "Réseau de prestataires", where, icon="identification") for title in titles]
