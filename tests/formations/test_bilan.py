"""Yearly figures: each is the sum of its sheet of rows; what lacks as evidence is said by name (R23)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import tablib
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from formations.actions.bilans import add_ecriture, remove_ecriture
from formations.actions.emargements import note_absence
from formations.actions.factures import issue_invoice
from formations.classeurs import build_book
from formations.models import ArriveeSurPlace, EcritureBilan, Emargement, Formation
from formations.queries.bilans import get_bpf
from formations.queries.preuves import get_preuves
from tests.factories.formations import make_besoin, make_formateur, make_inscription, make_session
from tests.factories.formations_papiers import make_owed
from tests.factories.members import make_association, make_personne, make_rattachement

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
    for trainer in (make_formateur(cast.prestataire), make_formateur(cast.chargee)):
        session.formateurs.add(trainer)
        Emargement.objects.create(**given, formateur=trainer, mode="telephone", minutes=210)
    arrivee = ArriveeSurPlace.objects.create(session=session, nom="Odile", notee_par=cast.chargee)
    Emargement.objects.create(**given, arrivee=arrivee, mode="papier", minutes=60)
    return session.fin.year


def read(annee):
    return {figure.code: figure for figure in get_bpf(annee)}


def test_every_figure_is_the_sum_of_its_sheet(year):
    figures = read(year)
    book = tablib.Databook().load(build_book(year, "xlsx"), format="xlsx")
    sheets = {sheet.title: sheet for sheet in book.sheets()}
    told = [row for row in sheets["Bilan"] if row[0] in figures]
    assert len(told) == len(figures) > 20
    for row in told:
        total = sum(Decimal(str(line[-1])) for line in sheets[row[0]])
        assert total == Decimal(str(row[2])) == figures[row[0]].valeur
    assert "Absentelle" not in str(sheets["F1a nombre"].dict)


def test_products_are_in_proportion_of_the_hours_attended(year):
    # 120.10 and 80.05 for 7 hours, of which each attended 100 minutes
    figures = read(year)
    assert figures["C1"].valeur == Decimal("28.60") + Decimal("19.06")
    assert figures["C"].valeur == figures["C1"].valeur
    assert figures["C2"].valeur == figures["C3"].valeur == 0


def test_products_are_by_origin(cast):
    town = make_association(nom="Ville d’Aubrelle", genre="collectivite")
    session = make_owed(cast)
    agent = make_inscription(session, make_personne(), town, montant=70)
    assert read(session.fin.year)["C3"].valeur == 0  # they did not come
    another = make_session(etat="tenue", days=-2, by=cast.chargee)
    agent = make_inscription(another, make_personne(), town, montant=70)
    half = another.demi_journees.order_by("debut").first()
    Emargement.objects.create(demi_journee=half, inscription=agent, mode="papier", minutes=210, saisi_par=cast.chargee)
    facture = issue_invoice(session, association=cast.palier, opco="Uniformation", adresse="Paris", by=cast.chargee)
    figures = read(session.fin.year)
    assert figures["C1"].valeur == 0
    assert figures["C2"].valeur == facture.montant == Decimal("180.15")
    assert figures["C3"].valeur == 35
    assert (figures["F1a nombre"].valeur, figures["F1e nombre"].valeur) == (2, 1)


def test_amounts_of_the_accounts_make_frame_d_and_the_rest_of_frame_c(year, cast, client_of):
    add = {"annee": year, "by": cast.chargee}
    add_ecriture(**add, poste="C5", libelle="FDVA", montant=Decimal("2500.10"), piece="S-12")
    add_ecriture(**add, poste="D2", libelle="Salaires", montant=Decimal("1000.05"))
    add_ecriture(**add, poste="D3", libelle="Atelier des Chiffres", montant=Decimal("600.50"))
    wrong = add_ecriture(**add, poste="D9", libelle="Salle", montant=Decimal("50"))
    add_ecriture(**add | {"annee": year - 1}, poste="D9", libelle="Salle", montant=Decimal("77"))
    figures = read(year)
    assert (figures["D1"].valeur, figures["D2"].valeur) == (Decimal("1650.55"), Decimal("1000.05"))
    assert figures["D3"].valeur == Decimal("600.50")
    assert figures["C5"].valeur == Decimal("2500.10")
    assert figures["C"].valeur == Decimal("2500.10") + figures["C1"].valeur
    remove_ecriture(wrong, by=cast.chargee)
    assert read(year)["D1"].valeur == Decimal("1600.55")
    with pytest.raises(PermissionDenied):
        add_ecriture(**add | {"by": cast.directrice}, poste="D2", libelle="X", montant=1)
    page = client_of(cast.chargee)
    sent = {"poste": "D2", "libelle": "Primes", "montant": "-3"}
    assert "plus grand que zéro" in page.post(f"/formations/bilan/{year}/montants/ajouter/", sent).content.decode()
    page.post(f"/formations/bilan/{year}/montants/ajouter/", sent | {"montant": "3"})
    assert EcritureBilan.objects.filter(libelle="Primes", annee=year).exists()


def test_trainers_are_counted_of_the_house_or_from_outside(year, cast):
    figures = read(year)
    assert (figures["E1a"].valeur, figures["E1b"].valeur) == (1, Decimal("3.50"))
    assert (figures["E2a"].valeur, figures["E2b"].valeur) == (1, Decimal("3.50"))
    assert str(cast.chargee) in str(figures["E1b"].lignes)
    assert str(cast.prestataire) in str(figures["E2b"].lignes)


def test_trainees_add_up_whichever_way_they_are_counted(year):
    figures = read(year)
    assert [figures[f"F1{kind} nombre"].valeur for kind in "ae"] == [2, 2]
    assert figures["F1a heures"].valeur == Decimal("3.34")
    assert figures["F1e heures"].valeur == Decimal("2.67")
    for unit in ("nombre", "heures"):
        objectives = sum(figures[f"{one} {unit}"].valeur for one in Formation.Objectif if f"{one} {unit}" in figures)
        parts = figures[f"F1a {unit}"].valeur + figures[f"F1e {unit}"].valeur
        assert figures[f"F1 {unit}"].valeur == parts == objectives


def test_an_employee_whom_the_federation_pays_for_is_an_employee(cast):
    session = make_session(etat="tenue", days=-2, by=cast.chargee)
    half = session.demi_journees.order_by("debut").first()
    for genre in ("salarie", "benevole"):
        personne = make_personne()
        make_rattachement(personne, cast.palier, genre=genre)
        row = make_inscription(session, personne, cast.palier, financement="federation")
        Emargement.objects.create(
            demi_journee=half, inscription=row, mode="papier", minutes=60, saisi_par=cast.chargee
        )
    figures = read(session.fin.year)
    assert (figures["F1a nombre"].valeur, figures["F1e nombre"].valeur) == (1, 1)
    assert figures["C"].valeur == 0


def test_another_year_holds_none_of_it(year):
    assert all(figure.valeur == 0 for figure in get_bpf(year - 2))


def proofs_of(annee):
    return {proof.indicateur: proof for proof in get_preuves(annee)}


def test_what_lacks_is_said_by_name(year):
    proofs = proofs_of(year)
    assert {1, 2, 4, 9, 11, 12, 30, 31, 32} == proofs.keys()
    assert any("feuille de présence" in text for text in proofs[11].manques)
    assert len(proofs[2].manques) == 3
    assert any("financeurs" in text for text in proofs[30].manques)
    assert any("aucun besoin relié" in text for text in proofs[4].manques)
    assert any("le jour où les personnes ont été prévenues" in text for text in proofs[9].manques)
    assert any("Absentelle" in text for text in proofs[12].manques)


def test_evidence_of_the_need_is_the_need_that_it_answers(year):
    formation = Formation.objects.get(sessions__fin__year=year)
    make_besoin("Lire un budget sans peur", etat="repondu", formation=formation)
    proof = proofs_of(year)[4]
    assert proof.manques == []
    assert "Lire un budget sans peur" in proof.lignes[0]


def test_what_is_known_of_an_absence_is_evidence(year, cast, client_of):
    before = proofs_of(year)[12].manques
    session = Formation.objects.get(sessions__fin__year=year).sessions.get()
    away = session.inscriptions.get(personne__nom="Absentelle")
    with pytest.raises(PermissionDenied):
        note_absence(away, motif="Appelée", by=cast.directrice)
    page = client_of(cast.chargee)
    assert "Noter l’absence" in page.get(f"/formations/sessions/{session.pk}/presence/").content.decode()
    page.post(f"/formations/inscriptions/{away.pk}/absence/", {"motif": "Appelée : viendra à la prochaine"})
    after = proofs_of(year)[12].manques
    assert [text for text in before if text not in after] == [text for text in before if "Absentelle" in text]


def test_the_page_and_its_files(year, cast, client_of):
    team = client_of(cast.chargee)
    page = team.get(f"/formations/bilan/{year}/").content.decode()
    assert "47,66" in page
    assert "Cadre D" in page
    assert team.get(f"/formations/bilan/{year}/export.ods").status_code == 200
    assert team.get(f"/formations/bilan/{year}/export.exe").status_code == 404
    assert team.get("/formations/bilan/9999/").status_code == 404
    assert client_of(cast.directrice).get(f"/formations/bilan/{year}/").status_code == 403


@pytest.mark.parametrize("sessions", [1, 3])
def test_figures_and_evidence_are_read_in_few_questions(cast, sessions, django_assert_num_queries):
    for _ in range(sessions):
        held = make_owed(cast)
    with django_assert_num_queries(6):
        get_bpf(held.fin.year)
    with django_assert_num_queries(9):
        get_preuves(held.fin.year)
