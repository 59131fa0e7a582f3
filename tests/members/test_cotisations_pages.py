"""The pages of dues: what each shows, how often it asks the database, and that nothing typed is lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members.models import AppelCotisation, Association, Bareme, Campagne, Federation, LigneReleve, Reglement
from members.queries.cotisations import get_attentes
from members.queries.releves import propose
from members.references import make_reference, say_reference
from socle.models import DocumentProduit
from tests.factories.cotisations import (
    THIS_YEAR,
    make_adhesion,
    make_appel,
    make_bareme,
    make_campagne,
    make_ligne,
    make_payment,
    make_reglement,
    make_share,
)
from tests.factories.members import make_association

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
Genre = Association.Genre


def address(name, *args) -> str:
    return reverse(f"members:{name}", args=args)


def plain(page) -> str:
    return page.text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def team(cast, client_of):
    return client_of(cast.chargee)


@pytest.fixture
def manager(cast, client_of):
    return client_of(cast.directrice)


@pytest.fixture
def campagne():
    return make_campagne(THIS_YEAR - 1)


@pytest.fixture
def appel(cast, campagne):
    return make_appel(cast.palier, campagne, reference=make_reference(campagne.annee, cast.palier.pk))


def fill(campagne, number):
    for rank in range(number):
        association = make_association(f"Membre {rank}")
        make_adhesion(association)
        make_payment(make_appel(association, campagne), 50)
        make_payment(make_appel(association, make_campagne(THIS_YEAR - 2 - rank)), 50)


# Constant numbers of queries


@pytest.mark.parametrize("rows", [1, 3])
def test_campaign_list_asks_as_much_for_more(rows, campagne, team, django_assert_num_queries):
    fill(campagne, rows)
    team.get(address("campagne_list"))
    with django_assert_num_queries(6):
        assert team.get(address("campagne_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_campaign_page_asks_as_much_for_more(rows, campagne, team, django_assert_num_queries):
    fill(campagne, rows)
    page = address("campagne_detail", campagne.pk)
    team.get(page)
    with django_assert_num_queries(8):
        assert f"Membre {rows - 1}" in team.get(page).text


@pytest.mark.parametrize("rows", [1, 3])
def test_account_of_an_association_asks_as_much_for_more_years(rows, cast, manager, django_assert_num_queries):
    make_adhesion(cast.palier)
    for rank in range(rows):
        make_payment(make_appel(cast.palier, make_campagne(THIS_YEAR - rank)), 50)
    page = address("association_cotisations", cast.palier.pk)
    manager.get(page)
    with django_assert_num_queries(12):
        assert manager.get(page).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_lines_to_match_ask_as_much_for_more(rows, campagne, team, django_assert_num_queries):
    for rank in range(rows):
        call = make_appel(make_association(f"Membre {rank}"), campagne)
        make_ligne(libelle=call.reference)
    team.get(address("releve_list"))
    with django_assert_num_queries(5):
        assert team.get(address("releve_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_what_awaits_is_one_question(rows, cast, django_assert_num_queries):
    for rank in range(rows):
        make_appel(cast.palier, make_campagne(THIS_YEAR - rank))
    for personne, queries in ((cast.directrice, 1), (cast.chargee, 1), (cast.presidente, 0)):
        assert personne.fonctions is not None  # asked once by the page
        with django_assert_num_queries(queries):
            get_attentes(personne)


# What pages say and do


def test_another_day_says_what_was_true_then(appel, team):
    ends = appel.campagne.fin_de_grace
    make_payment(appel, recu_le=ends + timedelta(days=20))
    page = address("campagne_detail", appel.campagne_id)
    then = plain(team.get(page, {"le": (ends + timedelta(days=1)).isoformat()}))
    assert "en retard" in then
    assert "Les montants et les états sont ceux du" in then
    assert "réglée" in plain(team.get(page, {"etat": "reglee"}))
    assert "Aucun appel ne correspond" in plain(team.get(page, {"etat": "en_retard"}))


@pytest.mark.parametrize("asked", ["?le=31/02/2026", "?le=9999-12-31", "?etat=x", "?territoire=x", "?page=x&q=%00"])
def test_filters_that_mean_nothing_are_ignored(asked, appel, team):
    assert team.get(address("campagne_detail", appel.campagne_id) + asked).status_code == 200


def test_the_list_is_exported_as_it_is_filtered(appel, team):
    make_payment(make_appel(make_association("Réglée"), appel.campagne))
    sent = team.get(address("campagne_export", appel.campagne_id, "csv") + "?etat=en_retard").getvalue().decode()
    assert "Le Palier" in sent
    assert "Réglée" not in sent
    assert "150,00" in sent


def test_a_manager_reads_what_is_due_and_how_to_pay(cast, appel, manager):
    make_adhesion(cast.palier, timezone.localdate().replace(year=THIS_YEAR - 1))
    Federation.objects.create(nom="Fédération", titulaire="Fédération", iban="FR7630006000011234567890189")
    make_payment(appel, 50)
    page = plain(manager.get(address("association_cotisations", cast.palier.pk)))
    assert "<strong>100,00 €</strong> sur 150,00 €" in page
    assert "FR76 3000 6000 0112 3456 7890 189" in page
    assert appel.reference_dite in page
    assert "aucun appel n’est connu du portail" in page
    assert "Noter un règlement" not in page


@pytest.mark.trap("renewal-after-a-gap")
def test_a_gap_is_written_on_the_page(cast, manager):
    make_adhesion(cast.palier, date(THIS_YEAR - 3, 1, 1), date(THIS_YEAR - 2, 1, 1))
    make_adhesion(cast.palier, date(THIS_YEAR - 1, 1, 1))
    assert plain(manager.get(address("association_cotisations", cast.palier.pk))).count("Pas adhérente") == 1


def test_the_home_page_says_what_is_unpaid_and_until_when(cast, client_of):
    due = {"echeance": TODAY - timedelta(days=3), "fin_de_grace": TODAY + timedelta(days=9)}
    call = make_appel(cast.palier, make_campagne(**due), emis_le=TODAY - timedelta(days=30))
    [waiting] = get_attentes(cast.directrice)
    assert (waiting.due, waiting.badge) == (TODAY + timedelta(days=9), "dans 9\u00a0jours")
    call.echeances.create(le=TODAY + timedelta(days=4), montant=150)
    assert get_attentes(cast.directrice)[0].due == TODAY + timedelta(days=4)
    assert "150,00 € à régler" in plain(client_of(cast.directrice).get("/"))
    make_payment(call)
    assert get_attentes(cast.directrice) == []


def test_simulating_writes_nothing_and_works_without_javascript(team):
    bareme = make_bareme(THIS_YEAR + 1, voted=False)
    make_adhesion(make_association("Le Relais"))
    typed = {"evs-fixe": "1 234,50", "quoi": "simuler"}
    page = team.post(address("bareme_edit", bareme.pk), typed)
    assert "1 234,50 €" in plain(page)
    assert 'value="1 234,50"' in page.text
    assert not bareme.regles.exists()
    part = team.post(address("bareme_edit", bareme.pk), typed, HTTP_HX_REQUEST="true")
    assert "<html" not in part.text
    assert "1 234,50 €" in plain(part)
    team.post(address("bareme_edit", bareme.pk), typed | {"quoi": ""})
    assert bareme.regles.get().fixe == Decimal("1234.50")


def test_a_wrong_rule_loses_nothing_of_what_was_typed(team):
    bareme = make_bareme(THIS_YEAR + 1, voted=False)
    typed = {
        "evs-fixe": "douze",
        "cogeree-taux": "0,25",
        "centre_social-plancher": "500",
        "centre_social-plafond": "4",
    }
    page = plain(team.post(address("bareme_edit", bareme.pk), typed))
    assert "Vous avez saisi « douze »" in page
    assert "dites sur quoi il est calculé" in page
    assert "Le plancher dépasse le plafond" in page
    assert 'value="douze"' in page


def test_a_voted_scale_is_not_edited(team):
    bareme = make_bareme(THIS_YEAR + 1)
    page = team.post(address("bareme_edit", bareme.pk), {"evs-fixe": "12"}, follow=True)
    assert "ses règles ne changent plus" in plain(page)
    assert not bareme.regles.exists()


def test_a_year_goes_from_the_scale_to_the_receipt(cast, team, manager):
    """Prepare, vote, open, pay in part, waive the rest: each page leads to the next."""
    make_adhesion(cast.palier)
    team.post(address("bareme_add"), {"annee": THIS_YEAR, "nom": "Barème"})
    bareme = Bareme.objects.get()
    team.post(address("bareme_edit", bareme.pk), {"evs-fixe": "150"})
    team.post(address("bareme_vote", bareme.pk), {"vote_le": TODAY.isoformat(), "proces_verbal": "AG, point 4"})
    dates = {"echeance": TODAY.isoformat(), "fin_de_grace": (TODAY + timedelta(days=30)).isoformat()}
    team.post(address("campagne_add"), {"bareme": bareme.pk, **dates})
    campagne = Campagne.objects.get()
    assert "Ouvrir la campagne" in team.get(address("campagne_detail", campagne.pk)).text
    team.post(address("campagne_open", campagne.pk))
    call = AppelCotisation.objects.get()
    received = {"montant": "100", "recu_le": TODAY.isoformat(), "moyen": "cheque", f"appel_{call.pk}": "100,00"}
    team.post(address("reglement_add", cast.palier.pk), received)
    decision = {"montant": "50", "accordee_le": TODAY.isoformat(), "motif": "Sinistre", "proces_verbal": "Bureau, 2"}
    team.post(address("exoneration_add", call.pk), decision)
    assert AppelCotisation.objects.as_of().get().etat == "reglee"
    reglement = Reglement.objects.get()
    for page in (address("reglement_recu", reglement.pk), address("appel_document", call.pk)):
        assert manager.post(page).status_code == 302
    assert DocumentProduit.objects.filter(demande_par=cast.directrice).count() == 2


def test_a_twin_payment_asks_and_keeps_what_was_typed(cast, appel, team):
    typed = {"montant": "50", "recu_le": TODAY.isoformat(), "moyen": "virement", f"appel_{appel.pk}": "50"}
    team.post(address("reglement_add", cast.palier.pk), typed)
    page = team.post(address("reglement_add", cast.palier.pk), typed)
    assert "déjà noté" in page.text
    assert "is_another" in page.text
    team.post(address("reglement_add", cast.palier.pk), typed | {"is_another": "on"})
    assert Reglement.objects.count() == 2


def test_a_credit_is_seen_then_used_and_an_allocation_undone(cast, appel, team):
    credit = make_reglement(cast.palier, 200)
    account = address("association_cotisations", cast.palier.pk)
    assert "200,00 €" in plain(team.get(account))
    page = address("reglement_detail", credit.pk)
    assert "Aucune année n’est choisie" in team.post(page, {"csrfmiddlewaretoken": "x"}).text
    team.post(page, {f"appel_{appel.pk}": "150"})
    assert "50,00 €" in plain(team.get(page))
    share = credit.imputations.get()
    team.post(address("imputation_undo", share.pk), {"motif": "Erreur d’année"})
    team.post(address("reglement_cancel", credit.pk), {"motif": "Chèque impayé"})
    assert not Reglement.objects.exists()


def test_three_instalments_are_proposed_and_kept(appel, team):
    page = team.get(address("echeances_edit", appel.pk) + "?fois=3")
    assert page.text.count('value="50,00"') == 3
    for asked in ("?fois=99", "?fois=x", "?fois=-1"):
        assert team.get(address("echeances_edit", appel.pk) + asked).status_code == 200
    lines = {f"le_{n}": (TODAY + timedelta(days=n)).isoformat() for n in (1, 2, 3)}
    wrong = team.post(address("echeances_edit", appel.pk), lines | {"montant_1": "50", "montant_2": "50"})
    assert "Il manque le montant" in wrong.text
    amounts = {"montant_1": "50", "montant_2": "50", "montant_3": "50"}
    team.post(address("echeances_edit", appel.pk), lines | amounts)
    assert appel.echeances.count() == 3


def test_an_association_declares_its_own_figures_only(cast, client_of, manager):
    centre = Association.objects.filter(pk=cast.palier.pk)
    centre.update(genre=Genre.CENTRE_SOCIAL)
    make_share(make_bareme(THIS_YEAR))
    field = f"charges_{THIS_YEAR - 2}"
    manager.post(address("assiette_edit", cast.palier.pk), {field: "1 420 000"})
    assert cast.palier.assiettes.get().montant == 1_420_000
    assert manager.post(address("assiette_edit", cast.horizon.pk), {field: "1"}).status_code == 404
    assert client_of(cast.collegue).get(address("assiette_edit", cast.palier.pk)).status_code == 404


def test_the_account_is_checked_and_only_an_administrator_changes_it(cast, client_of):
    Federation.objects.create(nom="Fédération")
    admin = client_of(cast.admin)
    wrong = {"titulaire": "Fédération", "iban": "FR76 3000 6000 0112 3456 7890 188", "bic": ""}
    assert "ne convient pas" in admin.post(address("compte_edit"), wrong).text
    admin.post(address("compte_edit"), wrong | {"iban": "fr76 3000 6000 0112 3456 7890 189"})
    assert Federation.objects.get().iban == "FR7630006000011234567890189"


# Bank statements


def send(team, text, name="releve.csv"):
    return team.post(address("releve_list"), {"fichier": SimpleUploadedFile(name, text.encode())}, follow=True)


def test_a_statement_read_twice_adds_nothing(appel, team):
    text = f"Date;Libellé;Crédit;Débit\n03/11/2025;VIR {appel.reference};150,00;\n04/11/2025;CB;;3,00\n"
    assert "1 somme nouvelle, 1 débit laissé de côté" in plain(send(team, text))
    assert "déjà importé" in send(team, text).text
    again = send(team, text + "05/11/2025;VIR AUTRE;20,00;\n06/11/2025;VIR;douze;\n")
    assert "1 somme nouvelle, 1 déjà connue" in plain(again)
    assert "montant illisible" in again.text
    assert LigneReleve.objects.count() == 2
    assert not Reglement.objects.exists()


@pytest.mark.parametrize("content", ["", "\x00\x01", "<!DOCTYPE a><a/>", "PK\x03\x04", "Date;Montant\n"])
def test_a_file_that_is_no_statement_gets_a_sentence(content, team):
    page = send(team, content, "../../etc/passwd\r\nX: y.csv")
    assert page.status_code == 200
    assert "field--invalid" in page.text


@pytest.fixture
def calls(campagne):
    names = ("Le Banc Public", "Les Taupinières", "Maison des Quinsollois", "Quinsolles Ensemble")
    return {nom: make_appel(make_association(nom), campagne, reference=make_reference(2025, rank), montant=80 + rank)
            for rank, nom in enumerate(names, 1)}  # fmt: skip


def proposed(**fields) -> str:
    [(_, proposition)] = propose([make_ligne(**fields)])
    return proposition.appel.association.nom if proposition else ""


def test_what_a_sum_may_pay_is_proposed_with_care(calls):
    banc, taupes = calls["Le Banc Public"].reference, calls["Les Taupinières"].reference
    assert proposed(montant=81, libelle=f"VIR {say_reference(banc)} COTIS") == "Le Banc Public"
    assert proposed(montant=500, libelle=banc.replace("0", "O").lower()) == "Le Banc Public"
    swapped = f"{taupes[:7]}{taupes[8]}{taupes[7]}{taupes[9:]}"
    assert proposed(montant=82, libelle=f"VIR {swapped}") == "Les Taupinières"
    assert proposed(montant=83, payeur="ASSO MAISON QUINSOLOIS") == "Maison des Quinsollois"
    assert proposed(montant=84, payeur="ASSO MAISON QUINSOLOIS") == ""
    assert proposed(montant=83, payeur="CAF DU VAL") == ""


def test_two_namesakes_of_one_amount_are_not_guessed(calls, campagne):
    make_appel(make_association("Les Taupinières"), campagne, 82)
    assert proposed(montant=82, payeur="LES TAUPINIERES") == ""


def test_accepting_settles_what_is_due_and_keeps_the_rest_as_a_credit(appel, team):
    ligne = make_ligne(200, libelle=appel.reference)
    page = plain(team.get(address("releve_list")))
    assert "50,00 € restent en avoir" in page
    for _ in range(2):
        team.post(address("ligne_accept", ligne.pk), {"appel": appel.pk})
    [reglement] = Reglement.objects.all()
    assert (reglement.imputations.get().montant, reglement.ligne_releve) == (150, ligne)
    team.post(address("imputation_undo", reglement.imputations.get().pk), {"motif": "Erreur"})
    team.post(address("reglement_cancel", reglement.pk), {"motif": "Rejet"})
    assert [row for row, _ in propose(LigneReleve.objects.filter(reglement=None))] == [ligne]


def test_a_sum_is_matched_by_hand_or_set_aside(appel, team):
    by_hand, aside = make_ligne(150), make_ligne(99)
    page = address("ligne_detail", by_hand.pk) + f"?association={appel.association_id}"
    assert "serait trop" in team.post(page, {f"appel_{appel.pk}": "151"}).text
    team.post(page, {f"appel_{appel.pk}": "150"})
    team.post(address("ligne_aside", aside.pk))
    assert "Toutes les sommes reçues sont traitées" in team.get(address("releve_list")).text
    assert "est traitée" in team.get(address("ligne_detail", aside.pk)).text
    team.post(address("ligne_aside", aside.pk), {"retour": "1"})
    assert LigneReleve.objects.get(pk=aside.pk).ecartee_le is None
