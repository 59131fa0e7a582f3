"""Agreements with funders: who reads them, which accounts are due, late, handed in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions.conventions import FIELDS, add_convention, hand_compte_rendu, take_back_compte_rendu
from members.actions.relecture import read_row
from members.models import CompteRenduFinancier, Convention, Financeur
from members.mois import add_months
from members.queries.conventions import find_next, find_reperes_convention, get_echeances, with_comptes_rendus
from members.queries.echeances import get_attentes
from socle.models import EntreeJournal
from socle.permissions import can
from tests.factories.agrements import make_compte_rendu, make_convention, make_financeur

pytestmark = pytest.mark.django_db
TYPED = {
    "intitule": "Vie sociale",
    "montant_annuel": "23 000,50 €",
    "debut": "2025-01-01",
    "fin": "2027-12-31",
    "mois_cloture": "12",
    "indicateurs": "Habitants accueillis\nHeures de bénévolat",
}


def read(convention):
    return with_comptes_rendus(Convention.objects).get(pk=convention.pk)


def dues(convention, today):
    return [(row.exercice, row.is_late, row.is_soon) for row in get_echeances(read(convention), today)]


def due_in(days, association=None):
    """An agreement of one year whose account is due in some days: the year ended six months before that month."""
    last = add_months(timezone.localdate() + timedelta(days=days), -6)
    return make_convention(association, debut=last.replace(day=1), fin=last.replace(day=2), mois_cloture=last.month)


def test_what_is_due_late_and_soon_is_read_from_dates():
    convention = make_convention(debut=date(2024, 1, 1), fin=date(2026, 12, 31))
    assert dues(convention, date(2025, 4, 30)) == [(2024, False, False), (2025, False, False), (2026, False, False)]
    assert dues(convention, date(2025, 5, 1))[0] == (2024, False, True)
    assert dues(convention, date(2025, 6, 30))[0] == (2024, False, True)
    assert dues(convention, date(2025, 7, 1))[0] == (2024, True, False)


def test_a_year_handed_in_is_not_late_and_stays_known(cast):
    convention = make_convention(debut=date(2024, 1, 1), fin=date(2025, 12, 31))
    make_compte_rendu(convention, 2024, cast.chargee)
    make_compte_rendu(convention, 2022, cast.chargee)
    assert dues(convention, date(2026, 7, 1)) == [(2022, False, False), (2024, False, False), (2025, True, False)]
    assert find_next(read(convention), date(2026, 7, 1)).exercice == 2025


def test_advice_refuses_nothing():
    convention = make_convention(montant_annuel=Decimal("23000.00"), debut=date(2024, 1, 1), fin=date(2028, 1, 1))
    assert find_reperes_convention(convention) == []
    convention.montant_annuel = Decimal("23000.01")
    convention.fin = date(2028, 1, 2)
    assert ["obligatoire" in repere for repere in find_reperes_convention(convention)] == [True, False]
    convention.financeur = make_financeur("Fondation du Val", Financeur.Genre.FONDATION)
    assert ["quatre ans" in repere for repere in find_reperes_convention(convention)] == [True]


def test_the_manager_writes_one_with_a_new_funder(cast, client_of):
    client = client_of(cast.directrice)
    new = {"nouveau_financeur": "Ville de Port-Hauvert", "genre_financeur": "collectivite"}
    answer = client.post(f"/annuaire/{cast.palier.pk}/conventions/ajouter/", TYPED | new)
    convention = Convention.objects.get()
    assert answer.url == f"/conventions/{convention.pk}/"
    assert (convention.association, convention.montant_annuel) == (cast.palier, Decimal("23000.50"))
    page = client.get(answer.url).text
    assert "23\u202f000,50\u00a0€" in page
    assert "Heures de bénévolat" in page
    assert "une convention écrite est obligatoire" in page
    client.post(
        f"/annuaire/{cast.palier.pk}/conventions/ajouter/",
        TYPED | new | {"nouveau_financeur": "VILLE de port-hauvert"},
    )
    assert Financeur.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "Qui finance"),
        ({"nouveau_financeur": "Ville"}, "de quel genre"),
        ({"montant_annuel": "beaucoup"}, "nombre est attendu"),
        ({"montant_annuel": "-1"}, "supérieure ou égale à 0"),
        ({"fin": "2020-01-01"}, "finit avant de commencer"),
        ({"fin": "2999-01-01"}, "moins de trente ans"),
        ({"mois_cloture": "13"}, "pas dans la liste"),
    ],
)
@pytest.mark.trap("text-lost-on-error")
def test_a_wrong_field_says_why_and_loses_nothing(cast, client_of, wrong, says):
    typed = TYPED | wrong
    if wrong and "nouveau_financeur" not in wrong:
        typed["financeur"] = make_financeur().pk
    page = client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/conventions/ajouter/", typed)
    assert page.status_code == 200
    assert says in page.text
    assert "Heures de bénévolat" in page.text
    assert not Convention.objects.exists()


@pytest.mark.trap("silent-overwrite")
def test_a_second_writer_sees_what_changed(cast, client_of):
    convention = make_convention(cast.palier)
    convention.refresh_from_db()
    mine = TYPED | {"financeur": convention.financeur_id, "lu": read_row(convention, FIELDS)}
    address = f"/conventions/{convention.pk}/modifier/"
    assert client_of(cast.chargee).post(address, mine | {"intitule": "La sienne"}).status_code == 302
    answer = client_of(cast.directrice).post(address, mine)
    assert answer.status_code == 409
    assert "La sienne" in answer.text
    assert 'value="Vie sociale"' in answer.text


def test_handing_in_says_who_and_when_and_can_be_undone(cast, client_of):
    convention = make_convention(cast.palier)
    client = client_of(cast.directrice)
    day = timezone.localdate() - timedelta(days=3)
    address = f"/conventions/{convention.pk}/2024/"
    assert client.post(address + "rendre/", {"rendu_le": day}).status_code == 302
    rendu = CompteRenduFinancier.objects.get()
    assert (rendu.exercice, rendu.rendu_le, rendu.rendu_par) == (2024, day, cast.directrice)
    assert "noté par Aïssatou Diomberé" in client.get(f"/conventions/{convention.pk}/").text
    assert "déjà enregistré" in client.post(address + "rendre/", {"rendu_le": day}).text
    assert client.post(address + "reprendre/").status_code == 302
    assert not CompteRenduFinancier.objects.exists()
    verbs = EntreeJournal.objects.filter(details__exercice=2024).order_by("pk").values_list("verbe", flat=True)
    assert list(verbs) == ["members.hand_compte_rendu", "members.take_back_compte_rendu"]
    assert client.post(address + "reprendre/").status_code == 404


@pytest.mark.parametrize(
    ("year", "day", "says"),
    [
        (2024, "2999-01-01", "date passée"),
        (2024, "demain", "ne se lit pas"),
        (1999, "2026-01-01", "ne court pas"),
        (99999999, "2026-01-01", "ne court pas"),
    ],
)
def test_handing_in_wrongly_says_why(cast, client_of, year, day, says):
    convention = make_convention(cast.palier)
    page = client_of(cast.directrice).post(f"/conventions/{convention.pk}/{year}/rendre/", {"rendu_le": day})
    assert page.status_code == 200
    assert says in page.text
    assert not CompteRenduFinancier.objects.exists()


@pytest.mark.trap("list-and-detail-differ")
def test_who_reads_what_is_the_same_in_lists_and_pages(cast, client_of):
    own, other, federal = make_convention(cast.palier), make_convention(cast.horizon), make_convention()
    people = [person for name, person in vars(cast).items() if name not in ("palier", "horizon")]
    for personne in people:
        seen = set(Convention.objects.visible_to(personne))
        assert seen == {row for row in (own, other, federal) if can(personne, "members.view_convention", row)}, (
            personne
        )
    assert set(Convention.objects.visible_to(cast.directrice)) == {own}
    for personne, row in (
        (cast.directrice, other),
        (cast.directrice, federal),
        (cast.collegue, own),
        (cast.superuser, own),
    ):
        for address in ("", "modifier/", "2024/aide/"):
            assert client_of(personne).get(f"/conventions/{row.pk}/{address}").status_code == 404
        assert client_of(personne).post(f"/conventions/{row.pk}/2024/rendre/").status_code == 404


def test_actions_ask_the_right_themselves(cast):
    convention = make_convention(cast.palier)
    rendu = make_compte_rendu(convention, 2025, cast.directrice)
    fields = {"financeur": convention.financeur, "intitule": "x", "montant_annuel": 1, "debut": date(2025, 1, 1)}
    acts = [
        lambda: add_convention(None, by=cast.directrice, fin=date(2026, 1, 1), **fields),
        lambda: add_convention(cast.palier, by=cast.collegue, fin=date(2026, 1, 1), **fields),
        lambda: hand_compte_rendu(convention, exercice=2024, rendu_le=date(2025, 1, 1), by=cast.collegue),
        lambda: take_back_compte_rendu(rendu, by=cast.adherente),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError):
        hand_compte_rendu(convention, exercice=2030, rendu_le=date(2025, 1, 1), by=cast.directrice)


def test_the_help_prints_what_is_known(cast, client_of):
    convention = make_convention(cast.palier, indicateurs="Habitants accueillis\n\n  Sorties  ", mois_cloture=8)
    page = client_of(cast.directrice).get(f"/conventions/{convention.pk}/2024/aide/").text
    for known in (
        "Le Palier",
        "Habitants accueillis",
        "Sorties",
        "28\u00a0février\u00a02025",
        "12\u202f000,00\u00a0€",
    ):
        assert known in page
    assert client_of(cast.directrice).get(f"/conventions/{convention.pk}/1999/aide/").status_code == 404


def test_the_help_is_a_spreadsheet_too(cast, client_of):
    convention = make_convention(cast.palier, indicateurs="=HYPERLINK(1)")
    address = f"/conventions/{convention.pk}/2024/aide/"
    text = b"".join(client_of(cast.directrice).get(address + "csv/")).decode()
    assert "L’argent;Subvention de ce financeur;12000,00;;" in text
    assert "'=HYPERLINK(1)" in text
    assert b"".join(client_of(cast.directrice).get(address + "ods/"))[:2] == b"PK"
    for kind, personne, status in (("exe", cast.directrice, 404), ("csv", cast.collegue, 404)):
        assert client_of(personne).get(f"{address}{kind}/").status_code == status


@pytest.mark.trap("cron-dependent")
def test_home_tells_sixty_days_before_and_when_late(cast):
    due_in(200, cast.palier)
    assert get_attentes(cast.directrice) == []
    due_in(20, cast.palier)
    due_in(-50, cast.palier)
    assert sorted(attente.tone for attente in get_attentes(cast.directrice)) == ["late", "wait"]
    assert get_attentes(cast.chargee) == []
    due_in(20)
    assert [attente.tone for attente in get_attentes(cast.chargee)] == ["wait"]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_a_constant_number_of_times(cast, client_of, django_assert_num_queries, rows):
    for rank in range(rows):
        make_compte_rendu(make_convention(intitule=f"Fédérale {rank}"), 2024, cast.chargee)
        make_compte_rendu(make_convention(cast.palier, intitule=f"Locale {rank}"), 2024, cast.directrice)
    team, manager = client_of(cast.chargee), client_of(cast.directrice)
    pages = [
        (team, "/conventions/", 3),
        (team, "/conventions/?de=associations", 3),
        (manager, f"/annuaire/{cast.palier.pk}/conventions/", 4),
    ]
    for client, address, questions in pages:
        client.get(address)
        with django_assert_num_queries(questions):
            assert client.get(address).text.count("row__title") == rows


def test_the_most_pressing_comes_first(cast, client_of):
    make_convention(intitule="Loin", debut=date(2025, 1, 1), fin=date(2098, 1, 1))
    make_convention(intitule="En retard")
    done = make_convention(intitule="Rendue", debut=date(2024, 1, 1), fin=date(2024, 12, 31))
    make_compte_rendu(done, 2024, cast.chargee)
    page = client_of(cast.chargee).get("/conventions/").text
    assert page.index("En retard") < page.index("Loin") < page.index("Rendue")
    assert "Tout est rendu" in page
