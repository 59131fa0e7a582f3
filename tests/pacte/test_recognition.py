"""Reading a pact out of a text: what is recognised, and that no word is ever lost."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacte.enumerations import split_enumeration, split_missions
from pacte.genres import Genre
from pacte.markdown import to_markdown
from pacte.recognition import recognise
from pacte.tree import to_data
from socle.pieces import read_pieces

SAMPLE = (Path(__file__).parent / "pacte-exemple.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.split(r"\n\s*\n", SAMPLE) if block.strip()]
ORDINAL = re.compile(r"\b\d+\s*(?:er|e|ème|ème)\b(?=\s+défi)")


def words(text):
    """Count the words, ranks of challenges aside: the program writes those."""
    plain = re.sub(r"</?sup>", "", text).casefold()
    return Counter(re.findall(r"\w+", ORDINAL.sub("", plain)))


def lost(source):
    return words(source) - words(to_markdown(recognise(source)))


def without_identifiers(data):
    if isinstance(data, list):
        return [without_identifiers(item) for item in data]
    if isinstance(data, dict):
        return {key: without_identifiers(value) for key, value in data.items() if key != "identifiant"}
    return data


@pytest.fixture(scope="module")
def texte():
    return recognise(SAMPLE)


def titles(texte, genre):
    return [noeud.titre for noeud in texte.walk() if noeud.genre == genre]


def test_sample_gives_what_it_holds(texte):
    expected = {
        Genre.VALEUR: 3,
        Genre.MOT_CLE: 22,
        Genre.DEFI: 2,
        Genre.QUALITE: 6,
        Genre.PRINCIPE: 4,
        Genre.MODALITE: 3,
        Genre.COLLECTIF: 4,
        Genre.AXE: 7,
        Genre.QUESTION: 5,
        Genre.OBJECTIF: 3,
        Genre.FONCTION: 4,
        Genre.VOLET: 2,
        Genre.MISSION: 15,
    }
    assert {genre: texte.count(genre) for genre in expected} == expected


def test_sample_gives_its_cover(texte):
    assert texte.titre == "Pacte fédéral de coopération"
    assert (texte.debut.year, texte.fin.year) == (2023, 2026)
    assert texte.territoire == "Val d'Aubrelle"


def test_values_and_key_words_keep_their_order(texte):
    assert titles(texte, Genre.VALEUR) == ["Respect des personnes", "Entraide", "Décision partagée"]
    assert titles(texte, Genre.MOT_CLE)[:3] == ["accueil", "entraide", "pouvoir d'agir"]
    assert titles(texte, Genre.MOT_CLE)[-1] == "communs"


def test_collectifs_have_statement_and_referent(texte):
    collectifs = [noeud for noeud in texte.walk() if noeud.genre == Genre.COLLECTIF]
    assert [noeud.titre for noeud in collectifs] == ["Projet", "Famille", "Jeunes", "Séniors"]
    assert [noeud.referent.split()[-1] for noeud in collectifs] == ["réseau", "famille", "réseau", "famille"]
    assert collectifs[3].texte == "Faire une place aux aînés dans la vie du réseau"
    assert [axe.titre for axe in collectifs[3].enfants] == ["Se sentir utile"]


def test_missions_stand_under_their_strand(texte):
    lieu_ressource = next(noeud for noeud in texte.walk() if noeud.titre == "Fonction de Lieu Ressource")
    assert [volet.titre for volet in lieu_ressource.enfants] == ["Stratégique", "Technique et méthodologique"]
    assert [len(volet.enfants) for volet in lieu_ressource.enfants] == [5, 4]


def test_challenges_hold_their_qualities_and_principles(texte):
    first, second = [noeud for noeud in texte.noeuds if noeud.genre == Genre.DEFI]
    assert [noeud.titre for noeud in first.enfants][-1].endswith("aux questions de son temps")
    assert [noeud.titre for noeud in second.enfants][1:] == [
        "la clarté",
        "le partage du pouvoir",
        "le droit de regard",
        "la place des habitants",
    ]


def test_no_word_of_the_sample_is_lost():
    assert not lost(SAMPLE)


def test_markdown_export_reads_back_as_the_same_tree(texte):
    again = recognise(to_markdown(texte))
    assert without_identifiers(to_data(again)) == without_identifiers(to_data(texte))


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False), st.floats(0, 0.7))
def test_no_word_is_lost_when_blocks_are_shuffled_and_dropped(rng, drop):
    kept = [block for block in BLOCKS if rng.random() >= drop]
    rng.shuffle(kept)
    assert not lost("\n\n".join(kept))


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from(["#", "##", "###", "######"]), st.sampled_from("▶➤•-"))
def test_no_word_is_lost_when_headings_and_bullets_are_uneven(rng, marks, bullet):
    source = re.sub(r"^#+", lambda found: marks if rng.random() < 0.5 else found[0], SAMPLE, flags=re.MULTILINE)
    source = source.replace("▶", bullet).replace("- ▶", bullet)
    lines = [line for line in source.split("\n") if rng.random() < 0.9]
    assert not lost("\n".join(lines))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*re.findall(r"\S+", SAMPLE), "\n", "\n\n", "\n- ", "\n# "]), max_size=80))
def test_no_word_is_lost_in_any_heap_of_words(heap):
    source = " ".join(heap)
    texte = recognise(source)
    kept = " ".join([to_markdown(texte), *(noeud.referent for noeud in texte.walk())])
    plain = re.sub(r"référente?s?|défi", " ", re.sub(r"</?sup>", "", source).casefold())
    assert set(re.findall(r"[^\W\d]{2,}", ORDINAL.sub("", plain))) <= set(
        re.findall(r"[^\W\d]{2,}", kept.casefold())
    ) | {"ème", "er", "et", "eme", "sup"}


def test_what_is_not_recognised_stays_as_text():
    texte = recognise("# Pacte\n\nUne phrase que rien n'annonce.\n\n- une puce\n- une autre")
    assert [(noeud.genre, noeud.texte) for noeud in texte.noeuds] == [
        (Genre.TEXTE, "Une phrase que rien n'annonce."),
        (Genre.TEXTE, "- une puce\n- une autre"),
    ]


@pytest.mark.parametrize(
    ("heading", "titre"),
    [
        ("## 1<sup>er</sup> défi : Tisser", "Tisser"),
        ("**2ème défi : Tisser**", "Tisser"),
        ("# Premier défi – Tisser", "Tisser"),
        ("### Défi n° 3 : Tisser", "Tisser"),
        ("2e défi: Tisser", "Tisser"),
    ],
)
def test_challenges_are_announced_in_many_ways(heading, titre):
    (defi,) = recognise(heading).noeuds
    assert (defi.genre, defi.titre) == (Genre.DEFI, titre)


@pytest.mark.parametrize(
    "lines",
    [
        "- ▶ **Projet :** Montrer\n\n**Référent :** Chargée de mission",
        "➤ **Projet** : Montrer\n**Référente** : Chargée de mission",
        "- ** Projet : ** Montrer\n\nRéférent : Chargée de mission",
    ],
)
def test_labels_are_written_in_many_ways(lines):
    (section,) = recognise(f"## Les collectifs\n\n{lines}").noeuds
    (collectif,) = section.enfants
    assert (collectif.titre, collectif.texte, collectif.referent) == ("Projet", "Montrer", "Chargée de mission")


def test_empty_text_gives_nothing():
    assert recognise(" \n\n---\n").noeuds == []
    assert read_pieces("") == []


def test_marks_are_taken_off_and_words_kept():
    (piece,) = read_pieces("▶ **Un mot** et *un autre*, un_nom_de_fichier, 3 &amp; 4\\*")
    assert piece.text == "Un mot et un autre, un_nom_de_fichier, 3 & 4*"
    assert piece.is_bullet


def test_numbered_lists_keep_their_numbers():
    assert [piece.text for piece in read_pieces("1. un\n2. deux")] == ["1. un", "2. deux"]


def test_sentence_without_a_list_is_left_whole():
    assert split_enumeration("Nous voulons un réseau simple, clair et ouvert.") is None
    assert split_enumeration("Il suffit de ceci : être là.") is None


def test_declared_number_settles_the_last_two():
    found = split_enumeration("Trois principes : la clarté, le partage et le regard des uns et des autres.")
    assert found is None or len(found.items) == 3


def test_missions_need_an_infinitive_first():
    assert split_missions("La fédération accueille, écoute.") is None
    assert split_missions("Accueillir, répondre et orienter, Tenir la barre.") == [
        "Accueillir, répondre et orienter",
        "Tenir la barre",
    ]
    assert split_missions("Se former, former les autres.") == ["Se former", "former les autres"]


def test_recognition_of_a_long_text_is_fast():
    rng = random.Random(5)
    source = "\n\n".join(rng.choice(BLOCKS) for _ in range(1500))
    assert sum(1 for _ in recognise(source).walk()) > 1000
