"""Collectives: the list, the page of one, who takes part."""

from django.db.models import Count, Prefetch, Q, QuerySet, Window
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, Participation, Reunion
from collectifs.queries.reunions import with_answers, with_outcomes
from members.models import Personne, Rattachement
from members.normalisation import normalise

Etat = Reunion.Etat


def get_collectifs(personne) -> QuerySet[Collectif]:
    """Return the collectives a person may read, with what the list says of each; closed ones last."""
    seen = Collectif.objects.visible_to(personne).with_referents().with_engagement()
    today = timezone.localdate()
    late = Q(actions__faite_le=None, actions__abandonnee_le=None, actions__echeance__lt=today)
    return seen.annotate(en_retard=Count("actions", filter=late)).order_by("clos_le", "nom")


def get_hub(collectif, personne) -> dict:
    """Return what the page of a collective shows."""
    actions = ActionDecidee.objects.visible_to(personne, inside=collectif)
    meetings = Reunion.objects.visible_to(personne, inside=collectif)
    running = Participation.objects.en_cours().filter(collectif=collectif)
    taking_part = set(running.values_list("association", "personne"))
    totals = actions.aggregate(toutes=Count("pk"), faites=Count("pk", filter=~Q(faite_le=None)))
    ahead = [Etat.BROUILLON, Etat.CONVOQUEE, Etat.EN_COURS]
    held = with_outcomes(meetings.filter(etat=Etat.TENUE)).annotate(toutes=Window(Count("pk"))).order_by("-debut")[:4]
    return {
        "figures": {
            "associations": len({association for association, _ in taking_part if association}),
            "tenues": next((reunion.toutes for reunion in held), 0),
            **totals,
        },
        "actions": actions.ouvertes().select_related("responsable")[:5],
        "prochaines": with_answers(meetings.filter(etat__in=ahead), personne).order_by("debut")[:4],
        "passees": held,
        "questions": collectif.questions.gardees().with_etat(),
        "axes": collectif.axes.all(),
        "participation": any(taker == personne.pk for _, taker in taking_part),
    }


def get_people_of(collectif) -> QuerySet[Personne]:
    """Return who may be named in this collective's meetings: those who take part, and who leads."""
    today = timezone.localdate()
    running = Participation.objects.en_cours().filter(collectif=collectif).exclude(personne=None)
    held = Q(affectations__fonction=collectif.fonction_referente_id, affectations__debut__lte=today)
    held &= Q(affectations__fin=None) | Q(affectations__fin__gte=today)
    named = Q(pk__in=running.values("personne"))
    return Personne.objects.filter(named | held).distinct().by_name()


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
