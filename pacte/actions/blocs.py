"""What people do with the blocks of a draft. Nothing that somebody else wrote meanwhile is overwritten."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from members.models import Personne
from pacte.models import Bloc, VersionPacte
from socle import journal
from socle.permissions import require


class ConflitDeRevision(Exception):
    """Somebody changed or removed the block since the page was opened; `bloc` is what is kept now."""

    def __init__(self, bloc: Bloc):
        super().__init__(str(bloc.pk))
        self.bloc = bloc


@transaction.atomic
def add_bloc(
    version: VersionPacte, *, parent: Bloc | None = None, apres: Bloc | None = None, by: Personne, **fields: Any
) -> Bloc:
    """Add a block at the end of its siblings, or just after the one that is said."""
    require(by, "pacte.edit_version", version)
    lock_version(version)
    neighbours = get_siblings(version, parent)
    bloc = Bloc(version=version, parent=parent, modifie_par=by, rang=len(neighbours), **fields)
    bloc.full_clean()
    bloc.save()
    if apres in neighbours:
        neighbours.insert(neighbours.index(apres) + 1, bloc)
        renumber(neighbours)
    journal.record("ajoute un bloc à", version, by=by, bloc=str(bloc.identifiant))
    return bloc


@transaction.atomic
def edit_bloc(bloc: Bloc, *, revision: int, by: Personne, **fields: Any) -> Bloc:
    """Change a block; raises ConflitDeRevision if it is no longer the one that was read."""
    require(by, "pacte.edit_version", bloc.version)
    current = Bloc.objects.select_for_update(of=("self",)).select_related("modifie_par").get(pk=bloc.pk)
    if current.revision != revision or current.retire_le:
        raise ConflitDeRevision(current)
    for name, value in fields.items():
        setattr(current, name, value)
    sign_bloc(current, by)
    current.full_clean()
    current.save()
    journal.record("modifie un bloc de", bloc.version, by=by, bloc=str(bloc.identifiant))
    return current


@transaction.atomic
def move_bloc(bloc: Bloc, *, sens: str, by: Personne) -> Bloc:
    """Move a block one place: up, down, under the sibling above, or out beside its parent."""
    require(by, "pacte.edit_version", bloc.version)
    lock_version(bloc.version)
    bloc.refresh_from_db()
    MOVES[sens](bloc)
    journal.record("déplace un bloc de", bloc.version, by=by, bloc=str(bloc.identifiant), sens=sens)
    return bloc


@transaction.atomic
def remove_bloc(bloc: Bloc, *, by: Personne) -> Bloc:
    """Take a block out, with what stands under it; it can be restored until the version is published."""
    require(by, "pacte.edit_version", bloc.version)
    lock_version(bloc.version)
    Bloc.objects.filter(pk=bloc.pk, retire_le=None).update(
        retire_le=timezone.now(), revision=F("revision") + 1, modifie_par=by, modifie_le=timezone.now()
    )
    journal.record("supprime un bloc de", bloc.version, by=by, bloc=str(bloc.identifiant))
    bloc.refresh_from_db()
    return bloc


@transaction.atomic
def restore_bloc(bloc: Bloc, *, by: Personne) -> Bloc:
    """Put a removed block back where it was, or at the end of the pact if what it stood under is gone."""
    require(by, "pacte.edit_version", bloc.version)
    lock_version(bloc.version)
    bloc.refresh_from_db()
    bloc.retire_le = None
    if _is_out_of_sight(bloc):
        bloc.parent, bloc.rang = None, len(get_siblings(bloc.version, None))
    sign_bloc(bloc, by)
    bloc.save()
    journal.record("restaure un bloc de", bloc.version, by=by, bloc=str(bloc.identifiant))
    return bloc


def lock_version(version: VersionPacte) -> None:
    """One change of order at a time; a version published meanwhile is no longer a draft."""
    locked = VersionPacte.objects.select_for_update(of=("self",)).filter(pk=version.pk).first()
    if locked is None or not locked.is_brouillon:
        raise ValidationError("Cette version vient d’être publiée ou abandonnée : elle ne se modifie plus.")


def get_siblings(version: VersionPacte, parent: Bloc | None) -> list[Bloc]:
    return list(version.blocs.presents().filter(parent=parent))


def renumber(blocs: list[Bloc]) -> None:
    moved = [bloc for rang, bloc in enumerate(blocs) if bloc.rang != rang]
    for rang, bloc in enumerate(blocs):
        bloc.rang = rang
    Bloc.objects.bulk_update(moved, ["rang"])


def _swap(bloc, step) -> None:
    siblings = get_siblings(bloc.version, bloc.parent)
    rank = siblings.index(bloc)
    if 0 <= rank + step < len(siblings):
        siblings[rank], siblings[rank + step] = siblings[rank + step], siblings[rank]
        renumber(siblings)


def _go_under(bloc) -> None:
    siblings = get_siblings(bloc.version, bloc.parent)
    rank = siblings.index(bloc)
    if rank:
        bloc.parent = siblings[rank - 1]
        bloc.rang = len(get_siblings(bloc.version, bloc.parent))
        bloc.save(update_fields=["parent", "rang"])


def _go_out(bloc) -> None:
    if bloc.parent is None:
        return
    parent, grand_parent = bloc.parent, bloc.parent.parent
    bloc.parent = grand_parent
    bloc.save(update_fields=["parent"])
    siblings = [sibling for sibling in get_siblings(bloc.version, grand_parent) if sibling != bloc]
    siblings.insert(siblings.index(parent) + 1, bloc)
    renumber(siblings)


def sign_bloc(bloc: Bloc, by: Personne) -> None:
    bloc.revision += 1
    bloc.modifie_par, bloc.modifie_le = by, timezone.now()


def _is_out_of_sight(bloc) -> bool:
    above = bloc.parent
    while above and not above.retire_le:
        above = above.parent
    return above is not None


MOVES = {
    "haut": lambda bloc: _swap(bloc, -1),
    "bas": lambda bloc: _swap(bloc, 1),
    "dedans": _go_under,
    "dehors": _go_out,
}
