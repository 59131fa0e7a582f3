"""Invoices: the hours attended, once locked; numbered without a hole; frozen; taken back by a credit note only."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from formations.actions.factures import cancel_invoice, issue_invoice
from formations.documents import FacturePdf
from formations.forms.besoins import ReglagesForm
from formations.forms.catalogue import FormateurForm
from formations.models import FactureFormation, FeuillePresence, LigneFacture, ReglageFormations
from formations.queries.factures import compute_due, get_invoice_rows, get_to_invoice
from tests.factories.formations import make_inscription, make_session
from tests.factories.formations_papiers import make_facture, make_owed
from tests.factories.members import make_personne


@pytest.mark.django_db
@pytest.mark.rule("R23")
def test_an_invoice_asks_for_the_hours_attended_and_no_more(cast):
    session = make_owed(cast)
    facture = make_facture(cast, session)
    # One came to both half-days, the other to the first only
    assert [line.montant for line in facture.lignes.order_by("-montant")] == [Decimal("120.10"), Decimal("60.05")]
    assert facture.montant == Decimal("180.15") == facture.total
    assert facture.destinataire["nom"] == cast.palier.nom
    rows = get_invoice_rows(session)
    assert sum(row[5] for row in rows) == facture.montant
    assert {row[6] for row in rows} == {facture.numero}


@given(st.decimals(0, 5000, places=2), st.integers(0, 3000), st.integers(0, 3000))
def test_what_is_due_never_passes_the_price_agreed(prix, minutes, prevues):
    due = compute_due(prix, minutes, prevues)
    assert 0 <= due <= prix
    assert due == due.quantize(Decimal("0.01"))
    if prevues and minutes >= prevues:
        assert due == prix


@pytest.mark.django_db
def test_nothing_is_invoiced_while_hours_may_change_nor_twice(cast):
    session = make_session(etat="tenue", days=-3, by=cast.chargee)
    make_inscription(session, make_personne(), cast.palier, montant=100)
    with pytest.raises(ValidationError, match="encore changer"):
        issue_invoice(session, association=cast.palier, by=cast.chargee)
    for half in session.demi_journees.all():
        FeuillePresence.objects.create(demi_journee=half, close_par=cast.chargee)
    with pytest.raises(ValidationError, match="plus rien à facturer"):  # nobody came
        issue_invoice(session, association=cast.palier, by=cast.chargee)
    owed = make_owed(cast)
    with pytest.raises(PermissionDenied):
        issue_invoice(owed, association=cast.palier, by=cast.directrice)
    make_facture(cast, owed)
    with pytest.raises(ValidationError, match="plus rien à facturer"):
        make_facture(cast, owed)


@pytest.mark.django_db
def test_the_database_refuses_the_same_hours_twice_and_any_change(cast):
    facture = make_facture(cast)
    other = FactureFormation.objects.create(
        annee=facture.annee, session=facture.session, association=cast.palier, mention="exoneree", montant=1,
        emise_par=cast.chargee,
    )  # fmt: skip
    line = facture.lignes.first()
    with pytest.raises(DatabaseError, match="deja facturees"), transaction.atomic():
        LigneFacture.objects.create(
            facture=other, inscription=line.inscription, nom="X", minutes=1, prevues=1, prix=1, montant=1
        )
    for attack in (
        lambda: FactureFormation.objects.filter(pk=facture.pk).update(montant=2),
        lambda: LigneFacture.objects.filter(pk=line.pk).update(montant=2),
        lambda: FactureFormation.objects.filter(pk=other.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()


@pytest.mark.django_db
def test_a_credit_note_takes_it_back_in_the_same_series(cast):
    session = make_owed(cast)
    facture = make_facture(cast, session)
    avoir = cancel_invoice(facture, motif="Adressée au mauvais employeur", by=cast.chargee)
    assert (facture.rang, avoir.rang) == (1, 2)
    assert avoir.total == -facture.total
    assert sum(line.montant for line in avoir.lignes.all()) == avoir.montant
    with pytest.raises(ValidationError, match="déjà annulée"):
        cancel_invoice(facture, motif="Encore", by=cast.chargee)
    with pytest.raises(ValidationError, match="déjà annulée"):
        cancel_invoice(avoir, motif="Encore", by=cast.chargee)
    assert make_facture(cast, session).rang == 3


@pytest.mark.django_db
def test_vat_is_said_as_the_federation_chose_it(cast):
    assert make_facture(cast).get_mention_display().endswith("261-4-4° a du code général des impôts")
    ReglageFormations.objects.update_or_create(pk=1, defaults={"is_exoneree_tva": False, "taux_tva": 20})
    taxed = make_facture(cast)
    assert (taxed.mention, taxed.tva, taxed.total) == ("taxable", Decimal("36.03"), Decimal("216.18"))
    assert make_facture(cast).rang == 3


@pytest.mark.django_db(transaction=True)
def test_numbers_follow_one_another_without_a_hole_when_several_issue_at_once(cast):
    sessions, together, problems = [make_owed(cast) for _ in range(6)], Barrier(6), []

    def issue(session, fails):
        try:
            together.wait(10)
            with transaction.atomic():
                make_facture(cast, session)
                if fails:
                    raise KeyError
        except KeyError:
            pass
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [Thread(target=issue, args=(one, rank % 3 == 0)) for rank, one in enumerate(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(FactureFormation.objects.values_list("rang", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_two_who_invoice_the_same_session_make_one_invoice(cast):
    session, together, refused = make_owed(cast), Barrier(2), []

    def issue():
        try:
            together.wait(10)
            make_facture(cast, session)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=issue) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FactureFormation.objects.count() == 1
    assert len(refused) == 1
    assert get_to_invoice(session) == []


@pytest.mark.django_db
def test_the_pages_of_an_invoice(cast, client_of):
    session = make_owed(cast)
    team = client_of(cast.chargee)
    assert "180,15" in team.get(f"/formations/sessions/{session.pk}/papiers/").content.decode()
    address = f"/formations/sessions/{session.pk}/factures/{cast.palier.pk}/"
    wrong = team.post(address, {"opco": "Uniformation", "adresse": ""}).content.decode()
    assert "adresse de l’OPCO" in wrong
    assert "Uniformation" in wrong
    team.post(address, {"opco": "", "adresse": ""})
    facture = FactureFormation.objects.get()
    assert team.get(address).status_code == 404
    assert facture.numero in team.get(f"/formations/sessions/{session.pk}/papiers/").content.decode()
    asked = team.post(f"/formations/factures/{facture.pk}/pdf/")
    assert asked.status_code == 302
    team.post(f"/formations/factures/{facture.pk}/annuler/", {"motif": "Erreur"})
    assert FactureFormation.objects.get(avoir_de=facture).motif == "Erreur"


@pytest.mark.django_db
def test_who_reads_an_invoice(cast):
    facture = {"facture": str(make_facture(cast).pk)}
    assert FacturePdf.can_read(cast.chargee, facture)
    assert FacturePdf.can_read(cast.directrice, facture)
    assert not FacturePdf.can_read(cast.adherente, facture)
    assert not FacturePdf.can_read(cast.collegue, facture)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("siret", "nda", "is_right"),
    [("732 829 320 00074", "11 77 01234 77", True), ("73282932000075", "", False), ("", "00770123477", False),
     ("", "1177012347", False), ("0" * 14, "", False), ("", "", True), ("", "²²²²²²²²²²²", False)],
)  # fmt: skip
def test_numbers_that_are_typed_are_checked(siret, nda, is_right):
    given = {"seuil_besoin": 5, "delai_offre": 48, "is_exoneree_tva": "on", "taux_tva": 20, "siret": siret, "nda": nda}
    form = ReglagesForm(given)
    assert form.is_valid() is is_right
    if siret and is_right:
        assert (form.cleaned_data["siret"], form.cleaned_data["nda"]) == ("73282932000074", "11770123477")


@pytest.mark.django_db
def test_a_trainer_s_numbers_are_checked_and_kept(cast, client_of):
    team = client_of(cast.chargee)
    sent = {"nom": "Maud Corvillon", "organisme": "Atelier", "siret": "732 829 320 00075"}
    assert "ne convient pas" in team.post("/formations/formateurs/ajouter/", sent).content.decode()
    assert FormateurForm(sent | {"siret": "732 829 320 00074"}).is_valid()
