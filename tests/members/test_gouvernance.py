"""Governing bodies: seats, mandates closed and opened, what is read on any day."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from members.actions.gouvernance import (
    add_sieges,
    change_mandat,
    create_instance,
    edit_siege,
    end_mandat,
    open_mandat,
    ratify_mandat,
    refuse_mandat,
)
from members.actions.regles_mandat import set_quota, set_regle
from members.models import Instance, Mandat, QuotaSieges, RegleMandat, Siege
from members.queries import get_attentes
from members.queries.gouvernance import get_composition, get_compositions, get_regles
from members.queries.gouvernance_attentes import get_attentes as of_governance
from socle.journal import find_break
from socle.models import EntreeJournal, Notification
from tests.factories.gouvernance import (
    day,
    make_adhesion,
    make_assemblee,
    make_board,
    make_college,
    make_regle,
    make_representant,
    make_siege,
)
from tests.factories.members import make_association, make_instance, make_mandat, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
Genre, Parametre = Instance.Genre, RegleMandat.Parametre
COOPTATION = Mandat.Designation.COOPTATION


@pytest.fixture
def board(cast):
    return make_instance(cast.palier)


def verbs():
    return list(EntreeJournal.objects.order_by("pk").values_list("verbe", flat=True))


def holders(instance, on=None):
    return [str(mandat.personne) for mandat in get_composition(instance, on).titulaires]


def test_a_manager_builds_a_board_from_nothing(cast):
    board = create_instance(association=cast.palier, genre=Genre.CA, nom="Conseil", by=cast.directrice)
    seat, _ = add_sieges(board, intitule="Présidence", nombre=2, debut=day(-10), by=cast.directrice)
    mandat = open_mandat(
        board, personne=cast.presidente, siege=seat, fonction="Présidente", debut=day(0), by=cast.directrice
    )
    composition = get_composition(board)
    assert composition.titulaires == [mandat]
    assert len(composition.vacantes) == 1
    assert Notification.objects.get(destinataire=cast.presidente).titre == "Votre mandat : Conseil"
    assert verbs() == ["members.create_instance", "members.add_sieges", "members.open_mandat"]
    assert find_break() is None


def test_who_may_not_touch_a_board(cast, board):
    federal = make_instance(None)
    mandat = make_mandat(cast.presidente, board)
    given = {"personne": cast.collegue, "debut": day(0)}
    for somebody in (cast.collegue, cast.adherente, cast.comite, cast.superuser, cast.coordination):
        with pytest.raises(PermissionDenied):
            open_mandat(board, by=somebody, **given)
        with pytest.raises(PermissionDenied):
            end_mandat(mandat, on=day(0), motif="terme", by=somebody)
    with pytest.raises(PermissionDenied):
        open_mandat(federal, by=cast.directrice, **given)
    for somebody in (cast.chargee, cast.admin):
        open_mandat(federal, by=somebody, personne=make_personne(), debut=day(0))


def test_two_people_never_hold_one_seat(cast, board):
    seat = make_siege(board)
    held = open_mandat(board, personne=cast.presidente, siege=seat, debut=day(-5), by=cast.directrice)
    with pytest.raises(ValidationError, match="est tenue par Maëlle Quintanoy"):
        open_mandat(board, personne=cast.collegue, siege=seat, debut=day(0), by=cast.directrice)
    end_mandat(held, on=day(3), motif="demission", by=cast.directrice)
    with pytest.raises(ValidationError, match="est tenue"):
        open_mandat(board, personne=cast.collegue, siege=seat, debut=day(3), by=cast.directrice)
    open_mandat(board, personne=cast.collegue, siege=seat, debut=day(4), by=cast.directrice)
    alternate = open_mandat(board, personne=cast.adherente, suppleant_de=held, debut=day(0), by=cast.directrice)
    assert [m.personne for p in get_composition(board).places for m in p.suppleants] == [alternate.personne]


@pytest.mark.parametrize("offset", [-30, 0, 30])
@pytest.mark.trap("early-end-lost")
def test_an_end_in_the_past_today_or_later_keeps_the_person_in_the_history(cast, board, client_of, offset):
    mandat = make_mandat(cast.presidente, board, fin_prevue=day(400))
    end_mandat(mandat, on=day(offset), motif="demission", by=cast.directrice)
    assert board.mandats.en_cours().exists() is (offset >= 0)
    assert holders(board, on=day(offset)) == [str(cast.presidente)]
    assert holders(board, on=day(offset + 1)) == []
    page = client_of(cast.directrice).get(f"/gouvernance/instances/{board.pk}/histoire/").text
    assert str(cast.presidente) in page
    assert "démission" in page
    mandat.refresh_from_db()
    assert mandat.fin_prevue == day(400)


def test_an_end_not_reached_may_be_put_right_and_a_past_one_not(cast, board):
    mandat = make_mandat(cast.presidente, board)
    end_mandat(mandat, on=day(30), motif="demission", by=cast.directrice)
    end_mandat(mandat, on=day(-3), motif="demission", by=cast.directrice)
    with pytest.raises(ValidationError, match="terminé depuis"):
        end_mandat(mandat, on=day(3), motif="terme", by=cast.directrice)
    with pytest.raises(ValidationError):
        end_mandat(make_mandat(cast.collegue, board, debut=day(-2)), on=day(-9), motif="terme", by=cast.directrice)


@pytest.mark.trap("mandate-prolonged")
def test_a_mandate_past_its_planned_end_runs_on_and_says_so(cast, board, client_of):
    make_mandat(cast.presidente, board, debut=day(-1100), fin_prevue=day(-5))
    [mandat] = get_composition(board).titulaires
    assert mandat.etat == "prolonge"
    page = client_of(cast.adherente).get(f"/gouvernance/instances/{board.pk}/").text
    assert "Prolongé jusqu’à l’assemblée" in page
    [before] = get_composition(board, day(-6)).titulaires
    assert before.etat == ""


@pytest.mark.trap("same-person-two-rows")
def test_the_same_person_twice_in_a_row_is_two_rows(cast, board, client_of):
    first = make_mandat(cast.presidente, board, debut=day(-1100), fin_prevue=day(-5))
    end_mandat(first, on=day(-5), motif="terme", by=cast.directrice)
    open_mandat(board, personne=cast.presidente, debut=day(-4), fin_prevue=day(1090), by=cast.directrice)
    assert board.mandats.count() == 2
    assert holders(board) == [str(cast.presidente)]
    assert holders(board, on=day(-5)) == [str(cast.presidente)]
    page = client_of(cast.directrice).get(f"/gouvernance/instances/{board.pk}/histoire/").text
    assert page.count(f'<th scope="row">{cast.presidente}</th>') == 2


def test_a_change_closes_a_row_and_opens_another_within_the_same_term(cast, board):
    seat, other = make_siege(board, "Secrétariat"), make_siege(board, "Présidence")
    old = make_mandat(cast.presidente, board, siege=seat, fonction="Secrétaire", fin_prevue=day(200))
    place = {"fonction": "Présidente", "siege": other, "college": None, "has_voix": True}
    new = change_mandat(old, on=day(0), by=cast.directrice, **place)
    old.refresh_from_db()
    assert (old.fonction, old.fin, old.siege) == ("Secrétaire", day(-1), seat)
    assert (new.fonction, new.debut, new.fin, new.fin_prevue) == ("Présidente", day(0), None, day(200))
    again = change_mandat(new, on=day(0), by=cast.directrice, **(place | {"fonction": "Coprésidente"}))
    assert (again.pk, again.fonction) == (new.pk, "Coprésidente")
    with pytest.raises(ValidationError, match="précède"):
        change_mandat(new, on=day(-1), by=cast.directrice, **place)


def test_an_alternate_follows_whoever_they_stand_in_for(cast, board):
    old = make_mandat(cast.presidente, board, fin_prevue=day(200))
    alternate = make_mandat(cast.collegue, board, suppleant_de=old)
    place = {"fonction": "Présidente", "siege": None, "college": None, "has_voix": True}
    new = change_mandat(old, on=day(0), by=cast.directrice, **place)
    alternate.refresh_from_db()
    assert alternate.suppleant_de == new


@pytest.mark.trap("cooptation-ratified")
def test_a_vacancy_is_filled_by_cooptation_then_ratified(cast, board, client_of):
    seat = make_siege(board, "Trésorerie", debut=day(-900))
    end_mandat(make_mandat(cast.presidente, board, siege=seat), on=day(-40), motif="demission", by=cast.directrice)
    assert [place.siege for place in get_composition(board).vacantes] == [seat]
    mandat = open_mandat(
        board,
        personne=cast.collegue,
        siege=seat,
        debut=day(-30),
        designation=COOPTATION,
        is_complet=False,
        by=cast.directrice,
    )
    composition = get_composition(board)
    assert composition.vacantes == []
    assert composition.titulaires[0].etat == "a_ratifier"
    address = f"/gouvernance/mandats/{mandat.pk}/ratifier/"
    answer = {"issue": "ratifie", "on": day(-1).isoformat(), "decision": "Résolution 4"}
    client_of(cast.directrice).post(address, answer)
    mandat.refresh_from_db()
    assert (mandat.ratifie_le, mandat.decision, mandat.fin) == (day(-1), "Résolution 4", None)
    with pytest.raises(ValidationError, match="n’attend pas"):
        ratify_mandat(mandat, on=day(0), decision="", by=cast.directrice)


def test_a_cooptation_refused_ends_that_day_and_stays_known(cast, board):
    mandat = make_mandat(cast.collegue, board, debut=day(-30), designation=COOPTATION)
    with pytest.raises(ValidationError, match="précède la cooptation"):
        ratify_mandat(mandat, on=day(-31), decision="", by=cast.directrice)
    refuse_mandat(mandat, on=day(-1), decision="Résolution 4", by=cast.directrice)
    mandat.refresh_from_db()
    assert (mandat.fin, mandat.motif_fin) == (day(-1), "refus")
    assert holders(board) == []
    assert holders(board, on=day(-2)) == [str(cast.collegue)]


def test_a_seat_is_not_closed_under_whoever_holds_it(cast, board):
    seat = make_siege(board)
    make_mandat(cast.presidente, board, siege=seat)
    said = {"intitule": "Présidence", "college": None, "has_voix": True}
    with pytest.raises(ValidationError, match="tient cette place"):
        edit_siege(seat, fin=day(0), by=cast.directrice, **said)
    board.mandats.update(fin=day(-1))
    edit_siege(seat, fin=day(-1), by=cast.directrice, **said)
    assert Siege.objects.get().intitule == "Présidence"
    assert get_composition(board).vacantes == []
    assert EntreeJournal.objects.get(verbe="members.edit_siege").details["avant"]["intitule"] == "Administration"


def test_a_mandate_takes_the_college_of_its_seat_and_no_more_voice(cast):
    federal, usagers = make_instance(None), make_college("usagers")
    seat = make_siege(federal, college=usagers, has_voix=False)
    mandat = open_mandat(federal, personne=cast.presidente, siege=seat, debut=day(0), by=cast.chargee)
    assert (mandat.college, mandat.has_voix) == (usagers, False)


def test_any_day_can_be_looked_at(cast, board, client_of):
    make_mandat(cast.presidente, board, debut="2015-01-01", fin="2018-12-31")
    make_mandat(cast.collegue, board, debut="2019-01-01")
    client = client_of(cast.directrice)
    past = client.get(f"/gouvernance/instances/{board.pk}/", {"le": "2016-06-01"}).text
    assert str(cast.presidente) in past
    assert str(cast.collegue) not in past
    assert "Vous regardez un autre jour" in past
    assert "Ouvrir un mandat" not in past
    for odd in ("hier", "9999-99-99", "", "\x00", "0001-01-01"):
        page = client.get(f"/gouvernance/instances/{board.pk}/", {"le": odd})
        assert page.status_code == 200
        assert str(cast.collegue) in page.text


def test_opening_a_mandate_through_the_pages(cast, board, client_of):
    client = client_of(cast.directrice)
    seat = make_siege(board, "Trésorerie")
    make_regle(Parametre.DUREE, 3)
    address = f"/gouvernance/instances/{board.pk}/mandats/ouvrir/?siege={seat.pk}"
    assert str(cast.collegue) in client.get(address).text
    chosen = f"{address}&personne={cast.collegue.pk}"
    assert f"{day(0).year + 3}-" in client.get(chosen).text
    wrong = {"siege": seat.pk, "designation": "election", "debut": day(0).isoformat(), "fin_prevue": "2001-01-01"}
    page = client.post(chosen, wrong)
    assert "précède le début" in page.text
    assert board.mandats.count() == 0
    client.post(chosen, wrong | {"fin_prevue": "", "fonction": "Trésorier", "has_voix": "on", "is_complet": "on"})
    assert board.mandats.get().fonction == "Trésorier"


def test_a_person_whom_the_manager_may_not_find_is_not_chosen(cast, board, client_of):
    stranger = make_personne("Inconnue")
    page = client_of(cast.directrice).get(f"/gouvernance/instances/{board.pk}/mandats/ouvrir/?personne={stranger.pk}")
    assert "À qui" in page.text
    assert "Inconnue" not in page.text


def test_a_rule_has_dates_and_a_new_value_closes_the_former(cast, client_of):
    said = {"genre": Genre.CA, "instance": None, "parametre": Parametre.DUREE}
    set_regle(**said, valeur=4, article="Article 9", depuis=day(-1000), by=cast.admin)
    set_regle(**said, valeur=3, article="Article 12", depuis=day(-10), by=cast.admin)
    board = make_instance(cast.palier)
    assert get_regles().value(board, Parametre.DUREE) == 3
    assert get_regles(day(-11)).value(board, Parametre.DUREE) == 4
    assert get_regles(day(-1001)).value(board, Parametre.DUREE) is None
    with pytest.raises(ValidationError, match="commence déjà"):
        set_regle(**said, valeur=5, article="", depuis=day(-20), by=cast.admin)
    page = client_of(cast.admin).get("/gouvernance/regles/").text
    assert "Article 9" in page
    assert "Article 12" in page
    for somebody in (cast.chargee, cast.directrice, cast.superuser):
        with pytest.raises(PermissionDenied):
            set_regle(**said, valeur=5, article="", depuis=day(0), by=somebody)


def test_a_body_s_own_rule_comes_before_that_of_its_kind(cast):
    federal, other = make_instance(None), make_instance(cast.palier)
    make_regle(Parametre.DUREE, 4)
    make_regle(Parametre.DUREE, 2, instance=federal)
    assert get_regles().value(federal, Parametre.DUREE) == 2
    assert get_regles().value(other, Parametre.DUREE) == 4


def test_rules_through_the_page(cast, client_of):
    client = client_of(cast.admin)
    typed = {"genre": "ag", "parametre": "quorum", "valeur": "140", "article": "16", "depuis": day(0).isoformat()}
    page = client.post("/gouvernance/regles/", typed)
    assert "100 au plus" in page.text
    assert 'value="16"' in page.text
    client.post("/gouvernance/regles/", typed | {"valeur": "40"})
    assert RegleMandat.objects.get().valeur == 40


def test_a_quota_is_set_replaced_and_taken_away(cast):
    federal, college = make_instance(None), make_college()
    said = {"college": college, "article": "", "by": cast.admin}
    set_quota(federal, minimum=60, maximum=None, **said)
    set_quota(federal, minimum=50, maximum=80, **said)
    assert QuotaSieges.objects.get().minimum == 50
    set_quota(federal, minimum=None, maximum=None, **said)
    assert not QuotaSieges.objects.exists()


def test_overview_says_what_waits_and_whom_to_call(cast, board, client_of):
    make_siege(board, "Trésorerie")
    make_mandat(cast.presidente, board, fonction="Présidente", fin_prevue=day(20))
    make_mandat(cast.collegue, board, designation=COOPTATION)
    client = client_of(cast.chargee)
    vacancies = client.get("/gouvernance/vue-d-ensemble/").text
    assert "Trésorerie" in vacancies
    assert f"À appeler\u202f: {cast.presidente}" in vacancies
    assert "Maëlle Quintanoy" in client.get("/gouvernance/vue-d-ensemble/?quoi=echeances").text
    assert str(cast.collegue) in client.get("/gouvernance/vue-d-ensemble/?quoi=cooptations").text


def test_what_awaits_people(cast, board):
    make_adhesion(cast.palier)
    make_assemblee(60)
    make_mandat(cast.presidente, board, fin_prevue=day(30))
    make_mandat(cast.collegue, board, designation=COOPTATION)
    titles = {who: [a.title for a in get_attentes(getattr(cast, who))] for who in ("directrice", "presidente")}
    assert "Nommer qui représente Le Palier" in titles["directrice"]
    assert "Une cooptation à ratifier" in titles["directrice"]
    assert "Votre mandat finit bientôt" in titles["presidente"]
    make_representant(cast.palier)
    assert "Nommer qui représente Le Palier" not in [a.title for a in get_attentes(cast.directrice)]


def test_nobody_else_is_asked_anything(cast, django_assert_num_queries):
    from_elsewhere = cast.prestataire
    _ = from_elsewhere.roles
    with django_assert_num_queries(0):
        assert of_governance(from_elsewhere) == []
    _ = cast.directrice.roles
    with django_assert_num_queries(1):
        of_governance(cast.directrice)


@pytest.mark.parametrize("extra", [1, 3])
def test_compositions_ask_a_constant_number_of_times(cast, django_assert_num_queries, extra):
    for rank in range(extra):
        association = make_association(f"Association {rank}")
        make_board(association, 3, 1)
        make_siege(make_instance(association, Genre.BUREAU))
    make_board(None, 2)
    instances = list(Instance.objects.all())
    with django_assert_num_queries(8):
        get_compositions(instances)


@pytest.mark.parametrize("extra", [1, 3])
@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/gouvernance/", 12),
        ("/gouvernance/instances/", 11),
        ("/gouvernance/vue-d-ensemble/", 9),
        ("/gouvernance/instances/{board}/", 9),
        ("/gouvernance/instances/{board}/histoire/", 4),
        ("/annuaire/{palier}/gouvernance/", 12),
        ("/gouvernance/regles/", 4),
    ],
)
def test_pages_ask_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra, address, number):
    board = make_board(cast.palier, 2 * extra, 1)
    make_rattachement(cast.admin, cast.palier, is_gestionnaire=True)
    make_assemblee(40)
    for rank in range(extra):
        make_siege(board, f"Place {rank}")
        make_board(make_association(f"Association {rank}"), 2)
        make_representant(cast.palier, fin=day(-20 + rank), debut=day(-30))
        make_regle(Parametre.DUREE, 3, genre=list(Genre)[rank])
    client = client_of(cast.admin)
    address = address.format(board=board.pk, palier=cast.palier.pk)
    client.get(address)
    with django_assert_num_queries(number):
        client.get(address)
