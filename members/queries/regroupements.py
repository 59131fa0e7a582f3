"""What making one sheet of two would move, choose and leave: read, never written."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

from members.conflits import find_conflicts, is_frozen
from members.fiches import CHOSEN, has_login
from members.models import Association, Doublon, Personne, Regroupement
from members.relations import Relation, find_moving
from members.telephones import say_phone

Genre = Doublon.Genre
HIDDEN = {"email"}  # of people: nobody is shown somebody else's own address


@dataclass
class Suite:
    """Rows of one kind: how many each sheet has, how many would follow, how many would stay."""

    noun: str
    gardee: int
    absorbee: int
    restent: int

    @property
    def suivent(self) -> int:
        return self.absorbee - self.restent


@dataclass
class Choix:
    """A field on which two sheets differ."""

    nom: str
    libelle: str
    gardee: str
    absorbee: str


@dataclass
class Apercu:
    """What making one of two sheets would do."""

    suites: list[Suite] = field(default_factory=list)
    choix: list[Choix] = field(default_factory=list)
    deux_connexions: bool = False
    may_swap: bool = True

    @property
    def qui_suivent(self) -> list[Suite]:
        return [suite for suite in self.suites if suite.absorbee]

    @property
    def deja_la(self) -> list[Suite]:
        return [suite for suite in self.suites if not suite.absorbee]

    @property
    def restent(self) -> int:
        return sum(suite.restent for suite in self.suites)


def get_apercu(gardee: Model, absorbee: Model) -> Apercu:
    """Return what would follow, table by table, and the fields to choose; secret apps are neither asked nor shown."""
    suites: dict[str, Suite] = {}
    for relation in find_moving(type(gardee)):
        found = _count(relation, gardee.pk, absorbee.pk)
        if found.gardee or found.absorbee:
            known = suites.setdefault(found.noun, Suite(found.noun, 0, 0, 0))
            known.gardee, known.absorbee = known.gardee + found.gardee, known.absorbee + found.absorbee
            known.restent += found.restent
    both = has_login(gardee) and has_login(absorbee)
    rows = sorted(suites.values(), key=lambda suite: -suite.absorbee)
    return Apercu(rows, list(_find_choices(gardee, absorbee)), both, has_login(gardee) == has_login(absorbee))


def _count(relation: Relation, kept: int, absorbed: int) -> Suite:
    counted = relation.count([kept, absorbed])
    theirs = counted.get(absorbed, 0)
    staying = 0
    if theirs:
        staying = theirs if is_frozen(relation) else len(find_conflicts(relation, absorbed, kept))
    return Suite(relation.noun, counted.get(kept, 0), theirs, staying)


def _find_choices(gardee, absorbee):
    genre = Genre.ASSOCIATIONS if isinstance(gardee, Association) else Genre.PERSONNES
    for name in CHOSEN[genre]:
        ours, theirs = getattr(gardee, name), getattr(absorbee, name)
        if ours in (None, "") or theirs in (None, "") or ours == theirs:
            continue
        label = str(gardee._meta.get_field(name).verbose_name)
        if isinstance(gardee, Personne) and name in HIDDEN:
            if not (has_login(gardee) or has_login(absorbee)):
                yield Choix(name, label, "celle de la fiche gardée", "celle de l’autre fiche")
            continue
        yield Choix(name, label, _say(gardee, name), _say(absorbee, name))


def _say(fiche, name) -> str:
    value: Any = getattr(fiche, name)
    if name == "telephone":
        return say_phone(value)
    return str(fiche.get_genre_display() if name == "genre" else value)


def orient(one: Model, other: Model, kept: str = "") -> tuple[Model, Model]:
    """Return which sheet stays and which goes: the one that opens the portal stays, else the one asked for."""
    if has_login(one) != has_login(other):
        return (one, other) if has_login(one) else (other, one)
    return (other, one) if kept == str(other.pk) else (one, other)


def get_regroupements():
    """Return what was made one, the latest first."""
    return Regroupement.objects.select_related("par")


def describe_moves(moves: list) -> list[tuple[str, int]]:
    """Return what each list of moved rows is called, and how many there are."""
    said: dict[str, int] = {}
    for label, column, keys in moves:
        model = apps.get_model(label)
        noun = Relation(model, model._meta.get_field(column)).noun
        said[noun] = said.get(noun, 0) + len(keys)
    return sorted(said.items(), key=lambda item: -item[1])
