"""Publishing the steering report: frozen, and refused when it would show somebody by difference."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, transaction
from django.utils import timezone

from rapports.actions import ask_preparation, publish_rapport
from rapports.models import RapportPilotage, digest
from rapports.queries import get_annees_closes
from rapports.travaux import make_preparation
from socle.models import EntreeJournal
from tests.factories.rapports import BOUGER, GRANDIR, SOUFFLER, make_bilan, make_rapport, publish

pytestmark = pytest.mark.django_db
ANNEE = 2024


def test_publication_freezes_the_figures(cast, figures):
    rapport = publish(ANNEE, by=cast.coordination)
    figures.bilan = make_bilan(ANNEE, {SOUFFLER: 90, BOUGER: 50})
    rapport.refresh_from_db()
    assert rapport.etudiees == 55
    assert rapport.tables[0][1].hidden == [BOUGER, GRANDIR]
    assert rapport.empreinte == digest(rapport.contenu)
    assert EntreeJournal.objects.filter(verbe="publie").exists()


@pytest.mark.parametrize("name", ["admin", "comite", "chargee", "superuser", "directrice"])
def test_only_the_neutral_coordination_publishes(cast, figures, name):
    with pytest.raises(PermissionDenied):
        ask_preparation(ANNEE, by=getattr(cast, name))
    with pytest.raises(PermissionDenied):
        publish_rapport(ANNEE, by=getattr(cast, name))


def test_nothing_is_published_that_was_not_prepared(cast, figures):
    with pytest.raises(ValidationError, match="préparez-les"):
        publish_rapport(ANNEE, by=cast.coordination)


@pytest.mark.rule("R17")
def test_what_was_read_is_what_is_frozen(cast, figures):
    """The figures move between the reading and the click: what was read is published."""
    travail = ask_preparation(ANNEE, by=cast.coordination)
    make_preparation(travail.objet.rpartition(":")[2], lambda done, total: None)
    figures.bilan = make_bilan(ANNEE, {SOUFFLER: 90, BOUGER: 50})
    assert publish_rapport(ANNEE, by=cast.coordination).etudiees == 55


@pytest.mark.rule("R17")
@pytest.mark.trap("small-cell-by-difference")
def test_the_report_for_outside_is_not_subtracted_from_the_other(cast, figures):
    publish(ANNEE, by=cast.coordination)
    figures.bilan = make_bilan(ANNEE, {SOUFFLER: 32, BOUGER: 22, GRANDIR: 3})
    with pytest.raises(ValidationError, match="quelques personnes"):
        publish(ANNEE, diffusion="externe", by=cast.coordination)
    figures.bilan = make_bilan(ANNEE)
    outside = publish(ANNEE, diffusion="externe", by=cast.coordination)
    assert (outside.publication, outside.is_externe) == (1, True)
    assert RapportPilotage.objects.derniers().count() == 2


@pytest.mark.rule("R17")
def test_year_that_runs_is_not_published(cast, figures):
    assert get_annees_closes() == [ANNEE]
    with pytest.raises(ValidationError):
        publish(timezone.localdate().year, by=cast.coordination)


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
    first = publish(ANNEE, by=cast.coordination)
    figures.bilan = after
    with pytest.raises(ValidationError) as refusal:
        publish(ANNEE, by=cast.coordination)
    assert "quelques personnes" in str(refusal.value)
    assert list(RapportPilotage.objects.all()) == [first]


@pytest.mark.rule("R17")
def test_second_publication_far_enough_is_kept_beside_the_first(cast, figures):
    publish(ANNEE, by=cast.coordination)
    figures.bilan = make_bilan(ANNEE, {SOUFFLER: 40, BOUGER: 32, GRANDIR: 8})
    second = publish(ANNEE, by=cast.coordination)
    assert second.publication == 2
    assert list(RapportPilotage.objects.derniers()) == [second]


def test_publication_of_the_same_figures_is_refused(cast, figures):
    publish(ANNEE, by=cast.coordination)
    with pytest.raises(ValidationError, match="Aucun chiffre"):
        publish(ANNEE, by=cast.coordination)


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(contenu={}), lambda rows: rows.delete(), lambda rows: rows.update(annee=2020)]
)
def test_database_refuses_to_change_a_report(change):
    rapport = make_rapport()
    with pytest.raises(Error), transaction.atomic():
        change(RapportPilotage.objects.filter(pk=rapport.pk))
