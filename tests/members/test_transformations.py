"""What becomes of a member: rows closed on their day, links both ways, nothing lost, dates for all."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions.transformations import lift_suspension, suspend_association, transform_association
from members.models import Association, Rattachement, Representant, Structure
from members.queries.transformations import annotate_suites, get_evenements, get_path, get_suites
from tests.factories.adhesions import make_adhesion, make_reseau
from tests.factories.members import make_association, make_instance, make_mandat

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)
CLOSES = ("rattachements", "mandats", "lieux")


@pytest.fixture
def member(cast):
    make_adhesion(cast.palier)
    Structure.objects.create(association=cast.palier, nom="L’annexe", genre="antenne", debut=date(2020, 1, 1))
    Representant.objects.create(association=cast.palier, personne=cast.presidente, debut=date(2021, 1, 1))
    make_reseau().appartenances.create(association=cast.palier, debut=date(2021, 1, 1))
    make_mandat(cast.presidente, make_instance(cast.palier))
    return cast.palier


def test_a_departure_closes_the_membership_and_loses_nothing(cast, member):
    counts = {
        name: getattr(member, name).count()
        for name in ("adhesions", "rattachements", "structures", "instances", "representants", "appartenances")
    }
    transform_association(member, genre="dissolution", le=DAY, motif="Fin", closes=CLOSES, by=cast.chargee)
    assert member in Association.objects.adherentes(DAY - timedelta(days=1))
    assert member not in Association.objects.adherentes(DAY)
    for name, count in counts.items():
        assert getattr(member, name).count() == count, name
    last = DAY - timedelta(days=1)
    assert {tie.fin for tie in member.rattachements.all()} <= {last, timezone.localdate() - timedelta(days=1)}
    assert member.structures.get().fin == last
    assert member.appartenances.get().fin == last
    assert member.representants.get().fin == last
    assert cast.presidente.mandats.get().fin == last


def test_what_is_not_chosen_goes_on(cast, member):
    transform_association(member, genre="demission", le=DAY, by=cast.chargee)
    assert member.structures.get().fin is None
    assert cast.directrice.rattachements.get().fin is None
    assert cast.presidente.mandats.get().fin is None
    assert member.representants.get().fin is not None, "a voice ends with the membership"


@pytest.mark.trap("successor-lost")
def test_successor_link_is_kept_and_read_both_ways(cast, member, client_of):
    transform_association(member, genre="absorption", le=DAY, successeurs=[cast.horizon], by=cast.chargee)
    sheets = {sheet.pk: get_suites(sheet) for sheet in annotate_suites(Association.objects.all())}
    assert [(suite.words, suite.names, suite.le) for suite in sheets[member.pk]] == [
        ("est absorbée par", [(cast.horizon.pk, "Horizon-Taravel")], DAY)
    ]
    assert sheets[cast.horizon.pk][0].names == [(member.pk, "Le Palier")]
    client = client_of(cast.adherente)
    page = client.get(f"/annuaire/{member.pk}/").text
    assert "est absorbée par" in page
    assert f'href="/annuaire/{cast.horizon.pk}/"' in page
    assert "a absorbé" in client.get(f"/annuaire/{cast.horizon.pk}/").text


def test_a_former_member_is_found_by_name_and_on_a_past_day_only(cast, member, client_of):
    make_adhesion(cast.horizon)
    transform_association(member, genre="demission", le=DAY, by=cast.chargee)
    client = client_of(cast.adherente)
    link = f"/annuaire/{member.pk}/"
    assert link not in client.get("/annuaire/").text
    found = client.get("/annuaire/", {"q": "palier"}).text
    assert link in found
    assert "ancienne" in found
    assert link in client.get("/annuaire/", {"le": "2023-01-01"}).text
    assert link in client.get("/annuaire/", {"categorie": "ancienne"}).text
    assert "ancienne" in client.get("/recherche/", {"q": "palier"}).text


def test_a_split_may_go_on_under_its_name(cast, member):
    child = make_association("La Fille")
    transform_association(member, genre="scission", le=DAY, successeurs=[child], goes_on=True, by=cast.chargee)
    assert member in Association.objects.adherentes()
    assert [suite.words for suite in get_suites(annotate_suites(Association.objects.all()).get(pk=child.pk))] == [
        "vient du partage de"
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"genre": "fusion", "successeurs": "none"}, "quelle association"),
        ({"genre": "dissolution", "successeurs": "other"}, "pas de suite"),
        ({"genre": "absorption", "successeurs": "itself"}, "propre suite"),
        ({"genre": "demission", "successeurs": "none", "le": date(2015, 1, 1)}, "commence ce jour-là"),
    ],
)
def test_what_makes_no_sense_is_said(cast, member, given, said):
    others = {"none": [], "other": [cast.horizon], "itself": [member]}
    le = given.get("le", DAY)
    with pytest.raises(ValidationError, match=said):
        transform_association(
            member, genre=given["genre"], le=le, successeurs=others[given["successeurs"]], by=cast.chargee
        )
    assert member in Association.objects.adherentes()


def test_the_same_change_is_written_once(cast, member):
    transform_association(member, genre="demission", le=DAY, by=cast.chargee)
    with pytest.raises(ValidationError, match="déjà notée"):
        transform_association(member, genre="demission", le=DAY, by=cast.chargee)


def test_a_suspension_takes_the_voice_and_not_the_membership(cast, member):
    suspended = suspend_association(member, debut=DAY, motif="Cotisation", proces_verbal="CA", by=cast.chargee)
    assert member in Association.objects.adherentes()
    with pytest.raises(ValidationError, match="déjà suspendue"):
        suspend_association(member, debut=DAY, motif="Encore", proces_verbal="CA", by=cast.chargee)
    lift_suspension(suspended, fin=DAY + timedelta(days=30), by=cast.chargee)
    with pytest.raises(ValidationError, match="déjà une fin"):
        lift_suspension(suspended, fin=DAY + timedelta(days=40), by=cast.chargee)
    with pytest.raises(ValidationError, match="pas d’adhésion"):
        suspend_association(cast.horizon, debut=DAY, motif="x", proces_verbal="x", by=cast.chargee)


def test_only_the_team_changes_a_path(cast, member):
    for somebody in (cast.directrice, cast.adherente, cast.superuser):
        with pytest.raises(PermissionDenied):
            transform_association(member, genre="demission", le=DAY, by=somebody)


@pytest.mark.trap("gap-hidden")
def test_the_gap_between_two_memberships_shows(cast):
    make_adhesion(cast.palier, date(2010, 1, 1), date(2014, 1, 1))
    make_adhesion(cast.palier, date(2016, 1, 1))
    path = get_evenements(get_path(Association.objects.all()).get(pk=cast.palier.pk), has_motifs=False)
    assert [line.title for line in path] == [
        "De nouveau membre, catégorie active",
        "Hors de la fédération, du 1er\u00a0janvier\u00a02014 au 31\u00a0décembre\u00a02015",
        "Fin de l’adhésion",
        "Membre de la fédération, catégorie active",
    ]


def test_two_memberships_in_a_row_leave_no_gap(cast):
    make_adhesion(cast.palier, date(2010, 1, 1), date(2014, 1, 1))
    make_adhesion(cast.palier, date(2014, 1, 1))
    path = get_evenements(get_path(Association.objects.all()).get(pk=cast.palier.pk), has_motifs=True)
    assert not [line for line in path if "Hors" in line.title]


def test_dates_are_for_all_reasons_for_managers_and_the_team(cast, member, client_of):
    suspend_association(member, debut=DAY, motif="Une raison intime", proces_verbal="CA-77", by=cast.chargee)
    seen = {}
    for name in ("directrice", "collegue", "adherente", "chargee"):
        page = client_of(getattr(cast, name)).get(f"/annuaire/{member.pk}/parcours/").text
        assert "Suspension" in page
        seen[name] = ("Une raison intime" in page, "CA-77" in page)
    yes, no = (True, True), (False, False)
    assert seen == {"directrice": yes, "collegue": no, "adherente": no, "chargee": yes}


@pytest.mark.parametrize("extra", [1, 3])
def test_the_path_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra):
    for rank in range(extra):
        adhesion = make_adhesion(cast.palier, date(2010 + 3 * rank, 1, 1), date(2012 + 3 * rank, 1, 1))
        adhesion.suspensions.create(debut=date(2010 + 3 * rank, 5, 1), fin=date(2010 + 3 * rank, 6, 1), motif="x")
    transform_association(
        cast.palier, genre="fusion", le=DAY, successeurs=[cast.horizon, make_association()], by=cast.chargee
    )
    client = client_of(cast.directrice)
    client.get(f"/annuaire/{cast.palier.pk}/parcours/")
    with django_assert_num_queries(PATH_QUERIES):
        client.get(f"/annuaire/{cast.palier.pk}/parcours/")


PATH_QUERIES = 11


def test_the_team_writes_a_merger_through_the_page(cast, member, client_of):
    client = client_of(cast.chargee)
    address = f"/annuaire/{member.pk}/changement/"
    typed = {"genre": "absorption", "le": "2024-03-01", "motif": "Ensemble"}
    refused = client.post(address, typed)
    assert "Choisissez au moins une association" in refused.text
    assert "Ensemble" in refused.text, "what was typed stays"
    done = client.post(address, typed | {"suite": cast.horizon.pk, "closes": ["rattachements"]})
    assert done.status_code == 302
    assert not Rattachement.objects.en_cours().filter(association=member).exists()
