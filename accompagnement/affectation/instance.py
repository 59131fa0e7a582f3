"""The numbers of one computation: requests, providers, and the pairs that no hard rule forbids."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np

from accompagnement.affectation.couts import VERSION_REGLES, cost_of_nobody, cost_of_place

PERSONNE = -1


@dataclass(frozen=True)
class Instance:
    """Requests and providers by rank; arc k says that `prestataire[k]` may serve `demande[k]`, at `cout[k]`.

    `places` is what each provider has left, `charge` what they carry, `capacite` what they can; `situation` is the
    same number for requests that must not meet the same provider (N7), -1 for the others.
    """

    demande: np.ndarray
    prestataire: np.ndarray
    cout: np.ndarray
    places: np.ndarray
    charge: np.ndarray
    capacite: np.ndarray
    urgence: np.ndarray
    attente: np.ndarray
    situation: np.ndarray

    @property
    def demandes(self) -> int:
        return len(self.urgence)

    @property
    def prestataires(self) -> int:
        return len(self.places)

    @cached_property
    def sans(self) -> np.ndarray:
        """What it costs to leave each request without anybody."""
        pairs = zip(self.urgence.tolist(), self.attente.tolist(), strict=True)
        return np.array([cost_of_nobody(urgence, attente, self.demandes) for urgence, attente in pairs], np.int64)

    @cached_property
    def arcs(self) -> dict[int, dict[int, int]]:
        """What each request's possible providers cost."""
        found: dict[int, dict[int, int]] = {rank: {} for rank in range(self.demandes)}
        rows = zip(self.demande.tolist(), self.prestataire.tolist(), self.cout.tolist(), strict=True)
        for demande, prestataire, cout in rows:
            found[demande][prestataire] = cout
        return found

    def costs_of_places(self) -> tuple[list[int], list[int]]:
        """Return each place left, as its provider and what it costs to fill it after those before."""
        owners, costs = [], []
        for rank, (places, charge, capacite) in enumerate(zip(self.places, self.charge, self.capacite, strict=True)):
            owners += [rank] * int(places)
            costs += [cost_of_place(int(charge) + k, int(capacite)) for k in range(int(places))]
        return owners, costs

    def total(self, choix: np.ndarray) -> int:
        """Return what an assignment costs: each request's provider, or -1."""
        cost, loads = 0, np.zeros(self.prestataires, int)
        for demande, prestataire in enumerate(choix.tolist()):
            if prestataire == PERSONNE:
                cost += int(self.sans[demande])
                continue
            done = int(self.charge[prestataire] + loads[prestataire])
            cost += self.arcs[demande][prestataire] + cost_of_place(done, int(self.capacite[prestataire]))
            loads[prestataire] += 1
        return cost

    def without(self, forbidden: set[tuple[int, int]]) -> "Instance":
        """Return the same with some pairs taken away."""
        pairs = zip(self.demande.tolist(), self.prestataire.tolist(), strict=True)
        return self._keep(np.array([pair not in forbidden for pair in pairs], bool))

    def _keep(self, mask) -> "Instance":
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Instance(**fields | {name: fields[name][mask] for name in ("demande", "prestataire", "cout")})

    def digest(self) -> bytes:
        """Return a fingerprint of all the numbers and of the rules: the same one, the same answer."""
        found = sha256(VERSION_REGLES.encode())
        for name in self.__dataclass_fields__:
            found.update(np.ascontiguousarray(getattr(self, name), np.int64).tobytes() + b"|")
        return found.digest()


def make_instance(arcs, places, *, charge=None, capacite=None, urgence, attente, situation=None) -> Instance:
    """Return the instance of these plain lists; arcs are (request, provider, cost), put in order."""
    rows = np.array(sorted(arcs), np.int64).reshape(-1, 3)
    left = np.array(places, np.int64)
    held = np.zeros(len(left), np.int64) if charge is None else np.array(charge, np.int64)
    return Instance(
        demande=rows[:, 0].copy(),
        prestataire=rows[:, 1].copy(),
        cout=rows[:, 2].copy(),
        places=left,
        charge=held,
        capacite=left + held if capacite is None else np.array(capacite, np.int64),
        urgence=np.array(urgence, np.int64),
        attente=np.array(attente, np.int64),
        situation=np.full(len(urgence), PERSONNE) if situation is None else np.array(situation, np.int64),
    )
