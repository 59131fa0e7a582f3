from formations.models.besoins import BesoinFormation, SoutienBesoin
from formations.models.bilans import DossierPreuves, EcritureBilan
from formations.models.emargements import (
    ArriveeSurPlace,
    CertificatRealisation,
    Emargement,
    FeuillePapier,
    FeuillePresence,
)
from formations.models.factures import FactureFormation, LigneFacture
from formations.models.formations import Formateur, Formation
from formations.models.inscriptions import AmenagementDemande, Inscription, OffrePlace
from formations.models.liens import LienFormateur
from formations.models.questionnaires import AvisDemande, Questionnaire, Reponse, ReponseEnAttente
from formations.models.reclamations import Reclamation
from formations.models.reglages import ReglageFormations
from formations.models.sessions import DemiJournee, SessionFormation

__all__ = [
    "AmenagementDemande",
    "ArriveeSurPlace",
    "AvisDemande",
    "BesoinFormation",
    "CertificatRealisation",
    "DemiJournee",
    "DossierPreuves",
    "EcritureBilan",
    "Emargement",
    "FactureFormation",
    "FeuillePapier",
    "FeuillePresence",
    "Formateur",
    "Formation",
    "Inscription",
    "LienFormateur",
    "LigneFacture",
    "OffrePlace",
    "Questionnaire",
    "Reclamation",
    "ReglageFormations",
    "Reponse",
    "ReponseEnAttente",
    "SessionFormation",
    "SoutienBesoin",
]
