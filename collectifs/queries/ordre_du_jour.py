"""What an agenda holds, how long it lasts, and what is proposed for it."""

from django.db.models import QuerySet

from collectifs.models import PropositionPoint, Reunion
from collectifs.queries.convocations import get_newcomers
from collectifs.queries.reunions import get_undone_actions
from collectifs.queries.sondages import get_open_sondage


def get_preparation(reunion) -> dict:
    """Return what whoever prepares a meeting sees besides: what waits for a word, the poll, who came later."""
    is_convened = reunion.etat == Reunion.Etat.CONVOQUEE
    return {
        "propositions": get_waiting(reunion),
        "sondage": None if is_convened else get_open_sondage(reunion),
        "nouvelles": get_newcomers(reunion) if is_convened and reunion.can_be_answered else [],
        "has_undone": get_undone_actions(reunion.collectif).exists(),
    }


def get_propositions(collectif, personne) -> QuerySet[PropositionPoint]:
    """Return what a person may read of what was proposed to a collective, the latest first."""
    seen = PropositionPoint.objects.visible_to(personne).filter(collectif=collectif)
    return seen.select_related("auteur", "reunion", "reportee_de", "traitee_par").order_by("-proposee_le", "-pk")


def get_waiting(reunion) -> list[PropositionPoint]:
    """Return what waits for a word while this meeting is prepared."""
    return list(PropositionPoint.objects.attendues(reunion).select_related("auteur", "reportee_de"))


def get_meetings_to_propose_to(collectif, personne) -> list[Reunion]:
    """Return the meetings that a person sees and that have not begun, the nearest first."""
    seen = Reunion.objects.visible_to(personne, inside=collectif)
    return list(seen.filter(etat__in=Reunion.PREPARABLES).order_by("debut", "pk")[:12])
