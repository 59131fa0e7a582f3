"""Files that say they are pacts and would break the pages or the tables."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from pacte.actions import publish_version
from pacte.models import VersionPacte
from pacte.tree import DEEPEST, FORMAT
from tests.factories.pacte import make_pacte, make_version


def bloc(*under, **fields):
    blank = {"identifiant": str(uuid4()), "genre": "texte", "titre": "Un titre", "texte": "", "referent": ""}
    return {**blank, **fields, "blocs": list(under)}


def chain(depth):
    whole = bloc()
    for _ in range(depth):
        whole = bloc(whole)
    return whole


@pytest.mark.parametrize(
    "hostile",
    [bloc(referent="r" * 101), bloc(titre=""), chain(DEEPEST + 1), chain(300)],
    ids=["long function", "empty block", "deep", "very deep"],
)
def test_a_hostile_file_is_refused_with_a_sentence(hostile, cast, client_of):
    make_pacte()
    data = {"format": FORMAT, "titre": "Pacte", "territoire": "", "debut": None, "fin": None, "blocs": [hostile]}
    before = VersionPacte.objects.count()
    answer = client_of(cast.admin).post(reverse("pacte:pacte_import"), {"texte": json.dumps(data)})
    assert answer.status_code == 422
    assert "est abîmé" in answer.text
    assert VersionPacte.objects.count() == before


def test_publishing_twice_at_once_is_said_in_words(cast):
    """The second writer waited, and found the version published under its hand."""
    version = make_version(make_pacte())
    stale = VersionPacte.objects.get(pk=version.pk)
    publish_version(version, vigueur_du=version.pacte.debut, by=cast.admin)
    with pytest.raises(Exception, match="vient de changer"):
        publish_version(stale, vigueur_du=version.pacte.debut, by=cast.admin)
