"""Builders of a signature: a version that was adopted, its ceremony, its signatories."""

from datetime import timedelta

from django.utils import timezone

from members.models import Instance
from pacte.actions import publications
from pacte.actions.ceremonies import add_signataire, open_ceremonie, prepare_ceremonie
from pacte.actions.signatures import send_acces, sign_pacte
from pacte.models import CeremonieSignature, Signataire, VersionPacte
from tests.factories.members import make_association, make_instance, make_mandat
from tests.factories.pacte import make_pacte, make_version


def days(number):
    return timezone.localdate() + timedelta(days=number)


def make_vote(**fields):
    """What a vote that adopts says."""
    assembly = fields.pop("instance", None) or make_instance(None, genre=Instance.Genre.AG, nom="Assemblée d’été")
    vote = {"instance": assembly, "le": days(-10), "lieu": "Orvain", "reference": "PV 2026-3"}
    return vote | {"quorum": 20, "presents": 34, "pour": 30, "contre": 3, "abstentions": 1} | fields


def make_adopted(by, version=None, **vote) -> VersionPacte:
    version = version or make_version(make_pacte(), cree_par=by)
    publications.ratify_version(version, by=by, **make_vote(**vote))
    version.refresh_from_db()
    return version


def make_ceremonie(by, version=None, **fields) -> CeremonieSignature:
    fields = {"debut": days(-5), "fin": days(20), "vigueur_du": days(0)} | fields
    return prepare_ceremonie(version or make_adopted(by), by=by, **fields)


def make_signataire(ceremonie, by, personne=None, association=None, **fields) -> Signataire:
    """Make a representative with a current mandate of their board; without `personne`, somebody outside."""
    if personne:
        association = association or make_association()
        board = make_instance(association)
        mandat = make_mandat(personne, board, debut=days(-400))
        fields = {
            "organisme": str(association), "association": association, "nom": str(personne), "qualite": "Présidente",
            "personne": personne, "mandat_debut": mandat.debut, "decision": "Conseil, délibération n° 4",
            "decision_le": days(-30),
        } | fields  # fmt: skip
    else:
        fields = {"organisme": "Caf du Val", "nom": "Odile Branvert", "qualite": "Directrice"} | fields
    return add_signataire(ceremonie, by=by, **fields)


def make_open(by, *people, outside=False, **fields) -> CeremonieSignature:
    """Make an open ceremony of which `people` are required signatories."""
    ceremonie = make_ceremonie(by, **fields)
    for person in people:
        make_signataire(ceremonie, by, person)
    if outside:
        make_signataire(ceremonie, by, courriel="odile@caf.example", is_requis=False)
    return open_ceremonie(ceremonie, by=by)


def sign(ceremonie, personne):
    signataire = ceremonie.signataires.get(personne=personne)
    return sign_pacte(signataire, empreinte=ceremonie.version.empreinte, by=personne)


def make_signed(by, *people, **fields) -> CeremonieSignature:
    """Make a ceremony that everybody signed: it closed by itself."""
    ceremonie = make_open(by, *people, **fields)
    for person in people:
        sign(ceremonie, person)
    ceremonie.refresh_from_db()
    return ceremonie


def make_acces(ceremonie, by):
    """Return the link and the code of the one outside."""
    return send_acces(ceremonie.signataires.get(personne=None), by=by)
