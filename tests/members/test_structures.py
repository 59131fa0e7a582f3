"""The places of an association: dated rows that the directory finds and nothing erases."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions import add_structure, close_structure, edit_structure
from members.models import Association, Structure
from socle.models import EntreeJournal
from tests.factories.members import make_structure, yesterday
from tests.members.test_annuaire import LIST, names

pytestmark = pytest.mark.django_db
PLACE = {"nom": "La Cabane", "genre": "antenne", "debut": "2020-01-01", "commune": "Vessigny-le-Haut"}


def test_a_manager_opens_corrects_and_closes_a_place(cast, client_of):
    client, sheet = client_of(cast.directrice), f"/annuaire/{cast.palier.pk}/"
    assert client.post(f"{sheet}lieux/ajouter/", PLACE | {"telephone": "02.61.91.00.05"}).status_code == 302
    place = Structure.objects.get()
    assert place.telephone == "+33261910005"
    assert "La Cabane" in client.get(sheet).text
    assert names(client.get(LIST, {"q": "vessigny"})) == ["Le Palier"]
    client.post(f"/lieux/{place.pk}/modifier/", PLACE | {"nom": "La Grande Cabane"})
    assert "La Grande Cabane" in client.get(sheet).text
    client.post(f"/lieux/{place.pk}/fermer/", {"on": yesterday().isoformat()})
    assert "La Grande Cabane" not in client.get(sheet).text
    assert names(client.get(LIST, {"q": "vessigny"})) == []
    assert Structure.objects.get().fin == yesterday()
    verbs = EntreeJournal.objects.order_by("pk").values_list("verbe", flat=True)
    assert list(verbs) == [f"members.{verb}_structure" for verb in ("add", "edit", "close")]
    assert Structure.pgh_event_model.objects.filter(nom="La Cabane").exists()


@pytest.mark.trap("end-date-around-today")
@pytest.mark.parametrize(("offset", "is_there"), [(-30, False), (-1, False), (0, True), (30, True)])
def test_a_place_closes_in_the_past_today_or_later(cast, client_of, offset, is_there):
    place = make_structure(cast.palier)
    close_structure(place, on=timezone.localdate() + timedelta(days=offset), by=cast.directrice)
    assert ("L’Annexe" in client_of(cast.collegue).get(f"/annuaire/{cast.palier.pk}/").text) is is_there
    with pytest.raises(ValidationError, match="déjà une date"):
        close_structure(place, on=yesterday(), by=cast.directrice)


def test_a_place_does_not_close_before_it_opened(cast, client_of):
    place = make_structure(cast.palier)
    page = client_of(cast.directrice).post(f"/lieux/{place.pk}/fermer/", {"on": "2001-01-01"})
    assert "précède la date de début" in page.text


@pytest.mark.trap("text-lost-on-error")
def test_an_establishment_has_the_siren_of_its_association(cast, client_of):
    Association.objects.filter(pk=cast.palier.pk).update(siren="000000034")
    wrong = PLACE | {"siret": "00000001800010", "adresse": "Une adresse à garder"}
    page = client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/lieux/ajouter/", wrong)
    assert "il commence par 000000018" in page.text
    assert "Une adresse à garder" in page.text
    right = wrong | {"siret": "000 000 034 00017"}
    assert client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/lieux/ajouter/", right).status_code == 302


def test_the_actions_ask_the_right_themselves(cast):
    place = make_structure(cast.palier)
    for somebody in (cast.collegue, cast.adherente, cast.superuser):
        with pytest.raises(PermissionDenied):
            add_structure(cast.palier, by=somebody, **PLACE)
        with pytest.raises(PermissionDenied):
            edit_structure(place, by=somebody, nom="Autre")
        with pytest.raises(PermissionDenied):
            close_structure(place, on=yesterday(), by=somebody)


@pytest.mark.parametrize("extra", [1, 3])
def test_places_cost_the_sheet_no_question(cast, client_of, django_assert_num_queries, extra):
    for n in range(extra):
        make_structure(cast.palier, f"Lieu {n}")
    client = client_of(cast.adherente)
    client.get(f"/annuaire/{cast.palier.pk}/")
    with django_assert_num_queries(4):
        client.get(f"/annuaire/{cast.palier.pk}/")
