"""What each app says awaits a person, put together."""

from datetime import date, timedelta

from django.utils import timezone

from accompagnement import queries as accompagnement
from collectifs import queries as collectifs
from formations import queries as formations
from members import queries as members
from outiltheque import queries as outiltheque
from pacte import queries as pacte
from socle.agenda import gather
from socle.moment import Attente, RendezVous

ONE_DAY = timedelta(days=1)
SOURCES = (accompagnement, collectifs, formations, members, outiltheque, pacte)


def get_attentes(personne) -> list[Attente]:
    """Return what awaits a person in every app, the most pressing first."""
    attentes = [attente for source in SOURCES for attente in source.get_attentes(personne)]
    return sorted(attentes, key=lambda attente: (attente.due or date.max, attente.title))


def get_rendez_vous(personne) -> list[RendezVous]:
    """Return what a person is expected at and that is not over, the nearest first."""
    now = timezone.now()
    near = gather(personne, now - ONE_DAY)
    return [moment for moment in near if moment.is_expected and moment.finish > now]
