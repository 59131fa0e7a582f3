"""Writing a sheet: nothing is overwritten unseen, what was typed is kept, what changed is known."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from members.actions import SheetChanged, edit_association, read_sheet
from members.actions.associations import LISTS, PLAIN
from members.models import Association, Public
from socle.models import EntreeJournal
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
NOT_TYPED = ("territoire", "is_publiee", "is_utilite_publique", "champs_publics")


def typed(association, **changes):
    fields = {name: getattr(association, name) for name in PLAIN}
    return fields | {name: getattr(association, name).all() for name in LISTS} | changes


def posted(association, **changes):
    data = {name: getattr(association, name) or "" for name in PLAIN if name not in NOT_TYPED}
    return data | {"lu": read_sheet(association)} | changes


def test_the_manager_writes_the_sheet(cast, client_of):
    address = f"/annuaire/{cast.palier.pk}/modifier/"
    response = client_of(cast.directrice).post(address, posted(cast.palier, telephone="02 61 91 00 01"))
    assert response.status_code == 302
    cast.palier.refresh_from_db()
    assert cast.palier.telephone == "+33261910001"
    entree = EntreeJournal.objects.get(verbe="members.edit_association")
    assert (entree.par, entree.details) == (cast.directrice, {"champs": ["telephone"]})


def test_history_keeps_what_was_said_and_who_changed_it(cast, client_of):
    client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/modifier/", posted(cast.palier, nom="Le Palier Neuf"))
    event = Association.pgh_event_model.objects.filter(pgh_obj=cast.palier, pgh_label="update").get()
    assert event.nom == "Le Palier Neuf"
    assert event.pgh_context.metadata["personne"] == cast.directrice.pk


@pytest.mark.trap("silent-overwrite")
@pytest.mark.trap("text-lost-on-error")
def test_a_second_writer_sees_what_changed(cast, client_of):
    address = f"/annuaire/{cast.palier.pk}/modifier/"
    mine = posted(cast.palier, presentation="Ma présentation.")
    client_of(cast.chargee).post(address, posted(cast.palier, presentation="La sienne."))
    client = client_of(cast.directrice)
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "La sienne." in page
    assert "Ma présentation." in page
    assert Association.objects.get(pk=cast.palier.pk).presentation == "La sienne."
    now = Association.objects.get(pk=cast.palier.pk)
    assert client.post(address, mine | {"lu": read_sheet(now)}).status_code == 302
    assert Association.objects.get(pk=cast.palier.pk).presentation == "Ma présentation."


@pytest.mark.trap("silent-overwrite")
def test_a_changed_list_is_a_change_too(cast):
    read = read_sheet(cast.palier)
    cast.palier.publics.add(Public.objects.create(nom="familles"))
    with pytest.raises(SheetChanged) as change:
        edit_association(
            cast.palier, read=read, by=cast.directrice, **typed(cast.palier, publics=Public.objects.none())
        )
    assert change.value.differences == [("publics", "familles")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.trap("silent-overwrite")
def test_two_who_save_together_do_not_erase_each_other():
    association, manager = make_association("Le Palier"), make_personne()
    make_rattachement(manager, association, is_gestionnaire=True)
    read, outcomes, barrier = read_sheet(association), [], Barrier(2)

    def write(text):
        fields = typed(association, presentation=text, publics=[], domaines=[], dispositifs=[])
        barrier.wait()
        try:
            edit_association(association, read=read, by=manager, **fields)
            outcomes.append("written")
        except SheetChanged:
            outcomes.append("seen")
        finally:
            connection.close()

    threads = [Thread(target=write, args=(text,)) for text in ("un", "deux")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["seen", "written"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("siret", "00000000000000", "seulement de zéros"),
        ("siret", "12345678901234", "ne convient pas"),
        ("rna", "X12", "s’écrit W suivi de neuf caractères"),
        ("telephone", "appelez-moi", "se compose de chiffres"),
        ("email", "pas une adresse", "incomplète"),
        ("nom", "", "réponse est attendue"),
    ],
)
@pytest.mark.trap("text-lost-on-error")
def test_a_wrong_field_says_why_and_loses_nothing(cast, client_of, field, value, says):
    data = posted(cast.palier, presentation="Texte long à ne pas perdre.") | {field: value}
    page = client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/modifier/", data)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert "Texte long à ne pas perdre." in page.content.decode()


@pytest.mark.parametrize("value", ["W9R1011072", "w9r 1011072", "W2A2000123", "W751515517"])
def test_rna_of_overseas_and_corsica(cast, client_of, value):
    data = posted(cast.palier, rna=value)
    assert client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/modifier/", data).status_code == 302


def test_siret_of_la_poste_and_spaces(cast, client_of):
    data = posted(cast.palier, siret="356 000 000 49837")
    assert client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/modifier/", data).status_code == 302


def test_the_action_asks_the_right_itself(cast):
    with pytest.raises(PermissionDenied):
        edit_association(cast.palier, read=read_sheet(cast.palier), by=cast.collegue, **typed(cast.palier))
