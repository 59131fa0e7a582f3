"""Prepare then publish the steering report of a year: what was read before is what is frozen after."""

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Personne
from rapports.models import Diffusion, PreparationRapport, RapportPilotage, digest
from rapports.queries import find_obstacles, get_annees_closes, get_last, read_bilan
from rapports.travaux import JOB
from socle import journal
from socle.models import Travail
from socle.permissions import require
from socle.travaux import launch

PAS_PRETS = "Les chiffres ne sont pas prêts\u202f: préparez-les d’abord, puis relisez-les."


@transaction.atomic
def ask_preparation(annee: int, *, diffusion: str = Diffusion.INTERNE, by: Personne) -> Travail:
    """Ask a worker to count, mask and audit the figures of a year; asked again, it counts again."""
    require(by, "rapports.publish_rapport")
    _check_closed(annee)
    PreparationRapport.objects.filter(annee=annee, diffusion=diffusion).delete()
    preparation = PreparationRapport.objects.create(annee=annee, diffusion=diffusion)
    return launch(JOB, preparation, by=by)


@transaction.atomic
def publish_rapport(annee: int, *, diffusion: str = Diffusion.INTERNE, by: Personne) -> RapportPilotage:
    """Freeze the figures that were prepared, for the committees or for outside.

    Refused when the year is not over, when nothing changed since the last publication, and when this publication and
    another of the same year, side by side, would show one to k-1 people (R17).
    """
    require(by, "rapports.publish_rapport")
    _check_closed(annee)
    preparation = PreparationRapport.objects.select_for_update().filter(annee=annee, diffusion=diffusion).first()
    if preparation is None or not preparation.is_ready:
        raise ValidationError(PAS_PRETS)
    last = get_last(annee, diffusion)
    check_difference(annee, diffusion, preparation.contenu)
    rapport = RapportPilotage(
        annee=annee,
        diffusion=diffusion,
        publication=last.publication + 1 if last else 1,
        contenu=preparation.contenu,
        empreinte=digest(preparation.contenu),
        publie_par=by,
    )
    rapport.full_clean()
    rapport.save()
    preparation.delete()
    journal.record("publie", rapport, by=by, empreinte=rapport.empreinte, publication=rapport.publication)
    return rapport


def prepare(preparation: PreparationRapport) -> None:
    """Count, mask and audit; what must not be published is kept with the reason."""
    contenu = read_bilan(preparation.annee, preparation.diffusion)
    try:
        check_difference(preparation.annee, preparation.diffusion, contenu)
    except ValidationError as refusal:
        preparation.refus = " ".join(refusal.messages)
    preparation.contenu = contenu
    preparation.save()


def check_difference(annee: int, diffusion: str, contenu) -> None:
    """Refuse what a reader could subtract from any publication of the same year, whoever it was for."""
    last = get_last(annee, diffusion)
    if last and last.empreinte == digest(contenu):
        raise ValidationError("Aucun chiffre n’a changé depuis la dernière publication.")
    for other in filter(None, (get_last(annee, one) for one in Diffusion)):
        obstacles = find_obstacles(other.contenu, contenu)
        if obstacles:
            named = "\u202f; ".join(obstacles)
            raise ValidationError(
                "Trop peu de choses ont changé depuis la dernière publication\u202f: en comparant les deux rapports, "
                f"on pourrait retrouver quelques personnes ({named}). Le rapport publié reste inchangé\u202f; les "
                "nouveaux chiffres paraîtront avec une prochaine publication, quand ils seront plus nombreux."
            )


def _check_closed(annee) -> None:
    if annee not in get_annees_closes():
        raise ValidationError(f"L’année {annee} n’est pas finie, ou n’a pas de chiffres\u202f: rien n’est publié.")
