from accompagnement.models.affectation import LigneAffectation, LotAffectation
from accompagnement.models.avis import AvisEnAttente, Parole
from accompagnement.models.catalogue import Bouquet, Competence, Service
from accompagnement.models.demandes import (
    FINIS,
    TRANSITIONS,
    VIVANTS,
    Demande,
    Ecart,
    Etat,
    Evenement,
    OrganisationConcernee,
    Role,
    fingerprint_of,
)
from accompagnement.models.mise_en_relation import DeclarationIndependance, Proposition, Sollicitation
from accompagnement.models.presences import CleAnnuelle, Presence
from accompagnement.models.prestataires import (
    DeclarationInterets,
    LienDeclare,
    LienOrganisation,
    Modalite,
    Obstacle,
    Prestataire,
)
from accompagnement.models.scelles import CLES_DU_ROLE, Acces, Brouillon, CleDossier, Genre, Lecture, Scelle
from accompagnement.models.suivi import Evaluation, LigneStatistique, Note, Seance

__all__ = [
    "CLES_DU_ROLE",
    "FINIS",
    "TRANSITIONS",
    "VIVANTS",
    "Acces",
    "AvisEnAttente",
    "Bouquet",
    "Brouillon",
    "CleAnnuelle",
    "CleDossier",
    "Competence",
    "DeclarationIndependance",
    "DeclarationInterets",
    "Demande",
    "Ecart",
    "Etat",
    "Evaluation",
    "Evenement",
    "Genre",
    "Lecture",
    "LienDeclare",
    "LienOrganisation",
    "LigneAffectation",
    "LigneStatistique",
    "LotAffectation",
    "Modalite",
    "Note",
    "Obstacle",
    "OrganisationConcernee",
    "Parole",
    "Presence",
    "Prestataire",
    "Proposition",
    "Role",
    "Scelle",
    "Seance",
    "Service",
    "Sollicitation",
    "fingerprint_of",
]
