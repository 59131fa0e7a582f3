from members.models.adhesions import Adhesion
from members.models.associations import Association, Dispositif, Domaine, Federation, Public, Territoire
from members.models.gouvernance import Instance, Mandat
from members.models.invitations import Invitation
from members.models.personnes import Personne
from members.models.rattachements import Rattachement
from members.models.reseaux import Reseau
from members.models.roles import Affectation, FonctionMission, RoleFederal

__all__ = [
    "Adhesion",
    "Affectation",
    "Association",
    "Dispositif",
    "Domaine",
    "Federation",
    "FonctionMission",
    "Instance",
    "Invitation",
    "Mandat",
    "Personne",
    "Public",
    "Rattachement",
    "Reseau",
    "RoleFederal",
    "Territoire",
]
