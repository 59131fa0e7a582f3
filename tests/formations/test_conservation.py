"""Evidence goes away six years after its session, ten if Europe paid; nobody reads it by then (§6.4)."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from formations.actions.conservation import OF_SESSIONS, forget_evidence
from formations.actions.emargements import issue_certificates
from formations.donnees import get_donnees
from formations.models import (
    ArriveeSurPlace,
    CertificatRealisation,
    DossierPreuves,
    Emargement,
    FactureFormation,
    FeuillePapier,
    FeuillePresence,
    Reclamation,
    SessionFormation,
)
from formations.queries.emargements import find_certificate, get_sheet
from formations.tasks import forget_evidence as forget_task
from tests.factories.formations_papiers import make_facture, make_owed

pytestmark = pytest.mark.django_db
SIX, TEN = relativedelta(years=6), relativedelta(years=10)


@pytest.fixture
def old(cast, settings, tmp_path, monkeypatch):
    """A session held three days ago, with everything; the clock goes on, the database's with it."""
    settings.MEDIA_ROOT = tmp_path
    session = make_owed(cast)
    issue_certificates(session, by=cast.chargee)
    half = session.demi_journees.first()
    FeuillePapier.objects.create(
        demi_journee=half, fichier=ContentFile(b"%PDF-1.4", "feuille.pdf"), deposee_par=cast.chargee
    )
    ArriveeSurPlace.objects.create(session=session, nom="Odile", notee_par=cast.chargee)
    session.refresh_from_db()
    return session


def age(session, span):
    """Make the session as old as that, in the database, whose clock nobody moves."""
    SessionFormation.objects.filter(pk=session.pk).update(debut=timezone.now() - span, fin=timezone.now() - span)
    session.refresh_from_db()
    return session


def left():
    return {model.__name__: model.objects.count() for model, _ in OF_SESSIONS}


@pytest.mark.parametrize(
    ("span", "by_europe", "is_gone"),
    [(SIX + relativedelta(days=-1), False, False), (SIX + relativedelta(days=1), False, True),
     (SIX + relativedelta(days=1), True, False), (TEN + relativedelta(days=1), True, True)],
)  # fmt: skip
def test_sheets_go_at_their_time_and_not_before(old, span, by_europe, is_gone):
    SessionFormation.objects.filter(pk=old.pk).update(is_fonds_europeen=by_europe)
    age(old, span)
    paper = FeuillePapier.objects.get().fichier
    forget_evidence()
    counts = left()
    del counts["LienFormateur"]
    assert all(number == 0 for number in counts.values()) is is_gone
    assert all(counts.values()) is not is_gone
    assert old.inscriptions.count() == 2
    assert paper.storage.exists(paper.name)  # the transaction of this test is not over


def test_the_file_goes_with_its_row(old, django_capture_on_commit_callbacks):
    age(old, SIX + relativedelta(days=1))
    paper = FeuillePapier.objects.get().fichier
    with django_capture_on_commit_callbacks(execute=True):
        forget_task()
    assert not paper.storage.exists(paper.name)


def test_batches_may_stop_anywhere(old, monkeypatch):
    age(old, SIX + relativedelta(days=1))
    assert forget_evidence(batch=1)["Emargement"] == 3
    assert forget_evidence() == dict.fromkeys(
        [model.__name__ for model, _ in OF_SESSIONS] + ["Reclamation", "DossierPreuves"], 0
    )


@pytest.mark.trap("cron-dependent")
def test_what_is_past_its_time_is_read_by_nobody_before_any_task(old, cast, client_of):
    certificat = CertificatRealisation.objects.first()
    team, person = client_of(cast.chargee), certificat.inscription.personne
    assert get_sheet(old).minutes > 0
    assert get_donnees(person)[1].lignes
    page = client_of(person).get(f"/formations/inscriptions/{certificat.inscription_id}/")
    assert f"/certificats/{certificat.pk}/" in page.content.decode()
    age(old, SIX + relativedelta(days=1))
    assert get_sheet(old).minutes == 0
    assert not [one for one in get_sheet(old).stagiaires if one.nom == "Odile"]
    assert find_certificate(certificat.code) is None
    assert get_donnees(person)[1].lignes == []
    assert team.get(f"/formations/feuilles/{FeuillePapier.objects.get().pk}/").status_code == 404
    page = client_of(person).get(f"/formations/inscriptions/{certificat.inscription_id}/")
    assert f"/certificats/{certificat.pk}/" not in page.content.decode()
    assert client_of(person).post(f"/formations/certificats/{certificat.pk}/pdf/").status_code == 404


def test_the_database_keeps_evidence_whatever_door_asks(old):
    for model in (Emargement, FeuillePapier, FeuillePresence, CertificatRealisation):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    age(old, SIX + relativedelta(days=1))
    SessionFormation.objects.filter(pk=old.pk).update(is_fonds_europeen=True)
    for model in (Emargement, FeuillePapier, FeuillePresence, CertificatRealisation):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def test_invoices_stay_when_sheets_go(old, cast):
    facture = make_facture(cast, old)
    age(old, SIX + relativedelta(days=1))
    forget_evidence()
    assert FactureFormation.objects.get() == facture
    assert facture.lignes.count() == 2


def test_archives_and_closed_complaints_go_too(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    given = {"annee": 2026, "demande_par": cast.chargee}
    now = timezone.now()
    for days in (29, 31):
        DossierPreuves.objects.create(
            **given, cree_le=now - timedelta(days=days), fichier=ContentFile(b"PK", f"{days}.zip")
        )
    assert DossierPreuves.objects.recents().count() == 1
    told = {"objet": "Salle", "texte": "Froide", "reponse": "Vu", "changement": "Chauffée", "etat": "close"}
    who = {"auteur": cast.collegue, "accusee_par": cast.chargee, "repondue_par": cast.chargee}
    for years in (5, 7):
        day = now - relativedelta(years=years)
        Reclamation.objects.create(**told, **who, accusee_le=day, repondue_le=day, close_le=day)
    with time_machine.travel(now, tick=False):
        counts = forget_evidence()
    assert (counts["DossierPreuves"], counts["Reclamation"]) == (1, 1)
    assert DossierPreuves.objects.count() == Reclamation.objects.count() == 1


def test_how_long_is_said(db):
    said = StringIO()
    call_command("conservation", stdout=said)
    assert "10 si l’Europe paie" in said.getvalue()
