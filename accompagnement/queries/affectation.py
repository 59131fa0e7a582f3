"""All the requests that look for somebody, beside all the providers; and what a computation says of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Q
from django.utils import timezone

from accompagnement.affectation.couts import URGENCES
from accompagnement.affectation.diagnostic import Diagnostic, diagnose
from accompagnement.models import Competence, Demande, LigneAffectation, LotAffectation, Prestataire
from accompagnement.queries.classement import (
    Besoin,
    Offre,
    cost_of_pair,
    find_connus,
    get_connus,
    read_besoin,
    read_offre,
)
from socle.french import count, plural

SEUIL_COMITE = 11


@dataclass(frozen=True)
class Attente:
    """A request that looks for somebody, what is read of it, and whom no hard rule keeps from it."""

    demande: Demande
    besoin: Besoin
    eligibles: list[int]

    @property
    def jours(self) -> int:
        return (timezone.localdate() - timezone.localtime(self.demande.deposee_le).date()).days

    @property
    def urgence(self) -> int:
        return URGENCES[self.demande.urgence]


@dataclass(frozen=True)
class Tableau:
    """Everything a computation reads, put in an order that does not depend on the database's."""

    attentes: list[Attente]
    prestataires: list[Prestataire]
    offres: dict[int, Offre]

    def costs(self, attente: Attente) -> dict[int, int]:
        """Return what each eligible provider costs for a request, the place left aside."""
        return {pk: cost_of_pair(attente.besoin, self.offres[pk]) for pk in attente.eligibles if pk in self.offres}


def read_tableau(demandes=None) -> Tableau:
    """Return the requests that look for somebody and the providers, in four questions however many they are.

    Who may serve whom is asked by the very table of rules that ranks for one request.
    """
    waiting = Demande.objects.all() if demandes is None else demandes
    eligible = Prestataire.objects.order_by().eligible_for_each().order_by("pk").values("pk")
    rows = waiting.sans_prestataire().order_by("deposee_le", "pk").annotate(eligibles=ArraySubquery(eligible))
    asked = list(rows.select_related("service", "bouquet", "territoire"))
    needed = _find_needed({demande.service_id for demande in asked})
    connus = find_connus(asked)
    attentes = [
        Attente(one, read_besoin(one, needed.get(one.service_id, ()), get_connus(connus, one)), one.eligibles)
        for one in asked
    ]
    prestataires = list(_find_prestataires())
    return Tableau(attentes, prestataires, {one.pk: read_offre(one) for one in prestataires})


def _find_needed(services) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for service, competence in Competence.objects.filter(services__in=services).values_list("services", "pk"):
        found.setdefault(service, []).append(competence)
    return found


def _find_prestataires():
    """Return the providers with what they carry, and what they were asked and have not answered."""
    offered = Q(sollicitations__etat="offerte", sollicitations__repondre_avant__gte=timezone.localdate())
    rows = Prestataire.objects.filter(etat=Prestataire.Etat.AGREE).order_by("pk").with_charge()
    rows = rows.annotate(sollicites=Count("sollicitations", filter=offered, distinct=True))
    return rows.select_related("personne").with_offre()


def make_instance_of(tableau: Tableau):
    """Return the plain numbers of a computation; a place that somebody was asked to take is not free any more."""
    from accompagnement.affectation.instance import make_instance  # noqa: PLC0415 (no page needs numbers by thousands)

    rank = {prestataire.pk: n for n, prestataire in enumerate(tableau.prestataires)}
    groups: dict = {}
    arcs = [(q, rank[pk], cost) for q, one in enumerate(tableau.attentes) for pk, cost in tableau.costs(one).items()]
    return make_instance(
        arcs,
        [max(0, one.capacite - one.charge - one.sollicites) for one in tableau.prestataires],
        charge=[one.charge for one in tableau.prestataires],
        capacite=[one.capacite for one in tableau.prestataires],
        urgence=[one.urgence for one in tableau.attentes],
        attente=[one.jours for one in tableau.attentes],
        situation=[
            -1 if one.demande.situation is None else groups.setdefault(one.demande.situation, len(groups))
            for one in tableau.attentes
        ],
    )


def get_lot() -> LotAffectation | None:
    """Return the last computation, whether or not it still waits."""
    return LotAffectation.objects.order_by("-calcule_le").first()


def get_lignes(personne):
    """Return what the last computation found for the cases this person coordinates, while they look for somebody."""
    lines = LigneAffectation.objects.visible_to(personne).a_decider()
    related = lines.select_related("demande__service", "demande__bouquet", "demande__territoire", "lot")
    return related.select_related("prestataire__personne").order_by("demande__deposee_le", "demande")


def get_diagnostic(lignes: Iterable[LigneAffectation]) -> Diagnostic:
    """Return what is missing, read from these lines alone: a case that is hidden from somebody counts for nothing."""
    lines = list(lignes)
    arcs = {line.pk: [one["prestataire"] for one in line.explication["candidats"]] for line in lines}
    return diagnose(arcs, {line.pk: line.prestataire_id for line in lines})


def say_diagnostic(found: Diagnostic) -> str:
    """Return the shortage in one sentence; empty if everybody can be served."""
    parts = []
    if found.sans_place:
        missing = len(found.sans_place)
        parts.append(
            f"{count(missing, 'demande')} non {plural(missing, 'pourvue')} faute de place : "
            f"{count(len(found.disputent), 'demande')} se disputent {count(found.places, 'place')} "
            f"chez {count(len(found.prestataires), 'prestataire')}"
        )
    if found.sans_candidat:
        parts.append(f"{count(len(found.sans_candidat), 'demande')} sans prestataire possible")
    return " ; ".join(parts) + "." if parts else ""


def say_to_comite(found: Diagnostic) -> str:
    """Return what may be told outside: no number of people under the threshold, and the others by tens (R17)."""
    missing = len(found.sans_place) + len(found.sans_candidat)
    if missing < SEUIL_COMITE:
        return f"Moins de {SEUIL_COMITE} demandes, ou aucune, attendent un prestataire qui manque."
    return f"Environ {round(missing, -1)} demandes attendent un prestataire qui manque."
