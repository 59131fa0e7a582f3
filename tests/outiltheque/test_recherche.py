"""The search of tools and of the text of their files: forgiving, marked, and bound by what a person may read."""

import csv

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString

from outiltheque.actions.fichiers import remove_fichier
from outiltheque.models import Fichier, Outil
from outiltheque.models.mots import NOT_INDEXED
from outiltheque.queries.recherche import SAY_ALL, get_passages, search_outils
from tests.factories.fichiers import make_pdf
from tests.factories.outils_fichiers import join, make_brouillon, publish


@pytest.fixture
def library(cast, stored):
    """Three published tools: one says it in its title, one in its version, one in a file only."""
    titles = [
        ("Goûter des aînés", "Un rendez-vous du mercredi", ""),
        ("Trame d’entretien", "Pour écouter une famille", "On y prépare aussi un goûter partagé, à la fin."),
        ("Budget d’une sortie", "Compter avant de partir", ""),
    ]
    versions = [
        make_brouillon(cast.palier, by=cast.directrice, titre=title, resume=resume, description=text)
        for title, resume, text in titles
    ]
    file = "La feuille des dépenses : transport, entrées, goûter des enfants. <b>Cœur</b> du budget & reste à payer."
    join(versions[2], file.encode(), "depenses.txt", by=cast.directrice)
    return [publish(version, by=cast.chargee).outil for version in versions]


def find(personne, text, outils=None):
    outils = Outil.objects.visible_to(personne) if outils is None else outils
    return [outil.titre for outil in search_outils(outils, text, personne)]


def test_titles_come_before_texts_and_texts_before_files(cast, library):
    assert find(cast.adherente, "goûter") == ["Goûter des aînés", "Trame d’entretien", "Budget d’une sortie"]


@pytest.mark.parametrize(
    "typed",
    [
        "dépenses",
        "DEPENSES",
        "depense",
        "dépensé",
        "dépences",  # a typo, in the text of a file
        "transports",
        "coeur",
        "cœur",
        "le transport des enfants",
        "dépen",
        "entrées/transport",
    ],
)
def test_a_file_is_found_however_it_is_typed(cast, library, typed):
    assert find(cast.adherente, typed) == ["Budget d’une sortie"]


@pytest.mark.parametrize("typed", ["Gouter des ainés", "GOÛTER AÎNÉS", "goutter des ainés"])
def test_a_title_is_found_however_it_is_typed(cast, library, typed):
    assert find(cast.adherente, typed)[0] == "Goûter des aînés"


def test_every_word_is_wanted_wherever_it_is_said(cast, library):
    """One word in the title, the other in a file of the same tool."""
    assert find(cast.adherente, "sortie transport") == ["Budget d’une sortie"]
    assert find(cast.adherente, "trame transport") == []


@pytest.mark.parametrize("typed", ["", "   ", "!?", "&|:*'", "%"])
def test_no_word_narrows_nothing(cast, library, typed):
    assert len(find(cast.adherente, typed)) == 3


@pytest.mark.parametrize("typed", ["zzzzzz", "' OR 1=1 --", "a & | !", "\x00abc", "mot " * 200, "%s", "\\"])
def test_nothing_typed_breaks_it(cast, library, typed):
    find(cast.adherente, typed)
    get_passages(library, typed, cast.adherente)


def test_words_that_say_nothing_are_left_out_of_the_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT outiltheque_vecteur(%s)", [" ".join(NOT_INDEXED)])
        assert cursor.fetchone() == ("",)
        cursor.execute("SELECT outiltheque_vecteur('Les associations accompagnées, et/ou l’Œuvre sociale')")
        assert cursor.fetchone() == ("'accompagne':3 'associ':2 'oeuvr':7 'social':8",)


def test_the_passage_is_shown_marked_and_escaped_with_its_file(cast, library):
    found = get_passages(library, "gouter coeur", cast.adherente)[library[2].pk]
    assert found.fichier_nom == "depenses.txt"
    assert "<mark>goûter</mark>" in found.extrait
    assert "<mark>Cœur</mark>" in found.extrait
    assert "budget &amp; reste" in found.extrait
    assert isinstance(found.extrait, SafeString)
    assert "<b>" not in found.extrait


def test_a_passage_of_the_version_has_no_file(cast, library):
    found = get_passages(library, "goûter", cast.adherente)[library[1].pk]
    assert "<mark>goûter</mark> partagé" in found.extrait
    assert (found.fichier_pk, found.fichier_nom) == (None, "")


def test_the_page_of_a_pdf_is_named(cast, library):
    version = make_brouillon(cast.palier, by=cast.directrice, titre="Guide")
    join(version, make_pdf("Sommaire", "La ludothèque mobile"), "guide.pdf", by=cast.directrice)
    outil = publish(version, by=cast.chargee).outil
    found = get_passages([outil], "ludotheque", cast.adherente)[outil.pk]
    assert (found.page, found.fichier_nom) == (2, "guide.pdf")


def test_what_is_not_published_is_found_by_its_authors_alone(cast, library):
    """Planted: a draft, its file, and the next version of a published tool."""
    draft = make_brouillon(cast.palier, by=cast.directrice, titre="Secret projet", description="zibeline du brouillon")
    join(draft, b"La zibeline est dans le fichier du brouillon", "secret.txt", by=cast.directrice)
    published = library[1]
    following = published.versions.create(
        numero=2, titre=published.titre, resume="Suite", description="zibeline suivante", ecrite_par=cast.directrice
    )
    join(following, b"Une zibeline encore, version suivante", "suite.txt", by=cast.directrice)
    for stranger in (cast.adherente, cast.ancien, cast.superuser):
        assert find(stranger, "zibeline") == []
        assert get_passages(library, "zibeline", stranger) == {}
    for reader in (cast.collegue, cast.chargee):
        assert sorted(find(reader, "zibeline")) == ["Secret projet", "Trame d’entretien"]
    assert find(AnonymousUser(), "zibeline") == []
    assert find(AnonymousUser(), "goûter") == []
    assert get_passages(library, "goûter", AnonymousUser()) == {}


def test_a_version_that_was_replaced_finds_nothing(cast, library):
    replaced = library[1].versions.create(
        numero=2, titre="Trame d’entretien", resume="Suite", description="Rien de sucré", ecrite_par=cast.directrice,
        changements="Allégée",
    )  # fmt: skip
    library[1].versions.filter(numero=1).update(etat="remplacee")
    publish(replaced, by=cast.chargee)
    assert "Trame d’entretien" not in find(cast.adherente, "goûter")


def test_filters_are_combined_with_the_words(cast, library):
    outils = Outil.objects.visible_to(cast.adherente).filter(pk__in=[library[1].pk, library[2].pk])
    assert find(cast.adherente, "goûter", outils) == ["Trame d’entretien", "Budget d’une sortie"]


def test_few_questions_whatever_is_found(cast, library, django_assert_num_queries):
    places = cast.adherente.rattachements_en_cours
    assert places is not None
    for outils in (Outil.objects.filter(pk=library[0].pk), Outil.objects.all()):
        with django_assert_num_queries(3):
            found = list(search_outils(outils, "goûter", cast.adherente))
        with django_assert_num_queries(2):
            get_passages(found, "goûter", cast.adherente)


def test_all_the_words_are_asked_of_one_index(cast, library):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {SAY_ALL}", ["(gouter:*) & (enfants:* | enfant:*)"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan on version_outil_mots" in plan


def test_what_a_file_says_is_found_with_what_another_says(cast, stored):
    """Each version is found by all that it holds, whatever the file; taken off, a file is no longer found."""
    version = make_brouillon(cast.palier, by=cast.directrice, titre="Sortie")
    join(version, b"Le transport en car", "car.txt", by=cast.directrice)
    billet = join(version, b"Le billet du parc", "parc.txt", by=cast.directrice)
    assert find(cast.directrice, "transport billet sortie") == ["Sortie"]
    remove_fichier(billet, by=cast.directrice)
    assert find(cast.directrice, "transport billet") == []
    assert find(cast.directrice, "transport") == ["Sortie"]


def test_more_words_than_a_vector_holds_stop_nothing(cast, stored):
    """The first pages are found; a file of numbers without end neither fails nor hides them."""
    version = make_brouillon(cast.palier, by=cast.directrice, titre="Relevé")
    numbers = "ouverture du registre\n" + "\n".join(f"{number:07d}x" for number in range(60_000))
    fichier = join(version, numbers.encode(), "registre.txt", by=cast.directrice)
    assert fichier.extraction == Fichier.Extraction.LU
    assert find(cast.directrice, "registre 0000001x") == ["Relevé"]


def test_a_long_answer_is_read_a_slice_at_a_time(cast, library, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("outiltheque.queries.recherche.AT_ONCE", 2)
    found = search_outils(Outil.objects.visible_to(cast.adherente), "goûter", cast.adherente)
    assert len(found) == 3
    with django_assert_num_queries(1):
        assert [outil.titre for outil in found[1:3]] == ["Trame d’entretien", "Budget d’une sortie"]
    with django_assert_num_queries(2):
        assert [outil.titre for outil in found][-1] == "Budget d’une sortie"
    assert found[0].titre == "Goûter des aînés"
    with pytest.raises(IndexError):
        found[3]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("q=goûter", ["Goûter des aînés", "Trame d’entretien", "Budget d’une sortie"]),
        ("q=goûter&tri=titre", ["Budget d’une sortie", "Goûter des aînés", "Trame d’entretien"]),
        ("q=goûter&genre=jeu", ["Trame d’entretien"]),
        ("genre=jeu&q=goûter&tri=usages", ["Trame d’entretien"]),
        ("q=!", ["Budget d’une sortie", "Trame d’entretien", "Goûter des aînés"]),
    ],
)
def test_the_words_are_looked_for_after_the_filters_and_before_the_order(cast, library, client_of, asked, titles):
    Outil.objects.filter(pk=library[1].pk).update(genre=Outil.Genre.JEU)
    client = client_of(cast.adherente)
    page = client.get(reverse("outiltheque:outil_list") + f"?{asked}")
    assert [outil.titre for outil in page.context["page"]] == titles
    table = client.get(reverse("outiltheque:outil_export", args=["csv"]) + f"?{asked}")
    rows = list(csv.reader(b"".join(table).decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[0] for row in rows[1:]] == titles
