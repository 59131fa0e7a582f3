"""Markup typed as a name or a text is read as words: on every page, in every mail, in every document."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from collectifs.documents import CompteRenduPdf, SynthesePdf
from collectifs.models import CompteRendu, Synthese
from pacte.documents import PactePdf
from pacte.models import VersionPacte
from socle import health, notifications
from socle.models import Envoi, Notification
from tests.house.test_access import MODULES

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
RAW = ("<script>alert", "<img src=x")
OURS = ("members", "collectifs", "pacte", "accompagnement", "formations", "outiltheque")
LEFT = ("recherche", "email", "courriel_partage", "identifiant", "site", "lien_visio", "empreinte", "password")
FOUND = 200
WORDS = {"collectif", "reunion", "lieu", "invitee", "hote", "association", "motif", "prenom"}


@pytest.fixture
def spoilt(cast, monkeypatch):
    """Every free text of the world holds markup; return the addresses of its pages."""
    monkeypatch.setattr(health, "check", lambda: {"tout": "ok"})
    given = {}
    for module in MODULES.values():
        found = getattr(module, "addresses", lambda cast: {})(cast)
        given |= {name: found.get(name) or reverse(name) for name in module.TABLE}
    spoilt = sum(spoil(model) for app in OURS for model in apps.get_app_config(app).get_models())
    assert spoilt > 20
    Notification.objects.update(titre=MARKUP)
    return given


def spoil(model) -> int:
    """Write markup in the texts of a model that no list of choices, no unique value and no rule of form holds."""
    kept = {name for constraint in model._meta.constraints for name in getattr(constraint, "fields", ())}
    texts = [
        field.name
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField)
        and (field.max_length or len(MARKUP)) >= len(MARKUP)
        and not (field.choices or field.unique or field.name in LEFT or field.name in kept or not field.editable)
    ]
    if "Event" in model.__name__ or not texts:
        return 0
    for row in model.objects.all():
        # A published pact, a request that goes on: the database holds them still.
        with suppress(DatabaseError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**dict.fromkeys(texts, MARKUP))
    return len(texts)


@pytest.mark.parametrize("role", ["directrice", "chargee", "admin", "coordination", "prestataire", "comite"])
def test_no_page_reads_it_as_markup(role, cast, spoilt, client_of):
    client = client_of(getattr(cast, role))
    rows = {name: row for module in MODULES.values() for name, row in module.TABLE.items()}
    pages = {name: client.get(spoilt[name]) for name, row in rows.items() if row[role] == FOUND}
    seen = 0
    for name, page in pages.items():
        if not page.streaming and "html" in page["Content-Type"]:
            assert not any(raw in page.text for raw in RAW), name
            seen += "&lt;script&gt;" in page.text
    assert seen > 5


def test_no_mail_reads_it_as_markup(cast, spoilt, mailoutbox):
    for envoi in Envoi.objects.exclude(destinataire=None):
        texts = {key: MARKUP for key, value in envoi.contexte.items() if isinstance(value, str) and key in WORDS}
        Envoi.objects.filter(pk=envoi.pk).update(contexte={**envoi.contexte, **texts})
        assert notifications.deliver(str(envoi.identifiant))
    assert len(mailoutbox) > 5
    for mail in mailoutbox:
        html, _ = mail.alternatives[0]
        assert not any(raw in html for raw in RAW), mail.subject
    assert any("&lt;script&gt;" in mail.alternatives[0][0] for mail in mailoutbox)


def test_no_document_reads_it_as_markup(cast, spoilt):
    minutes = CompteRendu.objects.filter(etat="diffuse").first()
    draft = Synthese.objects.get(publiee_le=None)  # what was published, the database holds
    papers = [(CompteRenduPdf, {"compte_rendu": minutes.pk}), (SynthesePdf, {"synthese": draft.pk})]
    papers += [(PactePdf, {"version": version.pk}) for version in VersionPacte.objects.all()]
    for kind, params in papers:
        html = render_to_string(kind.template, kind.context(params))
        assert not any(raw in html for raw in RAW), kind.slug
        assert "&lt;script&gt;" in html, kind.slug
