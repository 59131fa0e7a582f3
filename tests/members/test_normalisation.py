"""One spelling for search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.normalisation import normalise, search_words


@given(st.text(max_size=200))
def test_normalise_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=200))
def test_normalise_leaves_plain_letters(text):
    assert set(normalise(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@given(st.text(alphabet="éÉàçŒœÆæ ’'-abcST", max_size=60))
def test_case_does_not_count(text):
    assert normalise(text.upper()) == normalise(text.lower())


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("LEFÈVRE", "lefevre"),
        ("Saint-Étienne", "saint etienne"),
        ("st etienne", "saint etienne"),
        ("Ste-Anne", "sainte anne"),
        ("Œuvre & Écoute", "oeuvre ecoute"),
        ("L’Étape de Taravel", "l etape de taravel"),
        ("salarié·es", "salarie"),
        ("salarié.e.s", "salarie"),
        ("acteur-es", "acteur"),
        ("professionnel-le-s", "professionnel"),
        ("directeur(rice)", "directeur"),
        ("Rochefoulon-les-Hauts", "rochefoulon les hauts"),
        ("Vessigny-le-Haut", "vessigny le haut"),
        ("  ", ""),
    ],
)
def test_spellings(typed, spelt):
    assert normalise(typed) == spelt


def test_small_words_are_left_out_unless_alone():
    assert search_words("la fabrique de vessigny") == ["fabrique", "vessigny"]
    assert search_words("les") == ["les"]
