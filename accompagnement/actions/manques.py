"""Who is missing, where: what is counted of requests that the computation keeps leaving without anybody (R17)."""

from django.db import transaction
from django.utils import timezone

from accompagnement.actions.statistiques import count_presences
from accompagnement.models import LigneAffectation
from accompagnement.queries.manques import get_cellules, get_sans_personne


@transaction.atomic
def count_manques() -> int:
    """Leave, behind a service and a place, a token of whoever waited a week for a provider who is missing.

    Counted again the next night, the same person is the same token: it is people that are counted, not nights.
    Return how many requests wait so.
    """
    annee = timezone.localdate().year
    waiting: list[LigneAffectation] = list(get_sans_personne())
    for ligne in waiting:
        count_presences(ligne.demande, annee, get_cellules(ligne.demande))
    return len(waiting)
