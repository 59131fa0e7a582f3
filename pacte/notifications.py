"""Messages about the signature of a pact: asked, refused, done; and the personal link of who has no account."""

from django.conf import settings
from django.urls import reverse

from pacte import notifications_bilans, notifications_debat  # noqa: F401 (found with these)
from pacte.models import AccesSignature, CeremonieSignature, Signataire, SignaturePacte
from socle.crypto import fingerprint
from socle.french import say_full_date
from socle.notifications import Exterieur, Message

CATEGORY = "Pacte fédéral"


def name_once(what: str, pk: int, personne) -> str:
    """Return the name under which a message goes once to each; the address of who has no account is not in it."""
    return f"{what}:{pk}:{fingerprint('pacte-message', str(personne.pk)).hex()[:32]}"


class AboutCeremonie:
    """What the messages of a ceremony share: the pact, and the page where each one acts."""

    category = CATEGORY
    can_be_disabled = False

    def __init__(self, ceremonie: CeremonieSignature, signataires: list[Signataire]):
        self.ceremonie = ceremonie
        self.signataires = signataires

    def link(self):
        return reverse("pacte:ceremonie_detail", args=[self.ceremonie.pk])

    def context(self, personne):
        return {
            "pacte": str(self.ceremonie.version),
            "fin": say_full_date(self.ceremonie.fin),
            "has_account": not isinstance(personne, Exterieur),
        }


class SignatureDemandee(AboutCeremonie, Message):
    """To the signatories who have an account, when the ceremony opens; the others get their link."""

    slug = "pacte.signature_demandee"
    label = "Votre signature du pacte est attendue"

    def title(self):
        return f"Votre signature est attendue : {self.ceremonie.version}"

    def recipients(self):
        return [signataire.personne for signataire in self.signataires if signataire.personne]

    def key(self, personne):
        return name_once("signature-demandee", self.ceremonie.pk, personne)


class SignatureRappelee(AboutCeremonie, Message):
    """To those who have not answered, once, when the last day is near; the others have their link already."""

    slug = "pacte.signature_rappelee"
    label = "La signature du pacte se termine"
    in_portal = False  # home says it as long as it is true

    def title(self):
        return f"Plus que quelques jours pour signer : {self.ceremonie.version}"

    def recipients(self):
        people = [s.personne for s in self.signataires if s.personne]
        return [*people, *(Exterieur(s.courriel) for s in self.signataires if s.courriel and hasattr(s, "acces"))]

    def key(self, personne):
        return name_once("signature-rappelee", self.ceremonie.pk, personne)


class RefusAnnonce(AboutCeremonie, Message):
    """To whoever prepared the ceremony and to those who signed already: what they signed with others has changed."""

    slug = "pacte.refus_annonce"
    label = "Une signature du pacte est refusée"

    def __init__(self, refus: SignaturePacte, signataires: list[Signataire]):
        super().__init__(refus.signataire.ceremonie, signataires)
        self.refus = refus

    def title(self):
        return f"Un refus de signer : {self.ceremonie.version}"

    def recipients(self):
        signed = [s for s in self.signataires if s.reponse and not s.reponse.is_refus]
        people = [s.personne for s in signed if s.personne]
        return [self.ceremonie.par, *people, *(Exterieur(s.courriel) for s in signed if s.courriel)]

    def key(self, personne):
        return name_once("refus-annonce", self.refus.pk, personne)

    def context(self, personne):
        refus = self.refus
        who = {"organisme": refus.signataire.organisme, "nom": refus.signataire.nom, "motif": refus.motif}
        return super().context(personne) | who


class PacteSigne(AboutCeremonie, Message):
    """To every signatory, when the ceremony closes: where to read, keep and check what was signed."""

    slug = "pacte.pacte_signe"
    label = "Le pacte est signé"

    def title(self):
        return f"Le pacte est signé : {self.ceremonie.version}"

    def recipients(self):
        people = [s.personne for s in self.signataires if s.personne]
        return [self.ceremonie.par, *people, *(Exterieur(s.courriel) for s in self.signataires if s.courriel)]

    def key(self, personne):
        return name_once("pacte-signe", self.ceremonie.pk, personne)

    def context(self, personne):
        check = f"{settings.PORTAIL_URL}{reverse('pacte:verification')}?code={self.ceremonie.code}"
        start = self.ceremonie.version.vigueur_du
        return super().context(personne) | {"vigueur": say_full_date(start), "verifier": check}


class AccesEnvoye(Message):
    """To a signatory without an account: the personal link, whose code goes apart."""

    slug = "pacte.acces_envoye"
    category = CATEGORY
    label = "Lien pour signer le pacte"
    can_be_disabled = False
    in_portal = False

    def __init__(self, acces: AccesSignature):
        self.acces = acces

    def title(self):
        return f"Votre lien pour signer : {self.acces.signataire.ceremonie.version}"

    def link(self):
        return reverse("pacte:verification")

    def recipients(self):
        return [Exterieur(self.acces.signataire.courriel)]

    def context(self, personne):
        signataire = self.acces.signataire
        return {
            "acces": self.acces.pk,
            "nom": signataire.nom,
            "organisme": signataire.organisme,
            "pacte": str(signataire.ceremonie.version),
            "fin": say_full_date(signataire.ceremonie.fin),
        }

    @classmethod
    def secrets(cls, contexte):
        acces = AccesSignature.objects.get(pk=contexte["acces"])
        return {"lien": settings.PORTAIL_URL + reverse("pacte:acces_open", args=[acces.token])}
