"""Draft the next pact from the one before, block by block: kept, changed or dropped, with who and why."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from pacte.actions.blocs import get_siblings, lock_version, renumber, sign_bloc
from pacte.models import Bloc, Pacte, Reprise, VersionPacte
from socle import journal
from socle.permissions import require

WORDS = ("genre", "titre", "texte", "referent", "indicateur", "echeance")
REWRITTEN = "Ce bloc a été réécrit depuis dans le nouveau pacte : choisissez « Changer » pour garder ces mots-là."
Choix = Reprise.Choix


@transaction.atomic
def start_following(version: VersionPacte, *, by: Personne) -> VersionPacte:
    """Begin the pact that comes after a published one: as long, from the day after, and empty until it is decided."""
    require(by, "pacte.add_avenant", version)
    before = version.pacte
    debut = before.fin + timedelta(days=1)
    pacte = Pacte(
        federation_id=before.federation_id,
        titre=before.titre,
        territoire=before.territoire,
        debut=debut,
        fin=debut + (before.fin - before.debut),
    )
    pacte.full_clean()
    pacte.save()
    following = VersionPacte.objects.create(pacte=pacte, cree_par=by, origine=version)
    journal.record("commence la suite de", version, by=by, suite=following.pk)
    return following


@transaction.atomic
def decide_reprise(
    version: VersionPacte, bloc: Bloc, *, choix: str, motif: str = "", avec: bool = False, by: Personne, **mots: str
) -> Reprise:
    """Decide what becomes of a block of the pact before, and with `avec` of all that stands under it and waits."""
    require(by, "pacte.edit_version", version)
    lock_version(version)
    if bloc.version_id != version.origine_id:
        raise ValidationError("Ce bloc n’est pas du pacte que cette version reprend.")
    old = Ancien(version)
    decided = _decide(version, bloc, choix, motif, by)
    APPLY[choix](old, bloc, mots, by)
    if avec and choix != Choix.CHANGER:
        for below in old.walk_below(bloc):
            if below.pk not in old.decided:
                _decide(version, below, choix, motif, by)
                APPLY[choix](old, below, {}, by)
    journal.record("décide la reprise d’un bloc dans", version, by=by, bloc=str(bloc.identifiant), choix=choix)
    return decided


def _decide(version, bloc, choix, motif, by) -> Reprise:
    reprise = Reprise.objects.filter(version=version, bloc=bloc).first() or Reprise(version=version, bloc=bloc)
    reprise.choix, reprise.motif, reprise.par, reprise.le = choix, motif, by, timezone.now()
    reprise.full_clean()
    reprise.save()
    return reprise


class Ancien:
    """The pact before, and where each of its blocks goes in the new one."""

    def __init__(self, version: VersionPacte):
        self.version = version
        self.blocs = {bloc.pk: bloc for bloc in version.origine.blocs.presents()}
        self.decided = set(version.reprises.values_list("bloc", flat=True))
        self.order = {bloc.identifiant: rank for rank, bloc in enumerate(self._walk(None))}

    def _walk(self, parent):
        for bloc in self.blocs.values():
            if bloc.parent_id == parent:
                yield bloc
                yield from self._walk(bloc.pk)

    def walk_below(self, bloc: Bloc):
        return list(self._walk(bloc.pk))

    def find(self, bloc: Bloc) -> Bloc | None:
        return self.version.blocs.filter(identifiant=bloc.identifiant).first()

    def find_parent(self, bloc: Bloc) -> Bloc | None:
        """Return the nearest block above that the new pact holds."""
        above = self.blocs.get(bloc.parent_id)
        while above:
            found = self.find(above)
            if found and not found.retire_le:
                return found
            above = self.blocs.get(above.parent_id)
        return None

    def put(self, bloc: Bloc, row: Bloc) -> None:
        """Put a row where its block stood, as far as the new pact holds what was around it."""
        parent = self.find_parent(bloc)
        row.parent, row.retire_le, row.rang = parent, None, 0
        row.full_clean()
        row.save()
        siblings = [sibling for sibling in get_siblings(self.version, parent) if sibling != row]
        mine, place = self.order[bloc.identifiant], len(siblings)
        for rank, sibling in enumerate(siblings):
            if self.order.get(sibling.identifiant, -1) > mine:
                place = rank
                break
        siblings.insert(place, row)
        renumber(siblings)
        self._gather_below(bloc, row, parent)

    def _gather_below(self, bloc, row, parent) -> None:
        """What stood under it and was put higher for want of it comes back under it."""
        below = {child.identifiant for child in self.walk_below(bloc)}
        mine = [sibling for sibling in get_siblings(self.version, parent) if sibling.identifiant in below]
        for child in mine:
            child.parent = row
        Bloc.objects.bulk_update(mine, ["parent"])
        renumber([*[sibling for sibling in get_siblings(self.version, row) if sibling not in mine], *mine])


def _copy(old, bloc, words, by) -> None:
    row = old.find(bloc)
    if row is None:
        row = Bloc(version=old.version, identifiant=bloc.identifiant)
    for name, value in words.items():
        setattr(row, name, value)
    if row.pk:
        sign_bloc(row, by)
    row.modifie_par = by
    old.put(bloc, row)


def _keep(old, bloc, mots, by) -> None:
    words = {name: getattr(bloc, name) for name in WORDS}
    row = old.find(bloc)
    if row and not row.retire_le:
        if any(getattr(row, name) != value for name, value in words.items()):
            raise ValidationError(REWRITTEN)
        return
    _copy(old, bloc, words, by)


def _change(old, bloc, mots, by) -> None:
    words = {name: getattr(bloc, name) for name in WORDS} | {name: mots.get(name, "") for name in ("titre", "texte")}
    row = old.find(bloc)
    if not row and all(words[name] == getattr(bloc, name) for name in WORDS):
        raise ValidationError("Les mots sont les mêmes : écrivez ce qui change, ou choisissez « Garder ».")
    if row and not row.retire_le and str(row.revision) != str(mots.get("revision")):
        raise ValidationError("Quelqu’un vient d’écrire ce bloc dans le nouveau pacte : rouvrez-le pour le lire.")
    if row and row.retire_le is None:
        words |= {name: getattr(row, name) for name in WORDS if name not in ("titre", "texte")}
    _copy(old, bloc, words, by)


def _drop(old, bloc, mots, by) -> None:
    row = old.find(bloc)
    if row is None or row.retire_le:
        return
    children = get_siblings(old.version, row)
    rank = len(get_siblings(old.version, row.parent))
    for place, child in enumerate(children):
        child.parent, child.rang = row.parent, rank + place
    Bloc.objects.bulk_update(children, ["parent", "rang"])
    row.retire_le = timezone.now()
    sign_bloc(row, by)
    row.save()


APPLY = {Choix.GARDER: _keep, Choix.CHANGER: _change, Choix.ABANDONNER: _drop}
