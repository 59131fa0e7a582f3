"""Governing bodies on a day: any number of them, with what their warnings need, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from members.models import (
    Affectation,
    Assemblee,
    Association,
    Derogation,
    Instance,
    Mandat,
    Personne,
    QuotaSieges,
    Rattachement,
    RegleMandat,
    Siege,
)
from members.reperes import Composition, Regles, Repere, find_reperes

HOLDER = ("personne", "college", "association", "siege__college")


def get_regles(on: date | None = None) -> Regles:
    """Return the numbers of the statutes in force on a day, in one query."""
    return Regles(RegleMandat.objects.filter(periode__contains=on or timezone.localdate()))


def get_composition(instance: Instance, on: date | None = None) -> Composition:
    """Return one body as it stood or stands on a day."""
    return get_compositions([instance], on)[instance.pk]


def get_compositions(instances: Iterable[Instance], on: date | None = None) -> dict[int, Composition]:
    """Return bodies as they stood or stand on a day, by number; eight queries for one as for a thousand."""
    on = on or timezone.localdate()
    chosen = {instance.pk: instance for instance in instances}
    regles = get_regles(on)
    sieges = _gather(Siege.objects.en_cours(on).select_related("college").order_by("pk"), chosen)
    begun = Mandat.objects.filter(debut__lte=on).select_related(*HOLDER).order_by("debut", "pk")
    mandats = _gather(begun, chosen)
    quotas = _gather(QuotaSieges.objects.select_related("college").order_by("college__ordre", "pk"), chosen)
    derogations = _gather(Derogation.objects.select_related("par"), chosen)
    employed = _find_employees(chosen.values(), mandats, on)
    assemblies = _find_assemblies(chosen.values(), on)
    made = {}
    for pk, instance in chosen.items():
        coming, past = assemblies.get(instance.association_id, (None, None))
        made[pk] = Composition(
            instance=instance,
            on=on,
            regles=regles,
            sieges=sieges[pk],
            mandats=[m for m in mandats[pk] if m.is_en_cours(on)],
            anciens=[m for m in mandats[pk] if not m.is_en_cours(on)],
            salaries=frozenset(employed[instance.association_id]),
            quotas=quotas[pk],
            derogations=derogations[pk],
            prochaine=coming,
            derniere=past,
        )
    return made


def _gather(rows: QuerySet, chosen) -> dict[int, list]:
    gathered = defaultdict(list)
    for row in rows.filter(instance__in=chosen):
        gathered[row.instance_id].append(row)
    return gathered


def _find_employees(instances, mandats, on) -> dict[int | None, set[int]]:
    """Return who is employed, by association; under None, the federation's own team."""
    owners = {instance.association_id for instance in instances}
    people = {mandat.personne_id for rows in mandats.values() for mandat in rows}
    employed: dict[int | None, set[int]] = defaultdict(set)
    ties = Rattachement.objects.en_cours(on).filter(genre=Rattachement.Genre.SALARIE, personne__in=people)
    for association, personne in ties.filter(association__in=owners - {None}).values_list("association", "personne"):
        employed[association].add(personne)
    if None in owners:
        team = Affectation.objects.en_cours(on).filter(personne__in=people)
        employed[None].update(team.values_list("personne", flat=True))
    return employed


def _find_assemblies(instances, on) -> dict[int | None, tuple[Assemblee | None, Assemblee | None]]:
    """Return the next assembly and the last one of each association; under None, the federation's."""
    owners = {instance.association_id for instance in instances}
    held = Q(instance__association__in=owners - {None})
    if None in owners:
        held |= Q(instance__association=None)
    found: dict[int | None, list[Assemblee]] = defaultdict(list)
    for assemblee in Assemblee.objects.filter(held).select_related("instance").order_by("le", "pk"):
        found[assemblee.instance.association_id].append(assemblee)
    return {
        owner: (
            next((a for a in rows if a.le >= on), None),
            next((a for a in reversed(rows) if a.le < on), None),
        )
        for owner, rows in found.items()
    }


def get_reperes(composition: Composition) -> tuple[list[Repere], list[Repere]]:
    """Return the warnings that wait for an answer, and those whose reason was noted."""
    found = find_reperes(composition)
    return [r for r in found if r.derogation is None], [r for r in found if r.derogation]


def find_repere(composition: Composition, code: str, mandat: int | None) -> Repere | None:
    """Return the warning of that code about that mandate, if it is still true."""
    about = [r for r in find_reperes(composition) if (r.mandat.pk if r.mandat else None) == mandat]
    return next((r for r in about if r.code == code), None)


def get_instances(association: Association | None) -> QuerySet:
    """Return the bodies of an association, or the federation's own when None."""
    return Instance.objects.filter(association=association).select_related("association").order_by("genre", "pk")


def search_instances(text: str = "", genre: str = "") -> QuerySet:
    """Return every body, the federation's first, by name of the association or of the body."""
    found = Instance.objects.select_related("association")
    if genre:
        found = found.filter(genre=genre)
    if text:
        known = Association.objects.search(text).order_by().values("pk")
        found = found.filter(Q(association__in=known) | Q(nom__icontains=text))
    return found.order_by(F("association__nom").asc(nulls_first=True), "genre", "pk")


def get_history(instance: Instance) -> QuerySet:
    """Return every mandate of a body, the latest first; the same person twice in a row is two rows."""
    rows = instance.mandats.select_related("personne", "college", "siege", "association")
    return rows.order_by(F("fin").desc(nulls_first=True), "-debut", "-pk")


def get_eligible(instance: Instance) -> QuerySet:
    """Return the people who come to mind for a body of an association: its team, its boards, who is invited there."""
    association = instance.association_id
    if association is None:
        return Personne.objects.none()
    return get_people_of(association)


def get_people_of(association: int) -> QuerySet:
    """Return who belongs to an association: tied to it, seated in one of its bodies, or invited to join."""
    tied = Rattachement.objects.en_cours().filter(association=association, personne=OuterRef("pk"))
    seated = Mandat.objects.en_cours().filter(instance__association=association, personne=OuterRef("pk"))
    invited = Q(invitations__association=association, invitations__annulee_le=None, invitations__acceptee_le=None)
    found = Personne.objects.filter(Q(Exists(tied)) | Q(Exists(seated)) | invited)
    return found.distinct().by_name()


def get_regles_history() -> QuerySet:
    """Return every value a rule ever had, by kind of body, the latest first."""
    rows = RegleMandat.objects.select_related("instance__association")
    return rows.order_by("genre", F("instance").asc(nulls_first=True), "parametre", "-periode")


def get_vacancies(on: date | None = None) -> QuerySet:
    """Return the seats that nobody holds on a day, the oldest first, with the day they became free."""
    on = on or timezone.localdate()
    holders = Mandat.objects.filter(siege=OuterRef("pk"), suppleant_de=None)
    last = holders.filter(fin__lt=on).order_by("-fin").values("fin")[:1]
    free = Siege.objects.en_cours(on).filter(~Exists(holders.en_cours(on)))
    free = free.select_related("instance__association", "college").annotate(libre_depuis=Subquery(last))
    return free.order_by(F("libre_depuis").asc(nulls_first=True), "debut", "pk")


def get_ending_mandats(until: date, on: date | None = None) -> QuerySet:
    """Return the mandates that run and are planned to end by a day, those already prolonged first."""
    rows = Mandat.objects.en_cours(on).filter(fin_prevue__lte=until, suppleant_de=None)
    rows = rows.select_related("personne", "instance__association", "association")
    return rows.filter(Q(fin=None) | Q(fin__lte=until)).order_by("fin_prevue", "pk")


def get_waiting_cooptations(on: date | None = None) -> QuerySet:
    """Return the co-optations that no assembly has ratified yet, the oldest first."""
    rows = Mandat.objects.en_cours(on).filter(designation=Mandat.Designation.COOPTATION, ratifie_le=None)
    return rows.select_related("personne", "instance__association", "association").order_by("debut", "pk")


def find_callers(associations: Iterable[int | None]) -> dict[int, Personne]:
    """Return whom to call in each association: who presides, else who looks after its sheet; two queries."""
    owners = {pk for pk in associations if pk}
    if not owners:
        return {}
    ties = Rattachement.objects.en_cours().filter(association__in=owners, is_gestionnaire=True)
    callers = {tie.association_id: tie.personne for tie in ties.select_related("personne").order_by("-debut", "pk")}
    chairs = Mandat.objects.en_cours().filter(instance__association__in=owners, fonction__istartswith="présid")
    for mandat in chairs.select_related("personne", "instance").order_by("-debut", "pk"):
        callers[mandat.instance.association_id] = mandat.personne
    return callers


def count_waiting(until: date) -> dict[str, int]:
    """Return how many seats are vacant, mandates end by a day and co-optations wait, in all the network."""
    return {
        "vacances": get_vacancies().count(),
        "echeances": get_ending_mandats(until).count(),
        "cooptations": get_waiting_cooptations().count(),
    }
