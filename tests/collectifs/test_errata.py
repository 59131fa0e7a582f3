"""An erratum: said after the approval, read before the text, which stays as it was approved."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse

from collectifs.actions.approbations import approve_compte_rendu
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.relectures import add_erratum
from collectifs.models import Erratum, Note
from collectifs.queries import get_minutes
from socle.models import Envoi
from tests.factories.collectifs import make_projet

SAID = {"texte": "Au point 1, lire 1200 euros.", "motif": "Une faute de frappe"}


@pytest.fixture
def approuve(cast, jeunes):
    compte_rendu = circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
    return approve_compte_rendu(compte_rendu, by=cast.chargee)


def test_everybody_convened_is_told_and_the_approved_text_stays(cast, approuve):
    before = list(Note.objects.values_list("texte", "version"))
    add_erratum(approuve, **SAID, by=cast.chargee)
    assert Envoi.objects.filter(genre="collectifs.erratum_publie").count() == approuve.reunion.presences.count() == 4
    assert list(Note.objects.values_list("texte", "version")) == before
    assert str(approuve.editions.first()).startswith("Version 3, suivie d’un erratum le ")


def test_read_before_the_text_on_the_page(cast, client_of, approuve):
    add_erratum(approuve, **SAID, by=cast.chargee)
    shown = client_of(cast.directrice).get(reverse("collectifs:compte_rendu_detail", args=[approuve.reunion_id]))
    words = shown.content.decode()
    assert words.index("lire 1200 euros") < words.index("On en a parlé.")


def test_only_after_the_approval(cast, jeunes):
    compte_rendu = circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
    with pytest.raises(ValidationError, match="suit l’approbation"):
        add_erratum(compte_rendu, **SAID, by=cast.chargee)


def test_by_those_who_hold_the_pen(cast, client_of, approuve):
    with pytest.raises(PermissionDenied):
        add_erratum(approuve, **SAID, by=cast.directrice)
    address = reverse("collectifs:erratum_add", args=[approuve.reunion_id])
    assert client_of(cast.directrice).post(address, SAID).status_code == 403
    assert client_of(cast.superuser).post(address, SAID).status_code == 404
    client_of(cast.chargee).post(address, SAID)
    assert get_minutes(approuve, with_huis_clos=False)["errata"] == list(Erratum.objects.all())


def test_published_it_never_changes(cast, approuve):
    erratum = add_erratum(approuve, **SAID, by=cast.chargee)
    for change in (lambda: Erratum.objects.update(texte="Autre"), erratum.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
