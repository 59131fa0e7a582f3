"""Invoices, funds and ceilings: paid under a code, whose case it is being told to nobody."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompagnement import actions
from accompagnement.actions import echeances
from accompagnement.actions.factures import refuse_facture, settle_facture, submit_facture, verify_facture
from accompagnement.actions.fonds import add_rallonge, save_fonds
from accompagnement.models import Demande, Facture, Fonds, MoisFacturable, Presence
from accompagnement.models.factures import NUMERO
from accompagnement.queries.bilan import get_bilan
from accompagnement.queries.couts import cellule_de_cout, get_couts
from accompagnement.queries.factures import get_facturables, get_factures
from accompagnement.queries.fonds import get_annees, with_engage
from socle.models import EntreeJournal, Notification
from tests.accompagnement.test_secret import dump
from tests.factories.accompagnement import make_acceptee
from tests.factories.factures import MENTION, log, make_facture, make_fonds, make_plafond
from tests.factories.members import make_rattachement
from tests.factories.prestataires import make_operateur

URL = "accompagnement:"
Impossible = actions.Impossible


@pytest.fixture
def operatrice(db):
    return make_operateur()


@pytest.fixture
def demande(cast, scene):
    demande = make_acceptee(cast, scene)
    log(demande, cast.prestataire, 3)
    return demande


def test_an_invoice_goes_from_deposit_to_payment(cast, demande, operatrice):
    fonds = make_fonds("300.00")
    facture = make_facture(demande, cast.prestataire, seances=2, montant="120.00")
    verify_facture(facture, fonds, by=operatrice)
    assert with_engage(Fonds.objects.all()).get().reste == Decimal("180.00")
    settle_facture(facture, by=operatrice)
    facture.refresh_from_db()
    assert (facture.etat, facture.reglee_le, facture.fonds) == ("reglee", timezone.localdate(), fonds)
    assert settle_facture(facture, by=operatrice).etat == "reglee"
    with pytest.raises(Impossible, match="déjà changé d’étape"):
        refuse_facture(facture, motif="montant", by=operatrice)


def test_never_more_sessions_than_were_held_in_the_page_and_in_the_database(cast, demande):
    make_facture(demande, cast.prestataire, seances=2)
    with pytest.raises(Impossible, match="plus de séances que vous n’en avez noté"):
        make_facture(demande, cast.prestataire, numero="F-2", seances=2)
    mois = MoisFacturable.objects.get()
    with pytest.raises(IntegrityError, match="plus de seances"), transaction.atomic():
        Facture.objects.create(mois=mois, numero="F-3", montant=1, mention=MENTION, seances=2)
    make_facture(demande, cast.prestataire, numero="F-2", seances=1)
    assert not get_facturables(cast.prestataire).exists()


def test_the_same_click_twice_makes_one_and_a_number_serves_once(cast, demande):
    first = make_facture(demande, cast.prestataire)
    assert make_facture(demande, cast.prestataire) == first
    with pytest.raises(Impossible, match="numéro est déjà pris"):
        make_facture(demande, cast.prestataire, montant="61.00")


def test_a_refusal_is_coded_and_gives_the_sessions_back(cast, demande, operatrice):
    facture = make_facture(demande, cast.prestataire, seances=3)
    refuse_facture(facture, motif="montant", by=operatrice)
    assert get_facturables(cast.prestataire).get().restent == 3
    make_facture(demande, cast.prestataire, seances=3)  # under the same number, put right
    with pytest.raises(IntegrityError, match="facture_refus_motive"), transaction.atomic():
        Facture.objects.filter(etat="deposee").update(etat="refusee")
    with pytest.raises(Exception, match=r"Invalid transition|plus de seances"), transaction.atomic():
        Facture.objects.filter(etat="refusee").update(etat="deposee", motif="")
    with pytest.raises(Exception, match="pas_recrite"), transaction.atomic():
        Facture.objects.filter(etat="deposee").update(montant=Decimal("9.99"))
    with pytest.raises(Exception, match="gardee"), transaction.atomic():
        Facture.objects.all().delete()


@pytest.mark.parametrize("numero", ["DIOMBERE-1", "Le Palier 3", "Aïssatou", "SANS-CHIFFRE", "diomberé7", "<b>1"])
def test_a_number_cannot_hold_a_name(cast, demande, numero):
    with pytest.raises(ValidationError, match="aucun nom"):
        make_facture(demande, cast.prestataire, numero=numero)
    mois = MoisFacturable.objects.get()
    with pytest.raises(IntegrityError, match="facture_numero_sans_nom"), transaction.atomic():
        Facture.objects.create(mois=mois, numero=numero, montant=1, mention=MENTION, seances=1)


def test_somebody_else_s_sessions_are_not_billed(cast, demande, operatrice):
    for who in (cast.autre_prestataire, cast.directrice, cast.superuser, operatrice):
        with pytest.raises(PermissionDenied):
            make_facture(demande, who)
    assert not get_facturables(cast.autre_prestataire).exists()


def test_only_the_operator_checks_and_pays(cast, demande, client_of):
    facture = make_facture(demande, cast.prestataire)
    fonds = make_fonds()
    for who in (cast.prestataire, cast.directrice, cast.coordination, cast.admin, cast.superuser, cast.chargee):
        with pytest.raises(PermissionDenied):
            verify_facture(facture, fonds, by=who)
        for name, args in [("facture_list", []), ("facture_detail", [facture.pk]), ("fonds_list", [])]:
            assert client_of(who).get(reverse(URL + name, args=args)).status_code == 403


def test_the_operator_s_own_case_is_paid_by_somebody_else(cast, scene, operatrice):
    """An operator who asked for help reads their own code: they neither check it nor pay it."""
    make_rattachement(operatrice, cast.horizon)
    demande = make_acceptee(cast, scene, by=operatrice)
    log(demande, cast.prestataire)
    facture = make_facture(demande, cast.prestataire)
    with pytest.raises(Impossible, match="une autre personne"):
        verify_facture(facture, make_fonds(), by=operatrice)


def test_what_the_operator_reads_says_neither_who_nor_where(cast, demande, operatrice, client_of):
    make_fonds()
    facture = make_facture(demande, cast.prestataire)
    client = client_of(operatrice)
    pages = [
        client.get(reverse(URL + "facture_list")).text,
        client.get(reverse(URL + "facture_detail", args=[facture.pk])).text,
        client.get(reverse("accueil")).text,
        client.get(reverse(URL + "fonds_list")).text,
    ]
    for text in pages:
        for hidden in ("Diomberé", "Le Palier", str(demande.pk), "pour moi", "équipe salariée"):
            assert hidden not in text
    assert demande.code in pages[0]
    assert "1 facture à vérifier ou à régler" in pages[2].replace("\u202f", " ").replace("\xa0", " ")
    assert "Inès Galvorine" in pages[0]
    for name in ("demande_detail", "coordination_detail"):
        assert client.get(reverse(URL + name, args=[demande.pk])).status_code == 404
    assert not Notification.objects.exists()
    assert not EntreeJournal.objects.exists()


def test_a_copy_of_the_database_ties_no_invoice_to_anybody(cast, demande, operatrice):
    facture = make_facture(demande, cast.prestataire)
    verify_facture(facture, make_fonds(), by=operatrice)
    settle_facture(facture, by=operatrice)
    for table in ("facture", "moisfacturable", "fonds", "plafond", "rallonge"):
        content = dump(f"accompagnement_{table}")
        for hidden in (str(demande.pk), "Diomberé", "Le Palier", bytes(demande.demandeur_empreinte)):
            assert (hidden if isinstance(hidden, bytes) else hidden.encode()) not in content, table
    actions.withdraw_demande(demande, by=cast.directrice)
    erased = actions.anonymize_demande(demande)
    assert facture.code not in set(Demande.objects.values_list("code", flat=True))
    assert erased.code != facture.code
    assert MoisFacturable.objects.get().seances == 3  # what was held may still be billed
    assert not erased.seances.exists()


def test_the_provider_still_bills_an_erased_case_and_learns_nothing(cast, demande, client_of):
    client = client_of(cast.prestataire)
    before = client.get(reverse(URL + "facture_own")).text
    actions.withdraw_demande(demande, by=cast.directrice)
    actions.anonymize_demande(demande)
    after = client.get(reverse(URL + "facture_own")).text
    strip = lambda text: text.partition("<main")[2].partition("csrf")[0]  # noqa: E731
    assert strip(before) == strip(after)
    make_facture(Demande(code=MoisFacturable.objects.get().code), cast.prestataire, seances=3)


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(cast, demande, client_of):
    mois = MoisFacturable.objects.get()
    sent = {
        "mois": mois.pk, "numero": "f2026-7", "seances": "3", "montant": "180,00", "mention": "franchise", "tva": "36",
    }  # fmt: skip
    client, url = client_of(cast.prestataire), reverse(URL + "facture_own")
    answer = client.post(url, sent)
    assert "la mention dit qu’il n’y en a pas" in answer.text
    assert 'value="f2026-7"' in answer.text
    assert client.post(url, sent | {"tva": "36,00", "mention": "taxable"}).status_code == 302
    facture = Facture.objects.get()
    assert (facture.numero, facture.montant, facture.total) == ("F2026-7", Decimal("180.00"), Decimal("216.00"))
    assert client.post(url, {"mois": "x" * 40, "seances": "-1", "montant": "NaN"}).status_code == 200


def test_the_operator_goes_through_the_pages(cast, demande, operatrice, client_of):
    facture = make_facture(demande, cast.prestataire)
    client = client_of(operatrice)
    assert "Aucun fonds n’a assez" in client.get(reverse(URL + "facture_detail", args=[facture.pk])).text
    year = timezone.localdate().year
    fields = {"nom": "Fonds mutualisé", "montant": "1 000", "debut": f"{year - 1}-01-01", "fin": f"{year}-12-31"}
    client.post(reverse(URL + "fonds_add"), fields)
    fonds = Fonds.objects.get()
    client.post(reverse(URL + "facture_verify", args=[facture.pk]), {"fonds": fonds.pk})
    client.post(reverse(URL + "facture_settle", args=[facture.pk]))
    facture.refresh_from_db()
    assert facture.etat == "reglee"
    lowered = client.post(reverse(URL + "fonds_edit", args=[fonds.pk]), fields | {"montant": "10"})
    assert "paie déjà plus" in lowered.text


def test_a_fund_pays_its_months_its_services_and_no_more_than_it_holds(cast, demande, scene, operatrice):
    facture = make_facture(demande, cast.prestataire, montant="60.00")
    other = type(scene.service).objects.create(bouquet=scene.service.bouquet, nom="Autre")
    wrong = [
        make_fonds("59.99"),
        make_fonds(services=[other]),
        make_fonds(debut=date(2019, 1, 1), fin=date(2019, 12, 31)),
    ]
    for fonds in wrong:
        with pytest.raises(Impossible, match="Ce fonds ne paie pas"):
            verify_facture(facture, fonds, by=operatrice)
        with pytest.raises(IntegrityError, match="ne peut pas payer"), transaction.atomic():
            Facture.objects.update(etat="verifiee", fonds=fonds)
    exact = make_fonds("60.00", services=[scene.service])
    verify_facture(facture, exact, by=operatrice)
    exact.montant = Decimal("59.00")
    with pytest.raises(ValidationError, match="paie déjà plus"):
        save_fonds(exact, [scene.service], by=operatrice)


def test_a_case_has_its_ceiling_in_euros_and_sessions_added_raise_it(cast, scene, operatrice):
    make_plafond(seances=2, euros_par_dossier=Decimal("100.00"))
    demande = make_acceptee(cast, scene)
    log(demande, cast.prestataire, 2)
    with pytest.raises(Impossible, match="peut coûter 100,00"):
        make_facture(demande, cast.prestataire, montant="100.01")
    make_facture(demande, cast.prestataire, montant="100.00")
    demande.extensions.create(seances=2, motif="suite", etat="accordee", reponse="besoin", decidee_le=timezone.now())
    log(demande, cast.prestataire, 2)
    make_facture(demande, cast.prestataire, numero="F-2", montant="100.00")
    with pytest.raises(Impossible, match="peut coûter 200,00"):
        make_facture(demande, cast.prestataire, numero="F-3", montant="0.01")


def test_a_year_s_ceiling_stops_the_operator_never_the_provider(cast, scene, demande, operatrice):
    plafond = make_plafond(seances=9, euros_par_an=Decimal("100.00"))
    fonds, year = make_fonds(), MoisFacturable.objects.get().mois.year
    first = make_facture(demande, cast.prestataire, montant="80.00")
    second = make_facture(demande, cast.prestataire, numero="F-2", montant="20.01")  # nothing told them
    verify_facture(first, fonds, by=operatrice)
    assert next(one for one in get_annees(year) if one.service == scene.service).is_proche
    with pytest.raises(Impossible, match="Accordez une rallonge"):
        verify_facture(second, fonds, by=operatrice)
    with pytest.raises(PermissionDenied):
        add_rallonge(plafond, annee=year, euros=Decimal(5), motif="besoin", by=cast.coordination)
    add_rallonge(plafond, annee=year, euros=Decimal("0.01"), motif="besoin", by=operatrice)
    verify_facture(second, fonds, by=operatrice)
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        plafond.rallonges.update(euros=500)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["depose", "refuse"])), max_size=6))
def test_whatever_is_asked_no_month_is_billed_beyond_its_sessions(cast, demande, operatrice, asked):
    with transaction.atomic():
        for rank, (seances, what) in enumerate(asked):
            standing = Facture.objects.filter(etat="deposee").first()
            if what == "refuse" and standing:
                refuse_facture(standing, motif="seances", by=operatrice)
                continue
            with suppress(Impossible):
                make_facture(demande, cast.prestataire, numero=f"F-{rank}", seances=seances)
            billed = sum(Facture.objects.comptees().values_list("seances", flat=True))
            assert billed <= MoisFacturable.objects.get().seances
        transaction.set_rollback(True)


@given(st.from_regex(NUMERO, fullmatch=True))
def test_no_number_has_five_letters_in_a_row(numero):
    letters = "".join(sign if sign.isalpha() else " " for sign in numero).split()
    assert max(map(len, letters), default=0) <= 4


def test_invoices_go_after_ten_years_and_unbilled_months_after_two(cast, demande, time_machine):
    make_facture(demande, cast.prestataire)
    echeances.forget_factures()
    assert Facture.objects.count() == 1
    time_machine.move_to(timezone.now().replace(year=timezone.now().year + 9, day=1))
    echeances.forget_factures()
    assert (Facture.objects.count(), MoisFacturable.objects.count()) == (1, 1)
    time_machine.move_to(timezone.now().replace(year=timezone.now().year + 2, day=1))
    echeances.forget_factures()
    assert (Facture.objects.count(), MoisFacturable.objects.count()) == (0, 0)


def pay(scene, amounts, year=2024):
    """Invoices paid under as many codes, without a case behind: what the report reads."""
    fonds = make_fonds("99999.00", debut=date(2020, 1, 1))
    for rank, amount in enumerate(amounts):
        mois = MoisFacturable.objects.create(
            prestataire=scene.ines, code=f"AAA-{rank:03}", service=scene.service, mois=date(year, 1, 1), seances=1
        )
        Facture.objects.create(
            mois=mois, numero=f"F-{rank}", montant=Decimal(amount), mention=MENTION, seances=1, etat="reglee",
            reglee_le=date(year, 3, 1), fonds=fonds,
        )  # fmt: skip


def stand_behind(scene, people, organisations, year=2024):
    cell = cellule_de_cout(scene.service.pk)
    rows = [("personne", rank) for rank in range(people)] + [("organisation", rank) for rank in range(organisations)]
    Presence.objects.bulk_create(
        Presence(annee=year, cellule=cell, genre=genre, jeton=bytes([rank]) * 16) for genre, rank in rows
    )


@pytest.mark.rule("R17")
@pytest.mark.parametrize(
    ("amounts", "people", "organisations", "k", "shown"),
    [
        ([100, 120, 140, 160, 180], 5, 3, 5, 140),
        ([100, 120, 140, 160, 180], 4, 3, 5, None),
        ([100, 120, 140, 160, 180], 5, 2, 5, None),
        ([100, 120, 140, 160, 180], 5, 3, 11, None),
        ([10, 10, 10, 10, 900], 5, 3, 5, None),  # one case makes most of the sum
    ],
)
def test_an_average_cost_shows_nobody(scene, amounts, people, organisations, k, shown):
    pay(scene, amounts)
    stand_behind(scene, people, organisations)
    assert get_couts(2024, k=k, organisations=3) == [("Écoute individuelle", shown)]
    economie = next(c for c in get_bilan(2024, k=k).criteres if c["titre"] == "Économie")
    assert ["Coût d’un accompagnement : Écoute individuelle", shown, "euros, en moyenne"] in economie["chiffres"]


def test_a_payment_leaves_a_token_behind_its_service_and_no_name(cast, demande, operatrice):
    facture = make_facture(demande, cast.prestataire)
    verify_facture(facture, make_fonds(), by=operatrice)
    settle_facture(facture, by=operatrice)
    cells = Presence.objects.filter(cellule=cellule_de_cout(facture.mois.service_id))
    assert set(cells.values_list("genre", flat=True)) == {"personne", "organisation"}


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_many_questions_for_one_and_for_three(
    number, cast, demande, operatrice, django_assert_num_queries, client_of
):
    for rank in range(number):
        make_facture(demande, cast.prestataire, numero=f"F-{rank}")
        make_fonds(nom=f"Réserve {rank}")
    with django_assert_num_queries(1):
        assert [str(f.mois.prestataire) + f.mois.service.nom for f in get_factures(["deposee"])]
    with django_assert_num_queries(1):
        list(get_facturables(cast.prestataire))
    with django_assert_num_queries(2):
        [list(one.services.all()) for one in with_engage(Fonds.objects.prefetch_related("services"))]


def test_submitting_needs_ones_own_row(cast, demande):
    mois = MoisFacturable.objects.select_related("prestataire").get()
    given_fields = {"numero": "F-9", "seances": 1, "montant": Decimal(1), "tva": Decimal(0), "mention": MENTION}
    assert submit_facture(mois, by=cast.prestataire, **given_fields).mois == mois
