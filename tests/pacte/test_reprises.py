"""« Garder, changer, abandonner »: the next pact holds only what was decided of the one before."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from pacte.actions import publish_version
from pacte.actions.reprises import decide_reprise, start_following
from pacte.models import Reprise
from pacte.queries.reprises import count_waiting
from tests.factories.pacte import find_bloc, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return make_published()


@pytest.fixture
def new(cast, old):
    return start_following(old, by=cast.admin)


def decide(cast, new, old, bloc, choix, **more):
    return decide_reprise(new, find_bloc(old, bloc), choix=choix, by=cast.admin, **more)


def said(version):
    return [noeud.libelle for noeud in version.read().walk()]


def test_the_next_pact_begins_the_day_after_and_empty(new, old):
    assert (new.pacte.debut - old.pacte.fin).days == 1
    assert said(new) == []
    assert count_waiting(new) == 11


def test_only_what_is_decided_is_in_the_new_one(cast, new, old):
    decide(cast, new, old, "Projet", "garder")
    decide(cast, new, old, "Entraide", "changer", motif="Plus juste", titre="Solidarité")
    decide(cast, new, old, "accueil", "abandonner", motif="Dit ailleurs")
    assert said(new) == ["Solidarité", "Projet"]
    assert find_bloc(new, "Projet").identifiant == find_bloc(old, "Projet").identifiant
    assert Reprise.objects.get(choix="abandonner").motif == "Dit ailleurs"


def test_a_block_goes_back_under_its_parent_once_it_is_kept(cast, new, old):
    decide(cast, new, old, "Se former", "garder")
    decide(cast, new, old, "Les collectifs", "garder")
    decide(cast, new, old, "Projet", "garder")
    assert [noeud.titre for noeud in new.read().noeuds[0].walk()] == ["Les collectifs", "Projet", "Se former"]
    decide(cast, new, old, "Projet", "abandonner", motif="Fini")
    assert said(new) == ["Les collectifs", "Se former"]


def test_everything_kept_is_the_pact_before_in_its_order(cast, new, old):
    for noeud in reversed(old.read().noeuds):
        decide_reprise(new, old.blocs.get(identifiant=noeud.identifiant), choix="garder", avec=True, by=cast.admin)
    assert said(new) == said(old)
    assert count_waiting(new) == 0


@pytest.mark.parametrize("choix", ["changer", "abandonner"])
def test_what_changes_or_goes_says_why(cast, new, old, choix):
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        decide(cast, new, old, "Entraide", choix, titre="Autre")
    assert not Reprise.objects.exists()


def test_a_rewritten_block_is_not_overwritten(cast, new, old):
    decide(cast, new, old, "Entraide", "changer", motif="Plus juste", titre="Solidarité")
    with pytest.raises(ValidationError, match="réécrit depuis"):
        decide(cast, new, old, "Entraide", "garder")
    with pytest.raises(ValidationError, match="vient d’écrire"):
        decide(cast, new, old, "Entraide", "changer", motif="Encore", titre="Autre", revision="9")
    assert said(new) == ["Solidarité"]


def test_nothing_is_published_while_a_block_waits(cast, new, old):
    decide(cast, new, old, "Entraide", "garder")
    with pytest.raises(ValidationError, match="sans décision"):
        publish_version(new, vigueur_du=max(new.pacte.debut, timezone.localdate()), by=cast.admin)


def test_pages_show_how_far_it_is_and_why(cast, client_of, new, old):
    admin = client_of(cast.admin)
    address = reverse("pacte:reprise_decide", args=[new.pk, find_bloc(old, "Entraide").identifiant])
    assert admin.post(address, {"choix": "abandonner"}).status_code == 422
    admin.post(address, {"choix": "abandonner", "motif": "Remplacée par la dignité"})
    text = admin.get(reverse("pacte:reprise_list", args=[new.pk])).text
    assert "1 sur 11" in text
    assert "Remplacée par la dignité" in text
    admin.post(reverse("pacte:reprise_list", args=[new.pk]), {"garder": str(find_bloc(old, "Projet").identifiant)})
    assert said(new) == ["Projet", "Se former", "Comment apprendre ?"]


def test_a_draft_that_follows_nothing_has_no_such_page(cast, client_of, old):
    assert client_of(cast.admin).get(reverse("pacte:reprise_list", args=[old.pk])).status_code == 403
