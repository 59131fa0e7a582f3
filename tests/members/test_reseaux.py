"""Networks: awake when somebody runs them, dated places, any past day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions.reseaux import delete_reseau, join_reseau, leave_reseau, save_reseau
from members.models import FonctionMission, Reseau, Territoire
from members.queries.reseaux import get_belonging, get_reseaux, get_sleep, is_en_sommeil
from tests.factories.adhesions import make_adhesion, make_reseau
from tests.factories.members import make_affectation, make_association, make_fonction, make_personne

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def day(offset):
    return TODAY() + timedelta(days=offset)


@pytest.mark.rule("R9")
def test_a_network_sleeps_when_nobody_holds_its_function(cast):
    nobody = FonctionMission.objects.create(intitule="Animation mobilités")
    asleep = make_reseau(fonction_animatrice=nobody)
    awake = make_reseau(fonction_animatrice=make_fonction())
    orphan = make_reseau()
    found = {reseau.pk: is_en_sommeil(reseau) for reseau in get_reseaux()}
    assert found == {asleep.pk: True, awake.pk: False, orphan.pk: True}
    make_affectation(make_personne(), nobody, debut=TODAY())
    assert not is_en_sommeil(get_reseaux().get(pk=asleep.pk))
    assert is_en_sommeil(get_reseaux(day(-1)).get(pk=asleep.pk)), "it slept the day before"


@pytest.mark.trap("cron-dependent")
@pytest.mark.parametrize(("debut", "fin", "said"), [(-9, -1, "passée"), (1, 9, "pas commencé"), (-1, 0, "")])
def test_an_event_lives_in_its_window(cast, debut, fin, said):
    reseau = make_reseau(genre="evenementiel", debut=day(debut), fin=day(fin), fonction_animatrice=make_fonction())
    sleep = get_sleep(get_reseaux().get(pk=reseau.pk))
    assert said in sleep
    assert bool(sleep) is bool(said)


def test_a_member_is_in_several_networks_from_day_to_day(cast):
    make_adhesion(cast.palier)
    first, second = make_reseau(), make_reseau()
    place = join_reseau(first, association=cast.palier, debut=date(2023, 1, 1), by=cast.directrice)
    join_reseau(second, association=cast.palier, debut=TODAY(), by=cast.chargee)
    with pytest.raises(ValidationError, match="déjà dans ce réseau"):
        join_reseau(first, association=cast.palier, debut=TODAY(), by=cast.directrice)
    leave_reseau(place, fin=date(2024, 1, 1), by=cast.directrice)
    with pytest.raises(ValidationError, match="déjà quitté"):
        leave_reseau(place, by=cast.directrice)
    assert not get_belonging(first).exists()
    assert get_belonging(first, date(2023, 6, 1)).get() == place
    assert get_reseaux(date(2023, 6, 1)).get(pk=first.pk).membres == 1


def test_nobody_brings_in_the_association_of_others(cast):
    make_adhesion(cast.palier)
    reseau = make_reseau()
    for somebody in (cast.adherente, cast.collegue):
        with pytest.raises(PermissionDenied):
            join_reseau(reseau, association=cast.palier, debut=TODAY(), by=somebody)
    with pytest.raises(ValidationError, match="n’est pas membre"):
        join_reseau(reseau, association=cast.horizon, debut=TODAY(), by=cast.chargee)


def test_only_an_event_has_a_window_and_a_territory_its_place(cast):
    window = {"debut": day(1), "fin": day(5)}
    kept = save_reseau(Reseau(), nom="A", genre="thematique", **window, by=cast.chargee)
    assert (kept.debut, kept.fin) == (None, None)
    with pytest.raises(ValidationError, match="les deux"):
        save_reseau(Reseau(), nom="B", genre="evenementiel", debut=day(1), by=cast.chargee)
    with pytest.raises(ValidationError, match="son territoire"):
        save_reseau(Reseau(), nom="C", genre="territorial", by=cast.chargee)
    rives = Territoire.objects.create(nom="Rives")
    assert save_reseau(Reseau(), nom="C", genre="territorial", territoire=rives, by=cast.chargee).pk
    with pytest.raises(PermissionDenied):
        save_reseau(Reseau(), nom="D", genre="thematique", by=cast.directrice)


def test_a_network_with_a_past_is_not_removed(cast):
    reseau = make_reseau()
    reseau.appartenances.create(association=cast.palier, debut=date(2020, 1, 1), fin=date(2021, 1, 1))
    with pytest.raises(ValidationError, match="reste dans l’histoire"):
        delete_reseau(reseau, by=cast.chargee)
    delete_reseau(make_reseau(), by=cast.chargee)


def test_managers_join_and_leave_through_the_page(cast, client_of):
    make_adhesion(cast.palier)
    make_adhesion(cast.horizon)
    reseau = make_reseau(fonction_animatrice=make_fonction())
    client = client_of(cast.directrice)
    page = client.get(f"/reseaux/{reseau.pk}/").text
    assert f'<option value="{cast.palier.pk}"' in page
    assert f'<option value="{cast.horizon.pk}"' not in page
    client.post(f"/reseaux/{reseau.pk}/rejoindre/", {"association": cast.palier.pk, "debut": TODAY().isoformat()})
    place = reseau.appartenances.get()
    assert client_of(cast.adherente).post(f"/reseaux/appartenances/{place.pk}/quitter/").status_code == 403
    assert client.post(f"/reseaux/appartenances/{place.pk}/quitter/").status_code == 302
    place.refresh_from_db()
    assert place.fin == TODAY()


@pytest.mark.parametrize("extra", [1, 3])
def test_lists_ask_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra):
    for _ in range(extra):
        reseau = make_reseau(fonction_animatrice=make_fonction())
        for _ in range(extra):
            reseau.appartenances.create(association=make_association(), debut=date(2020, 1, 1))
    client = client_of(cast.adherente)
    client.get("/reseaux/")
    with django_assert_num_queries(4):
        client.get("/reseaux/")
    with django_assert_num_queries(5):
        client.get(f"/reseaux/{reseau.pk}/")


@pytest.mark.parametrize(
    "query", [{"le": "2023-02-30"}, {"le": "x"}, {"genre": "x"}, {"page": "9"}, {"le": "2999-01-01"}]
)
def test_odd_addresses_never_fail(cast, client_of, query):
    assert client_of(cast.adherente).get("/reseaux/", query).status_code == 200
