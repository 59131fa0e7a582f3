"""The tree as plain values: JSON there and back, digest, outline, differences."""

import json

import pytest

from pacte.differences import diff_words
from pacte.genres import Genre, plural_of
from pacte.outline import find, write_all, write_around, write_contents
from pacte.tree import FormatInconnu, Noeud, Texte, digest, from_data, gather, ordinal, to_data
from tests.factories.pacte import sample_noeuds


@pytest.fixture
def texte():
    return Texte(titre="Pacte", noeuds=sample_noeuds())


def test_json_there_and_back_gives_the_same_tree(texte):
    assert from_data(json.loads(json.dumps(to_data(texte)))) == texte


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.pop("format"),
        lambda data: data.pop("blocs"),
        lambda data: data.update(debut="demain"),
        lambda data: data.update(titre=3),
        lambda data: data["blocs"][0].update(genre="inconnu"),
        lambda data: data["blocs"][0].update(identifiant="pas un identifiant"),
        lambda data: data["blocs"][0].update(titre="\0"),
        lambda data: data["blocs"].append(data["blocs"][0]),
    ],
)
def test_damaged_json_is_refused_with_a_sentence(texte, damage):
    data = to_data(texte)
    damage(data)
    with pytest.raises(FormatInconnu, match=r"\.$"):
        from_data(data)


@pytest.mark.parametrize("data", [[], "texte", None, {"format": "autre"}])
def test_other_json_is_refused(data):
    with pytest.raises(FormatInconnu):
        from_data(data)


def test_digest_changes_with_one_letter(texte):
    before = digest(texte, "1")
    assert before == digest(from_data(to_data(texte)), "1")
    assert before != digest(texte, "1.1")
    texte.noeuds[0].titre += "s"
    assert before != digest(texte, "1")


def test_contents_name_challenges_with_their_rank(texte):
    assert [(line.text, line.level) for line in write_contents(texte.noeuds)] == [
        ("1er défi : Tenir ensemble", 1),
        ("Les collectifs", 1),
        ("Projet", 2),
    ]


def test_outline_shows_everything_once(texte):
    lines = list(write_all(texte.noeuds))
    assert [line.kind for line in lines][:3] == ["valeur", "2 mots-clés", "1er défi"]
    assert max(line.level for line in lines) == 4
    assert lines[1].text == "accueil, voisinage"


def test_outline_around_a_block_opens_the_way_to_it(texte):
    axe = texte.noeuds[4].enfants[0].enfants[0]
    around = [line.text for line in write_around(texte.noeuds, axe.identifiant)]
    assert around == [
        "Entraide",
        "2 mots-clés",
        "Tenir ensemble",
        "Les collectifs",
        "Projet",
        "Se former",
        "Comment apprendre ?",
    ]
    assert find(texte.noeuds, axe.identifiant) is axe


def test_siblings_of_a_kind_are_gathered():
    noeuds = [Noeud(Genre.MISSION, "a"), Noeud(Genre.MISSION, "b"), Noeud(Genre.TEXTE, "c")]
    assert [(genre, len(group)) for genre, group in gather(noeuds)] == [("mission", 2), ("texte", 1)]


def test_french_ordinals_and_plurals():
    assert [ordinal(rank) for rank in (1, 2, 21)] == ["1er", "2e", "21e"]
    assert [plural_of(genre) for genre in ("mot_cle", "fonction", "mission")] == [
        "mots-clés",
        "fonctions fédérales",
        "missions",
    ]


def test_differences_are_told_word_by_word():
    assert diff_words("le grand réseau", "le beau grand réseau !") == [
        ("equal", "le"),
        ("insert", " beau"),
        ("equal", " grand réseau"),
        ("insert", " !"),
    ]
    assert diff_words("", "") == []
