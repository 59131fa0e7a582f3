"""Why not this one: what it would have cost to give another provider to a request, and whom it would have moved."""

from dataclasses import dataclass, field

from accompagnement.affectation.contrefactuel import Contrefactuel, Etat, ask_why_not
from accompagnement.affectation.couts import DIXIEMES, PIRE, cost_of_place
from accompagnement.models import LigneAffectation, Prestataire
from accompagnement.queries.affectation import get_lignes
from socle.french import count, say_number

ECARTE = "Des règles de neutralité ou d’organisation l’écartent."
RECENT = "Cette personne est devenue possible depuis le calcul : le prochain en tiendra compte."
MEME = "C’est la personne que le calcul a trouvée."
PRIS = "Ses places sont déjà prises ou promises."


@dataclass(frozen=True)
class Pourquoi:
    """The answer: a sentence, and the cases that would have been given somebody else."""

    prestataire: Prestataire
    texte: str
    suites: list[str] = field(default_factory=list)
    is_possible: bool = False


def explain_why_not(personne, ligne: LigneAffectation, prestataire: Prestataire) -> Pourquoi:
    """Say why a provider was not found for a request. A hard rule is never named, nor counted.

    Only the cases that this person coordinates are named or move: the others are as if they did not exist.
    """
    if not Prestataire.objects.eligible_for(ligne.demande).filter(pk=prestataire.pk).exists():
        return Pourquoi(prestataire, ECARTE)
    totals = {line["prestataire"]: line["total"] for line in ligne.explication["candidats"]}
    if prestataire.pk not in totals:
        return Pourquoi(prestataire, RECENT, is_possible=True)
    if prestataire.pk == ligne.prestataire_id:
        return Pourquoi(prestataire, MEME, is_possible=True)
    lines = {line.pk: line for line in get_lignes(personne)}
    answer = ask_why_not(_read_etat(lines), ligne.pk, prestataire.pk)
    better = sum(total < totals[prestataire.pk] for total in totals.values())
    rank = f"{say_rank(1 + better)} sur {len(totals)} pour cette demande. "
    if answer is None:
        return Pourquoi(prestataire, rank + PRIS, is_possible=True)
    return Pourquoi(prestataire, rank + _say(answer), _say_moves(answer, lines), is_possible=True)


def say_rank(rank: int) -> str:
    return "Premier choix" if rank == 1 else f"{rank}ᵉ choix"


def _read_etat(lines) -> Etat:
    """Put together again what was computed, from the lines that somebody may see."""
    arcs = {
        pk: {one["prestataire"]: one["cout"] for one in line.explication["candidats"]} for pk, line in lines.items()
    }
    known = {one["prestataire"]: one for line in lines.values() for one in line.explication["candidats"]}
    choix = {pk: line.prestataire_id for pk, line in lines.items()}
    shown = list(choix.values())
    others = {pk: one["prises"] - shown.count(pk) for pk, one in known.items()}

    def place(pk, k):
        return cost_of_place(known[pk]["charge"] + others[pk] + k, known[pk]["capacite"])

    return Etat(
        arcs=arcs,
        choix=choix,
        sans={pk: line.explication["sans"] for pk, line in lines.items()},
        libres={pk: one["places"] - one["prises"] for pk, one in known.items()},
        place=place,
    )


def _say(answer: Contrefactuel) -> str:
    if any(move.vers is None for move in answer.deplacements):
        return "Avec elle, une autre demande resterait sans personne."
    if answer.surcout > PIRE:
        return "Avec elle, une demande plus urgente ou plus ancienne serait moins bien servie."
    lost = count_points(answer.surcout)
    if not answer.deplacements:
        return f"Personne d’autre ne changerait, mais l’ensemble y perdrait {lost}."
    return (
        f"L’ensemble y perdrait {lost}, et {count(len(answer.deplacements), 'autre demande')} changerait de personne."
    )


def count_points(cost: int) -> str:
    points = cost / DIXIEMES
    return f"{say_number(points)} point{'s' if points >= 2 else ''}"


def _say_moves(answer, lines) -> list[str]:
    wanted = [move.vers for move in answer.deplacements if move.vers is not None]
    names = {one.pk: str(one) for one in Prestataire.objects.filter(pk__in=wanted).select_related("personne")}
    return [
        f"Demande {lines[move.demande].demande.code} : {names[move.vers] if move.vers else 'plus personne'}"
        for move in answer.deplacements
    ]
