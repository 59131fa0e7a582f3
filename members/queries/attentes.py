"""What awaits a person about who belongs to the federation, theme by theme."""

from members.models import Personne
from members.queries import cotisations, demandes, echeances, gouvernance_attentes, imports, personnes
from socle.moment import Attente

SOURCES: tuple = (
    demandes.get_attentes,
    cotisations.get_attentes,
    personnes.get_own_attentes,
    echeances.get_attentes,
    gouvernance_attentes.get_attentes,
    imports.get_attentes_imports,
)


def get_attentes(personne: Personne) -> list[Attente]:
    """Return what awaits a person in every theme of membership."""
    return [attente for source in SOURCES for attente in source(personne)]
