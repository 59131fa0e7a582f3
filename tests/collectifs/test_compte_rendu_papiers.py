"""The 12 items of complete minutes (R22, practice-and-law §3.2): in the PDF as in the ODT, closed doors in neither."""

import io
import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from odf import teletype
from odf.opendocument import load

from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.informations import add_information
from collectifs.actions.reunions import close_reunion
from collectifs.documents import CompteRenduPdf
from collectifs.documents_odt import make_compte_rendu_odt
from collectifs.models import CompteRendu, Note, Presence
from collectifs.queries import get_checklist
from members.queries import get_federation_name
from socle.documents import render_pdf
from tests.factories.collectifs import make_action, make_decision, make_point, make_seance


@pytest.fixture
def projet(cast, jeunes):
    """Minutes with everything: a proxy, a counted decision, an action, an information, an item behind closed doors."""
    compte_rendu = make_seance(jeunes, cast.chargee)
    reunion = compte_rendu.reunion
    reunion.presidence, reunion.secretaire = cast.chargee, cast.directrice
    reunion.save()
    point = reunion.points.get()
    reunion.presences.update(is_presente=True)
    reunion.presences.filter(personne=cast.collegue).update(
        is_presente=False, reponse=Presence.Reponse.POUVOIR, pouvoir_a=cast.directrice
    )
    compte_rendu.notes.update(texte="Trois devis sont comparés.\nLe deuxième plaît.", version=1)
    add_information(point, texte="La salle est réservée.", by=cast.chargee)
    make_decision(reunion, "Signer le devis.", point=point, mode="simple", pour=5, contre=2, abstentions=1)
    make_action(jeunes, cast.collegue, "Appeler l’imprimeur", reunion=reunion, point=point)
    secret = make_point(reunion, "Un recrutement", is_huis_clos=True)
    Note.objects.create(compte_rendu=compte_rendu, point=secret, texte="Un nom propre")
    add_information(secret, texte="Un secret", by=cast.chargee)
    close_reunion(reunion, by=cast.chargee)
    return CompteRendu.objects.get(pk=compte_rendu.pk)


@pytest.fixture
def complet(cast, projet):
    """The same, circulated."""
    return circulate_compte_rendu(projet, by=cast.chargee)


def plain(words):
    return " ".join(words.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2011", "-").split())


def read_odt(compte_rendu):
    return plain(teletype.extractText(load(io.BytesIO(make_compte_rendu_odt(compte_rendu))).text))


def read_pdf(compte_rendu):
    content = render_pdf(CompteRenduPdf.template, CompteRenduPdf.context({"compte_rendu": compte_rendu.pk}))
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True).stdout
    return plain(out.decode())


def items(compte_rendu, cast):
    """What each of the 12 items reads like in these minutes."""
    reunion = compte_rendu.reunion
    here = timezone.localtime
    return {
        1: [get_federation_name() or "Association"],
        2: ["« Jeunes »", reunion.collectif.get_forme_display()],
        3: ["Quai-Hauvert, salle verte"],
        4: [f"ouverte à {here(reunion.ouverte_le).hour} h"],
        5: ["Envoyée par le portail le", "4 personnes convoquées"],
        6: ["Ordre du jour", "1. Le budget"],
        7: [str(cast.directrice), f"{cast.collegue} (pouvoir à {cast.directrice})"],
        8: ["Présidence", "Secrétariat", str(cast.chargee)],
        9: ["Trois devis sont comparés.", "Le deuxième plaît."],
        10: ["Signer le devis."],
        11: ["5 pour, 2 contre, 1 abstention"],
        12: [f"levée à {here(reunion.fermee_le).hour} h", "Présidence de séance", "Secrétariat de séance"],
    }


@pytest.mark.rule("R22")
def test_the_twelve_items_are_in_both_papers_and_on_the_page(cast, client_of, complet):
    page = client_of(cast.directrice).get(reverse("collectifs:compte_rendu_detail", args=[complet.reunion_id]))
    odt, pdf = read_odt(complet), read_pdf(complet)
    assert all(element.ok for element in get_checklist(complet))
    for number, wanted in items(complet, cast).items():
        for words in wanted:
            assert plain(words) in odt, f"item {number}, ODT : {words}"
            assert plain(words).replace("1. Le budget", "Le budget") in pdf, f"item {number}, PDF : {words}"
    for words in ("À retenir", "La salle est réservée.", "Appeler l’imprimeur", "Version 1, diffusée le"):
        assert words in odt
        assert words in pdf
        assert words in plain(page.content.decode())


def test_what_closed_doors_hold_is_in_neither(complet):
    for read in (read_odt, read_pdf):
        words = read(complet)
        for secret in ("recrutement", "nom propre", "secret"):
            assert secret not in words


def test_who_downloads_the_odt(cast, client_of, complet):
    address = reverse("collectifs:compte_rendu_odt", args=[complet.reunion_id])
    answer = client_of(cast.directrice).get(address)
    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert "compte-rendu-jeunes-" in answer["Content-Disposition"]
    assert client_of(cast.superuser).get(address).status_code == 404


def change(**fields):
    """Make what breaks an item by changing the meeting."""
    return lambda reunion, point: type(reunion).objects.filter(pk=reunion.pk).update(**fields)


BROKEN = {
    2: lambda reunion, point: type(reunion.collectif).objects.filter(pk=reunion.collectif_id).update(nom=""),
    3: change(lieu="", lien_visio=""),
    4: change(ouverte_le=None, fermee_le=None),
    5: change(convoquee_le=None),
    6: lambda reunion, point: reunion.points.update(is_huis_clos=True),
    7: lambda reunion, point: reunion.presences.update(is_presente=None),
    8: change(presidence=None),
    9: lambda reunion, point: Note.objects.filter(point=point).update(texte=" "),
    10: lambda reunion, point: make_point(reunion, "Un vœu", genre="decision"),
    11: lambda reunion, point: make_decision(reunion, "Rien", point=point, mode="simple", pour=0, contre=0),
    12: change(fermee_le=None),
}


@pytest.mark.rule("R22")
@pytest.mark.parametrize("number", range(1, 13))
def test_each_item_is_asked_for_when_it_is_missing(projet, number, monkeypatch):
    assert all(element.ok for element in get_checklist(projet))
    monkeypatch.setattr("collectifs.completude.get_federation_name", lambda: "" if number == 1 else "Nous")
    if number in BROKEN:
        BROKEN[number](projet.reunion, projet.reunion.points.get(is_huis_clos=False))
    wrong = {element.number for element in get_checklist(CompteRendu.objects.get(pk=projet.pk)) if not element.ok}
    assert number in wrong


def test_an_item_of_information_needs_no_decision(projet):
    point = make_point(projet.reunion, "Les nouvelles", genre="information")
    Note.objects.create(compte_rendu=projet, point=point, texte="Elles sont bonnes.")
    assert all(element.ok for element in get_checklist(projet))


def test_informations_are_written_while_the_minutes_are_open_by_who_holds_the_pen(cast, client_of, jeunes):
    live = make_seance(jeunes, cast.chargee)
    point = live.reunion.points.get()
    address = reverse("collectifs:information_add", args=[point.pk])
    assert client_of(cast.directrice).post(address, {"texte": "Non"}).status_code == 403
    answer = client_of(cast.chargee).post(address, {"texte": "Oui"}, headers={"HX-Request": "true"})
    assert "Oui" in answer.content.decode()
    refused = client_of(cast.chargee).post(address, {"texte": "x" * 401}, headers={"HX-Request": "true"})
    assert "x" * 401 in refused.content.decode()
    client_of(cast.chargee).post(reverse("collectifs:information_delete", args=[point.informations.get().pk]))
    assert not point.informations.exists()


class TestTooLate:
    def test_a_text_that_comes_after_the_minutes_circulate_is_given_back(self, cast, client_of, complet):
        note = complet.notes.first()
        given = {"texte": "Écrit hors ligne", "version": note.version, "page": "p"}
        address = reverse("collectifs:note_save", args=[note.pk])
        live = client_of(cast.chargee).post(address, given, headers={"HX-Request": "true"})
        assert "a été diffusé pendant que vous écriviez" in live.content.decode()
        plain_page = client_of(cast.chargee).post(address, given)
        assert plain_page.status_code == 409
        assert "Écrit hors ligne" in plain_page.content.decode()
        note.refresh_from_db()
        assert note.texte.startswith("Trois devis")

    def test_a_page_taken_up_again_is_still_the_one_that_wrote(self, cast, client_of, jeunes):
        live = make_seance(jeunes, cast.chargee)
        note = live.notes.get()
        address = reverse("collectifs:note_save", args=[note.pk])
        client = client_of(cast.chargee)
        client.post(address, {"texte": "Un", "version": 0, "page": "avant"}, headers={"HX-Request": "true"})
        lost = client.post(
            address, {"texte": "Un deux", "version": 0, "page": "avant"}, headers={"HX-Request": "true"}
        )
        assert "Garder les deux" not in lost.content.decode()
        other = client.post(address, {"texte": "Trois", "version": 0, "page": "autre"}, headers={"HX-Request": "true"})
        assert "Garder les deux" in other.content.decode()


def test_the_page_says_what_is_kept_where(cast, client_of, jeunes):
    live = make_seance(jeunes, cast.chargee)
    secret = make_point(live.reunion, "Un recrutement", is_huis_clos=True)
    Note.objects.create(compte_rendu=live, point=secret)
    words = (
        client_of(cast.chargee).get(reverse("collectifs:compte_rendu_edit", args=[live.reunion_id])).content.decode()
    )
    assert words.count('data-closed="true"') == 1
    assert words.count('data-closed="false"') == 1
    assert f'data-keep="{cast.chargee.pk}:' in words
    assert "Tout au clavier" in words
    assert timedelta(days=7) == CompteRendu.RELECTURE
