"""The search finds what was meant, best first, and only what may be read."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from members.models import Association, Personne
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db

NETWORK = [
    ("Les Passerelles d’Orvain", "Saint-Orvain"),
    ("Le Belvédère d’Orvain", "Saint-Orvain"),
    ("Œuvre & Écoute", "Drémival"),
    ("Espace Saint-Étienne", "Rochefoulon-les-Hauts"),
    ("Chez Nous Vessigny", "Vessigny-le-Haut"),
    ("Maison Lefèvre", "Norgimont"),
    ("Le Palier", "Port-Hauvert"),
    ("Port-Hauvert-Docks", "Port-Hauvert"),
    ("Paliers Jeunes Aubrelle", "Aubrelle-la-Vieille"),
    ("La Traverse d’Orvain", "Saint-Orvain"),
]


@pytest.fixture
def network(db):
    return [make_association(nom, commune=commune) for nom, commune in NETWORK]


def first(text):
    found = Association.objects.search(text).first()
    return found and found.nom


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lefevre", "Maison Lefèvre"),
        ("LEFÈVRE", "Maison Lefèvre"),
        ("lefebvre", "Maison Lefèvre"),
        ("saint etienne", "Espace Saint-Étienne"),
        ("st-etienne", "Espace Saint-Étienne"),
        ("St Étienne", "Espace Saint-Étienne"),
        ("oeuvre", "Œuvre & Écoute"),
        ("ŒUVRE", "Œuvre & Écoute"),
        ("ecoute & oeuvre", "Œuvre & Écoute"),
        ("passrelles orvain", "Les Passerelles d’Orvain"),
        ("orvain passerelle", "Les Passerelles d’Orvain"),
        ("rochefoulon les hauts", "Espace Saint-Étienne"),
        ("porthauvert docks", "Port-Hauvert-Docks"),
        ("vesigny", "Chez Nous Vessigny"),
        ("palliers jeune", "Paliers Jeunes Aubrelle"),
    ],
)
def test_search_finds_what_was_meant(network, typed, expected):
    assert first(typed) == expected


def test_exact_comes_before_beginning_before_words(network):
    make_association("Le Palier Bleu", commune="Norgimont")
    found = [association.nom for association in Association.objects.search("palier")]
    assert found.index("Le Palier") < found.index("Paliers Jeunes Aubrelle")
    assert Association.objects.search("Paliers Jeunes Aubrelle").first().nom == "Paliers Jeunes Aubrelle"


def test_nonsense_finds_nothing(network):
    assert not Association.objects.search("zzyzx quartz").exists()


def test_no_word_is_no_search(network):
    assert Association.objects.search(" — ").count() == len(NETWORK)


@pytest.mark.parametrize("typed", ["%", "_", "\\", "' OR 1=1 --", "a" * 5000, "\x01", "🙂", "*" * 30])
def test_odd_characters_never_fail(network, typed):
    assert list(Association.objects.search(typed)) is not None


def test_search_uses_the_index(network, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Association.objects.search("passrelles orvain"))
    plan = Association.objects.filter(recherche__trigram_word_similar="orvain")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "association_recherche" in plan.explain()


def test_rights_are_in_the_query(network, cast):
    published = make_association("Le Palier Public", is_publiee=True)
    make_association("Le Palier Discret")
    assert list(Association.objects.visible_to(AnonymousUser()).search("palier")) == [published]


def test_people_are_found_with_the_same_tolerance(cast):
    found = Personne.objects.visible_to(cast.chargee).search("diombere aisatou")
    assert found.first() == cast.directrice


def test_people_without_a_place_are_not_found(cast):
    invited = make_personne("Dionberet", "Aïssata", is_active=False)
    assert invited not in Personne.objects.visible_to(cast.directrice).search("dionberet")
    make_rattachement(invited, cast.palier)
    assert invited in Personne.objects.visible_to(cast.directrice).search("dionberet")


def test_names_sort_as_in_french(network):
    make_association("Élan")
    make_association("Eau vive")
    make_association("Étoile")
    names = list(Association.objects.filter(nom__in=["Élan", "Eau vive", "Étoile"]).order_by("nom"))
    assert [str(name) for name in names] == ["Eau vive", "Élan", "Étoile"]
