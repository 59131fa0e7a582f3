"""A governing body as it stands on a day, with all that its warnings are worked out from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from members.models import Assemblee, Derogation, Instance, Mandat, QuotaSieges, RegleMandat, Siege


class Regles:
    """The numbers of the statutes in force on a day: a body's own first, else those of its kind."""

    def __init__(self, rows: Iterable[RegleMandat]):
        self.rows = {(row.genre, row.instance_id, row.parametre): row for row in rows}

    def find(self, instance: Instance, parametre: str) -> RegleMandat | None:
        own = self.rows.get((instance.genre, instance.pk, parametre))
        return own or self.rows.get((instance.genre, None, parametre))

    def value(self, instance: Instance, parametre: str, default: Any = None) -> Any:
        found = self.find(instance, parametre)
        return default if found is None else found.valeur


@dataclass(frozen=True)
class Repere:
    """One warning. `code` names the situation, figures included: what was noted of another one does not hide it."""

    code: str
    label: str
    title: str
    lines: tuple[str, ...]
    conseil: str
    source: str = ""
    is_limite: bool = False
    mandat: Mandat | None = None
    derogation: Derogation | None = None

    @property
    def tone(self) -> str:
        return "ok" if self.derogation else "fed" if self.is_limite else "wait"


@dataclass
class Place:
    """A seat and whoever holds it, or a mandate that has no seat of its own."""

    siege: Siege | None
    mandats: list[Mandat]
    suppleants: list[Mandat] = field(default_factory=list)
    vacante_depuis: date | None = None

    @property
    def is_vacante(self) -> bool:
        return not self.mandats


@dataclass
class Composition:
    """Who holds what in a body on a day."""

    instance: Instance
    on: date
    regles: Regles
    sieges: list[Siege] = field(default_factory=list)
    mandats: list[Mandat] = field(default_factory=list)
    anciens: list[Mandat] = field(default_factory=list)
    salaries: frozenset[int] = frozenset()
    quotas: list[QuotaSieges] = field(default_factory=list)
    derogations: list[Derogation] = field(default_factory=list)
    prochaine: Assemblee | None = None
    derniere: Assemblee | None = None

    def __post_init__(self):
        for mandat in self.mandats:
            mandat.etat = self.describe(mandat)

    @cached_property
    def titulaires(self) -> list[Mandat]:
        return [mandat for mandat in self.mandats if mandat.suppleant_de_id is None]

    @cached_property
    def votants(self) -> dict[int, Mandat]:
        """The people with a voice, each once, by their number."""
        has_voice = [m for m in self.titulaires if m.has_voix and (m.siege is None or m.siege.has_voix)]
        return {mandat.personne_id: mandat for mandat in reversed(has_voice)}

    @cached_property
    def places(self) -> list[Place]:
        """The seats in order, then the mandates without a seat; alternates beside whom they stand in for."""
        running = {mandat.pk for mandat in self.titulaires}
        alternates = defaultdict(list)
        for mandat in self.mandats:
            if mandat.suppleant_de_id in running:
                alternates[mandat.suppleant_de_id].append(mandat)
        held = defaultdict(list)
        for mandat in self.titulaires:
            held[mandat.siege_id].append(mandat)
        places = [
            Place(siege, held[siege.pk], [s for m in held[siege.pk] for s in alternates[m.pk]], self._vacant(siege))
            for siege in self.sieges
        ]
        known = {siege.pk for siege in self.sieges}
        alone = [m for m in self.titulaires if m.siege_id not in known]
        alone += [m for m in self.mandats if m.suppleant_de_id and m.suppleant_de_id not in running]
        return places + [Place(None, [mandat], alternates[mandat.pk]) for mandat in alone]

    @cached_property
    def vacantes(self) -> list[Place]:
        return [place for place in self.places if place.is_vacante]

    def _vacant(self, siege) -> date:
        ends = [m.fin for m in self.anciens if m.siege_id == siege.pk and m.fin and m.suppleant_de_id is None]
        return max([siege.debut, *ends])

    def is_prolonge(self, mandat: Mandat) -> bool:
        """Whether a mandate's planned end is past while nobody ended it: it runs on until the assembly."""
        return mandat.fin is None and mandat.fin_prevue is not None and mandat.fin_prevue < self.on

    def describe(self, mandat: Mandat) -> str:
        """Return what a mandate's line must say of its state, if anything."""
        if self.is_prolonge(mandat):
            return "prolonge"
        if mandat.designation == Mandat.Designation.COOPTATION and mandat.ratifie_le is None:
            return "a_ratifier"
        return "finit" if mandat.fin else ""
