from socle.models.documents import DocumentProduit
from socle.models.donnees import ExportPersonnel
from socle.models.journal import EntreeJournal
from socle.models.notifications import Courriel, Envoi, Notification, PreferenceNotification
from socle.models.sante import Battement
from socle.models.travaux import Travail
from socle.models.trousseau import TemoinTrousseau

__all__ = [
    "Battement",
    "Courriel",
    "DocumentProduit",
    "EntreeJournal",
    "Envoi",
    "ExportPersonnel",
    "Notification",
    "PreferenceNotification",
    "TemoinTrousseau",
    "Travail",
]
