"""The steering report of last year, as the neutral coordination published it in January."""

from datetime import date, datetime, time
from itertools import product

from django.utils import timezone

from rapports.models import Diffusion, RapportPilotage, digest
from rapports.queries import get_annees_closes, read_bilan

COORDINATION = "Hervé Montclausel"


def load(world):
    """Freeze the reports of each closed year that has figures, on the last Thursday of the January after."""
    for annee, diffusion in product(get_annees_closes(world.today), Diffusion):
        contenu = read_bilan(annee, diffusion)
        RapportPilotage.objects.create(
            annee=annee,
            diffusion=diffusion,
            contenu=contenu,
            empreinte=digest(contenu),
            publie_par=world.personne(COORDINATION),
            publie_le=min(published_on(annee), timezone.now()),
        )


def published_on(annee):
    january = [date(annee + 1, 1, day) for day in range(1, 32)]
    day = [day for day in january if day.weekday() == 3][-1]
    return timezone.make_aware(datetime.combine(day, time(10)))
