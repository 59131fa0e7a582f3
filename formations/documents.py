"""The papers of trainings: programme, convention, convocation, attendance sheet, certificate (T1, T3, D6353-1)."""

from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from formations.models import CertificatRealisation, FactureFormation, Formation, Inscription, SessionFormation
from formations.queries.emargements import get_halves, get_sheet, say_hours
from members.models import Association
from members.queries import get_federation_name
from members.queries.cotisations import Compte
from members.rules import is_gestionnaire
from socle.documents import Document
from socle.permissions import can

BLANK_ROWS = 4


def _find_session(params) -> SessionFormation:
    return SessionFormation.objects.select_related("formation").get(pk=params["session"])


def _dates(session) -> list:
    return get_halves(session)


class ProgrammePdf(Document):
    """The programme of a training, as its page says it: everybody may read it once it is published."""

    slug = "formations.programme"
    template = "formations/pdf/programme.html"

    @classmethod
    def title(cls, params):
        return f"Programme, {Formation.objects.get(pk=params['formation'])}"

    @classmethod
    def context(cls, params):
        return {"federation": get_federation_name(), "formation": Formation.objects.get(pk=params["formation"])}

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        return Formation.objects.visible_to(user).filter(pk=params["formation"]).exists()


class ConventionPdf(Document):
    """The agreement with an employer: what D6353-1 asks it to say, the people, the price."""

    slug = "formations.convention"
    template = "formations/pdf/convention.html"

    @classmethod
    def title(cls, params):
        association = Association.objects.get(pk=params["association"])
        return f"Convention de formation, {_find_session(params).formation}, {association}"

    @classmethod
    def context(cls, params):
        session = _find_session(params)
        rows = session.inscriptions.inscrites().filter(association=params["association"], financement="employeur")
        rows = list(rows.select_related("personne").order_by("personne__nom", "personne__prenom", "pk"))
        halves = _dates(session)
        return {
            "federation": get_federation_name(),
            "session": session,
            "formation": session.formation,
            "association": Association.objects.get(pk=params["association"]),
            "inscriptions": rows,
            "demi_journees": halves,
            "heures": say_hours(sum(half.minutes for half in halves)),
            "total": sum((row.montant for row in rows), Decimal(0)),
        }

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        association = Association.objects.get(pk=params["association"])
        return can(user, "formations.organise") or is_gestionnaire(user, association)


class ConvocationPdf(Document):
    """Where and when somebody is expected."""

    slug = "formations.convocation"
    template = "formations/pdf/convocation.html"

    @staticmethod
    def find(params) -> Inscription:
        related = ("personne", "association", "session__formation")
        return Inscription.objects.select_related(*related).get(pk=params["inscription"])

    @classmethod
    def title(cls, params):
        inscription = cls.find(params)
        return f"Convocation, {inscription.session.formation}, {inscription.personne}"

    @classmethod
    def context(cls, params):
        inscription = cls.find(params)
        return {
            "federation": get_federation_name(),
            "inscription": inscription,
            "session": inscription.session,
            "formation": inscription.session.formation,
            "formateurs": inscription.session.formateurs.select_related("personne"),
            "demi_journees": _dates(inscription.session),
        }

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        return can(user, "formations.view_certificat", cls.find(params))


class FeuillePdf(Document):
    """The attendance sheet by half-day: who is enrolled, who came, blank rows, and a column for who teaches (R23)."""

    slug = "formations.feuille"
    template = "formations/pdf/feuille.html"

    @classmethod
    def title(cls, params):
        return f"Feuille de présence, {_find_session(params)}"

    @classmethod
    def context(cls, params):
        session = _find_session(params)
        sheet = get_sheet(session)
        halves = [
            {
                "demi_journee": half,
                "lignes": [(ligne, ligne.cases[rank]) for ligne in sheet.stagiaires],
                "formateurs": [(ligne, ligne.cases[rank]) for ligne in sheet.formateurs],
            }
            for rank, half in enumerate(sheet.demi_journees)
        ]
        return {
            "federation": get_federation_name(),
            "session": session,
            "formation": session.formation,
            "pages": halves,
            "vides": range(BLANK_ROWS),
        }

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf".replace("/", "-")

    @classmethod
    def can_read(cls, user, params):
        return can(user, "formations.hold_sheet", _find_session(params))


class CertificatPdf(Document):
    """The certificate, as it was frozen, with the address and the code by which anybody checks it."""

    slug = "formations.certificat"
    template = "formations/pdf/certificat.html"

    @staticmethod
    def find(params) -> CertificatRealisation:
        related = ("inscription__session__formation", "inscription__association", "emis_par")
        return CertificatRealisation.objects.select_related(*related).get(pk=params["certificat"])

    @classmethod
    def title(cls, params):
        certificat = cls.find(params)
        return f"Certificat de réalisation, {certificat.intitule}, {certificat.nom}"

    @classmethod
    def context(cls, params):
        certificat = cls.find(params)
        address = settings.PORTAIL_URL + reverse("formations:certificat_check")
        return {
            "federation": get_federation_name(),
            "certificat": certificat,
            "session": certificat.inscription.session,
            "heures": say_hours(certificat.minutes),
            "adresse": address,
            "code": "-".join(certificat.code[start : start + 4] for start in range(0, 12, 4)),
        }

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        return can(user, "formations.view_certificat", cls.find(params).inscription)


class FacturePdf(Document):
    """An invoice or a credit note, as it was frozen; who teaches, who pays and who organises never change on it."""

    slug = "formations.facture"
    template = "formations/pdf/facture.html"

    @staticmethod
    def find(params) -> FactureFormation:
        related = ("session__formation", "association", "avoir_de")
        return FactureFormation.objects.select_related(*related).get(pk=params["facture"])

    @classmethod
    def title(cls, params):
        facture = cls.find(params)
        return f"{facture}, {facture.session.formation}"

    @classmethod
    def context(cls, params):
        facture = cls.find(params)
        sender = facture.emetteur
        return {
            "federation": sender.get("nom") or get_federation_name(),
            "facture": facture,
            "lignes": facture.lignes.all(),
            "session": facture.session,
            "demi_journees": _dates(facture.session),
            "compte": Compte(sender["titulaire"], sender["iban"], "") if sender.get("iban") else None,
        }

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        facture = cls.find(params)
        return can(user, "formations.organise") or is_gestionnaire(user, facture.association)
