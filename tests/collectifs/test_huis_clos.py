"""Behind closed doors: a planted word is searched everywhere that somebody who may not know could read."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import sondages
from collectifs.actions.agenda import open_flux
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.reunions import close_reunion, convene_reunion, edit_reunion, open_reunion
from collectifs.documents import CompteRenduPdf
from collectifs.liens import CHOIX, make_sondage_token, make_token
from collectifs.models import Reunion
from collectifs.queries import get_attentes
from socle.models import Envoi, Notification
from socle.notifications import deliver
from socle.pdf import render_pdf
from tests.factories.collectifs import make_action, make_decision, make_point, make_reunion

SECRET = "zibeline"


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


@pytest.fixture
def reunion(cast, jeunes):
    """A meeting gone through from its dates to its minutes, one item of it behind closed doors."""
    reunion = make_reunion(jeunes)
    make_point(reunion, "Le budget")
    hidden = make_point(reunion, f"Situation {SECRET}", is_huis_clos=True, duree=47)
    dates = [reunion.debut, reunion.debut.replace(minute=(reunion.debut.minute + 7) % 60)]
    sondages.open_sondage(reunion, dates=dates, jusqu_au=timezone.localdate(), by=cast.chargee)
    convene_reunion(Reunion.objects.get(pk=reunion.pk), by=cast.chargee)
    edit_reunion(Reunion.objects.get(pk=reunion.pk), lieu="Ailleurs", by=cast.chargee)
    reunion.refresh_from_db()
    minutes = open_reunion(reunion, by=cast.chargee)
    minutes.notes.update(texte="On en a parlé.")
    minutes.notes.filter(point=hidden).update(texte=f"Note {SECRET}")
    make_decision(reunion, f"Décider {SECRET}", point=hidden)
    make_action(jeunes, cast.presidente, f"Agir {SECRET}", reunion=reunion, point=hidden)
    reunion.presences.update(is_presente=True)
    close_reunion(reunion, by=cast.chargee)
    minutes.refresh_from_db()
    circulate_compte_rendu(minutes, by=cast.chargee)
    return Reunion.objects.get(pk=reunion.pk)


def test_no_mail_and_no_row_of_the_outbox_names_it(reunion):
    assert Envoi.objects.count() > 5
    for envoi in Envoi.objects.all():
        assert SECRET not in envoi.titre + json.dumps(envoi.contexte)
        deliver(str(envoi.identifiant))
    assert len(mail.outbox) > 5
    for sent in mail.outbox:
        whole = sent.body + "".join(body for body, _ in sent.alternatives)
        whole += "".join(str(attached) for attached in sent.attachments)
        assert SECRET not in whole
    assert not Notification.objects.filter(titre__contains=SECRET).exists()


def test_no_page_shows_it_to_those_who_may_not(reunion, cast, jeunes, client_of):
    pages = [
        page("collectif_list"), page("collectif_detail", jeunes.pk), page("reunion_list", jeunes.pk),
        page("reunion_detail", reunion.pk), page("reunion_ics", reunion.pk), page("action_list", jeunes.pk),
        page("action_board", jeunes.pk), page("compte_rendu_detail", reunion.pk), page("decision_list"),
        f"{page('decision_list')}?q={SECRET}", page("decision_export", "csv"), page("action_mine"),
        page("proposition_list", jeunes.pk), reverse("agenda:agenda_list"), reverse("agenda:agenda_month"),
        f"/recherche/?q={SECRET}", "/", page("sondage_detail", reunion.sondages.get().pk),
    ]  # fmt: skip
    read = 0
    for person in (cast.directrice, cast.adherente):
        client = client_of(person)
        for address in pages:
            response = client.get(address)
            whole = b"".join(response) if response.streaming else response.content
            found = whole.decode("utf-8", "replace").replace(f'value="{SECRET}"', "").replace(f"q={SECRET}", "")
            assert f"Situation {SECRET}" not in found, address
            for begins in ("Note", "Décider", "Agir"):
                assert f"{begins} {SECRET}" not in found, address
            read += response.status_code == 200
    assert read > 20
    assert SECRET in client_of(cast.chargee).get(page("reunion_detail", reunion.pk)).content.decode()


def test_no_link_without_an_account_and_no_calendar_shows_it(reunion, cast):
    flux = reverse("agenda:flux_read", args=[open_flux(by=cast.directrice)])
    token = make_token(reunion, cast.directrice)
    sondee = reunion.sondages.get().sondees.get(personne=cast.directrice)
    links = [page("presence_answer", token, choix) for choix in CHOIX]
    links += [page("sondage_tap", make_sondage_token(sondee)), flux, page("presence_answered", token)]
    for address in links:
        assert SECRET not in Client().get(address).content.decode(), address


def test_no_document_holds_it(reunion, cast, client_of):
    context = CompteRenduPdf.context({"compte_rendu": reunion.compte_rendu.pk})
    assert SECRET not in render_html(CompteRenduPdf.template, context)
    assert render_pdf(CompteRenduPdf.template, context).startswith(b"%PDF")
    odt = client_of(cast.directrice).get(page("compte_rendu_odt", reunion.pk))
    assert odt.status_code == 200
    whole = b"".join(odt) if odt.streaming else odt.content
    with ZipFile(BytesIO(whole)) as archive:
        assert all(SECRET not in archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def render_html(template, context):
    return render_to_string(template, context)


def test_whoever_has_the_action_learns_of_it_alone(reunion, cast):
    titles = " ".join(attente.title + attente.detail for attente in get_attentes(cast.directrice))
    assert SECRET not in titles
