"""Who has a voice in a decision: computed from who takes part and who is there, then frozen when the vote opens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from collectifs.models import Presence, RegleDecision, Votant
from collectifs.models.votes import VoixPar, compute_quorum

POUVOIRS_PAR_PERSONNE = 2
Ecart = Votant.Ecart


@dataclass
class Electorat:
    """The voices of a decision. `base` is how many there could be; `is_pointe`, whether anybody wrote who is there."""

    regle: RegleDecision
    base: int
    votants: list[Votant] = field(default_factory=list)
    is_pointe: bool = False

    @property
    def voix(self) -> int:
        return sum(votant.voix for votant in self.votants)

    @property
    def quorum(self) -> int | None:
        return compute_quorum(self.regle.quorum, base=self.base, nombre=self.regle.quorum_nombre)

    @property
    def comptes(self) -> list[Votant]:
        """The voices that count."""
        return [votant for votant in self.votants if votant.voix]

    @property
    def ecartes(self) -> list[Votant]:
        """The proxies that count for nothing."""
        return [votant for votant in self.votants if not votant.voix]


def compute_electorat(regle: RegleDecision, participations: Iterable[Any], presences: Iterable[Any]) -> Electorat:
    """Return the voices: whoever is there, then the proxies given to somebody who is there, two a holder.

    An association whose people came, or which already has a voice, has no other one. Somebody who gave a proxy and
    came all the same speaks for themselves. A proxy whose holder did not come is written, and counts for nothing.
    """
    presences = list(presences)
    par_association = regle.voix_par == VoixPar.ASSOCIATION
    could = {_key(part, par_association) for part in participations if not part.is_externe} - {None}
    electorat = Electorat(regle, base=len(could), is_pointe=any(p.is_presente is not None for p in presences))
    taken: set[Any] = set()
    for presence in presences:
        key = _key(presence, par_association)
        if presence.is_presente and key in could - taken:
            taken.add(key)
            electorat.votants.append(Votant(association=presence.association, personne=_person(presence)))
    there = {presence.personne for presence in presences if presence.is_presente}
    held: dict[Any, int] = {}
    for presence in _proxies(presences):
        key = _key(presence, par_association)
        if key not in could - taken:
            continue
        votant = _carry(presence, there, held)
        if votant.voix:
            taken.add(key)
        electorat.votants.append(votant)
    return electorat


def _key(row, par_association) -> int | None:
    if par_association:
        return row.association_id
    return getattr(row, "personne_id", None)


def _person(presence) -> Any:
    return presence.personne if isinstance(presence, Presence) else None


def _proxies(presences) -> list[Any]:
    given = [p for p in presences if isinstance(p, Presence) and p.pouvoir_a_id and not p.is_presente]
    return sorted(given, key=lambda p: (p.repondu_le is None, p.repondu_le, p.pk))


def _carry(presence, there, held) -> Votant:
    holder = presence.pouvoir_a
    votant = Votant(association=presence.association, personne=holder, mandant=presence.personne)
    if holder not in there:
        votant.voix, votant.ecart = 0, Ecart.PORTEUR_ABSENT
    elif held.get(holder, 0) >= POUVOIRS_PAR_PERSONNE:
        votant.voix, votant.ecart = 0, Ecart.TROP_DE_POUVOIRS
    else:
        held[holder] = held.get(holder, 0) + 1
    return votant
