"""Collectives: the list, the page of one, who takes part."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, DemandeParticipation, Participation, Question, Reunion, Visite
from collectifs.queries.nouveautes import get_nouveautes
from collectifs.queries.reunions import with_answers, with_outcomes
from members.models import Affectation, Personne, Rattachement
from members.normalisation import normalise
from socle.compiled import compiled_query
from socle.reperes import get_reperes
from socle.visites import find_news_since

Etat = Reunion.Etat


def get_collectifs(personne) -> QuerySet[Collectif]:
    """Return the collectives a person may read, with what the list says of each: theirs first, closed ones last."""
    seen = Collectif.objects.visible_to(personne).with_referents().with_engagement()
    late = ActionDecidee.objects.en_retard().filter(collectif=OuterRef("pk")).order_by().values("collectif")
    mine = Participation.objects.en_cours().filter(collectif=OuterRef("pk"), personne=personne)
    said = seen.annotate(
        en_retard=Coalesce(Subquery(late.annotate(n=Count("pk")).values("n")), 0), est_mien=Exists(mine)
    )
    return said.order_by(F("clos_le").desc(nulls_first=True), "-est_mien", "nom")


def find_hub(personne, pk) -> Collectif:
    """Return a collective that a person may read, with when they last did, and who waits to enter it."""
    found = _find_hub(personne, pk)
    if not found:
        raise Http404
    return found[0]


@compiled_query
def _find_hub(personne, pk):
    visits = Visite.objects.filter(personne=personne, collectif=OuterRef("pk"))
    waiting = DemandeParticipation.objects.en_attente().filter(collectif=OuterRef("pk")).order_by()
    counted = waiting.values("collectif").annotate(n=Count("pk")).values("n")
    seen = Collectif.objects.visible_to(personne).select_related("fonction_referente", "reseau")
    return seen.filter(pk=pk).annotate(
        vue_le=Subquery(visits.values("vue_le")),
        avant_le=Subquery(visits.values("avant_le")),
        ma_demande=Subquery(waiting.filter(personne=personne).values("pk")),
        demandes_en_attente=Coalesce(Subquery(counted), 0),
    )


def get_hub(collectif, personne) -> dict:
    """Return what the page of a collective shows."""
    taking_part = set(_get_taking_part(collectif.pk))
    totals = next(iter(_count_actions(personne, collectif.pk)), {"toutes": 0, "faites": 0})
    held = _get_held(personne, collectif.pk)
    questions = _get_questions(collectif.pk)
    for question in questions:
        question.collectif = collectif
    since = find_news_since(getattr(collectif, "vue_le", None), getattr(collectif, "avant_le", None))
    news, more_news = get_nouveautes(collectif, personne, since) if since else ([], False)
    return {
        "nouveautes": news,
        "encore_des_nouveautes": more_news,
        "depuis": since,
        "reperes": get_reperes(personne, collectif.blocs_pacte),
        "figures": {
            "associations": len({association for association, _ in taking_part if association}),
            "tenues": next((reunion.toutes for reunion in held), 0),
            **totals,
        },
        "actions": _get_actions(personne, collectif.pk),
        "prochaines": _get_ahead(personne, collectif.pk),
        "passees": held,
        "questions": questions,
        "axes": collectif.axes.all(),
        "participation": any(taker == personne.pk for _, taker in taking_part),
    }


@compiled_query
def _get_taking_part(collectif):
    return Participation.objects.en_cours().filter(collectif=collectif).values_list("association", "personne")


@compiled_query
def _count_actions(personne, collectif):
    seen = ActionDecidee.objects.visible_to(personne, inside=collectif).order_by().values("collectif")
    counted = seen.annotate(toutes=Count("pk"), faites=Count("pk", filter=~Q(faite_le=None)))
    return counted.values("toutes", "faites")


@compiled_query
def _get_actions(personne, collectif):
    return ActionDecidee.objects.visible_to(personne, inside=collectif).ouvertes().select_related("responsable")[:5]


@compiled_query
def _get_held(personne, collectif):
    held = Reunion.objects.visible_to(personne, inside=collectif).filter(etat=Etat.TENUE)
    return with_outcomes(held).annotate(toutes=Window(Count("pk"))).order_by("-debut")[:4]


@compiled_query
def _get_ahead(personne, collectif):
    ahead = Reunion.objects.visible_to(personne, inside=collectif).filter(
        etat__in=[*Reunion.PREPARABLES, Etat.EN_COURS]
    )
    return with_answers(ahead, personne).order_by("debut")[:4]


@compiled_query
def _get_questions(collectif):
    return Question.objects.filter(collectif=collectif).gardees().with_etat()


def get_people_of(collectif) -> QuerySet[Personne]:
    """Return who may be named in this collective's meetings: those who take part, and who leads."""
    today = timezone.localdate()
    running = Participation.objects.en_cours().filter(collectif=collectif).exclude(personne=None)
    held = Q(affectations__fonction=collectif.fonction_referente_id, affectations__debut__lte=today)
    held &= Q(affectations__fin=None) | Q(affectations__fin__gte=today)
    named = Q(pk__in=running.values("personne"))
    return Personne.objects.filter(named | held).distinct().by_name()


@dataclass(frozen=True)
class Animation:
    """Somebody who led a collective, by the function that they held, from when to when."""

    personne: Personne
    fonction: str
    debut: date | None
    fin: date | None

    @property
    def is_en_cours(self):
        return self.fin is None or self.fin >= timezone.localdate()


def get_animations(collectif) -> list[Animation]:
    """Return who led a collective, the latest first (C15): the functions it had, and who held them meanwhile."""
    spans = _functions_of(collectif)
    held = Affectation.objects.filter(fonction__in=[fonction for fonction, _, _ in spans])
    found = []
    for affectation in held.select_related("personne", "fonction"):
        for fonction, begin, end in spans:
            debut = max(filter(None, [affectation.debut, begin]))
            fin = min(filter(None, [affectation.fin, end]), default=None)
            is_before = debut <= timezone.localdate() and (fin is None or debut <= fin)
            if fonction == affectation.fonction_id and is_before:
                found.append(Animation(affectation.personne, affectation.fonction.intitule, debut, fin))
    return sorted(found, key=lambda led: (led.is_en_cours, led.debut), reverse=True)


def _functions_of(collectif) -> list[tuple[int, date | None, date | None]]:
    """Return the functions that led it, with their first and last days; what was put right the same day is left."""
    told = collectif.events.order_by("pgh_created_at", "pgh_id").values_list("pgh_created_at", "fonction_referente")
    by_day = {timezone.localdate(moment): fonction for moment, fonction in told}
    by_day = by_day or {timezone.localdate(): collectif.fonction_referente_id}
    days = list(by_day)
    spans = []
    for rank, day in enumerate(days):
        last = days[rank + 1] - timedelta(days=1) if rank + 1 < len(days) else None
        if spans and spans[-1][0] == by_day[day]:
            spans[-1] = (by_day[day], spans[-1][1], last)
        else:
            spans.append((by_day[day], day if rank else None, last))
    return [span for span in spans if span[0] is not None]


def find_people(words, *, out_of, by) -> QuerySet[Personne]:
    """Return the first people this person may find, whose name holds these words, who do not take part yet."""
    wanted = normalise(words[:200])
    if len(wanted) < 2:
        return Personne.objects.none()
    taking_part = Participation.objects.en_cours().filter(collectif=out_of).exclude(personne=None)
    found = Personne.objects.visible_to(by).filter(recherche__contains=wanted, is_active=True)
    ties = Rattachement.objects.en_cours().select_related("association").order_by("debut", "pk")
    told_apart = found.prefetch_related(Prefetch("rattachements", ties, to_attr="liens"))
    return told_apart.exclude(pk__in=taking_part.values("personne")).by_name()[:8]
