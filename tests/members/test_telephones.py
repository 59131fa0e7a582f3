"""Telephones: typed as people type them, kept in one form, said by pairs."""

import importlib
import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.forms.telephones import clean_phone
from members.models import Association, Personne
from members.telephones import REGIONS, TelephoneRefused, read_phone, region_of, say_phone
from tests.factories.members import make_association, make_personne, make_structure
from tests.members.test_edit import posted

E164 = re.compile(r"^\+\d{4,15}$")
COMMON = st.text("0123456789 +.()-/", max_size=30)


@pytest.mark.parametrize(
    ("typed", "region", "kept", "said"),
    [
        ("02 61 91 00 00", "FR", "+33261910000", "02 61 91 00 00"),
        ("02.61.91.00.00", "FR", "+33261910000", "02 61 91 00 00"),
        ("0261910000", "FR", "+33261910000", "02 61 91 00 00"),
        ("+33 (0)2 61 91 00 00", "FR", "+33261910000", "02 61 91 00 00"),
        ("0033 2 61 91 00 00", "RE", "+33261910000", "02 61 91 00 00"),
        ("0262 12 34 56", "RE", "+262262123456", "+262 262 12 34 56"),
        ("+262 262 12 34 56", "FR", "+262262123456", "+262 262 12 34 56"),
        ("0590 12 34 56", "GP", "+590590123456", "+590 590 12 34 56"),
        ("06 39 98 00 01", "FR", "+33639980001", "06 39 98 00 01"),
        ("40 12 34 56", "PF", "+68940123456", "+689 40 12 34 56"),
    ],
)
def test_numbers_as_people_type_them(typed, region, kept, said):
    assert read_phone(typed, region) == kept
    assert say_phone(kept).replace("\u00a0", " ") == said


def test_a_number_that_is_possible_and_not_valid_is_kept():
    """Those invented for films are; so is one that opened last week."""
    assert read_phone("06 39 98 12 34") == "+33639981234"


@pytest.mark.parametrize("typed", ["3114", "31 14", "115", "15", "3 9 1 9"])
def test_a_short_number_is_nobodys_telephone(typed):
    with pytest.raises(TelephoneRefused, match="numéro court"):
        read_phone(typed)


@pytest.mark.parametrize("typed", ["appelez-moi", "02 61 91", "1-800-FLOWERS", "02 61 91 00 00 poste 4", "+", "()"])
def test_a_refusal_says_what_was_typed_and_what_is_expected(typed):
    with pytest.raises(ValidationError) as refusal:
        clean_phone(typed)
    sentence = refusal.value.messages[0]
    assert f"« {typed} »" in sentence
    assert "02 61 91 00 00" in sentence


@pytest.mark.parametrize(("departement", "region"), [*REGIONS.items(), ("77", "FR"), ("2A", "FR"), ("", "FR")])
def test_the_region_comes_from_the_departement(departement, region):
    assert region_of(departement) == region


@given(COMMON | st.text(max_size=40), st.sampled_from(["FR", *REGIONS.values()]))
def test_whatever_is_typed_is_read_or_refused(typed, region):
    try:
        kept = read_phone(typed, region)
    except TelephoneRefused:
        return
    assert kept == "" or E164.match(kept)


@given(COMMON, st.sampled_from(["FR", *REGIONS.values()]))
def test_what_is_said_reads_again_as_what_is_kept(typed, region):
    try:
        kept = read_phone(typed, region)
    except TelephoneRefused:
        return
    assert read_phone(say_phone(kept), "FR") == kept


@given(st.text(max_size=40))
def test_saying_never_fails(text):
    assert isinstance(say_phone(text), str)


@pytest.mark.django_db
def test_existing_numbers_are_converted_and_unreadable_ones_are_left():
    convert = importlib.import_module("members.migrations.0014_telephones_en_e164").convert
    far = make_association("Là-bas", departement="974", telephone="0262 12 34 56")
    place = make_structure(far, telephone="0262.12.34.57")
    odd, near = make_personne(telephone="voir Odile"), make_personne(telephone="02 61 91 00 00")
    convert(apps, None)
    assert Association.objects.get(pk=far.pk).telephone == "+262262123456"
    place.refresh_from_db()
    assert place.telephone == "+262262123457"
    assert Personne.objects.get(pk=odd.pk).telephone == "voir Odile"
    assert Personne.objects.get(pk=near.pk).telephone == "+33261910000"


@pytest.mark.django_db
def test_a_sheet_overseas_reads_its_numbers_there(cast, client_of):
    data = posted(cast.palier, departement="974", code_postal="00190", telephone="0262 12 34 56")
    assert client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/modifier/", data).status_code == 302
    cast.palier.refresh_from_db()
    assert cast.palier.telephone == "+262262123456"
    page = client_of(cast.collegue).get(f"/annuaire/{cast.palier.pk}/").text.replace("\u00a0", " ")
    assert "+262 262 12 34 56" in page
    assert 'href="tel:+262262123456"' in page
