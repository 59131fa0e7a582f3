"""Messages about the life of a pact: a review is published, the pact ends soon, the sealed file is ready."""

from django.conf import settings
from django.urls import reverse

from members.models import Personne, RoleFederal
from pacte.models import Bilan, CeremonieSignature, Pacte, Signataire, VersionPacte
from pacte.notifications_debat import CATEGORY, get_all_speakers
from socle.crypto import fingerprint
from socle.french import say_full_date
from socle.notifications import Exterieur, Message
from socle.signatures import sign

FICHIER_SCELLE, JOURS_FICHIER = "pacte.fichier_scelle", 60


class BilanPublie(Message):
    """Whoever speaks for a member association learns that a review is published."""

    slug = "pacte.bilan_publie"
    category = CATEGORY
    label = "Un bilan du pacte est publié"

    def __init__(self, bilan: Bilan):
        self.bilan = bilan

    def title(self):
        return f"{self.bilan.get_genre_display().capitalize()} : {self.bilan.pacte}"

    def link(self):
        return reverse("pacte:bilan_detail", args=[self.bilan.pk])

    def recipients(self):
        return [personne for personne in get_all_speakers() if personne != self.bilan.publie_par]

    def key(self, personne):
        return f"bilan-publie:{self.bilan.pk}:{personne.pk}"

    def context(self, personne):
        bilan = self.bilan
        return {
            "bilan": bilan.get_genre_display(),
            "pacte": str(bilan.pacte),
            "jusqu_au": say_full_date(bilan.jusqu_au),
        }


class PacteExpire(Message):
    """Those who administer learn once, six months before, that the pact in force ends."""

    slug = "pacte.pacte_expire"
    category = CATEGORY
    label = "Le pacte se termine dans six mois"

    def __init__(self, version: VersionPacte):
        self.version = version
        self.pacte: Pacte = version.pacte

    def title(self):
        return f"Le pacte se termine le {say_full_date(self.pacte.fin)}"

    def link(self):
        return reverse("pacte:version_detail", args=[self.version.pk])

    def recipients(self):
        admins = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.ADMIN_PORTAIL).values("personne")
        return Personne.objects.filter(pk__in=admins, is_active=True).order_by("pk")

    def key(self, personne):
        return f"pacte-expire:{self.pacte.pk}:{personne.pk}"

    def context(self, personne):
        return {"pacte": str(self.pacte), "fin": say_full_date(self.pacte.fin)}


class FichierScelle(Message):
    """To a signatory without an account: a link to the sealed file, made when the mail leaves."""

    slug = "pacte.fichier_scelle"
    category = CATEGORY
    label = "Le pacte scellé est à télécharger"
    can_be_disabled = False
    in_portal = False

    def __init__(self, ceremonie: CeremonieSignature, signataires: list[Signataire]):
        self.ceremonie = ceremonie
        self.signataires = signataires

    def title(self):
        return f"Le pacte que vous avez signé : {self.ceremonie.version}"

    def link(self):
        return reverse("pacte:verification")

    def recipients(self):
        return [Exterieur(s.courriel) for s in self.signataires if s.courriel and s.reponse and not s.reponse.is_refus]

    def key(self, personne):
        who = fingerprint("pacte-message", str(personne.pk)).hex()[:32]
        return f"fichier-scelle:{self.ceremonie.pk}:{who}"

    def context(self, personne):
        return {"ceremonie": self.ceremonie.pk, "pacte": str(self.ceremonie.version), "jours": JOURS_FICHIER}

    @classmethod
    def secrets(cls, contexte):
        token = sign(FICHIER_SCELLE, {"ceremonie": contexte["ceremonie"]}, days=JOURS_FICHIER)
        return {"fichier": settings.PORTAIL_URL + reverse("pacte:fichier_open", args=[token])}
