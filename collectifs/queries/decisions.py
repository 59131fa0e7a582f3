"""Decisions: who has a voice today, what one page says of a decision, the register across collectives."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet, Value, prefetch_related_objects
from django.utils import timezone

from collectifs.electorat import Electorat, compute_electorat
from collectifs.models import (
    ActionDecidee,
    Collectif,
    CompteRendu,
    Decision,
    Participation,
    PointOrdreDuJour,
    RegleDecision,
    Reunion,
)
from collectifs.models.votes import Resultat
from socle.compiled import compiled_query

AHEAD = (*Reunion.PREPARABLES, Reunion.Etat.EN_COURS)
REVUES = Prefetch("decisions_revues", Decision.objects.with_issue())
EN_VIGUEUR, A_REVISER, REVISEES, ABROGEES = "en_vigueur", "a_reviser", "revisees", "abrogees"
SITUATIONS = [
    (EN_VIGUEUR, "En vigueur"),
    (A_REVISER, "À réviser"),
    (REVISEES, "Révisées"),
    (ABROGEES, "Abrogées"),
]
ORDERS = {
    "recentes": ("-reunion__debut", "-pk"),
    "anciennes": ("reunion__debut", "pk"),
    "collectif": ("reunion__collectif__nom", "-reunion__debut", "-pk"),
    "revision": ("revue", "-reunion__debut", "-pk"),
}
SORTS = [
    ("recentes", "Les plus récentes"),
    ("anciennes", "Les plus anciennes"),
    ("collectif", "Par collectif"),
    ("revision", "Par date de révision"),
]


def get_regle(collectif: Collectif) -> RegleDecision:
    """Return the rule of a collective, the ordinary one if nobody chose."""
    return RegleDecision.objects.filter(collectif=collectif).first() or RegleDecision(collectif=collectif)


def get_electorat(reunion) -> Electorat:
    """Return who has a voice in a meeting as its attendance stands, by the rule of its collective."""
    running = Participation.objects.en_cours(timezone.localdate(reunion.debut)).filter(collectif=reunion.collectif_id)
    presences = reunion.presences.select_related("personne", "association", "pouvoir_a")
    passing = reunion.passages.select_related("association")
    return compute_electorat(get_regle(reunion.collectif), running, [*presences, *passing])


def get_register(personne, *, words="", collectif=None, **filters: Any) -> QuerySet[Decision]:
    """Return the decisions a person may read across collectives, latest first unless asked otherwise.

    `filters`: annee, issue, mode, situation, tri; unknown or empty, each leaves everything.
    """
    seen = Decision.objects.visible_to(personne).proclamees().search(words)
    if any(filters.get(name) for name in ("issue", "situation", "tri")):
        seen = seen.with_issue()
    if collectif is not None:
        seen = seen.filter(reunion__collectif=collectif)
    return _keep(seen, filters).order_by(*ORDERS.get(filters.get("tri") or "", ORDERS["recentes"]))


def load_decisions(pks) -> list[Decision]:
    """Return these decisions, in this order, with what a line of the register says of each."""
    found = {decision.pk: decision for decision in _load(list(pks))}
    return [found[pk] for pk in pks]


@compiled_query
def _load(pks):
    return with_lines(Decision.objects.filter(pk__in=pks))


def with_lines(decisions) -> QuerySet[Decision]:
    """Read with the decisions what a line of the register says of each."""
    said = with_actions(decisions.with_issue())
    return said.select_related("reunion__collectif", "reunion__compte_rendu", "point")


def with_actions(decisions) -> QuerySet[Decision]:
    """Add whether something is still to be done to apply each."""
    undone = ActionDecidee.objects.ouvertes().filter(decision=OuterRef("pk"))
    return decisions.annotate(a_des_actions=Exists(undone))


def _keep(seen, filters):
    if annee := filters.get("annee"):
        seen = seen.filter(reunion__debut__year=annee)
    if issue := filters.get("issue"):
        seen = seen.filter(issue=issue)
    if mode := filters.get("mode"):
        seen = seen.filter(mode=mode)
    in_force = Q(etat=Decision.Etat.PROCLAMEE, issue=Resultat.ADOPTEE, a_ete_remplacee=False)
    situations = {
        EN_VIGUEUR: in_force,
        A_REVISER: in_force & Q(revue__lte=timezone.localdate()),
        REVISEES: Q(a_ete_remplacee=True),
        ABROGEES: Q(etat=Decision.Etat.ABROGEE),
    }
    return seen.filter(situations.get(filters.get("situation") or "", Q()))


def get_years(personne) -> list[int]:
    """Return the years of all that a person may read of what was decided, latest first."""
    [(first, last)] = _get_span(personne)
    return list(range(timezone.localdate(last).year, timezone.localdate(first).year - 1, -1)) if first else []


@compiled_query
def _get_span(personne):
    seen = Decision.objects.visible_to(personne).proclamees().order_by().values_list(Value(1))
    return seen.annotate(first=Min("reunion__debut"), last=Max("reunion__debut")).values_list("first", "last")


def get_a_reviser(collectif, on=None) -> QuerySet[Decision]:
    """Return the decisions whose review day has come by a day, on no agenda ahead yet: the oldest first.

    An open agenda never names what closed doors hold, nor what no minutes told.
    """
    ahead = PointOrdreDuJour.objects.filter(decisions_revues=OuterRef("pk"), reunion__etat__in=AHEAD)
    return _told(collectif).a_revoir(on).exclude(Exists(ahead)).order_by("revue", "pk")


def _told(collectif) -> QuerySet[Decision]:
    circulated = {"reunion__collectif": collectif, "reunion__compte_rendu__etat__in": CompteRendu.DIFFUSES}
    return Decision.objects.publiques().filter(**circulated)


def get_replaceable(collectif) -> QuerySet[Decision]:
    """Return the decisions in force of a collective, as its minutes told them, which a new one may rewrite."""
    return _told(collectif).en_vigueur().order_by("-pk")


def load_reviews(points) -> list:
    """Read, for the items that come back to decisions, which ones; nothing is asked where there is none."""
    points = list(points)
    prefetch_related_objects([p for p in points if p.genre == p.Genre.REVISION], REVUES)
    return points


@dataclass(frozen=True)
class Etape:
    """A moment in the life of a decision: the day, what happened, the decision it leads to."""

    le: Any
    titre: str
    detail: str = ""
    decision: Decision | None = None


@dataclass(frozen=True)
class Electeurs:
    """Who could vote: whose voice, carried by whom; names of associations, or of people where each has one."""

    comptes: list
    ecartes: list


def get_decision(decision: Decision, personne) -> dict[str, Any]:
    """Return what the page of a decision shows; others it names are shown only to whoever may read them."""
    votants = list(decision.votants.select_related("association", "personne", "mandant"))
    replacing = Decision.objects.visible_to(personne).proclamees().with_issue().filter(remplace=decision)
    replacing = list(replacing.select_related("reunion__compte_rendu").order_by("reunion__debut", "pk"))
    former = Decision.objects.visible_to(personne).filter(pk=decision.remplace_id).first()
    actions = ActionDecidee.objects.visible_to(personne).filter(decision=decision).select_related("responsable")
    revisions = list(decision.revisions.select_related("par", "reunion"))
    return {
        "decision": decision,
        "collectif": decision.reunion.collectif,
        "electeurs": Electeurs([v for v in votants if v.voix], [v for v in votants if not v.voix]),
        "is_appel": decision.scrutin == Decision.Scrutin.APPEL and decision.is_proclamee,
        "remplacee_par": [d for d in replacing if d.issue == Resultat.ADOPTEE],
        "remplace": former,
        "actions": list(actions),
        "revisions": revisions,
        "histoire": _tell(decision, revisions, replacing),
    }


def _tell(decision, revisions: Iterable, replacing: Iterable) -> list[Etape]:
    day = timezone.localdate(decision.reunion.debut)
    steps = [Etape(day, decision.resultat_label.capitalize(), f"En réunion : {decision.reunion.titre}")]
    steps += [Etape(said.le, said.get_issue_display().capitalize(), said.motif) for said in revisions]
    for other in replacing:
        said = "Révisée" if other.issue == Resultat.ADOPTEE else f"Révision {other.resultat_label}"
        steps.append(Etape(timezone.localdate(other.reunion.debut), said, other.texte, other))
    return sorted(steps, key=lambda step: step.le)
