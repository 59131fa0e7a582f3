"""What the portal tells people about who belongs to the federation."""

from members.notifications.agrements import AgrementFinit
from members.notifications.cotisations import CotisationAppelee, CotisationRelancee
from members.notifications.demandes import DemandeAvancee, DemandeDeposee, DemandeRecue, LienDeSuivi, NouvelleDuDossier
from members.notifications.departs import EffacementAnnonce
from members.notifications.doublons import CompteReuni, FichesReunies
from members.notifications.gouvernance import MandatOuvert, PouvoirDonne, PouvoirRepris, RepresentantNomme
from members.notifications.invitations import (
    InvitationAcceptee,
    InvitationAuPortail,
    InvitationRedemandee,
    InvitationRefusee,
)

__all__ = [
    "AgrementFinit",
    "CompteReuni",
    "CotisationAppelee",
    "CotisationRelancee",
    "DemandeAvancee",
    "DemandeDeposee",
    "DemandeRecue",
    "EffacementAnnonce",
    "FichesReunies",
    "InvitationAcceptee",
    "InvitationAuPortail",
    "InvitationRedemandee",
    "InvitationRefusee",
    "LienDeSuivi",
    "MandatOuvert",
    "NouvelleDuDossier",
    "PouvoirDonne",
    "PouvoirRepris",
    "RepresentantNomme",
]
