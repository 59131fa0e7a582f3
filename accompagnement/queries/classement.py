"""Which providers may help one person, in what order and why; that others may not, never by which rule."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.utils import timezone

from accompagnement.affectation.couts import VERSION_REGLES, cost_of_fit, cost_of_place, say_score
from accompagnement.models import Demande, Modalite, Obstacle, Prestataire, Service, Sollicitation
from accompagnement.models.prestataires import UneDemande
from socle.compiled import compiled_query
from socle.french import count

PREMIERS = 6
SEUIL = 5  # a number of people kept out is said from there on: fewer would point at somebody (R14)
CHARGE = "user-group"
# What a provider simply does not do: no line of the ledger is owed for it.
TUS = (Obstacle.INACTIF, Obstacle.COMPETENCE, Obstacle.MODALITE, Obstacle.LANGUE, Obstacle.ACCESSIBILITE)


@dataclass(frozen=True)
class Besoin:
    """What the soft rules read of a request: the skills its service needs, where, how, and who is wished again."""

    competences: frozenset[int]
    territoire: int | None
    is_a_distance: bool
    connus: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Offre:
    """What the soft rules read of a provider."""

    prestataire: int
    competences: frozenset[int]
    territoires: frozenset[int]
    delai: int


def read_offre(prestataire: Prestataire) -> Offre:
    """Return what the soft rules read of a provider, fetched `with_offre`."""
    return Offre(
        prestataire=prestataire.pk,
        competences=frozenset(prestataire.savoirs),
        territoires=frozenset(prestataire.lieux),
        delai=prestataire.delai_jours,
    )


def read_besoin(demande: Demande, competences: Iterable[int], connus: Iterable[int] = ()) -> Besoin:
    """Return what the soft rules read of a request."""
    is_a_distance = demande.modalite == Modalite.DISTANCE
    return Besoin(frozenset(competences), demande.territoire_id, is_a_distance, frozenset(connus))


def cost_of_pair(besoin: Besoin, offre: Offre) -> int:
    """Return what a pair costs, by the one function that ranks for one request and computes for all."""
    return cost_of_fit(
        held=len(offre.competences & besoin.competences),
        needed=len(besoin.competences),
        is_near=besoin.is_a_distance or besoin.territoire in offre.territoires,
        delai=offre.delai,
        is_known=offre.prestataire in besoin.connus,
    )


def find_connus(demandes: Iterable[Demande]) -> dict[bytes, set[int]]:
    """Return who already helped each person that wishes to meet them again, by the person's fingerprint.

    Read inside the matching only: neither the coordinators nor the provider are told, and no name is looked for.
    """
    wished = [demande.demandeur_empreinte for demande in demandes if demande.souhaite_continuite]
    if not wished:
        return {}
    met = Sollicitation.objects.filter(etat=Sollicitation.Etat.TERMINEE, demande__demandeur_empreinte__in=wished)
    found: dict[bytes, set[int]] = {}
    for empreinte, prestataire in met.values_list("demande__demandeur_empreinte", "prestataire"):
        found.setdefault(bytes(empreinte), set()).add(prestataire)
    return found


def get_connus(found: dict[bytes, set[int]], demande: Demande) -> set[int]:
    """Return who is wished again for this request."""
    return found.get(bytes(demande.demandeur_empreinte), set()) if demande.souhaite_continuite else set()


@dataclass(frozen=True)
class Raison:
    """A reason shown as a badge."""

    text: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Candidat:
    """A provider whom nothing keeps out, with a score out of 100 and its reasons."""

    prestataire: Prestataire
    cout: int
    raisons: list[Raison]
    classement: "Classement" = field(repr=False, compare=False)

    @property
    def score(self) -> int:
        return say_score(self.cout)

    @cached_property
    def rang(self) -> int:
        """Its rank; those who are worth the same share one."""
        return 1 + sum(other.cout < self.cout for other in self.classement.candidats)

    def explain(self) -> dict:
        """Return what is frozen with a proposal: the version of the rules, the moment, this rank, all the candidates.

        The requester reads the reasons, but not how busy the provider is. Who was kept out is written nowhere.
        """
        shown = [raison.text for raison in self.raisons if raison.icon != CHARGE]
        return {"score": self.score, "raisons": shown, "rang": self.rang} | self.classement.explain()


@dataclass
class Classement:
    """The whole answer for one case, and when it was true."""

    candidats: list[Candidat] = field(default_factory=list)
    ecartes: int = 0
    obstacles: dict[str, int] = field(default_factory=dict)
    moment: str = field(default_factory=lambda: timezone.now().isoformat(timespec="seconds"))

    @property
    def premiers(self):
        return self.candidats[:PREMIERS]

    @property
    def suivants(self):
        return self.candidats[PREMIERS:]

    @property
    def is_sans_issue(self):
        return not self.candidats

    @property
    def ecartes_dits(self) -> str:
        """The only thing ever said of those kept out: that there are some, and how many if they are not few."""
        if not self.ecartes:
            return ""
        return count(self.ecartes, "prestataire") if self.ecartes >= SEUIL else "Des prestataires"

    def explain(self) -> dict:
        """Return what is the same for all the candidates, in a form that can be kept."""
        lines = [{"prestataire": one.prestataire.pk, "cout": one.cout, "score": one.score} for one in self.candidats]
        return {"regles": VERSION_REGLES, "donnees_du": self.moment, "candidats": lines}


def rank_prestataires(demande: Demande) -> Classement:
    """Rank the providers for a case, in a constant number of queries."""
    classement = Classement()
    rows = find_with_obstacle(UneDemande(demande))
    needed = rows[0].demandees if rows else ()
    besoin = read_besoin(demande, needed, get_connus(find_connus([demande]), demande))
    for prestataire in rows:
        if not prestataire.obstacle:
            classement.candidats.append(_weigh(classement, prestataire, besoin))
            continue
        classement.ecartes += 1
        if prestataire.obstacle not in TUS:
            classement.obstacles[prestataire.obstacle] = classement.obstacles.get(prestataire.obstacle, 0) + 1
    classement.candidats.sort(key=lambda one: (one.cout, one.prestataire.charge, one.prestataire.pk))
    return classement


# What the page writes of a provider; the rest of the sheets, a person's above all, is not even read.
LUS = ("personne__prenom", "personne__nom", "metier", "capacite", "delai_jours")


@compiled_query
def find_with_obstacle(cas: UneDemande):
    """Every provider with the hard rule that keeps them out, what they offer and what is needed: one question."""
    needed = Service.competences.through.objects.filter(service=cas.at(1, "service_id")).order_by()
    rows = Prestataire.objects.with_obstacle_in(cas).with_offre().select_related("personne").only(*LUS)
    return rows.annotate(demandees=ArraySubquery(needed.values("competence")))


def _weigh(classement, prestataire, besoin) -> Candidat:
    offre = read_offre(prestataire)
    cout = cost_of_pair(besoin, offre) + cost_of_place(prestataire.charge, prestataire.capacite)
    return Candidat(prestataire, cout, say_raisons(prestataire, offre, besoin), classement)


def say_raisons(prestataire: Prestataire, offre: Offre, besoin: Besoin) -> list[Raison]:
    """Return why a provider suits a request, in badges; that they met before is never one of them."""
    held, needed = len(offre.competences & besoin.competences), len(besoin.competences)
    raisons = [
        Raison("Aucun lien connu", "ok", "check"),
        Raison(f"{count(held, 'compétence')} sur {needed}", "ok" if held == needed else "neutral", "sparkles"),
        _place(besoin, offre),
        Raison(f"Disponible sous {offre.delai} jours", "neutral", "clock"),
    ]
    if prestataire.charge:
        raisons.append(Raison(f"{count(prestataire.charge, 'suivi')} sur {prestataire.capacite}", "wait", CHARGE))
    return raisons


def _place(besoin, offre):
    if besoin.is_a_distance:
        return Raison("À distance", "neutral", "video-camera")
    is_near = besoin.territoire in offre.territoires
    return Raison("Même territoire" if is_near else "Autre territoire", "neutral", "map-pin")
