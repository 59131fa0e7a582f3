"""How a decision's result follows from its count: pure functions, each rule with the sentence printed beside it."""

from django.db import models


class Mode(models.TextChoices):
    """How a decision is taken."""

    CONSENTEMENT = "consentement", "consentement"
    CONSENSUS = "consensus", "consensus"
    MAJORITE_SIMPLE = "simple", "majorité simple"
    MAJORITE_ABSOLUE = "absolue", "majorité absolue"
    DEUX_TIERS = "deux_tiers", "majorité des deux tiers"


class Scrutin(models.TextChoices):
    """How voices are counted: totals alone, or each voice by its name."""

    MAIN_LEVEE = "main_levee", "à main levée"
    APPEL = "appel", "par appel nominal"
    SECRET = "secret", "à bulletin secret"


class Resultat(models.TextChoices):
    """What comes out of it."""

    ADOPTEE = "adoptee", "adoptée"
    REJETEE = "rejetee", "rejetée"
    SANS_VOTE = "sans_vote", "non adoptée, faute de suffrage exprimé"
    SANS_QUORUM = "sans_quorum", "non valide, faute de quorum"


class VoixPar(models.TextChoices):
    """Who has a voice."""

    ASSOCIATION = "association", "une voix par association engagée"
    PERSONNE = "personne", "une voix par personne présente"


class Quorum(models.TextChoices):
    """How many voices must be there."""

    AUCUN = "aucun", "aucun quorum"
    TIERS = "tiers", "le tiers"
    MOITIE = "moitie", "la moitié"
    DEUX_TIERS = "deux_tiers", "les deux tiers"
    NOMBRE = "nombre", "un nombre de voix"


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
VOICES = {
    VoixPar.ASSOCIATION: "Chaque association engagée dans le collectif a une voix, quel que soit le nombre de ses "
    "représentants, si l’un d’eux est présent ou a donné pouvoir à quelqu’un de présent.",
    VoixPar.PERSONNE: "Chaque personne qui participe au collectif a une voix si elle est là ou a donné pouvoir à "
    "quelqu’un de présent. Les personnes invitées de l’extérieur n’en ont pas.",
}
FRACTIONS = {Quorum.TIERS: (1, 3), Quorum.MOITIE: (1, 2), Quorum.DEUX_TIERS: (2, 3)}


def compute_resultat(
    mode, *, pour=0, contre=0, abstentions=0, blancs=0, objection="", voix=None, quorum=None
) -> Resultat:
    """Return the result; below the quorum nothing is decided, and nobody to vote adopts nothing.

    `voix` are the voices present or represented, None when nobody wrote who was there.
    """
    if quorum is not None and (voix or 0) < quorum:
        return Resultat.SANS_QUORUM
    if voix == 0:
        return Resultat.SANS_VOTE
    if mode not in COUNTED:
        return Resultat.REJETEE if objection or contre else Resultat.ADOPTEE
    if pour + contre == 0:
        return Resultat.SANS_VOTE
    voters = pour + contre + abstentions + blancs
    adopted = {
        Mode.MAJORITE_SIMPLE: pour > contre,
        Mode.MAJORITE_ABSOLUE: 2 * pour > voters,
        Mode.DEUX_TIERS: 3 * pour >= 2 * (pour + contre),
    }
    return Resultat.ADOPTEE if adopted[mode] else Resultat.REJETEE


def compute_quorum(regle, *, base: int, nombre: int | None = None) -> int | None:
    """Return how many voices a quorum asks for: a fraction is rounded up, and one voice is always needed."""
    if regle == Quorum.AUCUN:
        return None
    if regle == Quorum.NOMBRE:
        return nombre
    upper, lower = FRACTIONS[Quorum(regle)]
    return max(1, -(-base * upper // lower))


def say_quorum(regle, quorum: int, voix: int, base: int, voix_par, whole: str = "") -> str:
    """Return a quorum in words: what it asked for, out of how many (`whole`, outside a collective), what there was."""
    if not whole:
        whole = "associations engagées" if voix_par == VoixPar.ASSOCIATION else "personnes qui participent"
    asked = (
        f"{quorum} voix" if regle == Quorum.NOMBRE else f"{Quorum(regle).label} des {base} {whole}, soit {quorum} voix"
    )
    reached = "atteint" if voix >= quorum else "non atteint"
    return f"Quorum : {asked}, présentes ou représentées ; il y en avait {voix}, il est {reached}."
