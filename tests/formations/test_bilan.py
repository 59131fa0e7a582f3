"""Yearly figures: each is the sum of its sheet of rows; what lacks as evidence is said (R23)."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
import tablib
from django.utils import timezone

from formations.classeurs import build_archive, build_book
from formations.models import ArriveeSurPlace, Emargement
from formations.queries.bilans import get_bpf, get_preuves
from tests.factories.formations import make_formateur, make_inscription, make_session
from tests.factories.members import make_personne

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast):
    """A session held yesterday or so: three came, one did not, one came unplanned; two trainers."""
    session = make_session(etat="tenue", days=-2, by=cast.chargee, places=9)
    half = session.demi_journees.order_by("debut").first()
    begins = timezone.make_aware(timezone.datetime.combine(half.date, half.debut))
    given = {"demi_journee": half, "signe_le": begins + timedelta(minutes=5), "saisi_par": cast.chargee}
    for price, pays in (("120.10", "employeur"), ("80.05", "employeur"), ("0", "benevole")):
        row = make_inscription(session, make_personne(), cast.palier, montant=Decimal(price), financement=pays)
        Emargement.objects.create(**given, inscription=row, mode="telephone", minutes=100)
    make_inscription(session, make_personne("Absentelle"), cast.palier, montant=500)
    for trainer in (make_formateur(cast.prestataire), make_formateur()):
        session.formateurs.add(trainer)
        Emargement.objects.create(**given, formateur=trainer, mode="telephone", minutes=210)
    arrivee = ArriveeSurPlace.objects.create(session=session, nom="Odile", notee_par=cast.chargee)
    Emargement.objects.create(**given, arrivee=arrivee, mode="papier", minutes=60)
    return session.fin.year


def test_every_figure_is_the_sum_of_its_sheet(year):
    figures = {figure.code: figure for figure in get_bpf(year)}
    assert figures["C1"].valeur == Decimal("200.15")
    assert (figures["F1a"].valeur, figures["F2a"].valeur, figures["F3a"].valeur) == (2, 1, 0)
    assert figures["F1b"].valeur == Decimal("3.34")
    assert (figures["E1"].valeur, figures["E2"].valeur) == (Decimal("3.50"), Decimal("3.50"))
    assert figures["F4b"].valeur == 1
    book = tablib.Databook().load(build_book(year, "xlsx"), format="xlsx")
    sheets = {sheet.title: sheet for sheet in book.sheets()}
    for row in sheets["Bilan"]:
        if row[0] in figures:
            total = sum(Decimal(str(line[-1])) for line in sheets[row[0]])
            assert total == Decimal(str(row[2])) == figures[row[0]].valeur
    assert "Absentelle" not in str(sheets["F1a"].dict)


def test_what_lacks_is_said(year):
    proofs = {proof.indicateur: proof for proof in get_preuves(year)}
    assert {1, 2, 11, 30, 31, 32} <= proofs.keys()
    assert any("feuille de présence" in text for text in proofs[11].manques)
    assert any("3 certificats" in text for text in proofs[2].manques)
    assert any("financeur" in text for text in proofs[30].manques)


def test_another_year_holds_none_of_it(year):
    assert all(figure.valeur == 0 for figure in get_bpf(year - 2))


def test_one_archive_and_the_page(year, cast, client_of):
    names = zipfile.ZipFile(io.BytesIO(build_archive(year))).namelist()
    assert names == [f"bilan-{year}.ods", f"bilan-{year}.xlsx"]
    team = client_of(cast.chargee)
    assert "200,15" in team.get(f"/formations/bilan/{year}/").content.decode()
    assert team.get(f"/formations/bilan/{year}/export.zip").status_code == 200
    assert team.get(f"/formations/bilan/{year}/export.exe").status_code == 404
    assert team.get("/formations/bilan/9999/").status_code == 404
    assert client_of(cast.directrice).get(f"/formations/bilan/{year}/").status_code == 403
