"""Series of meetings: their dates in local time, looked at before they are made, changed from one on."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from collectifs.actions import series
from collectifs.actions.reunions import convene_reunion, open_reunion
from collectifs.models import Reunion, SerieReunions
from collectifs.rythmes import list_moments, say_rythme
from socle.feries import find_ferie
from socle.models import Notification

Rythme = SerieReunions.Rythme


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def at(year, month, day, hour=14):
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001


def rule(debut, rythme=Rythme.MOIS, **fields):
    fields = {"is_sans_feries": False, "is_sans_aout": False} | fields
    if not fields.get("jusqu_au"):
        fields.setdefault("nombre", 6)
    return SerieReunions(debut=debut, rythme=rythme, **fields)


def days(serie):
    return [timezone.localdate(moment.debut) for moment in list_moments(serie) if not moment.saute]


class TestDates:
    def test_the_second_tuesday_of_each_month(self):
        assert days(rule(at(2027, 1, 12), nombre=4)) == [
            date(2027, 1, 12), date(2027, 2, 9), date(2027, 3, 9), date(2027, 4, 13),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("rythme", "second", "said"),
        [
            (Rythme.SEMAINE, date(2027, 1, 19), "toutes les semaines, le mardi"),
            (Rythme.QUINZAINE, date(2027, 1, 26), "toutes les deux semaines, le mardi"),
            (Rythme.MOIS, date(2027, 2, 9), "tous les mois, le deuxième mardi"),
            (Rythme.BIMESTRE, date(2027, 3, 9), "tous les deux mois, le deuxième mardi"),
            (Rythme.TRIMESTRE, date(2027, 4, 13), "tous les trois mois, le deuxième mardi"),
        ],
    )
    def test_each_rhythm_and_how_it_is_said(self, rythme, second, said):
        serie = rule(at(2027, 1, 12), rythme)
        assert days(serie)[1] == second
        assert say_rythme(serie) == said

    def test_the_last_one_and_a_fifth_taken_as_the_last(self):
        last = rule(at(2027, 1, 26), Rythme.DERNIER, nombre=3)
        fifth = rule(at(2027, 3, 30), nombre=3)
        assert days(last) == [date(2027, 1, 26), date(2027, 2, 23), date(2027, 3, 30)]
        assert days(fifth) == [date(2027, 3, 30), date(2027, 4, 27), date(2027, 5, 25)]
        assert say_rythme(fifth) == "tous les mois, le dernier mardi"

    def test_two_in_the_afternoon_stays_two_in_the_afternoon(self):
        moments = list_moments(rule(at(2027, 3, 2), Rythme.QUINZAINE, nombre=4))
        assert {timezone.localtime(moment.debut).hour for moment in moments} == {14}
        elapsed = [there.debut.timestamp() - here.debut.timestamp() for here, there in pairwise(moments)]
        assert elapsed == [14 * 86400, 14 * 86400 - 3600, 14 * 86400]

    def test_public_holidays_and_august_are_skipped_with_the_reason(self):
        serie = rule(at(2027, 5, 1), Rythme.SEMAINE, is_sans_feries=True, is_sans_aout=True, nombre=20)
        skipped = {timezone.localdate(m.debut): m.saute for m in list_moments(serie) if m.saute}
        assert "jour férié" in skipped[date(2027, 5, 1)]
        assert "jour férié" in skipped[date(2027, 5, 8)]
        assert skipped[date(2027, 8, 7)] == "août"
        assert len(days(serie)) == 20

    def test_until_a_day_included(self):
        assert days(rule(at(2027, 1, 12), Rythme.SEMAINE, jusqu_au=date(2027, 1, 26)))[-1] == date(2027, 1, 26)

    @settings(max_examples=60, deadline=None)
    @given(
        st.dates(date(2026, 1, 1), date(2040, 12, 31)),
        st.sampled_from(Rythme.values),
        st.integers(2, 60),
        st.booleans(),
        st.booleans(),
    )
    def test_always_in_order_at_the_same_hour_and_never_where_it_was_asked_not_to(self, day, rythme, n, feries, aout):
        serie = rule(at(day.year, day.month, day.day), rythme, nombre=n, is_sans_feries=feries, is_sans_aout=aout)
        moments = list_moments(serie)
        kept = [timezone.localtime(moment.debut) for moment in moments if not moment.saute]
        assert len(kept) <= n
        assert all(here < there for here, there in pairwise(kept))
        assert all(moment.hour == 14 for moment in kept)
        if rythme != Rythme.DERNIER:
            assert all(moment.weekday() == day.weekday() for moment in kept)
        assert not (aout and any(moment.month == 8 for moment in kept))
        assert not (feries and any(find_ferie(moment.date()) for moment in kept))


@pytest.fixture
def ahead():
    """A Tuesday far enough, whatever the day."""
    start = timezone.localtime() + timedelta(days=30)
    start += timedelta(days=(1 - start.weekday()) % 7)
    return start.replace(hour=14, minute=0, second=0, microsecond=0)


@pytest.fixture
def serie(cast, jeunes, ahead):
    dates = [ahead + timedelta(weeks=week) for week in range(4)]
    rule_of = SerieReunions(debut=ahead, rythme=Rythme.SEMAINE, nombre=4)
    return series.plan_serie(jeunes, rule_of, dates=dates, titre="Le point", lieu="Ici", by=cast.chargee)


class TestPlanning:
    def typed(self, ahead, **more):
        return {
            "titre": "Le point", "debut": ahead.strftime("%Y-%m-%dT%H:%M"), "duree": 90, "lieu": "Quai-Hauvert",
            "rythme": "semaine", "nombre": 3,
        } | more  # fmt: skip

    def test_dates_are_looked_at_then_unticked_then_made(self, cast, jeunes, client_of, ahead):
        client = client_of(cast.chargee)
        shown = client.post(page("serie_add", jeunes.pk), self.typed(ahead))
        assert shown.content.decode().count('name="dates"') == 3
        assert "toutes les semaines, le mardi" in text(shown).lower()
        assert not Reunion.objects.exists()
        kept = [(ahead + timedelta(weeks=week)).strftime("%Y-%m-%dT%H:%M") for week in (0, 2)]
        made = client.post(page("serie_add", jeunes.pk), self.typed(ahead, etape="creer", dates=kept))
        assert made.url == page("reunion_list", jeunes.pk)
        assert [timezone.localtime(r.debut) for r in Reunion.objects.order_by("debut")] == [
            ahead, ahead + timedelta(weeks=2),
        ]  # fmt: skip
        assert not Notification.objects.exists()

    def test_one_goes_back_to_the_rule_and_finds_what_was_typed(self, cast, jeunes, client_of, ahead):
        response = client_of(cast.chargee).post(
            page("serie_add", jeunes.pk), self.typed(ahead, etape="modifier", lieu="Salle du fond")
        )
        assert 'value="Salle du fond"' in response.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"nombre": ""}, "Une série a une fin"),
            ({"nombre": 3, "jusqu_au": "2040-01-01"}, "Une série a une fin"),
            ({"nombre": 61}, "60"),
            ({"debut": "2020-01-07T14:00"}, "Cette date est passée"),
        ],
    )
    def test_a_series_has_one_end_and_begins_ahead(self, cast, jeunes, client_of, ahead, wrong, said):
        response = client_of(cast.chargee).post(page("serie_add", jeunes.pk), self.typed(ahead, **wrong))
        assert said in text(response)
        assert not SerieReunions.objects.exists()

    def test_no_date_or_only_nonsense_makes_nothing(self, cast, jeunes, client_of, ahead):
        given = self.typed(ahead, etape="creer", dates=["nonsense"])
        assert "Gardez de une à 60 dates" in text(client_of(cast.chargee).post(page("serie_add", jeunes.pk), given))
        assert not Reunion.objects.exists()

    def test_only_by_whoever_leads(self, cast, jeunes, ahead):
        with pytest.raises(PermissionDenied):
            series.plan_serie(jeunes, SerieReunions(), dates=[ahead], by=cast.directrice)


class TestChanging:
    def reunions(self):
        return list(Reunion.objects.order_by("debut"))

    def test_this_one_only(self, serie, cast):
        first, *others = self.reunions()
        series.edit_serie(first, suivantes=False, lieu="Ailleurs", by=cast.chargee)
        assert [reunion.lieu for reunion in self.reunions()] == ["Ailleurs", "Ici", "Ici", "Ici"]
        assert others

    def test_this_one_and_those_that_follow(self, serie, cast, client_of, ahead):
        second = self.reunions()[1]
        moved = timezone.localtime(second.debut) + timedelta(days=1, hours=-4)
        typed = {
            "titre": "Le point", "debut": moved.strftime("%Y-%m-%dT%H:%M"), "duree": 60, "lieu": "Ailleurs",
            "suivantes": "suivantes", "lu": second.empreinte,
        }  # fmt: skip
        assert client_of(cast.chargee).post(page("reunion_edit", second.pk), typed).status_code == 302
        assert [reunion.lieu for reunion in self.reunions()] == ["Ici", "Ailleurs", "Ailleurs", "Ailleurs"]
        starts = [timezone.localtime(reunion.debut) for reunion in self.reunions()]
        assert [(start.hour, start.weekday()) for start in starts] == [(14, 1), (10, 2), (10, 2), (10, 2)]

    def test_what_was_changed_apart_stays(self, serie, cast):
        first, _, third, _ = self.reunions()
        series.edit_serie(third, suivantes=False, lieu="Exception", by=cast.chargee)
        series.edit_serie(Reunion.objects.get(pk=first.pk), suivantes=True, titre="Nouveau", by=cast.chargee)
        assert [reunion.lieu for reunion in self.reunions()] == ["Ici", "Ici", "Exception", "Ici"]
        assert {reunion.titre for reunion in self.reunions()} == {"Nouveau"}

    def test_the_hour_holds_across_a_change_of_hour(self):
        moved = series._move(at(2027, 4, 6), at(2027, 3, 9), at(2027, 3, 9, 18))
        assert timezone.localtime(moved).hour == 18
        moved = series._move(at(2027, 4, 6), at(2027, 3, 9), at(2027, 3, 10))
        assert (timezone.localtime(moved).day, timezone.localtime(moved).hour) == (7, 14)

    def test_what_began_does_not_move(self, serie, cast):
        first, second, *_ = self.reunions()
        convene_reunion(second, by=cast.chargee)
        open_reunion(Reunion.objects.get(pk=second.pk), by=cast.chargee)
        series.edit_serie(first, suivantes=True, lieu="Ailleurs", by=cast.chargee)
        assert [reunion.lieu for reunion in self.reunions()] == ["Ailleurs", "Ici", "Ailleurs", "Ailleurs"]

    def test_calling_off_those_that_follow_tells_who_was_convened(self, serie, cast, client_of):
        _, second, third, _ = self.reunions()
        convene_reunion(third, by=cast.chargee)
        Notification.objects.all().delete()
        given = {"motif": "On s’arrête là", "suivantes": "suivantes"}
        client_of(cast.chargee).post(page("reunion_cancel", second.pk), given)
        assert [reunion.etat for reunion in self.reunions()] == ["brouillon", "annulee", "annulee", "annulee"]
        assert set(Notification.objects.values_list("genre", flat=True)) == {"collectifs.reunion_annulee"}

    @pytest.mark.trap("silent-overwrite")
    def test_the_second_writer_is_shown_both(self, serie, cast, client_of):
        first = self.reunions()[0]
        read = first.empreinte
        series.edit_serie(first, suivantes=False, titre="De Solène", by=cast.chargee)
        start = timezone.localtime(first.debut).strftime("%Y-%m-%dT%H:%M")
        typed = {"titre": "De Karim", "debut": start, "duree": 120, "lieu": "Ici", "suivantes": "celle-ci", "lu": read}
        client = client_of(cast.chargee)
        refused = client.post(page("reunion_edit", first.pk), typed)
        assert refused.status_code == 409
        assert "De Solène" in text(refused)
        assert "De Karim" in text(refused)
        assert Reunion.objects.get(pk=first.pk).titre == "De Solène"
        typed["lu"] = Reunion.objects.get(pk=first.pk).empreinte
        assert client.post(page("reunion_edit", first.pk), typed).status_code == 302


def test_too_many_dates_make_nothing(cast, jeunes, ahead):
    dates = [ahead + timedelta(days=number) for number in range(61)]
    with pytest.raises(ValidationError, match="60"):
        series.plan_serie(jeunes, SerieReunions(debut=ahead, nombre=3), dates=dates, titre="x", by=cast.chargee)
