from outiltheque.models.adaptations import Adaptation
from outiltheque.models.constats import ActionQuiRepond, ConstatTerrain, ReponseConstat
from outiltheque.models.fichiers import Fichier, MotConnu, Passage
from outiltheque.models.outils import Outil, Theme
from outiltheque.models.ressemblances import Ressemblance
from outiltheque.models.usages import Remerciement, RetourUsage, UsageOutil
from outiltheque.models.versions import LienOutil, VersionOutil
from outiltheque.models.visites import VisiteOutiltheque
from outiltheque.models.vitrines import Vitrine

__all__ = [
    "ActionQuiRepond",
    "Adaptation",
    "ConstatTerrain",
    "Fichier",
    "LienOutil",
    "MotConnu",
    "Outil",
    "Passage",
    "Remerciement",
    "ReponseConstat",
    "Ressemblance",
    "RetourUsage",
    "Theme",
    "UsageOutil",
    "VersionOutil",
    "VisiteOutiltheque",
    "Vitrine",
]
