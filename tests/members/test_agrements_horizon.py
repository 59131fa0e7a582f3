"""The horizon of eighteen months, reminders, and who renewed nearby."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from members.actions.agrements import remind_agrement
from members.models import Agrement, Association, RappelAgrement, Territoire
from members.mois import add_months
from members.queries.agrements import Etape, count_horizon, draw_horizon, get_agrements_to_remind, get_horizon
from members.queries.echeances import get_attentes
from members.queries.pairs import find_pairs
from members.tasks import remind_agrements
from socle.models import Envoi, Notification, PreferenceNotification
from socle.notifications import deliver
from tests.factories.adhesions import make_adhesion
from tests.factories.agrements import make_agrement, make_renouvellement
from tests.factories.members import make_association, make_rattachement

pytestmark = pytest.mark.django_db
Genre = Agrement.Genre
LIST = "/agrements/"


def today():
    return timezone.localdate()


def in_horizon():
    return list(get_horizon(today()))


def renew(agrement, **fields):
    """The next approval, written by hand or tied to a file."""
    start = agrement.fin + timedelta(days=1)
    return make_agrement(agrement.association, agrement.genre, debut=start, fin=add_months(start, 48), **fields)


def test_what_ends_within_eighteen_months_or_ended_without_a_next_one(cast):
    limit = add_months(today(), 18)
    inside = make_agrement(cast.palier, fin=limit)
    make_agrement(cast.palier, Genre.FAMILLES, fin=limit + timedelta(days=1))
    ended = make_agrement(cast.horizon, ends_in=-1)
    followed = make_agrement(cast.horizon, Genre.FAMILLES, ends_in=-30)
    renew(followed)
    make_agrement(cast.horizon, Genre.ANIMATION_GLOBALE, ends_in=10, motif_fin="Fermeture")
    assert in_horizon() == [ended, inside]


def test_associations_that_left_are_not_there(cast):
    gone, merged, never = make_association(), make_association(), make_association()
    make_adhesion(gone, debut=today() - timedelta(days=900), fin=today() - timedelta(days=3))
    Association.objects.filter(pk=merged.pk).update(fondue_dans=cast.palier)
    make_adhesion(cast.palier, debut=today() - timedelta(days=900))
    rows = [make_agrement(association) for association in (gone, merged, never, cast.palier)]
    assert in_horizon() == rows[2:]


@pytest.mark.parametrize(
    ("dates", "etape", "parties"),
    [
        ({}, Etape.A_OUVRIR, 0),
        ({"bilan_le": "2026-01-01"}, Etape.EN_COURS, 1),
        ({"diagnostic_le": "2026-01-01", "projet_le": "2026-01-01"}, Etape.EN_COURS, 2),
        ({"diagnostic_le": "2026-01-01", "bilan_le": "2026-01-01", "projet_le": "2026-01-01"}, Etape.PRET, 3),
        ({"depose_le": "2026-01-01"}, Etape.DEPOSE, 0),
    ],
)
def test_the_stage_of_a_file_is_read_from_its_dates(cast, dates, etape, parties):
    make_renouvellement(make_agrement(cast.palier), **dates)
    [row] = in_horizon()
    assert (row.etape, row.parties) == (etape, parties)


def test_a_next_approval_is_a_renewal_however_it_was_written(cast):
    renew(make_agrement(cast.palier, ends_in=40))
    filed = make_agrement(cast.horizon, ends_in=50)
    make_renouvellement(filed, obtenu=renew(filed))
    assert [row.etape for row in in_horizon()] == [Etape.OBTENU, Etape.OBTENU]


def test_the_chart_and_the_table_count_the_same_rows(cast, client_of):
    make_agrement(cast.palier, ends_in=-5)
    make_agrement(cast.palier, Genre.FAMILLES, ends_in=0)
    make_agrement(cast.horizon, fin=add_months(today(), 18))
    counts = count_horizon(get_horizon(today()), today())
    cumul = draw_horizon(counts, today(), is_cumul=True)
    alone = draw_horizon(counts, today(), is_cumul=False)
    assert len(cumul["labels"]) == 20
    assert cumul["labels"][0][0] == "Déjà finis"
    assert {label: values[-1] for label, values in cumul["series"]} == {
        "Ensemble": 3,
        "Familles": 1,
        "EVS": 2,
    }
    assert [sum(values) for _, values in alone["series"]] == [3, 1, 2]
    assert alone["series"][0][1][0] == 1
    page = client_of(cast.chargee).get(LIST)
    assert page.context["page"].paginator.count == 3
    assert page.text.count('class="row__title"') == 3


def test_filters_stay_in_the_address_and_narrow_the_file_too(cast, client_of):
    rives = Territoire.objects.create(nom="Rives")
    Association.objects.filter(pk=cast.horizon.pk).update(territoire=rives)
    make_agrement(cast.palier)
    make_renouvellement(make_agrement(cast.horizon, Genre.FAMILLES), depose_le=today())
    client = client_of(cast.chargee)
    for query in ({"territoire": rives.pk}, {"genre": "familles"}, {"etape": "depose"}):
        for text in (client.get(LIST, query).text, read(client.get("/agrements/export/csv/", query))):
            assert "Horizon-Taravel" in text, query
            assert "Le Palier" not in text, query
    assert "Aucun agrément pour ces choix" in client.get(LIST, {"etape": "pret"}).text
    fragment = client.get(LIST, {"courbe": "mois"}, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "prennent fin chaque mois" in fragment


@pytest.mark.parametrize("query", [{"genre": "x"}, {"territoire": "abc"}, {"etape": "\x00"}, {"page": "zéro"}])
def test_odd_addresses_never_fail(cast, client_of, query):
    make_agrement(cast.palier)
    assert client_of(cast.chargee).get(LIST, query).status_code == 200


def read(response):
    return b"".join(response.streaming_content).decode()


def test_the_file_holds_every_page_and_no_formula(cast, client_of):
    Association.objects.filter(pk=cast.palier.pk).update(nom="=1+1")
    for rank in range(55):
        make_agrement(cast.palier, ends_in=rank)
    client = client_of(cast.chargee)
    assert len(client.get(LIST).context["page"].object_list) == 50
    text = read(client.get("/agrements/export/csv/"))
    assert text.count("Espace de vie sociale") == 0
    assert text.count("espace de vie sociale") == 55
    assert "'=1+1" in text
    assert client.get("/agrements/export/exe/").status_code == 404


def test_only_the_team_opens_the_horizon(cast, client_of):
    for personne in (cast.directrice, cast.superuser, cast.comite, cast.coordination):
        assert client_of(personne).get(LIST).status_code == 403
    assert ">Agréments<" in client_of(cast.chargee).get("/").text
    assert 'href="/agrements/"' not in client_of(cast.directrice).get("/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_horizon_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, rows):
    for rank in range(rows):
        association = make_association(territoire=Territoire.objects.get_or_create(nom="Rives")[0])
        make_renouvellement(make_agrement(association, ends_in=rank), notes="x")
    client = client_of(cast.chargee)
    client.get(LIST)
    with django_assert_num_queries(5):
        client.get(LIST)


# Reminders


def test_reminders_leave_once_at_each_of_the_three_times(cast):
    agrement = make_agrement(cast.palier, fin=add_months(today(), 12))
    days = [add_months(agrement.fin, -months) for months in (13, 12, 6, 3)]
    told = [remind_agrement(agrement, on=day) for day in days for _ in range(2)]
    assert told == [False, False, True, False, True, False, True, False]
    assert sorted(RappelAgrement.objects.values_list("mois", flat=True)) == [3, 6, 12]
    mine = Notification.objects.filter(destinataire=cast.directrice).values_list("titre", flat=True)
    assert len(mine) == 3
    assert set(Envoi.objects.values_list("destinataire", flat=True)) == {cast.directrice.pk, cast.chargee.pk}


@pytest.mark.trap("cron-dependent")
def test_after_days_off_only_the_nearest_is_told(cast):
    make_agrement(cast.palier, ends_in=80)
    remind_agrements()
    remind_agrements()
    assert list(RappelAgrement.objects.values_list("mois", flat=True)) == [3]
    assert Notification.objects.filter(destinataire=cast.directrice).count() == 1


def test_a_corrected_end_asks_for_its_own_reminder(cast):
    agrement = make_agrement(cast.palier, ends_in=80)
    remind_agrements()
    agrement.fin += timedelta(days=200)
    agrement.save()
    assert [row.pk for row in get_agrements_to_remind(today())] == [agrement.pk]


def test_nothing_is_said_of_what_is_renewed_given_up_ended_or_far(cast):
    renew(make_agrement(cast.palier, ends_in=80))
    make_agrement(cast.palier, Genre.FAMILLES, ends_in=80, motif_fin="Fermeture")
    make_agrement(cast.horizon, ends_in=-1)
    make_agrement(cast.horizon, Genre.FAMILLES, fin=add_months(today(), 13))
    assert get_agrements_to_remind(today()) == []


def test_a_renewal_written_meanwhile_stops_the_reminder(cast):
    agrement = make_agrement(cast.palier, ends_in=80)
    renew(agrement)
    assert not remind_agrement(agrement, on=today())


def test_the_mail_can_be_refused_and_the_portal_still_tells(cast):
    PreferenceNotification.objects.create(personne=cast.directrice, genre="members.agrement_finit", par_courriel=False)
    make_agrement(cast.palier, ends_in=80)
    remind_agrements()
    assert Notification.objects.filter(destinataire=cast.directrice, titre__contains="finit dans").exists()
    assert not Envoi.objects.filter(destinataire=cast.directrice).exists()
    assert Envoi.objects.filter(destinataire=cast.chargee).exists()


def test_the_mail_says_when_and_what_to_do(cast, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    agrement = make_agrement(cast.palier, ends_in=80)
    remind_agrements()
    assert deliver(str(Envoi.objects.get(destinataire=cast.directrice).identifiant))
    [mail] = mailoutbox
    assert mail.subject == "L’agrément « espace de vie sociale » du Palier finit dans 2 mois"
    assert f"/agrements/{agrement.pk}/renouvellement/" in mail.body
    assert "trois parties" in mail.body


# What is true without any task


@pytest.mark.trap("cron-dependent")
def test_home_and_horizon_tell_it_even_if_no_task_ever_ran(cast, client_of):
    make_agrement(cast.palier, ends_in=-20)
    home = client_of(cast.directrice).get("/").text
    assert "a pris fin le" in home
    assert "Dossier à ouvrir" in home
    team = client_of(cast.chargee).get("/").text
    assert "sans dossier déposé, dont 1\u00a0déjà fini" in team
    assert "Fini" in client_of(cast.chargee).get(LIST).text
    assert not RappelAgrement.objects.exists()


def test_home_waits_for_the_answer_once_a_filed_approval_ended(cast):
    make_renouvellement(make_agrement(cast.palier, ends_in=30), depose_le=today())
    assert get_attentes(cast.directrice) == []
    make_renouvellement(make_agrement(cast.palier, Genre.FAMILLES, ends_in=-1), depose_le=today())
    [attente] = get_attentes(cast.directrice)
    assert attente.badge == "Réponse à noter"


def test_nobody_else_is_told(cast):
    make_agrement(cast.palier, ends_in=30)
    for personne in (cast.collegue, cast.presidente, cast.adherente, cast.superuser, cast.coordination):
        assert get_attentes(personne) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_what_awaits_is_one_question_and_none_for_others(cast, django_assert_num_queries, rows):
    for rank in range(rows):
        make_agrement(cast.palier, ends_in=rank)
    for personne, questions in ((cast.directrice, 1), (cast.chargee, 1), (cast.adherente, 0)):
        assert personne.roles is not None
        with django_assert_num_queries(questions):
            get_attentes(personne)


# Who renewed nearby


def place(association, latitude=None, longitude=None, **fields):
    Association.objects.filter(pk=association.pk).update(latitude=latitude, longitude=longitude, **fields)
    association.refresh_from_db()
    return association


def renewed(nom, *, since=100, genre=Genre.EVS, is_pair=False, **fields):
    association = place(make_association(nom, commune=fields.pop("commune", "Ailleurs")), **fields)
    before = make_agrement(association, genre, ends_in=-since)
    make_renouvellement(before, obtenu=renew(before), is_pair=is_pair)
    return association


def test_the_nearest_come_first_by_the_great_circle(cast):
    place(cast.palier, Decimal("48.85660"), Decimal("2.35220"))
    renewed("Lyon", latitude=Decimal("45.76400"), longitude=Decimal("4.83570"))
    renewed("Versailles", latitude=Decimal("48.80490"), longitude=Decimal("2.12040"))
    pairs = find_pairs(make_agrement(cast.palier), today())
    assert [(pair.association.nom, pair.proximite.replace("\u00a0", " ")) for pair in pairs] == [
        ("Versailles", "à 18 km à vol d’oiseau"),
        ("Lyon", "à 391 km à vol d’oiseau"),
    ]


def test_without_a_point_the_commune_then_the_territory_then_the_departement(cast):
    rives = Territoire.objects.create(nom="Rives")
    place(cast.palier, territoire=rives, departement="00", commune="Port-Hauvert")
    renewed("Loin")
    renewed("Département", departement="00")
    renewed("Territoire", territoire=rives)
    renewed("Commune", departement="00", commune="Port-Hauvert")
    place(Association.objects.get(nom="Commune"), departement="00")
    pairs = find_pairs(make_agrement(cast.palier), today())
    assert [(pair.association.nom, pair.proximite) for pair in pairs] == [
        ("Commune", "même commune"),
        ("Territoire", "même territoire"),
        ("Département", "même département"),
        ("Loin", ""),
    ]


def test_same_point_and_antipode_are_computed(cast):
    place(cast.palier, Decimal(0), Decimal(0))
    renewed("Ici", latitude=Decimal(0), longitude=Decimal(0))
    renewed("Antipode", latitude=Decimal(0), longitude=Decimal(180))
    near, far = find_pairs(make_agrement(cast.palier), today())
    assert near.proximite == "même commune"
    assert "20\u202f015" in far.proximite


def test_only_renewals_of_the_kind_in_the_last_eighteen_months(cast):
    renewed("Familles", genre=Genre.FAMILLES)
    renewed("Trop ancien", since=600)
    make_agrement(make_association("Premier agrément"), debut=today(), ends_in=1000)
    by_hand = make_agrement(make_association("Sans dossier"), ends_in=-10)
    renew(by_hand)
    pairs = find_pairs(make_agrement(cast.palier), today())
    assert [pair.association.nom for pair in pairs] == ["Sans dossier"]


def test_people_are_named_only_if_their_team_agreed(cast, client_of):
    willing, silent = renewed("Volontaire", is_pair=True), renewed("Discrète")
    Association.objects.filter(pk=silent.pk).update(telephone="+33261910000")
    make_rattachement(cast.adherente, willing, is_gestionnaire=True)
    make_rattachement(cast.presidente, silent, is_gestionnaire=True)
    page = client_of(cast.directrice).get(f"/agrements/{make_agrement(cast.palier).pk}/renouvellement/").text
    assert "L’équipe veut bien en parler" in page
    assert str(cast.adherente) in page
    assert str(cast.presidente) not in page
    assert "02\u00a061\u00a091\u00a000\u00a000" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_file_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, rows):
    for rank in range(rows):
        make_rattachement(cast.adherente, renewed(f"Pair {rank}", is_pair=True), is_gestionnaire=True)
    client, address = client_of(cast.directrice), f"/agrements/{make_agrement(cast.palier).pk}/renouvellement/"
    client.get(address)
    with django_assert_num_queries(6):
        client.get(address)
