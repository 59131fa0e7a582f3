"""Publish the steering report of a year."""

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Personne
from rapports.models import RapportPilotage, digest
from rapports.queries import find_obstacles, get_annees_closes, get_last, read_bilan
from socle import journal
from socle.permissions import require


@transaction.atomic
def publish_rapport(annee: int, *, by: Personne) -> RapportPilotage:
    """Freeze the figures of a year for the steering committee.

    Refused when the year is not over, when nothing changed since the last publication, and when the two
    publications side by side would show one to k-1 people (R17).
    """
    require(by, "rapports.publish_rapport")
    if annee not in get_annees_closes():
        raise ValidationError(f"L’année {annee} n’est pas finie, ou n’a pas de chiffres\u202f: rien n’est publié.")
    contenu = read_bilan(annee)
    last = get_last(annee)
    if last:
        _check_difference(last, contenu)
    rapport = RapportPilotage(
        annee=annee,
        publication=last.publication + 1 if last else 1,
        contenu=contenu,
        empreinte=digest(contenu),
        publie_par=by,
    )
    rapport.full_clean()
    rapport.save()
    journal.record("publie", rapport, by=by, empreinte=rapport.empreinte, publication=rapport.publication)
    return rapport


def _check_difference(last, contenu) -> None:
    if last.empreinte == digest(contenu):
        raise ValidationError("Aucun chiffre n’a changé depuis la dernière publication.")
    obstacles = find_obstacles(last.contenu, contenu)
    if obstacles:
        named = "\u202f; ".join(obstacles)
        raise ValidationError(
            "Trop peu de choses ont changé depuis la dernière publication\u202f: en comparant les deux rapports, on "
            f"pourrait retrouver quelques personnes ({named}). Le rapport publié reste inchangé\u202f; les nouveaux "
            "chiffres paraîtront avec une prochaine publication, quand ils seront plus nombreux."
        )
