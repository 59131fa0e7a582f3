"""Two clicks at once, names that grow when they are spelt out, and the next person at the same screen."""

import pytest
from django.test import Client
from django.urls import reverse

from members.actions import InvitationClosed
from members.models import Personne
from members.views import invitations
from tests.factories.collectifs import make_collectif
from tests.factories.members import make_personne
from tests.members.test_invitations import invite, mailed_link

GOOD = {"moyen": "mot-de-passe", "identifiant": "nadege.o", "password": "un chat sur le toit du palier"}


@pytest.mark.parametrize("step", ["choisir", "verifier"])
def test_the_second_of_two_clicks_is_told_in_words(step, cast, monkeypatch):
    sent = invite(cast, shared=True)
    client, link = Client(), mailed_link()
    client.post(link, {"code": sent.code})
    client.post("/invitation/choisir/", {"moyen": "adresse", "adresse-email": "nadege@perso.example"})

    def already_accepted(*args, **kwargs):
        raise InvitationClosed(sent.invitation.pk)

    monkeypatch.setattr(invitations, "accept_invitation", already_accepted)
    monkeypatch.setattr(invitations.AddressProof, "check", lambda self, typed: "nadege@perso.example")
    answer = client.post(f"/invitation/{step}/", GOOD if step == "choisir" else {"code": "AAAAAA"})
    assert answer.status_code == 200
    assert "n’ouvre plus rien" in answer.text


@pytest.mark.parametrize("letter", ["ß", "㎨"])
def test_a_name_longer_once_spelt_out_is_kept(letter, db):
    personne = make_personne(letter * 120, letter * 80)
    assert len(Personne.objects.get(pk=personne.pk).recherche) <= 250


def test_what_was_to_be_said_is_not_said_to_the_next_person(cast, client_of):
    """« Quitter rapidement » before the page came: the sentence waited in the browser for whoever was next."""
    collectif = make_collectif("Secret de polichinelle")
    client = client_of(cast.directrice)
    client.post(reverse("collectifs:collectif_join", args=[collectif.pk]))
    assert client.cookies["messages"].value
    page = client.post(reverse("account_logout"), follow=True)
    assert "polichinelle" not in page.text
    assert "polichinelle" not in client.get(reverse("account_login")).text
