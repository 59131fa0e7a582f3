"""A year's dues: asked once of every member, of a late joiner alone, reminded once a rank."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from stdnum import iso11649

from members.actions.campagnes import (
    call_association,
    close_campagne,
    open_campagne,
    prepare_campagne,
    remind_appels,
)
from members.models import AppelCotisation, Association, Campagne, Relance
from members.queries.cotisations import count_reminders, get_reminders, get_uncalled, get_years
from members.references import find_near, find_references, make_reference, say_reference
from socle.models import Envoi, Notification
from tests.factories.cotisations import (
    THIS_YEAR,
    make_adhesion,
    make_appel,
    make_assiette,
    make_bareme,
    make_campagne,
    make_payment,
    make_regle,
    make_share,
)
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
Genre = Association.Genre
PREMIERE, DEUXIEME = Relance.Rang.PREMIERE, Relance.Rang.DEUXIEME
TODAY = timezone.localdate()


@pytest.fixture
def bareme():
    bareme = make_bareme()
    make_share(bareme)
    make_regle(bareme, Genre.EVS, 150)
    return bareme


@pytest.fixture
def campagne(bareme, cast):
    make_adhesion(cast.palier)
    return make_campagne(bareme=bareme, opened=False)


@pytest.fixture
def late(cast):
    """A due of last year that Le Palier did not pay."""
    return make_appel(cast.palier, make_campagne(THIS_YEAR - 1))


def test_opening_asks_every_member_of_today(campagne, cast):
    centre = make_association("Quai-Hauvert", Genre.CENTRE_SOCIAL)
    make_assiette(centre, 1_420_000)
    make_adhesion(centre)
    make_adhesion(make_association("Partie"), end=TODAY)
    open_campagne(campagne, by=cast.chargee)
    calls = campagne.appels.order_by("association__nom")
    assert [(call.association.nom, call.montant) for call in calls] == [
        ("Le Palier", Decimal("150.00")),
        ("Quai-Hauvert", Decimal("4500.00")),
    ]
    assert all(iso11649.is_valid(call.reference) for call in calls)
    assert Notification.objects.filter(destinataire=cast.directrice).count() == 1
    assert not Notification.objects.filter(destinataire=cast.collegue).exists()


def test_opening_twice_makes_one_set_of_calls(campagne, cast):
    open_campagne(campagne, by=cast.chargee)
    open_campagne(campagne, by=cast.admin)
    assert AppelCotisation.objects.count() == 1
    assert Notification.objects.filter(destinataire=cast.directrice).count() == 1


def test_nothing_is_asked_before_the_vote(cast):
    campagne = make_campagne(bareme=make_bareme(voted=False), opened=False)
    with pytest.raises(ValidationError, match="n’est pas voté"):
        open_campagne(campagne, by=cast.chargee)


def test_whoever_must_declare_first_is_asked_for_nothing_and_stays_to_call(campagne, cast):
    rule = campagne.bareme.regles.get(genre=Genre.CENTRE_SOCIAL)
    rule.plancher = None
    rule.save()
    centre = make_association("Quai-Hauvert", Genre.CENTRE_SOCIAL)
    make_adhesion(centre)
    open_campagne(campagne, by=cast.chargee)
    assert list(get_uncalled(campagne)) == [centre]
    with pytest.raises(ValidationError, match="À déclarer"):
        call_association(campagne, association=centre, by=cast.chargee)
    make_assiette(centre, 520_000)
    assert call_association(campagne, association=centre, by=cast.chargee).montant == Decimal("1820.00")


def test_a_late_joiner_owes_the_whole_year_by_its_own_date(campagne, cast):
    open_campagne(campagne, by=cast.chargee)
    joiner = make_association("Nouvelle venue")
    make_adhesion(joiner, TODAY)
    pay_by = TODAY + timedelta(days=45)
    call = call_association(campagne, association=joiner, pay_by=pay_by, by=cast.chargee)
    assert call.montant == Decimal(150)
    assert [(row.le, row.montant) for row in call.echeances.all()] == [(pay_by, Decimal(150))]
    assert Association.objects.a_jour(pay_by).contains(joiner)
    assert not Association.objects.a_jour(max(pay_by, campagne.fin_de_grace) + timedelta(days=1)).contains(joiner)
    with pytest.raises(ValidationError, match="déjà son appel"):
        call_association(campagne, association=joiner, by=cast.chargee)


def test_who_is_not_a_member_is_not_called(campagne, cast):
    open_campagne(campagne, by=cast.chargee)
    with pytest.raises(ValidationError, match="pas adhérente"):
        call_association(campagne, association=cast.horizon, by=cast.chargee)


def test_a_closed_campaign_calls_nobody(campagne, cast):
    open_campagne(campagne, by=cast.chargee)
    close_campagne(campagne, by=cast.chargee)
    close_campagne(campagne, by=cast.chargee)
    make_adhesion(cast.horizon)
    with pytest.raises(ValidationError, match="close"):
        call_association(campagne, association=cast.horizon, by=cast.chargee)


def test_one_campaign_a_year_with_its_own_scale(campagne, cast):
    dates = {"echeance": TODAY, "fin_de_grace": TODAY}
    with pytest.raises(ValidationError, match="déjà sa campagne"):
        prepare_campagne(annee=THIS_YEAR, bareme=campagne.bareme, by=cast.chargee, **dates)
    with pytest.raises(ValidationError, match="barème de"):
        prepare_campagne(annee=THIS_YEAR + 1, bareme=campagne.bareme, by=cast.chargee, **dates)


@pytest.mark.parametrize("who", ["directrice", "presidente", "coordination", "comite", "superuser"])
def test_only_the_team_opens(who, campagne, cast):
    with pytest.raises(PermissionDenied):
        open_campagne(campagne, by=getattr(cast, who))


@pytest.mark.django_db(transaction=True)
def test_two_openings_at_once_make_one_set(campagne, cast):
    gate, problems = Barrier(2), []

    def open_it():
        gate.wait()
        try:
            open_campagne(Campagne.objects.get(pk=campagne.pk), by=cast.chargee)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=open_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert AppelCotisation.objects.count() == 1
    assert Envoi.objects.filter(genre="members.cotisation_appelee").count() == 1


# Periods of membership


@pytest.mark.trap("period-inside-period")
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 3, 1), date(2024, 6, 30)),  # inside
        (date(2023, 6, 1), date(2024, 2, 1)),  # across the start
        (date(2024, 6, 1), date(2025, 5, 31)),  # across the end
        (date(2023, 1, 1), None),  # around
        (date(2024, 1, 1), date(2025, 1, 1)),  # the same
    ],
)
def test_no_period_inside_across_or_around_another(start, end, cast):
    make_adhesion(cast.palier, date(2024, 1, 1), date(2025, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_adhesion(cast.palier, start, end)
    assert cast.palier.adhesions.count() == 1


@pytest.mark.trap("two-renewals-one-day")
def test_two_renewals_in_one_day_are_one(cast):
    make_adhesion(cast.palier, date(2024, 1, 1), date(2025, 1, 1))
    make_adhesion(cast.palier, date(2025, 1, 1), date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_adhesion(cast.palier, date(2025, 1, 1), date(2026, 1, 1))
    campagne = make_campagne(2025)
    make_appel(cast.palier, campagne)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_appel(cast.palier, campagne)


@pytest.mark.trap("renewal-after-a-gap")
def test_a_year_without_membership_shows(cast):
    make_adhesion(cast.palier, date(THIS_YEAR - 3, 5, 1), date(THIS_YEAR - 2, 1, 1))
    make_adhesion(cast.palier, date(THIS_YEAR - 1, 2, 1))
    years = get_years(cast.palier, [])
    assert [(year.titre, year.is_membre) for year in years] == [
        (f"{THIS_YEAR - 1} à {THIS_YEAR}", True),
        (f"{THIS_YEAR - 2}", False),
        (f"{THIS_YEAR - 3}", True),
    ]


# Reminders


def test_each_rank_goes_once_and_in_order(late, cast):
    campagne = late.campagne
    assert count_reminders(campagne) == [(PREMIERE, 1)]
    assert remind_appels(campagne, rang=DEUXIEME, appels=[late.pk], by=cast.chargee) == []
    for _ in range(2):
        remind_appels(campagne, rang=PREMIERE, appels=[late.pk], by=cast.chargee)
    relance = late.relances.get()
    assert list(relance.personnes.all()) == [cast.directrice]
    assert Envoi.objects.filter(genre="members.cotisation_relancee").count() == 1
    assert count_reminders(campagne) == [(DEUXIEME, 1)]
    assert get_reminders(campagne, PREMIERE) == []


def test_who_paid_is_not_reminded(late):
    make_payment(late)
    assert get_reminders(late.campagne, PREMIERE) == []


def test_nobody_is_reminded_before_the_end_of_the_grace(cast):
    campagne = make_campagne(echeance=TODAY - timedelta(days=30), fin_de_grace=TODAY)
    make_appel(cast.palier, campagne, emis_le=TODAY - timedelta(days=60))
    assert get_reminders(campagne, PREMIERE) == []


def test_the_box_of_the_association_is_written_to_when_nobody_looks_after_its_accounts(campagne, late, cast):
    open_to_all = make_association("Sans gestionnaire", email="contact@sansgestionnaire.example")
    make_adhesion(open_to_all)
    call = make_appel(open_to_all, late.campagne)
    open_campagne(campagne, by=cast.chargee)
    [relance] = remind_appels(late.campagne, rang=PREMIERE, appels=[call.pk], by=cast.chargee)
    assert not relance.personnes.exists()
    outside = Envoi.objects.filter(destinataire=None).exclude(adresse_scellee=None)
    assert sorted(outside.values_list("genre", flat=True)) == [
        "members.cotisation_appelee",
        "members.cotisation_relancee",
    ]


def test_whoever_has_no_address_is_named_and_not_counted_as_reminded(late, cast):
    silent = make_association("Sans adresse")
    person = make_personne("Silencieuse", email=None)
    make_rattachement(person, silent, is_gestionnaire=True)
    call = make_appel(silent, late.campagne)
    found = {reminder.appel.pk: reminder for reminder in get_reminders(late.campagne, PREMIERE)}
    assert found[call.pk].without_address == [person]
    assert found[late.pk].people == [cast.directrice]
    sent = remind_appels(late.campagne, rang=PREMIERE, appels=[call.pk, late.pk], by=cast.chargee)
    assert [relance.appel for relance in sent] == [late]
    assert not call.relances.exists()


# References


def test_a_reference_is_found_whatever_is_around_it():
    reference = make_reference(2026, 12)
    labels = [
        f"VIR SEPA LE PALIER {say_reference(reference)} COTISATION 2026",
        f"cotis/{reference.lower()}/2026",
        reference.replace("0", "O"),
        f"REF {reference[2:]} MERCI",
    ]
    assert [reference in find_references(label) for label in labels] == [True] * len(labels)
    assert find_references("COTISATION 2026 150 EUR") == []


@pytest.mark.parametrize("typed", ["RF26209600012", "RF2620260012", "RF26202600021", "RF262026000112"])
def test_a_mistyped_reference_is_never_taken_for_another(typed):
    known = [make_reference(2026, number) for number in range(1, 200)]
    assert make_reference(2026, 12) == "RF26202600012"
    assert set(find_references(typed)) & set(known) == set()
    assert "RF26202600012" in find_near(f"VIR {typed}", known)
    assert find_near("VIR RF98765432101", known) == []
