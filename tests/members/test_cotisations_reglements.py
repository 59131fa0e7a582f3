"""Money received: the year is the one somebody chose, a cent is never settled twice, what is undone says why."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from members.actions.cotisations import (
    agree_echeances,
    allocate_reglement,
    cancel_reglement,
    grant_exoneration,
    record_reglement,
    undo_imputation,
)
from members.euros import split_cents
from members.models import AppelCotisation, Imputation, Reglement
from members.queries.cotisations import get_open_appels, get_totals, with_credit
from socle import journal
from tests.factories.cotisations import (
    THIS_YEAR,
    make_appel,
    make_campagne,
    make_exoneration,
    make_payment,
    make_reglement,
)

pytestmark = pytest.mark.django_db
Etat = AppelCotisation.Etat
TODAY = timezone.localdate()


@pytest.fixture
def last(cast):
    return make_appel(cast.palier, make_campagne(THIS_YEAR - 1), 140)


@pytest.fixture
def current(cast):
    ends = {"echeance": TODAY, "fin_de_grace": TODAY + timedelta(days=60)}
    return make_appel(cast.palier, make_campagne(THIS_YEAR, **ends), 150, emis_le=TODAY - timedelta(days=30))


def pay(cast, amount, imputations, **fields) -> Reglement:
    fields = {"recu_le": TODAY, "moyen": Reglement.Moyen.VIREMENT, "by": cast.chargee} | fields
    return record_reglement(cast.palier, montant=Decimal(amount), imputations=imputations, **fields)


def state(appel, on=None) -> str:
    return AppelCotisation.objects.as_of(on).get(pk=appel.pk).etat


def credit(reglement) -> Decimal:
    return with_credit(Reglement.objects.filter(pk=reglement.pk)).get().avoir


@pytest.mark.trap("year-guessed-from-the-date")
def test_a_late_payment_pays_the_year_that_was_chosen(last, current, cast):
    pay(cast, 140, {last: Decimal(140)})
    assert (state(last), state(current)) == (Etat.REGLEE, Etat.APPELEE)


@pytest.mark.trap("multi-year-payment")
def test_a_payment_of_two_years_is_completed_later(last, current, cast):
    first = pay(cast, 240, {last: Decimal(140), current: Decimal(100)})
    assert (state(last), state(current), credit(first)) == (Etat.REGLEE, Etat.PARTIELLE, 0)
    pay(cast, 50, {current: Decimal(50)})
    assert state(current) == Etat.REGLEE
    assert get_open_appels(cast.palier) == []


def test_too_much_stays_as_a_credit_that_pays_the_next_year(last, current, cast):
    received = pay(cast, 200, {last: Decimal(140)})
    assert credit(received) == 60
    allocate_reglement(received, imputations={current: Decimal(60)}, by=cast.chargee)
    assert credit(received) == 0
    assert AppelCotisation.objects.as_of().get(pk=current.pk).reste == 90


def test_a_second_share_of_one_payment_adds_to_the_first(current, cast):
    received = pay(cast, 150, {current: Decimal(100)})
    allocate_reglement(received, imputations={current: Decimal(50)}, by=cast.chargee)
    assert received.imputations.get().montant == 150


@pytest.mark.parametrize(("received", "share"), [(200, 151), (100, 101)])
def test_more_than_the_due_or_than_the_payment_is_refused(received, share, current, cast):
    with pytest.raises(ValidationError, match="serait trop"):
        pay(cast, received, {current: Decimal(share)})
    assert not Reglement.objects.exists()


def test_a_waived_part_cannot_be_paid(current, cast):
    make_exoneration(current, 100)
    with pytest.raises(ValidationError, match="serait trop"):
        pay(cast, 150, {current: Decimal(51)})
    pay(cast, 150, {current: Decimal(50)})
    assert state(current) == Etat.REGLEE


def test_the_money_of_another_association_pays_nothing_here(last, cast):
    received = make_reglement(cast.horizon, 140)
    with pytest.raises(ValidationError, match="autre association"):
        allocate_reglement(received, imputations={last: Decimal(140)}, by=cast.chargee)


def test_the_same_payment_twice_has_to_be_meant(last, current, cast):
    pay(cast, 140, {last: Decimal(140)})
    with pytest.raises(ValidationError, match="déjà noté"):
        pay(cast, 140, {current: Decimal(140)})
    pay(cast, 140, {current: Decimal(140)}, is_another=True)
    assert Reglement.objects.count() == 2


def test_a_payment_is_not_of_tomorrow(last, cast):
    with pytest.raises(ValidationError, match="une fois reçu"):
        pay(cast, 140, {last: Decimal(140)}, recu_le=TODAY + timedelta(days=1))


def test_what_is_undone_is_a_credit_again_and_says_why(last, cast):
    received = pay(cast, 140, {last: Decimal(140)})
    share = received.imputations.get()
    undo_imputation(share, motif="C’était pour cette année.", by=cast.chargee)
    assert (state(last), credit(received)) == (Etat.EN_RETARD, 140)
    [entry, *_] = journal.entries_of(share)
    assert entry.details["motif"] == "C’était pour cette année."
    with pytest.raises(ValidationError, match="déjà défaite"):
        undo_imputation(share, motif="Encore", by=cast.chargee)


def test_a_payment_is_cancelled_only_once_it_pays_nothing(last, cast):
    received = pay(cast, 140, {last: Decimal(140)})
    with pytest.raises(ValidationError, match="défaites d’abord"):
        cancel_reglement(received, motif="Chèque impayé", by=cast.chargee)
    undo_imputation(received.imputations.get(), motif="Chèque impayé", by=cast.chargee)
    cancel_reglement(received, motif="Chèque impayé", by=cast.chargee)
    assert not Reglement.objects.exists()


def test_a_waiver_has_its_minute_and_never_exceeds_what_is_left(last, cast):
    decision = {"accordee_le": TODAY, "motif": "Sinistre", "proces_verbal": "Bureau du 3 mars, point 2"}
    make_payment(last, 40)
    with pytest.raises(ValidationError, match="ne peut pas dépasser"):
        grant_exoneration(last, montant=Decimal(101), by=cast.chargee, **decision)
    with pytest.raises(ValidationError):
        grant_exoneration(last, montant=Decimal(50), by=cast.chargee, **decision | {"proces_verbal": ""})
    grant_exoneration(last, montant=Decimal(100), by=cast.chargee, **decision)
    assert state(last) == Etat.REGLEE


def test_a_due_waived_whole_says_so(last):
    make_exoneration(last)
    assert state(last) == Etat.EXONEREE


def test_states_are_those_of_the_day(last):
    ends = last.campagne.fin_de_grace
    make_payment(last, 40, ends - timedelta(days=10))
    make_payment(last, 100, ends + timedelta(days=10))
    days = [ends - timedelta(days=11), ends - timedelta(days=10), ends + timedelta(days=1), ends + timedelta(days=10)]
    assert [state(last, day) for day in days] == [Etat.APPELEE, Etat.PARTIELLE, Etat.EN_RETARD, Etat.REGLEE]


def test_totals_are_those_of_the_day(last):
    ends = last.campagne.fin_de_grace
    make_payment(last, 40, ends + timedelta(days=10))
    then = get_totals(last.campagne.appels.as_of(ends + timedelta(days=1)))
    assert (then.appele, then.recu, then.retard, then.en_retard) == (140, 0, 140, 1)
    now = get_totals(last.campagne.appels.as_of())
    assert (now.appele, now.recu, now.retard, now.du) == (140, 40, 100, 100)
    nobody = get_totals(AppelCotisation.objects.none().as_of())
    assert (nobody.appele, nobody.appels) == (0, 0)


def test_instalments_are_the_due_to_the_cent(current, cast):
    days = [TODAY + timedelta(days=30 * rank) for rank in range(3)]
    with pytest.raises(ValidationError, match="exactement"):
        agree_echeances(current, echeances=[(day, Decimal("49.99")) for day in days], by=cast.chargee)
    with pytest.raises(ValidationError, match="même jour"):
        agree_echeances(current, echeances=[(TODAY, Decimal(75))] * 2, by=cast.chargee)
    agree_echeances(current, echeances=list(zip(days, split_cents(Decimal(150), 3), strict=True)), by=cast.chargee)
    assert [row.montant for row in current.echeances.all()] == [50, 50, 50]
    agree_echeances(current, echeances=[], by=cast.chargee)
    assert not current.echeances.exists()


@pytest.mark.django_db(transaction=True)
def test_two_allocations_at_once_never_pay_more_than_is_due(last, cast):
    first, second = make_reglement(cast.palier, 140), make_reglement(cast.palier, 140)
    gate, refused, problems = Barrier(2), [], []

    def allocate(reglement):
        gate.wait()
        try:
            allocate_reglement(reglement, imputations={last: Decimal(100)}, by=cast.chargee)
        except ValidationError as refusal:
            refused.append(refusal)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=allocate, args=[reglement]) for reglement in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(refused) == 1
    assert Imputation.objects.get().montant == 100


@pytest.mark.parametrize("who", ["directrice", "collegue", "comite", "coordination", "superuser", "ancien"])
def test_only_the_team_keeps_the_accounts(who, last, cast):
    with pytest.raises(PermissionDenied):
        pay(cast, 140, {last: Decimal(140)}, by=getattr(cast, who))
