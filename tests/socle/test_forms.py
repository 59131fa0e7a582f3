"""What every form of the house does with what no browser sends."""

import pytest
from django import forms

from socle.forms import Formulaire
from socle.numbers import read_number


class Essai(Formulaire):
    titre = forms.CharField(max_length=20, required=False)
    texte = forms.CharField(widget=forms.Textarea, required=False)
    jour = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)


@pytest.mark.parametrize("typed", ["Le\r\nbudget", "Le\x1b\x07budget", "\nLe\tbudget\n", "Le\u2028budget"])
def test_one_line_stays_one_line(typed):
    form = Essai({"titre": typed, "texte": "Deux\r\nlignes"})
    assert form.is_valid()
    assert form.cleaned_data["titre"] == "Le budget"
    assert form.cleaned_data["texte"] == "Deux\r\nlignes"


@pytest.mark.parametrize("name", ["titre", "texte"])
def test_a_null_character_is_refused_with_a_sentence(name):
    form = Essai({name: "a\x00b"})
    assert not form.is_valid()
    assert form.errors[name][0].endswith(".")


@pytest.mark.parametrize(("name", "typed"), [("jour", "9999-12-31"), ("moment", "0001-01-02T10:00")])
def test_a_year_is_of_our_time(name, typed):
    form = Essai({name: typed})
    assert "Vérifiez l’année" in form.errors[name][0]
    assert Essai({"jour": "2031-07-03", "moment": "2031-07-03T09:30"}).is_valid()


def test_forms_do_not_share_their_bounds():
    """A form made a thousand times does not check a thousand times."""
    for _ in range(3):
        form = Essai()
    assert len(form.fields["jour"].validators) == 1


@pytest.mark.parametrize("typed", [None, "", "-1", "1.5", "²", "٣", "9" * 19, "9" * 5000, " 1"])
def test_what_is_no_number_of_a_row_is_nobodys(typed):
    assert read_number(typed) == 0


def test_the_number_of_a_row():
    assert read_number("42") == 42
