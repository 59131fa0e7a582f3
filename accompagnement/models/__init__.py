from accompagnement.models.affectation import LigneAffectation, LotAffectation
from accompagnement.models.avis import AvisEnAttente, Parole
from accompagnement.models.candidatures import (
    AgrementPrestataire,
    Attestation,
    Candidature,
    ChartePrestataire,
    Critere,
    NoteCritere,
    Suspension,
)
from accompagnement.models.catalogue import Bouquet, Competence, ReseauMetier, Service
from accompagnement.models.changements import ChangementOffre
from accompagnement.models.demandes import Demande, Ecart, Evenement, OrganisationConcernee, fingerprint_of
from accompagnement.models.echanges import FILS, BrouillonMessage, Fil, MessageScelle
from accompagnement.models.factures import Facture
from accompagnement.models.fonds import Extension, Fonds, MotifExtension, Plafond, Rallonge, ReponseExtension
from accompagnement.models.liens import get_organisations
from accompagnement.models.mise_en_relation import DeclarationIndependance, Proposition, Sollicitation
from accompagnement.models.phases import Phase, VersionCatalogue
from accompagnement.models.pieces import PieceScellee
from accompagnement.models.plans import EtapePlan, Plan, TextePlan, ValidationPlan
from accompagnement.models.presences import CleAnnuelle, Presence
from accompagnement.models.prestataires import (
    DeclarationInterets,
    LienDeclare,
    LienOrganisation,
    Modalite,
    Obstacle,
    Prestataire,
)
from accompagnement.models.rappels import Rappel
from accompagnement.models.scelles import CLES_DU_ROLE, TEXTES, Acces, Brouillon, CleDossier, Genre, Lecture, Scelle
from accompagnement.models.seances import MoisFacturable, Seance, SeanceCorrigee
from accompagnement.models.suivi import Evaluation, LigneStatistique, Note
from accompagnement.models.vie import (
    ACCOMPAGNEES,
    FINIS,
    TRANSITIONS,
    VIVANTS,
    Etat,
    MotifPause,
    MotifReouverture,
    Role,
)

__all__ = [
    "ACCOMPAGNEES",
    "CLES_DU_ROLE",
    "FILS",
    "FINIS",
    "TEXTES",
    "TRANSITIONS",
    "VIVANTS",
    "Acces",
    "AgrementPrestataire",
    "Attestation",
    "AvisEnAttente",
    "Bouquet",
    "Brouillon",
    "BrouillonMessage",
    "Candidature",
    "ChangementOffre",
    "ChartePrestataire",
    "CleAnnuelle",
    "CleDossier",
    "Competence",
    "Critere",
    "DeclarationIndependance",
    "DeclarationInterets",
    "Demande",
    "Ecart",
    "EtapePlan",
    "Etat",
    "Evaluation",
    "Evenement",
    "Extension",
    "Facture",
    "Fil",
    "Fonds",
    "Genre",
    "Lecture",
    "LienDeclare",
    "LienOrganisation",
    "LigneAffectation",
    "LigneStatistique",
    "LotAffectation",
    "MessageScelle",
    "Modalite",
    "MoisFacturable",
    "MotifExtension",
    "MotifPause",
    "MotifReouverture",
    "Note",
    "NoteCritere",
    "Obstacle",
    "OrganisationConcernee",
    "Parole",
    "Phase",
    "PieceScellee",
    "Plafond",
    "Plan",
    "Presence",
    "Prestataire",
    "Proposition",
    "Rallonge",
    "Rappel",
    "ReponseExtension",
    "ReseauMetier",
    "Role",
    "Scelle",
    "Seance",
    "SeanceCorrigee",
    "Service",
    "Sollicitation",
    "Suspension",
    "TextePlan",
    "ValidationPlan",
    "VersionCatalogue",
    "fingerprint_of",
    "get_organisations",
]
