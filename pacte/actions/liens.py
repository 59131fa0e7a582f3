"""Tie what serves a mission or a commitment to it, and untie it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Personne
from pacte.models import Bloc, LienBloc, VersionPacte
from pacte.models.liens import TWICE
from pacte.queries.activite import SUIVIS
from pacte.queries.liens import find_cible
from socle import journal
from socle.permissions import require

UNKNOWN = "Seuls une mission ou un engagement de la version en vigueur se relient : choisissez-en un dans la liste."
NOT_PUBLIC = (
    "Ceci ne se relie pas au pacte : tout le réseau ne peut pas le lire. "
    "Ouvrez-le d’abord au réseau, ou choisissez autre chose."
)


@transaction.atomic
def add_lien(version: VersionPacte, identifiant: UUID, *, genre: str, objet: int, by: Personne) -> LienBloc:
    """Say that a collective, a meeting, an action or a training serves a block of the version in force."""
    require(by, "pacte.edit_liens", version)
    lock(version)
    if not find_followed(version, identifiant):
        raise ValidationError(UNKNOWN)
    cible = find_cible(genre, objet, by)
    if cible is None:
        raise ValidationError(NOT_PUBLIC)
    if LienBloc.objects.filter(identifiant=identifiant, **{genre: cible}).exists():
        raise ValidationError(TWICE)
    lien = LienBloc(identifiant=identifiant, par=by, **{genre: cible})
    lien.full_clean()
    lien.save()
    journal.record("relie au pacte", cible, by=by, bloc=str(identifiant))
    return lien


@transaction.atomic
def remove_lien(version: VersionPacte, lien: LienBloc, *, by: Personne) -> None:
    """Untie it: what it brought no longer counts. The journal keeps that it was tied, and by whom."""
    require(by, "pacte.edit_liens", version)
    journal.record("délie du pacte", lien.cible, by=by, bloc=str(lien.identifiant), relie_par=lien.par_id)
    lien.delete()


def lock(version: VersionPacte) -> None:
    """One change at a time in what is followed of a version."""
    VersionPacte.objects.select_for_update(of=("self",)).get(pk=version.pk)


def find_followed(version: VersionPacte, identifiant: UUID) -> Bloc | None:
    return version.blocs.presents().filter(genre__in=SUIVIS, identifiant=identifiant).first()
