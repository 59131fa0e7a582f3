"""Each kind of tool has its own page: what is read first, under which title."""

import pytest
from django.urls import reverse

from outiltheque.formes import FORMES
from outiltheque.models import LienOutil, Outil
from tests.factories.outils_fichiers import join, make_brouillon, publish

pytestmark = pytest.mark.django_db

PARTS = {
    "experience": {"constat": "Trop loin", "action": "Un car", "resultats": "Vingt familles"},
    "video": {"transcription": "Bonjour à vous"},
    "juridique": {"droit_au": "2026-01-15"},
}


@pytest.fixture
def page(cast, stored, client_of):
    def draw(genre):
        version = make_brouillon(
            cast.palier, by=cast.directrice, titre="Un outil", description="Le texte.", **PARTS.get(genre, {})
        )
        Outil.objects.filter(pk=version.outil_id).update(genre=genre)
        version.outil.refresh_from_db()
        join(version, b"La piece jointe.\n", "piece.txt", by=cast.directrice, lu=False)
        LienOutil.objects.create(version=version, titre="Le lien", adresse="https://film.solidaubrelle.example/")
        outil = publish(version, by=cast.chargee).outil
        answer = client_of(cast.adherente).get(reverse("outiltheque:outil_detail", args=[outil.pk]))
        assert answer.status_code == 200
        return answer.text

    return draw


def test_every_kind_has_a_form():
    assert set(FORMES) == set(Outil.Genre.values)
    assert len({forme.texte for forme in FORMES.values()}) == len({forme.icone for forme in FORMES.values()}) == 7


@pytest.mark.parametrize("genre", FORMES)
def test_a_kind_says_its_text_in_its_own_words(page, genre):
    """What is filled in or watched comes before how to use it; what is read comes first elsewhere."""
    drawn, forme = page(genre), FORMES[genre]
    assert forme.texte in drawn
    is_file_first = drawn.index("piece.txt") < drawn.index("Le texte.")
    assert is_file_first == forme.pieces_d_abord
    assert ("À regarder" in drawn) == (genre == "video")
    assert ("Le droit est à jour au" in drawn) == (genre == "juridique")
