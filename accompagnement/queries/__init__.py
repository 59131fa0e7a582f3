"""Questions about several tables. What other apps may read here names nobody."""

from accompagnement.queries.bilan import Bilan, get_annees, get_bilan
from accompagnement.queries.classement import rank_prestataires
from accompagnement.queries.organisations import (
    get_coordinateurs,
    get_coordinateurs_neutres,
    get_liens_opposables,
    get_statut,
)
from accompagnement.queries.suivi import (
    find_to_guard,
    get_attentes,
    get_etapes,
    get_fil,
    get_file_attente,
    get_pause,
    get_rendez_vous,
    get_reouvrables,
    get_role,
    get_suite,
)

__all__ = [
    "Bilan",
    "find_to_guard",
    "get_annees",
    "get_attentes",
    "get_bilan",
    "get_coordinateurs",
    "get_coordinateurs_neutres",
    "get_etapes",
    "get_fil",
    "get_file_attente",
    "get_liens_opposables",
    "get_pause",
    "get_rendez_vous",
    "get_reouvrables",
    "get_role",
    "get_statut",
    "get_suite",
    "rank_prestataires",
]
