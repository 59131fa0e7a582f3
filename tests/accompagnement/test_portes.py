"""Two doors that never become one another, a draft that leaves no trace, a way out on every page of the first."""

import logging
import re
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accompagnement import actions
from accompagnement.models import Demande
from tests.accompagnement.test_parcours import typed
from tests.accompagnement.test_secret import dump, tables
from tests.factories.accompagnement import SECRET, make_acceptee, make_proposee

URL = "accompagnement:"
PROBE = "rossignol-de-minuit"


def everything_kept() -> dict[str, bytes]:
    """Return every table as a copy of it would be read, whatever the order of its rows."""
    return {name: b"\n".join(sorted(dump(name).split(b"\n"))) for name in tables()}


def test_a_draft_is_erased_without_a_row_a_line_or_a_word(cast, scene, client_of, caplog, monkeypatch):
    sent = []
    monkeypatch.setattr("socle.notifications.enqueue", lambda *args: sent.append(args))
    client = client_of(cast.directrice)
    client.get(reverse(URL + "demande_add"))
    before = everything_kept()
    typed_text = typed(scene, consentement="") | {"recit": PROBE}
    with caplog.at_level(logging.DEBUG):
        client.post(reverse(URL + "brouillon_save"), typed_text, headers={"X-Autosave": "1"})
        kept = everything_kept()
        assert {name for name in kept if kept[name] != before.get(name)} == {"accompagnement_brouillon"}
        assert PROBE.encode() not in kept["accompagnement_brouillon"]
        client.post(reverse(URL + "brouillon_delete"))
    after = everything_kept()
    assert {name for name in after if after[name] != before[name]} == set()
    assert PROBE not in caplog.text
    assert sent == []


def test_a_late_autosave_does_not_bring_back_what_was_erased_with_the_deposit(cast, scene, client_of):
    client = client_of(cast.directrice)
    fields = typed(scene) | {"numero": str(uuid4())}
    client.post(reverse(URL + "demande_add"), fields)
    client.post(reverse(URL + "brouillon_save"), fields, headers={"X-Autosave": "1"})
    assert actions.read_brouillon(by=cast.directrice) == {}


def test_a_request_never_goes_from_one_door_to_the_other(cast, scene):
    demande = make_proposee(cast, scene)
    with pytest.raises(Exception, match="porte_fixe"), transaction.atomic():
        Demande.objects.filter(pk=demande.pk).update(porte=Demande.Porte.ASSOCIATION)
    with connection.cursor() as cursor, pytest.raises(Exception, match="porte_fixe"), transaction.atomic():
        cursor.execute("UPDATE accompagnement_demande SET porte = 'association'")


def test_the_two_doors_do_not_look_alike(cast, scene, client_of):
    client = client_of(cast.presidente)
    mine, ours = (client.get(reverse(URL + name)).text for name in ("porte_personnelle", "porte_association"))
    assert "<h1" in mine
    assert "Pour moi" in re.search(r"<h1.*?</h1>", mine, re.DOTALL)[0]
    assert "Pour mon association" in re.search(r"<h1.*?</h1>", ours, re.DOTALL)[0]
    assert "quick-exit" in mine
    assert "quick-exit" not in ours
    front = client.get(reverse(URL + "accueil")).text
    assert "tone--plum" in front
    assert "tone--fed" in front


def test_six_lines_say_who_will_know_before_anything_is_typed(cast, scene, client_of):
    page = client_of(cast.directrice).get(reverse(URL + "porte_personnelle")).text
    said = re.findall(r"visibility__(?:line|who|row)\b", page)
    assert len(re.findall(r"<li", page[page.index("Qui peut savoir") :].split("</section>")[0])) >= 6, said
    assert "<textarea" not in page


def test_every_page_of_the_personal_door_can_be_left_at_once(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    client = client_of(cast.directrice)
    pages = [client.get(reverse(URL + name)) for name in ("accueil", "porte_personnelle", "demande_add", "urgence")]
    pages.append(client.get(reverse(URL + "demande_detail", args=[demande.pk])))
    pages.append(client.post(reverse(URL + "demande_read", args=[demande.pk, "recit"])))
    assert SECRET in pages[-1].text
    actions.close_demande(demande, by=cast.prestataire)
    pages.append(client.get(reverse(URL + "demande_detail", args=[demande.pk])))
    pages.append(client.get(reverse(URL + "demande_evaluate", args=[demande.pk])))
    for page in pages:
        assert page.status_code == 200
        link = re.search(r'<a class="quick-exit__link" href="(https://[^"]+)" rel="noreferrer"', page.text)
        assert link, page.request["PATH_INFO"]
        assert "accompagnement" not in link[1]
        assert "no-store" in page["Cache-Control"], page.request["PATH_INFO"]
