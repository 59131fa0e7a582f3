"""The register of decisions: what one finds in it, what one may not, the same for the list, the page and the file."""

import io

import pytest
import tablib
from django.urls import reverse
from django.utils import timezone

from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.decisions import repeal_decision
from collectifs.models import Decision
from collectifs.queries import get_register
from tests.factories.collectifs import (
    days,
    decide,
    make_collectif,
    make_decision,
    make_participation,
    make_point,
    make_projet,
)
from tests.factories.members import make_association, make_personne

PER_PAGE = 20
UNREADABLE = [{"collectif": "x"}, {"annee": "hier"}, {"issue": "?"}, {"tri": "1;"}, {"page": "z"}]
QUERIES = 6


def at(name, *args):
    return reverse(f"collectifs:{name}", args=args)


@pytest.fixture
def registre(jeunes, cast):
    """Circulated decisions of two collectives, one behind closed doors, one not circulated."""
    sent = make_projet(jeunes, cast.chargee)
    make_decision(sent.reunion, "Ouvrir un local le samedi à Quai-Hauvert", revoir_le=days(-2))
    make_decision(sent.reunion, "Réserver 400 € à l’atelier", mode="simple", pour=5, contre=1)
    make_decision(sent.reunion, "Fermer en août", objection="Les familles restent.")
    make_decision(sent.reunion, "SECRET de famille", point=make_point(sent.reunion, is_huis_clos=True))
    circulate_compte_rendu(sent, by=cast.chargee)
    draft = make_projet(jeunes, cast.chargee)
    make_decision(draft.reunion, "PAS ENCORE dit")
    familles = make_collectif("Familles")
    other = make_projet(familles, cast.chargee)
    make_decision(other.reunion, "Écrire aux élus", mode="deux_tiers", pour=4, contre=2)
    circulate_compte_rendu(other, by=cast.chargee)
    return jeunes


def texts(personne, **given):
    return sorted(decision.texte[:6] for decision in get_register(personne, **given))


class TestSearch:
    @pytest.mark.trap("search-spelling")
    @pytest.mark.parametrize("words", ["reserver", "RÉSERVER atelier", "resever", "l’atelier", "400"])
    def test_whatever_the_accents_the_case_or_a_slip(self, registre, cast, words):
        assert texts(cast.adherente, words=words) == ["Réserv"]

    def test_by_number(self, registre, cast):
        wanted = Decision.objects.get(texte__startswith="Réserver")
        assert wanted in get_register(cast.adherente, words=f"décision {wanted.reference}")
        assert not get_register(cast.adherente, words="1999-7")

    def test_every_word(self, registre, cast):
        assert texts(cast.adherente, words="ouvrir samedi") == ["Ouvrir"]
        assert texts(cast.adherente, words="ouvrir lundi") == []

    @pytest.mark.parametrize("words", ["%", "'", "\\", "((((", "   ", "é" * 5000])
    def test_anything_may_be_typed(self, registre, cast, client_of, words):
        assert client_of(cast.adherente).get(at("decision_list"), {"q": words}).status_code == 200


class TestFilters:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({"issue": "adoptee"}, ["Ouvrir", "Réserv", "Écrire"]),
            ({"issue": "rejetee"}, ["Fermer"]),
            ({"mode": "deux_tiers"}, ["Écrire"]),
            ({"situation": "en_vigueur"}, ["Ouvrir", "Réserv", "Écrire"]),
            ({"situation": "a_reviser"}, ["Ouvrir"]),
            ({"situation": "abrogees"}, []),
            ({"annee": 1999}, []),
            ({"annee": timezone.localdate().year + 30}, []),
        ],
    )
    def test_each(self, registre, cast, given, expected):
        assert texts(cast.adherente, **given) == expected

    def test_a_collective(self, registre, cast):
        assert len(get_register(cast.adherente, collectif=registre)) == 3

    def test_repealed(self, registre, cast):
        repeal_decision(Decision.objects.get(texte__startswith="Ouvrir"), motif="Non", vues=0, by=cast.chargee)
        assert texts(cast.adherente, situation="abrogees") == ["Ouvrir"]
        assert texts(cast.adherente, situation="a_reviser") == []

    def test_replaced(self, registre, cast):
        old = Decision.objects.get(texte__startswith="Ouvrir")
        compte_rendu = make_projet(registre, cast.chargee)
        decide(compte_rendu.reunion, cast.chargee, "Ouvrir le dimanche", remplace=old)
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        assert [d.pk for d in get_register(cast.adherente, situation="revisees")] == [old.pk]

    def test_they_are_in_the_address_and_kept_from_page_to_page(self, registre, cast, client_of):
        reunion = Decision.objects.get(texte__startswith="Réserver").reunion
        Decision.objects.bulk_create(Decision(reunion=reunion, texte=f"Décision {n}") for n in range(PER_PAGE + 5))
        given = {"collectif": registre.pk, "issue": "adoptee", "tri": "anciennes"}
        page = client_of(cast.adherente).get(at("decision_list"), given).text
        assert f"collectif={registre.pk}" in page
        assert "issue=adoptee" in page
        assert "page=2" in page
        assert f"decisions/export/csv/?collectif={registre.pk}" in page.replace("&amp;", "&")

    @pytest.mark.parametrize(
        "given", [{"collectif": "x"}, {"annee": "hier"}, {"issue": "?"}, {"tri": "1;"}, {"page": "z"}]
    )
    def test_what_cannot_be_read_filters_nothing(self, registre, cast, client_of, given):
        shown = client_of(cast.adherente).get(at("decision_list"), given)
        assert "4 décisions" in shown.text.replace("\u00a0", " ")


@pytest.mark.trap("list-and-detail-differ")
class TestRights:
    def test_list_page_and_file_follow_the_same_right(self, registre, cast, roles, client_of):
        every = list(Decision.objects.all())
        for personne in roles.values():
            if not personne.is_active:
                continue
            client = client_of(personne)
            listed = set(get_register(personne).values_list("pk", flat=True))
            told = client.get(at("decision_list")).text
            file = b"".join(client.get(at("decision_export", "csv")).streaming_content).decode()
            for decision in every:
                is_listed = decision.pk in listed
                assert (decision.texte in told.replace("\u202f", " ").replace("\u00a0", " ")) is is_listed
                assert (decision.texte in file) is is_listed
                assert (client.get(at("decision_detail", decision.pk)).status_code == 200) is is_listed

    def test_closed_doors_are_for_who_leads(self, registre, cast, client_of):
        assert "SECRET" not in client_of(cast.directrice).get(at("decision_list"), {"q": "secret"}).text
        assert "SECRET de famille" in client_of(cast.chargee).get(at("decision_list"), {"q": "secret"}).text

    def test_a_collective_of_its_participants_alone(self, ferme, cast, client_of):
        compte_rendu = make_projet(ferme, cast.chargee)
        make_decision(compte_rendu.reunion, "Entre nous")
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        assert texts(cast.directrice) == ["Entre "]
        assert texts(cast.adherente) == []
        page = client_of(cast.adherente).get(at("decision_list"), {"collectif": ferme.pk}).text
        assert "Entre nous" not in page
        assert ferme.nom not in page


class TestExport:
    @pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
    def test_exactly_what_is_on_screen_every_page_of_it(self, registre, cast, client_of, kind):
        given = {"issue": "adoptee", "collectif": registre.pk, "tri": "anciennes"}
        response = client_of(cast.adherente).get(at("decision_export", kind), given)
        content = b"".join(response.streaming_content)
        if kind == "csv":
            rows = [line.split(";") for line in content.decode("utf-8-sig").strip().splitlines()[1:]]
        else:
            rows = tablib.Dataset().load(io.BytesIO(content), format=kind) if kind == "xlsx" else None
        shown = get_register(cast.adherente, collectif=registre, issue="adoptee", tri="anciennes")
        expected = [decision.reference for decision in shown]
        if rows is not None:
            assert [row[0] for row in rows] == expected
        assert f'.{kind}"' in response["Content-Disposition"]

    @pytest.mark.trap("formula-in-export")
    def test_nothing_a_spreadsheet_obeys(self, registre, cast, client_of):
        make_decision(Decision.objects.get(texte__startswith="Réserver").reunion, "=1+1")
        file = b"".join(client_of(cast.adherente).get(at("decision_export", "csv")).streaming_content).decode()
        assert ";'=1+1;" in file

    def test_no_other_kind(self, cast, client_of):
        assert client_of(cast.adherente).get(at("decision_export", "exe")).status_code == 404


@pytest.mark.trap("list-of-thousands")
@pytest.mark.parametrize("rows", [1, 3, 60])
def test_one_more_decision_costs_no_query(jeunes, cast, client_of, rows, django_assert_num_queries):
    compte_rendu = make_projet(jeunes, cast.chargee)
    for rank in range(rows):
        make_decision(compte_rendu.reunion, f"Décision {rank}", revoir_le=days(-1))
    circulate_compte_rendu(compte_rendu, by=cast.chargee)
    client = client_of(cast.directrice)
    client.get(at("decision_list"))
    with django_assert_num_queries(QUERIES):
        client.get(at("decision_list"), {"q": "décision", "situation": "a_reviser"})


@pytest.mark.parametrize("rows", [1, 3])
def test_nor_does_one_more_voice_on_the_page_of_one(jeunes, cast, client_of, rows, django_assert_num_queries):
    for _ in range(rows):
        make_participation(jeunes, make_personne(), make_association())
    compte_rendu = make_projet(jeunes, cast.chargee)
    made = decide(compte_rendu.reunion, cast.chargee, mode="simple", pour=1, contre=0)
    circulate_compte_rendu(compte_rendu, by=cast.chargee)
    client = client_of(cast.directrice)
    client.get(at("decision_detail", made.pk))
    with django_assert_num_queries(10):
        client.get(at("decision_detail", made.pk))
