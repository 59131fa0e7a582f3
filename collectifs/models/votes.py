"""How a decision's result follows from its count: pure functions, each rule with the sentence printed beside it."""

from django.db import models


class Mode(models.TextChoices):
    """How a decision is taken."""

    CONSENTEMENT = "consentement", "consentement"
    CONSENSUS = "consensus", "consensus"
    MAJORITE_SIMPLE = "simple", "majorité simple"
    MAJORITE_ABSOLUE = "absolue", "majorité absolue"
    DEUX_TIERS = "deux_tiers", "majorité des deux tiers"


class Resultat(models.TextChoices):
    """What comes out of it."""

    ADOPTEE = "adoptee", "adoptée"
    REJETEE = "rejetee", "rejetée"
    SANS_VOTE = "sans_vote", "non adoptée, faute de suffrage exprimé"


COUNTED = (Mode.MAJORITE_SIMPLE, Mode.MAJORITE_ABSOLUE, Mode.DEUX_TIERS)
RULES = {
    Mode.CONSENTEMENT: "Adoptée si personne n’oppose d’objection motivée.",
    Mode.CONSENSUS: "Adoptée si tout le monde est d’accord, ou personne contre.",
    Mode.MAJORITE_SIMPLE: "Adoptée s’il y a plus de voix pour que de voix contre ; les abstentions et les bulletins "
    "blancs ne comptent pas.",
    Mode.MAJORITE_ABSOLUE: "Adoptée si les voix pour dépassent la moitié de tous les votants, abstentions et "
    "bulletins blancs compris.",
    Mode.DEUX_TIERS: "Adoptée si les voix pour atteignent les deux tiers des suffrages exprimés (pour et contre).",
}


def compute_resultat(mode, *, pour=0, contre=0, abstentions=0, blancs=0, objection="") -> Resultat:
    """Return the result; a count without a single voice for or against adopts nothing."""
    if mode not in COUNTED:
        return Resultat.REJETEE if objection else Resultat.ADOPTEE
    if pour + contre == 0:
        return Resultat.SANS_VOTE
    voters = pour + contre + abstentions + blancs
    adopted = {
        Mode.MAJORITE_SIMPLE: pour > contre,
        Mode.MAJORITE_ABSOLUE: 2 * pour > voters,
        Mode.DEUX_TIERS: 3 * pour >= 2 * (pour + contre),
    }
    return Resultat.ADOPTEE if adopted[mode] else Resultat.REJETEE
