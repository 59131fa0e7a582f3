"""The steering report: frozen, masked, and refused when it would show somebody by difference."""

import subprocess
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from rapports import queries
from rapports.actions import publish_rapport
from rapports.documents import RapportPdf
from rapports.models import RapportPilotage, digest
from rapports.queries import find_obstacles, get_annees_closes
from socle.models import DocumentProduit, EntreeJournal
from socle.pdf import render_pdf
from socle.permissions import can
from tests.factories.rapports import BOUGER, GRANDIR, SOUFFLER, make_bilan, make_contenu, make_rapport

pytestmark = pytest.mark.django_db
ANNEE = 2024


@pytest.fixture
def figures(monkeypatch):
    """The figures of the year, which a test may change between two publications."""
    given = SimpleNamespace(bilan=make_bilan(ANNEE))
    monkeypatch.setattr(queries, "get_bilan", lambda annee: given.bilan)
    monkeypatch.setattr(queries, "get_annees", lambda: [timezone.localdate().year, ANNEE])
    return given


def detail(annee=ANNEE):
    return reverse("rapports:rapport_detail", args=[annee])


def publish_page(annee=ANNEE):
    return reverse("rapports:rapport_publish", args=[annee])


def test_publication_freezes_the_figures(cast, figures):
    rapport = publish_rapport(ANNEE, by=cast.coordination)
    figures.bilan = make_bilan(ANNEE, {SOUFFLER: 90, BOUGER: 50})
    rapport.refresh_from_db()
    assert rapport.etudiees == 55
    assert rapport.tables[0][1].hidden == [BOUGER, GRANDIR]
    assert rapport.empreinte == digest(rapport.contenu)
    assert EntreeJournal.objects.filter(verbe="publie").exists()


@pytest.mark.parametrize("name", ["admin", "comite", "chargee", "superuser", "directrice"])
def test_only_the_neutral_coordination_publishes(cast, figures, name):
    with pytest.raises(PermissionDenied):
        publish_rapport(ANNEE, by=getattr(cast, name))


@pytest.mark.rule("R17")
def test_year_that_runs_is_not_published(cast, figures):
    assert get_annees_closes() == [ANNEE]
    with pytest.raises(ValidationError):
        publish_rapport(timezone.localdate().year, by=cast.coordination)


@pytest.mark.rule("R17")
@pytest.mark.trap("small-cell-by-difference")
@pytest.mark.parametrize(
    "after",
    [
        make_bilan(ANNEE, {SOUFFLER: 31, BOUGER: 22, GRANDIR: 3}),
        make_bilan(ANNEE, {SOUFFLER: 30, BOUGER: 23, GRANDIR: 3}),
        make_bilan(ANNEE, {SOUFFLER: 40, BOUGER: 22, GRANDIR: 4}),
        make_bilan(ANNEE, reponses=26),
        make_bilan(ANNEE, satisfaction={"Utilité": 4.1, "Neutralité": None}),
    ],
)
def test_second_publication_too_close_is_refused_with_a_reason(cast, figures, after):
    first = publish_rapport(ANNEE, by=cast.coordination)
    figures.bilan = after
    with pytest.raises(ValidationError) as refusal:
        publish_rapport(ANNEE, by=cast.coordination)
    assert "quelques personnes" in str(refusal.value)
    assert list(RapportPilotage.objects.all()) == [first]


@pytest.mark.rule("R17")
def test_second_publication_far_enough_is_kept_beside_the_first(cast, figures):
    publish_rapport(ANNEE, by=cast.coordination)
    figures.bilan = make_bilan(ANNEE, {SOUFFLER: 40, BOUGER: 32, GRANDIR: 8})
    second = publish_rapport(ANNEE, by=cast.coordination)
    assert second.publication == 2
    assert list(RapportPilotage.objects.derniers()) == [second]


def test_publication_of_the_same_figures_is_refused(cast, figures):
    publish_rapport(ANNEE, by=cast.coordination)
    with pytest.raises(ValidationError, match="Aucun chiffre"):
        publish_rapport(ANNEE, by=cast.coordination)


def test_obstacles_are_said_in_words():
    before, after = make_contenu(), make_contenu(make_bilan(counts={SOUFFLER: 32, BOUGER: 22, GRANDIR: 3}))
    assert find_obstacles(before, after) == ["Par bouquet, Souffler", "Par bouquet, total"]
    assert find_obstacles(before, before) == []
    assert find_obstacles(before, make_contenu(make_bilan(reponses=None))) == []


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(contenu={}), lambda rows: rows.delete(), lambda rows: rows.update(annee=2020)]
)
def test_database_refuses_to_change_a_report(change):
    rapport = make_rapport()
    with pytest.raises(Error), transaction.atomic():
        change(RapportPilotage.objects.filter(pk=rapport.pk))


@pytest.mark.trap("list-and-detail-differ")
def test_visible_reports_are_those_that_may_be_viewed(cast):
    rapport = make_rapport()
    people = [person for person in vars(cast).values() if hasattr(person, "roles")]
    readers = {
        name
        for name, person in vars(cast).items()
        if person in people and can(person, "rapports.view_rapport", rapport)
    }
    assert readers == {"comite", "coordination"}
    for person in [*people, AnonymousUser()]:
        assert RapportPilotage.objects.visible_to(person).exists() == can(person, "rapports.view_rapport", rapport)


def test_committee_reads_small_numbers_in_words(cast, client_of):
    make_rapport(ANNEE)
    text = client_of(cast.comite).get(detail()).content.decode()
    assert text.count("moins de 5, ou masqué") >= 2
    assert "Voir les chiffres" in text
    assert ">22<" not in text
    assert ">3<" not in text
    assert "Mettre à jour" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_whatever_its_length(cast, client_of, rows, django_assert_num_queries):
    for rank in range(rows):
        make_rapport(2020 + rank)
    client = client_of(cast.comite)
    client.get(reverse("rapports:rapport_list"))
    with django_assert_num_queries(5):
        response = client.get(reverse("rapports:rapport_list"))
    assert len(response.context["rapports"]) == rows


def test_coordination_sees_what_waits_and_publishes_it(cast, client_of, figures):
    client = client_of(cast.coordination)
    assert publish_page() in client.get(reverse("rapports:rapport_list")).content.decode()
    assert "Voici les chiffres" in client.get(publish_page()).content.decode()
    assert client.post(publish_page()).url == detail()
    assert publish_page() in client.get(detail()).content.decode()
    refused = client.post(publish_page())
    assert refused.status_code == 409
    assert "Aucun chiffre" in refused.content.decode()


def test_committee_does_not_publish_and_others_find_nothing(cast, client_of, figures):
    assert client_of(cast.comite).post(publish_page()).status_code == 403
    for name in ("admin", "chargee", "superuser", "prestataire", "directrice"):
        client = client_of(getattr(cast, name))
        assert client.get(reverse("rapports:rapport_list")).status_code == 404
        assert client.post(publish_page()).status_code == 404
    assert client_of(cast.coordination).get(publish_page(1990)).status_code == 404


def test_empty_pages_have_a_word(cast, client_of):
    assert "Aucun rapport" in client_of(cast.comite).get(reverse("rapports:rapport_list")).content.decode()


def test_pdf_holds_the_same_words(cast, client_of, tmp_path):
    rapport = make_rapport(ANNEE)
    response = client_of(cast.comite).post(reverse("rapports:rapport_pdf", args=[ANNEE]))
    document = DocumentProduit.objects.get()
    assert response.url == reverse("socle:document_detail", args=[document.pk])
    path = tmp_path / "rapport.pdf"
    path.write_bytes(render_pdf(RapportPdf.template, RapportPdf.context(document.parametres)))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("moins de 5, ou masqué") == 2
    assert rapport.code in text
    assert "55" in text
    assert RapportPdf.filename(document.parametres) == "rapport-dispositif-2024.pdf"


def test_pdf_is_read_by_those_who_read_the_page(cast):
    params = {"rapport": make_rapport().pk}
    assert RapportPdf.can_read(cast.comite, params)
    assert not RapportPdf.can_read(cast.admin, params)
    assert not RapportPdf.can_read(cast.comite, {"rapport": 0})


def test_year_without_anything_is_drawn(cast, client_of):
    make_rapport(ANNEE, make_bilan(ANNEE, {"Souffler": 0}, delai_median=None, reponses=None, satisfaction={}))
    make_rapport(2023, make_bilan(2023, {"Souffler": 2}, reponses=None))
    client = client_of(cast.comite)
    assert client.get(detail()).status_code == 200
    assert "masqué" in client.get(detail(2023)).content.decode()
