from formations.models.besoins import BesoinFormation, SoutienBesoin
from formations.models.formations import Formateur, Formation
from formations.models.inscriptions import AmenagementDemande, Inscription, OffrePlace
from formations.models.reglages import ReglageFormations
from formations.models.sessions import DemiJournee, SessionFormation

__all__ = [
    "AmenagementDemande",
    "BesoinFormation",
    "DemiJournee",
    "Formateur",
    "Formation",
    "Inscription",
    "OffrePlace",
    "ReglageFormations",
    "SessionFormation",
    "SoutienBesoin",
]
