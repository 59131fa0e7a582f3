from members.models.adhesions import Adhesion, Suspension
from members.models.agrements import (
    Agrement,
    CompteRenduFinancier,
    Convention,
    Financeur,
    ProjetSocial,
    RappelAgrement,
    Renouvellement,
)
from members.models.assemblees import Assemblee, Electeur, Pouvoir, PresenceAssemblee, Representant
from members.models.associations import Association, Dispositif, Domaine, Federation, Public, Territoire
from members.models.cotisations import (
    AppelCotisation,
    Assiette,
    Bareme,
    Campagne,
    EcheanceAppel,
    Exoneration,
    Imputation,
    RegleBareme,
    Reglement,
    Relance,
)
from members.models.demandes import (
    AcceptationCharte,
    Charte,
    DecisionReconnaissance,
    DemandeAdhesion,
    PieceAttendue,
    PieceDemande,
)
from members.models.gouvernance import College, Derogation, Instance, Mandat, QuotaSieges, RegleMandat, Siege
from members.models.imports import CorrespondanceColonnes, Doublon, ImportFiches, LigneImport, Regroupement
from members.models.invitations import Invitation
from members.models.personnes import Personne
from members.models.rattachements import Rattachement
from members.models.releves import LigneReleve, ReleveBancaire
from members.models.reseaux import AppartenanceReseau, Reseau
from members.models.roles import Affectation, FonctionMission, RoleFederal
from members.models.structures import Structure
from members.models.suivi import Contact, Opposition, Segment
from members.models.transformations import Transformation

__all__ = [
    "AcceptationCharte",
    "Adhesion",
    "Affectation",
    "Agrement",
    "AppartenanceReseau",
    "AppelCotisation",
    "Assemblee",
    "Assiette",
    "Association",
    "Bareme",
    "Campagne",
    "Charte",
    "College",
    "CompteRenduFinancier",
    "Contact",
    "Convention",
    "CorrespondanceColonnes",
    "DecisionReconnaissance",
    "DemandeAdhesion",
    "Derogation",
    "Dispositif",
    "Domaine",
    "Doublon",
    "EcheanceAppel",
    "Electeur",
    "Exoneration",
    "Federation",
    "Financeur",
    "FonctionMission",
    "ImportFiches",
    "Imputation",
    "Instance",
    "Invitation",
    "LigneImport",
    "LigneReleve",
    "Mandat",
    "Opposition",
    "Personne",
    "PieceAttendue",
    "PieceDemande",
    "Pouvoir",
    "PresenceAssemblee",
    "ProjetSocial",
    "Public",
    "QuotaSieges",
    "RappelAgrement",
    "Rattachement",
    "RegleBareme",
    "RegleMandat",
    "Reglement",
    "Regroupement",
    "Relance",
    "ReleveBancaire",
    "Renouvellement",
    "Representant",
    "Reseau",
    "RoleFederal",
    "Segment",
    "Siege",
    "Structure",
    "Suspension",
    "Territoire",
    "Transformation",
]
