from socle.models.documents import DocumentProduit
from socle.models.journal import EntreeJournal
from socle.models.notifications import Courriel, Envoi, Notification, PreferenceNotification
from socle.models.sante import Battement
from socle.models.travaux import Travail

__all__ = [
    "Battement",
    "Courriel",
    "DocumentProduit",
    "EntreeJournal",
    "Envoi",
    "Notification",
    "PreferenceNotification",
    "Travail",
]
