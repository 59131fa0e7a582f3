"""Which questions are asked, when, and what the coordination may read again before it is quoted."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accompagnement.models import Demande, Etat, Evaluation, Parole
from socle.crypto import unseal_alone

SIX_MOIS = timedelta(days=182)
Moment = Evaluation.Moment

# The question asked of the person, and whether it belongs to the end, to six months after, or to both.
QUESTIONS = {
    "accessibilite": ("Demander de l’aide a été facile", {Moment.FIN}),
    "delai": ("Le délai m’a convenu", {Moment.FIN}),
    "neutralite": ("La personne était vraiment neutre", {Moment.FIN}),
    "ecoute": ("J’ai trouvé une véritable écoute", {Moment.FIN}),
    "utilite": ("Cela m’a été utile", {Moment.FIN}),
    "complement": ("C’était autre chose que ce que la fédération m’apporte déjà", {Moment.FIN, Moment.SIX_MOIS}),
    "effet": ("Six mois après, cela m’aide encore", {Moment.SIX_MOIS}),
}
CRITERES = tuple(QUESTIONS)


def get_questions(moment: str) -> dict[str, str]:
    """Return the questions of a moment, by name."""
    return {name: text for name, (text, moments) in QUESTIONS.items() if moment in moments}


def is_avis_tardif_ouvert(demande: Demande) -> bool:
    """Say whether the question of six months after is open: read from dates, closed by the answer or the erasure."""
    is_ended = demande.etat in (Etat.CLOTUREE, Etat.EVALUEE) and demande.terminee_le is not None
    is_due = is_ended and demande.terminee_le <= timezone.now() - SIX_MOIS
    return is_due and demande.avis_six_mois != Demande.AvisTardif.DONNE


def get_to_ask_later():
    """Return the cases whose requester is to be told of the question of six months after."""
    ended = Demande.objects.filter(etat__in=[Etat.CLOTUREE, Etat.EVALUEE], avis_six_mois="")
    return ended.filter(terminee_le__lte=timezone.now() - SIX_MOIS)


@dataclass(frozen=True)
class Citation:
    """Words opened for who reads them before they may be quoted."""

    pk: UUID
    annee: int
    texte: str


def get_paroles_a_relire() -> list[Citation]:
    """Return the words that wait for a reader."""
    return [_open(parole) for parole in Parole.objects.filter(etat=Parole.Etat.A_RELIRE)]


def get_paroles_retenues(annee: int) -> list[str]:
    """Return the words of a year that may be quoted, in an order that means nothing."""
    kept = Parole.objects.filter(etat=Parole.Etat.RETENUE, annee=annee).order_by("pk")
    return [_open(parole).texte for parole in kept]


def _open(parole) -> Citation:
    return Citation(parole.pk, parole.annee, unseal_alone(parole.contenu, parole.place))
