"""What each app says awaits a person, put together."""

from datetime import date

from accompagnement import queries as accompagnement
from collectifs import queries as collectifs
from members import queries as members
from pacte import queries as pacte
from socle.moment import Attente, RendezVous

SOURCES = (accompagnement, collectifs, members, pacte)


def get_attentes(personne) -> list[Attente]:
    """Return what awaits a person in every app, the most pressing first."""
    attentes = [attente for source in SOURCES for attente in source.get_attentes(personne)]
    return sorted(attentes, key=lambda attente: (attente.due or date.max, attente.title))


def get_rendez_vous(personne) -> list[RendezVous]:
    """Return what a person takes part in, the nearest first."""
    return sorted(collectifs.get_rendez_vous(personne), key=lambda rendez_vous: rendez_vous.start)
