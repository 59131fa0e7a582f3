"""What becomes of a member: suspended, gone, merged, absorbed, split. Rows are closed on their day, never removed."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from members.models import (
    Adhesion,
    AppartenanceReseau,
    Association,
    Mandat,
    Personne,
    Rattachement,
    Representant,
    Structure,
    Suspension,
    Transformation,
)
from socle import journal
from socle.french import say_full_date
from socle.permissions import require

CHANGE = "members.change_parcours"
Genre = Transformation.Genre
WITH_SUCCESSORS = (Genre.FUSION, Genre.ABSORPTION, Genre.SCISSION)
NO_MEMBERSHIP = "Cette association n’a pas d’adhésion ce jour-là : il n’y a rien à suspendre ni à clore."


@transaction.atomic
def suspend_association(
    association: Association, *, debut: date, motif: str, proces_verbal: str, by: Personne
) -> Suspension:
    """Take a member's voice from a day, with its reason and its minutes; it stays a member."""
    require(by, CHANGE)
    adhesion = _lock_membership(association, debut)
    if adhesion.suspensions.filter(Q(fin=None) | Q(fin__gte=debut)).exists():
        raise ValidationError("Cette association est déjà suspendue : levez d’abord cette suspension.")
    suspension = Suspension(adhesion=adhesion, debut=debut, motif=motif, proces_verbal=proces_verbal)
    suspension.full_clean()
    suspension.save()
    journal.record("members.suspend_association", association, by=by, debut=debut.isoformat())
    return suspension


@transaction.atomic
def lift_suspension(suspension: Suspension, *, fin: date, by: Personne) -> Suspension:
    """Give a member its voice back: `fin` is the last day of the suspension."""
    require(by, CHANGE)
    rows = Suspension.objects.select_for_update(of=("self",)).select_related("adhesion__association")
    standing = rows.get(pk=suspension.pk)
    if standing.fin is not None:
        raise ValidationError("Cette suspension a déjà une fin : il n’y a rien à lever.")
    standing.fin = fin
    standing.full_clean()
    standing.save()
    journal.record("members.lift_suspension", standing.adhesion.association, by=by, fin=fin.isoformat())
    return standing


@transaction.atomic
def transform_association(
    association: Association,
    *,
    genre: str,
    le: date,
    successeurs=(),
    motif: str = "",
    proces_verbal: str = "",
    goes_on: bool = False,
    closes: tuple[str, ...] = (),
    by: Personne,
) -> Transformation:
    """Write what an association became on a day, with links to those that follow it.

    Its membership stops the day before, unless it goes on after a split; its voice in the assembly and its
    networks stop with it. Its places, mandates and ties stay as they are, or stop too, as `closes` says. Nothing
    is removed: its sheet, its people and its papers are found as they were, on any past day.
    """
    require(by, CHANGE)
    successors = list(successeurs)
    _check_successors(association, genre, successors)
    standing = Association.objects.select_for_update().get(pk=association.pk)
    change = Transformation(
        association=standing, genre=genre, le=le, motif=motif, proces_verbal=proces_verbal, enregistree_par=by
    )
    change.full_clean()
    if standing.transformations.filter(le=le, genre=genre).exists():
        raise ValidationError("Cette transformation est déjà notée ce jour-là.")
    if not (goes_on and genre == Genre.SCISSION):
        _close_everything(standing, le, closes)
    change.save()
    change.successeurs.set(successors)
    details = {"genre": genre, "le": le.isoformat(), "successeurs": [other.pk for other in successors]}
    journal.record("members.transform_association", standing, by=by, **details)
    return change


def _check_successors(association, genre, successors) -> None:
    if genre in WITH_SUCCESSORS and not successors:
        raise ValidationError("Dites quelle association prend la suite : c’est vers elle que la fiche renverra.")
    if genre not in WITH_SUCCESSORS and successors:
        raise ValidationError("Un départ n’a pas de suite : choisissez plutôt une fusion ou une absorption.")
    if any(other.pk == association.pk for other in successors):
        raise ValidationError("Une association ne prend pas sa propre suite : choisissez-en une autre.")


def _close_everything(association, le, closes) -> None:
    _close_membership(association, le)
    last = le - timedelta(days=1)
    _close(Representant.objects.filter(association=association), last)
    _close(AppartenanceReseau.objects.filter(association=association), last)
    for name, rows in (
        ("lieux", Structure.objects.filter(association=association)),
        ("mandats", Mandat.objects.filter(Q(instance__association=association) | Q(association=association))),
        ("rattachements", Rattachement.objects.filter(association=association)),
    ):
        if name in closes:
            _close(rows, last)


def _close_membership(association, le) -> None:
    running = Adhesion.objects.select_for_update().filter(association=association)
    adhesion = running.filter(periode__contains=le - timedelta(days=1)).first()
    if adhesion is None:
        if running.filter(periode__contains=le).exists():
            raise ValidationError(f"L’adhésion commence ce jour-là : elle ne peut pas finir le {say_full_date(le)}.")
        return  # it had left before: only what it became is written
    adhesion.periode = DateRange(adhesion.periode.lower, le)
    adhesion.full_clean()
    adhesion.save()
    _close(adhesion.suspensions.all(), le - timedelta(days=1))


def _close(rows, last) -> None:
    """Close what runs after a day; a row that began later stops on its own first day."""
    rows.filter(Q(fin=None) | Q(fin__gt=last)).update(fin=Greatest(F("debut"), Value(last)))


def _lock_membership(association, day) -> Adhesion:
    adhesion = Adhesion.objects.select_for_update().filter(association=association, periode__contains=day).first()
    if adhesion is None:
        raise ValidationError(NO_MEMBERSHIP)
    return adhesion
