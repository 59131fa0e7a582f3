"""Approvals of an association: what is written, what is shown, to whom; warnings that refuse nothing (R6)."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.actions.agrements import (
    FIELDS,
    FILE,
    add_agrement,
    close_agrement,
    edit_renouvellement,
    obtain_agrement,
    remove_agrement,
)
from members.actions.relecture import RowChanged, read_row
from members.models import Agrement, ProjetSocial, Renouvellement, Structure
from members.mois import add_months
from members.queries.agrements import find_reperes
from socle.models import EntreeJournal
from tests.factories.agrements import make_agrement, make_projet_social, make_renouvellement
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
Genre = Agrement.Genre
ONE_DAY = timedelta(days=1)
TYPED = {"genre": "evs", "caf": "CAF", "debut": "2024-01-01", "fin": "2027-12-31"}


def page_of(association):
    return f"/annuaire/{association.pk}/agrements/"


def blank(genre=Genre.EVS, structure=None, **dates):
    return Agrement(genre=genre, structure=structure, **dates)


def said(*agrements):
    return " ".join(find_reperes(list(agrements)))


@pytest.mark.rule("R6")
def test_more_than_four_years_is_told():
    assert find_reperes([blank(debut=date(2024, 1, 1), fin=date(2027, 12, 31))]) == []
    assert find_reperes([blank(debut=date(2024, 2, 29), fin=date(2028, 2, 29))]) == []
    assert "dure plus de 4 ans" in said(blank(debut=date(2024, 2, 29), fin=date(2028, 3, 1)))


@pytest.mark.rule("R6")
def test_overlap_of_the_same_kind_is_told():
    first = blank(debut=date(2021, 1, 1), fin=date(2024, 12, 31))
    second = blank(debut=date(2024, 7, 1), fin=date(2028, 6, 30))
    assert "se recouvrent du 1er\u00a0juillet\u00a02024 au 31\u00a0décembre\u00a02024" in said(first, second)
    other = blank(Genre.FAMILLES, debut=date(2024, 7, 1), fin=date(2028, 6, 30))
    assert find_reperes([first, other]) == []


@pytest.mark.rule("R6")
def test_a_gap_is_told_to_the_day():
    first = blank(debut=date(2020, 1, 1), fin=date(2023, 12, 31))
    assert find_reperes([first, blank(debut=date(2024, 1, 1), fin=date(2027, 12, 31))]) == []
    assert "la période le 1er\u00a0janvier\u00a02024" in said(
        first, blank(debut=date(2024, 1, 2), fin=date(2027, 12, 31))
    )


@pytest.mark.rule("R6")
def test_two_places_of_one_association_do_not_overlap(cast):
    place = Structure.objects.create(association=cast.palier, nom="Annexe", genre="evs")
    dates = {"debut": date(2024, 1, 1), "fin": date(2027, 12, 31)}
    assert find_reperes([blank(**dates), blank(structure=place, **dates)]) == []


@pytest.mark.rule("R6")
@given(
    st.lists(st.integers(30, 1400), min_size=1, max_size=6), st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.randoms()
)
def test_approvals_that_follow_one_another_say_nothing(lengths, start, random):
    rows = []
    for length in lengths:
        rows.append(blank(debut=start, fin=start + timedelta(days=length)))
        start = rows[-1].fin + ONE_DAY
    random.shuffle(rows)
    assert find_reperes(rows) == []
    longest = max(rows, key=lambda row: row.fin)
    longest.debut -= timedelta(days=1)
    assert len(find_reperes(rows)) == (1 if len(rows) > 1 else 0)


@pytest.mark.rule("R6")
def test_a_warning_refuses_nothing_and_its_words_are_kept(cast, client_of):
    answer = client_of(cast.directrice).post(page_of(cast.palier) + "ajouter/", TYPED | {"fin": "2029-12-31"})
    assert answer.status_code == 302
    assert "dure plus de 4 ans" in client_of(cast.directrice).get(page_of(cast.palier)).text
    entree = EntreeJournal.objects.get(verbe="members.add_agrement")
    assert "dure plus de 4 ans" in entree.details["reperes"][0]
    assert "dure plus de 4 ans" not in client_of(cast.adherente).get(page_of(cast.palier)).text


def test_a_wrong_date_says_why_and_loses_nothing(cast, client_of):
    page = client_of(cast.directrice).post(page_of(cast.palier) + "ajouter/", TYPED | {"fin": "2020-01-01"})
    assert "finit avant de commencer" in page.text
    assert 'value="CAF"' in page.text


def test_the_same_approval_is_not_written_twice(cast):
    fields = {"genre": "evs", "caf": "", "debut": date(2024, 1, 1), "fin": date(2027, 12, 31)}
    add_agrement(cast.palier, by=cast.directrice, **fields)
    with pytest.raises(ValidationError, match="déjà enregistré"):
        add_agrement(cast.palier, by=cast.directrice, **fields)


def test_only_managers_and_the_team_write(cast):
    fields = {"genre": "evs", "caf": "", "debut": date(2024, 1, 1), "fin": date(2027, 12, 31)}
    for personne in (cast.collegue, cast.presidente, cast.adherente, cast.superuser, cast.ancien):
        with pytest.raises(PermissionDenied):
            add_agrement(cast.palier, by=personne, **fields)
    assert add_agrement(cast.palier, by=cast.chargee, **fields).pk


def test_everybody_reads_dates_and_nobody_else_the_file(cast, client_of):
    agrement = make_agrement(cast.palier, motif_fin="Le lieu est trop vieux")
    make_renouvellement(agrement, notes="Nous hésitons encore.", bilan_le=date(2026, 1, 1))
    make_agrement(cast.palier, Genre.FAMILLES)
    page = client_of(cast.adherente).get(page_of(cast.palier)).text
    assert "Espace de vie sociale" in page
    for hidden in ("Le lieu est trop vieux", "Nous hésitons", "renouvellement</a>", "Dossier à ouvrir", "partie"):
        assert hidden not in page
    own = client_of(cast.directrice).get(page_of(cast.palier)).text
    assert "Le lieu est trop vieux" in own
    assert "Dossier à ouvrir" in own
    file = f"/agrements/{agrement.pk}/renouvellement/"
    assert "Nous hésitons" in client_of(cast.directrice).get(file).text
    for personne in (cast.adherente, cast.collegue, cast.superuser):
        assert client_of(personne).get(file).status_code == 404
        assert client_of(personne).post(file, {"notes": "x"}).status_code == 404


def test_closing_asks_why_and_keeps_the_row(cast, client_of):
    agrement = make_agrement(cast.palier)
    client = client_of(cast.directrice)
    address = f"/agrements/{agrement.pk}/arreter/"
    assert "réponse est attendue" in client.post(address, {"fin": agrement.fin, "motif_fin": ""}).text
    late = client.post(address, {"fin": agrement.fin + ONE_DAY, "motif_fin": "Fermeture"})
    assert "choisissez ce jour ou avant" in late.text
    earlier = timezone.localdate() - ONE_DAY
    assert client.post(address, {"fin": earlier, "motif_fin": "Fermeture"}).status_code == 302
    agrement.refresh_from_db()
    assert (agrement.fin, agrement.motif_fin) == (earlier, "Fermeture")
    typed = {
        "genre": "evs",
        "debut": agrement.debut,
        "fin": earlier,
        "motif_fin": "",
        "lu": read_row(agrement, FIELDS),
    }
    assert client.post(f"/agrements/{agrement.pk}/modifier/", typed).status_code == 302
    agrement.refresh_from_db()
    assert agrement.motif_fin == ""


@pytest.mark.trap("silent-overwrite")
def test_a_second_writer_sees_the_dates_of_the_first(cast, client_of):
    agrement = make_agrement(cast.palier, caf="CAF")
    address = f"/agrements/{agrement.pk}/modifier/"
    mine = {
        "genre": "evs",
        "caf": "MSA",
        "debut": agrement.debut,
        "fin": agrement.fin,
        "lu": read_row(agrement, FIELDS),
    }
    assert client_of(cast.chargee).post(address, mine | {"caf": "CAF du Val"}).status_code == 302
    answer = client_of(cast.directrice).post(address, mine)
    assert answer.status_code == 409
    assert "CAF du Val" in answer.text
    assert 'value="MSA"' in answer.text


@pytest.mark.trap("silent-overwrite")
@pytest.mark.trap("text-lost-on-error")
def test_two_who_write_the_file_see_each_other(cast, client_of):
    agrement = make_agrement(cast.palier)
    address = f"/agrements/{agrement.pk}/renouvellement/"
    mine = {"notes": "Mes notes.", "lu": read_row(Renouvellement(agrement=agrement), FILE)}
    assert client_of(cast.chargee).post(address, mine | {"notes": "Les siennes."}).status_code == 302
    client = client_of(cast.directrice)
    answer = client.post(address, mine)
    assert answer.status_code == 409
    assert "Les siennes." in answer.text
    assert "Mes notes." in answer.text
    standing = Renouvellement.objects.get()
    assert standing.notes == "Les siennes."
    assert client.post(address, mine | {"lu": read_row(standing, FILE)}).status_code == 302
    assert Renouvellement.objects.get().notes == "Mes notes."


@pytest.mark.django_db(transaction=True)
@pytest.mark.trap("silent-overwrite")
def test_two_who_open_the_file_together_make_one():
    association, manager = make_association(), make_personne()
    make_rattachement(manager, association, is_gestionnaire=True)
    agrement = make_agrement(association)
    read, outcomes, barrier = read_row(Renouvellement(agrement=agrement), FILE), [], Barrier(2)

    def write(text):
        barrier.wait()
        try:
            edit_renouvellement(agrement, read=read, by=manager, notes=text)
            outcomes.append("written")
        except RowChanged:
            outcomes.append("seen")
        finally:
            connection.close()

    threads = [Thread(target=write, args=(text,)) for text in ("un", "deux")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["seen", "written"]


def test_a_part_to_come_is_refused_with_its_reason(cast, client_of):
    agrement = make_agrement(cast.palier)
    tomorrow = timezone.localdate() + ONE_DAY
    page = client_of(cast.directrice).post(
        f"/agrements/{agrement.pk}/renouvellement/", {"bilan_le": tomorrow, "notes": "À garder.", "lu": ""}
    )
    assert "Une partie faite a une date passée" in page.text
    assert "À garder." in page.text


def test_an_obtained_renewal_makes_the_next_approval(cast, client_of):
    agrement = make_agrement(cast.palier, caf="CAF", ends_in=30)
    client = client_of(cast.directrice)
    start = agrement.fin + ONE_DAY
    page = client.get(f"/agrements/{agrement.pk}/obtenu/").text
    assert f'value="{start.isoformat()}"' in page
    assert f'value="{(add_months(start, 48) - ONE_DAY).isoformat()}"' in page
    typed = {"debut": start, "fin": add_months(start, 48) - ONE_DAY, "caf": "CAF"}
    assert client.post(f"/agrements/{agrement.pk}/obtenu/", typed).status_code == 302
    agrement.refresh_from_db()
    assert agrement.renouvellement.obtenu.debut == start
    assert "Renouvelé" in client.get(page_of(cast.palier)).text
    again = client.post(f"/agrements/{agrement.pk}/obtenu/", typed)
    assert "déjà renouvelé" in again.text
    remove_agrement(agrement.renouvellement.obtenu, by=cast.directrice)
    agrement.renouvellement.refresh_from_db()
    assert agrement.renouvellement.obtenu is None


def test_removing_is_posted_and_journaled(cast, client_of):
    agrement = make_agrement(cast.palier)
    address = f"/agrements/{agrement.pk}/retirer/"
    assert client_of(cast.directrice).get(address).status_code == 405
    assert client_of(cast.collegue).post(address).status_code == 403
    assert client_of(cast.directrice).post(address).status_code == 302
    assert not Agrement.objects.exists()
    assert EntreeJournal.objects.get(verbe="members.remove_agrement").details["fin"] == agrement.fin.isoformat()


def test_actions_ask_the_right_themselves(cast):
    agrement = make_agrement(cast.palier)
    acts = [
        lambda: close_agrement(agrement, fin=agrement.fin, motif_fin="x", by=cast.adherente),
        lambda: remove_agrement(agrement, by=cast.adherente),
        lambda: edit_renouvellement(agrement, read="", by=cast.adherente, notes="x"),
        lambda: obtain_agrement(agrement, debut=agrement.fin, fin=agrement.fin + ONE_DAY, caf="", by=cast.adherente),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_social_projects_are_written_and_rewritten(cast, client_of):
    client = client_of(cast.directrice)
    typed = {"titre": "Aller vers", "resume": "Les hameaux d’abord.", "debut": "2024-01-01", "fin": "2027-12-31"}
    assert client.post(f"/annuaire/{cast.palier.pk}/projets-sociaux/ajouter/", typed).status_code == 302
    projet = ProjetSocial.objects.get()
    assert "Les hameaux d’abord." in client_of(cast.adherente).get(page_of(cast.palier)).text
    address = f"/projets-sociaux/{projet.pk}/modifier/"
    assert client.post(address, typed | {"lu": "autre"}).status_code == 409
    read = read_row(projet, ("titre", "resume", "debut", "fin"))
    assert client.post(address, typed | {"titre": "Aller mieux", "lu": read}).status_code == 302
    assert ProjetSocial.objects.get().titre == "Aller mieux"
    assert client_of(cast.adherente).get(address).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_an_association_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, rows):
    for rank in range(rows):
        make_renouvellement(make_agrement(cast.palier, ends_in=100 + rank), notes="x")
        make_projet_social(cast.palier, titre=f"Projet {rank}")
    client = client_of(cast.directrice)
    client.get(page_of(cast.palier))
    with django_assert_num_queries(4):
        client.get(page_of(cast.palier))
