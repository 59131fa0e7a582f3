"""Public identifiers: what is accepted, what is refused, and the sentence that says why."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.forms.associations import AssociationForm
from members.models import Association
from members.models.identifiants import validate_code_commune, validate_code_postal, validate_siren, validate_siret
from tests.factories.members import make_association
from tests.members.test_edit import posted

pytestmark = pytest.mark.django_db
SIRET, SIREN = "00000003400017", "000000034"
LA_POSTE = "35600000049837"


@pytest.fixture
def edit(cast, client_of):
    """Post Le Palier's sheet with these fields; return the answer and the sheet as it then is."""

    def send(**fields):
        cast.palier.refresh_from_db()
        answer = client_of(cast.directrice).post(
            f"/annuaire/{cast.palier.pk}/modifier/", posted(cast.palier, **fields)
        )
        return answer, Association.objects.get(pk=cast.palier.pk)

    return send


def test_the_siren_comes_from_the_siret(edit):
    answer, sheet = edit(siret="000 000 034 00017")
    assert answer.status_code == 302
    assert (sheet.siret, sheet.siren) == (SIRET, SIREN)


def test_a_siren_that_is_not_the_beginning_of_the_siret_is_refused(edit):
    answer, sheet = edit(siret=SIRET, siren="000000018")
    assert answer.status_code == 200
    assert "n’est pas le début du SIRET" in answer.text
    assert "000000018" in answer.text
    assert sheet.siren is None


def test_a_siren_alone_is_enough(edit):
    answer, sheet = edit(siren="000 000 034")
    assert (answer.status_code, sheet.siren, sheet.siret) == (302, SIREN, None)


def test_la_poste_counts_otherwise(edit):
    answer, sheet = edit(siret=LA_POSTE)
    assert (answer.status_code, sheet.siren) == (302, "356000000")


@pytest.mark.parametrize(("field", "value"), [("siret", "0" * 14), ("siren", "0" * 9)])
def test_all_zeros_have_a_right_key_and_are_refused(edit, field, value):
    answer, _ = edit(**{field: value})
    assert "seulement de zéros" in answer.text


@pytest.mark.parametrize("field", ["siret", "siren"])
def test_a_wrong_number_is_said_with_what_is_expected(edit, field):
    answer, _ = edit(**{field: "12345"})
    assert "« 12345 »" in answer.text.replace("\u202f", " ")
    assert "chiffres sont attendus" in answer.text


@pytest.mark.parametrize("value", ["W9R1011072", "w9r 1011072", "W2A2000123", "W751515517"])
def test_rna_of_overseas_and_corsica(edit, value):
    answer, sheet = edit(rna=value)
    assert (answer.status_code, sheet.rna) == (302, value.replace(" ", "").upper())


@pytest.mark.parametrize("departement", ["57", "67", "68"])
def test_alsace_and_moselle_have_a_court_register(edit, departement):
    answer, _ = edit(departement=departement, rna="Volume 12 folio 34")
    assert "registre du tribunal" in answer.text
    assert "laissez le champ vide" in answer.text
    assert edit(departement=departement, rna="")[0].status_code == 302


def test_elsewhere_the_form_of_the_number_is_said(edit):
    answer, _ = edit(departement="77", rna="12345")
    assert "W751234567" in answer.text
    assert "registre du tribunal" not in answer.text.split("field__errors")[1]


def test_commune_postal_code_and_departement_never_come_from_one_another(edit):
    """Twenty communes carry the postal prefix of another département; many share one code."""
    answer, sheet = edit(code_commune="03250", code_postal="42620", departement="03", commune="Ailleurs")
    assert answer.status_code == 302
    assert (sheet.code_commune, sheet.code_postal, sheet.departement) == ("03250", "42620", "03")
    answer, sheet = edit(code_commune="", code_postal="42620", departement="")
    assert (sheet.code_commune, sheet.departement) == ("", "")


def test_corsica_overseas_and_nonsense(edit):
    assert edit(code_commune="2a004", departement="2a")[1].departement == "2A"
    assert "Ce n’est pas le code postal" in edit(code_commune="A2004")[0].text
    assert "département est attendu" in edit(departement="999")[0].text


@pytest.mark.parametrize(
    ("latitude", "longitude", "says"),
    [("47,21837912", "\u22121,55362", ""), ("47.2", "", "a besoin de sa latitude"), ("95", "2", "entre −90 et 90"),
     ("ici", "2", "entre −90 et 90"), ("NaN", "1", "entre −90"), ("1", "Infinity", "entre −180 et 180")],
)  # fmt: skip
def test_a_point_as_a_map_gives_it(edit, latitude, longitude, says):
    answer, sheet = edit(latitude=latitude, longitude=longitude)
    if says:
        assert says in answer.text
    else:
        assert (str(sheet.latitude), str(sheet.longitude)) == ("47.21838", "-1.55362")


def test_a_siret_belongs_to_one_association(edit):
    make_association("Autre", siret=SIRET)
    assert "déjà celui d’une autre association" in edit(siret=SIRET)[0].text


@given(st.text(max_size=40))
def test_no_identifier_makes_a_validator_fail(text):
    for validate in (validate_siret, validate_siren, validate_code_commune, validate_code_postal):
        with suppress(ValidationError):  # the only thing that may come out of it
            validate(text)


TYPED = ("siren", "siret", "rna", "latitude", "longitude", "telephone", "departement", "code_commune")


@given(st.fixed_dictionaries({name: st.text(max_size=40) for name in TYPED}))
def test_no_typed_number_makes_the_form_fail(typed):
    form = AssociationForm(typed | {"nom": "Le Palier", "genre": "evs", "commune": "Ici"}, instance=Association(pk=0))
    form.is_valid()
    assert all(str(error) for errors in form.errors.values() for error in errors)
