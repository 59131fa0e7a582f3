"""French typography sets what people type, leaves addresses and markup alone, and does it once for all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.typography import typographie

N = "\u202f"
TYPED = [
    ("Qui saura ?", f"Qui saura{N}?"),
    ("Qui saura?", f"Qui saura{N}?"),
    ("Attention !", f"Attention{N}!"),
    ("Quoi ?!", f"Quoi{N}?!"),
    ("l'agrément", "l’agrément"),
    ("d'«ici»", f"d’«{N}ici{N}»"),
    ('le défi "Faire réseau"', f"le défi «{N}Faire réseau{N}»"),
    ("le défi « Faire réseau »", f"le défi «{N}Faire réseau{N}»"),
    ("le défi «Faire réseau» : oui", f"le défi «{N}Faire réseau{N}»{N}: oui"),
    ("Ordre du jour :", f"Ordre du jour{N}:"),
    ("Attendez...", "Attendez…"),
    ("12 345 habitants", f"12{N}345 habitants"),
    ("1 234 567", f"1{N}234{N}567"),
    ("30 %", f"30{N}%"),
    ("200€", f"200{N}€"),
    ("un point ; un autre", f"un point{N}; un autre"),
]
KEPT = [
    "https://portail.exemple.example/?q=a;b",
    "écrire à solene@exemple.example",
    "de 9:30 à 10:45",
    "K7M-2Q9",
    '<a href="/x?y=1" title="oui">lire</a>',
    "Tom &amp; Lou",
    "06 12 34 56 78",
    "Déjà réglé.",
    "",
]


@pytest.mark.parametrize(("typed", "set_text"), TYPED)
def test_typed_text_is_set(typed, set_text):
    assert typographie(typed) == set_text


@pytest.mark.parametrize("text", KEPT)
def test_text_is_kept(text):
    assert typographie(text) == text


pieces = st.sampled_from(
    [*"abcé019 '\"«»;:!?.,…%€()[]<>&@\n\u00a0\u202f", "...", " 000", "https://a.b", "&amp;", "<b>", "x@y"]
)


@given(st.lists(pieces, max_size=14).map("".join))
def test_setting_twice_changes_nothing(text):
    once = typographie(text)
    assert typographie(once) == once


@given(st.text(max_size=60))
def test_any_text_is_set_once_for_all(text):
    once = typographie(text)
    assert typographie(once) == once


@given(
    st.lists(st.sampled_from(["n°", "N°", " ", "\u00a0", "3", "km", "min", "h", "30", ".", "’"]), max_size=9).map(
        "".join
    )
)
def test_numbers_and_units_are_set_once_for_all(text):
    once = typographie(text)
    assert typographie(once) == once


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Réunion n° 3", "Réunion n°\u00a03"),
        ("Réunion n°3", "Réunion n°\u00a03"),
        ("N° 12 et n°\u202f4", "N°\u00a012 et n°\u00a04"),
        ("à 12 km, 45 min à pied", "à 12\u00a0km, 45\u00a0min à pied"),
        ("une salle de 40 m², 3 minutes", "une salle de 40\u00a0m², 3 minutes"),
    ],
)
def test_a_number_stays_with_what_it_counts(typed, wanted):
    assert typographie(typed) == wanted


@given(st.text(alphabet="abcdéà 0123456789.,-\n", max_size=60))
def test_letters_and_figures_stay(text):
    def essence(value):
        return "".join(value.replace("…", "...").split()).replace(N, "")

    assert essence(typographie(text)) == essence(text)


@pytest.mark.parametrize("typed", ["é", "&a", "a-"])
def test_a_page_without_a_space_is_set_at_once(typed):
    """Looked for from every letter, a person's address took a minute to be missing from it."""
    begun = time.perf_counter()
    typographie(typed * 50_000 + "!")
    assert time.perf_counter() - begun < 2
