"""What awaits an administrator, and what a version would take the place of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pacte.models import VersionPacte
from pacte.queries import (
    describe_content,
    find_earliest_start,
    find_in_force,
    get_attentes,
    get_rendez_vous,
    propose_start,
)
from pacte.tree import Texte
from tests.factories.pacte import make_published, make_version, sample_noeuds

pytestmark = pytest.mark.django_db


def test_drafts_await_administrators_only(cast):
    make_version()
    make_version(etat=VersionPacte.Etat.APERCU)
    make_published()
    assert sorted(attente.title for attente in get_attentes(cast.admin)) == [
        "Un brouillon du pacte à terminer",
        "Un import du pacte à relire",
    ]
    assert get_attentes(cast.chargee) == get_attentes(cast.superuser) == []
    assert get_rendez_vous(cast.admin, timezone.now()) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_what_awaits_takes_the_same_queries(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        make_version()
    assert cast.admin.roles
    with django_assert_num_queries(2):  # the drafts; then all that is asked of somebody at once
        assert len(get_attentes(cast.admin)) == rows


def test_first_possible_day_follows_what_is_in_force():
    today = timezone.localdate()
    draft = make_version()
    assert find_earliest_start(draft) == draft.pacte.debut
    assert propose_start(draft) == today
    before = make_published(vigueur_du=today, vigueur_au=today + timedelta(days=2))
    make_published(vigueur_du=today + timedelta(days=3))
    assert find_in_force(draft, today) == before
    assert find_earliest_start(draft) == today + timedelta(days=1)


def test_content_is_said_in_words():
    texte = Texte(noeuds=sample_noeuds())
    said = describe_content(texte).replace("\xa0", " ")
    assert said.startswith("1 valeur, 2 mots-clés, 1 défi, 2 qualités")
    assert said.endswith(" et 2 textes")
    assert describe_content(Texte()) == ""
