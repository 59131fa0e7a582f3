"""A provider who left: two years as it was, five in the archive, a notice, then nothing (§6.4)."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompagnement import tasks
from accompagnement.actions import archives
from accompagnement.actions.prestataires import leave_dispositif
from accompagnement.models import (
    Attestation,
    Candidature,
    DeclarationInterets,
    Prestataire,
    Suspension,
)
from accompagnement.queries.archives import get_jour_destruction, is_archive
from socle.models import Envoi
from tests.factories.accompagnement import make_lien, make_proposee
from tests.factories.prestataires import make_admis, make_charte, make_operateur

SORTIE = date(2026, 3, 2)
URL = "accompagnement:"
pytestmark = pytest.mark.django_db


@pytest.fixture
def operatrice(cast):
    return make_operateur()


@pytest.fixture
def partie(cast, scene):
    """Inès, who left on 2 March 2026, with all that a file may hold."""
    with time_machine.travel(SORTIE):
        charte = make_charte()
        scene.ines.agrements.create(charte=charte)
        make_lien(scene.ines, cast.horizon)
        Suspension.objects.create(prestataire=scene.ines, motif="Assurance", par=cast.admin, levee_le=SORTIE)
        leave_dispositif(scene.ines, by=cast.prestataire)
    return Prestataire.objects.get(pk=scene.ines.pk)


def on(day, job=archives.mind_archives):
    with time_machine.travel(day):
        job()


@pytest.mark.rule("R17")
@pytest.mark.parametrize(
    ("day", "is_kept_whole", "is_there"),
    [
        (date(2028, 3, 1), True, True),
        (date(2028, 3, 2), False, True),
        (date(2033, 3, 1), False, True),
        (date(2033, 3, 4), False, False),
    ],
)
def test_each_day_keeps_what_it_should(partie, day, is_kept_whole, is_there):
    for step in (date(2028, 3, 1), date(2028, 3, 2), date(2033, 2, 1), day):
        if step <= day:
            on(step)
    kept = Prestataire.objects.filter(pk=partie.pk).first()
    assert (kept is not None) == is_there
    if kept:
        assert bool(kept.competences.count()) == is_kept_whole
        assert (kept.archive_le is None) == is_kept_whole


def test_the_archive_answers_for_a_contract_and_for_nothing_else(partie):
    on(date(2028, 3, 2))
    kept = Prestataire.objects.get(pk=partie.pk)
    assert (kept.agrements.count(), kept.declarations_interets.count(), kept.suspensions.count()) == (1, 1, 1)
    assert kept.liens_declares.count() == 1
    assert (kept.liens.count(), kept.services.count(), kept.territoires.count(), kept.attestations.count()) == (0,) * 4
    assert (kept.approche, kept.langues, kept.modalites) == ("", [], [])


def test_the_notice_goes_once_and_the_destruction_waits_for_a_whole_month(partie):
    on(date(2028, 3, 2))
    late = date(2033, 6, 1)
    on(late)
    on(late)
    assert Envoi.objects.filter(genre="accompagnement.destruction_annoncee").count() == 1
    kept = Prestataire.objects.get(pk=partie.pk)
    assert get_jour_destruction(kept) == date(2033, 7, 1)
    on(date(2033, 6, 30))
    assert Prestataire.objects.filter(pk=partie.pk).exists()
    on(date(2033, 7, 1), tasks.mind_prestataires)
    assert not Prestataire.objects.filter(pk=partie.pk).exists()
    assert not DeclarationInterets.objects.filter(prestataire=partie.pk).exists()


def test_what_the_law_keeps_longer_keeps_its_author_and_holds_up_nobody(cast, scene, partie):
    with time_machine.travel(SORTIE):
        make_proposee(cast, scene, scene.fabien)
        leave_dispositif(scene.fabien, by=cast.autre_prestataire)
    for day in (date(2028, 3, 3), date(2033, 2, 1), date(2033, 4, 1)):
        on(day)
    assert set(Prestataire.objects.values_list("pk", flat=True)) == {scene.fabien.pk}


def test_the_application_goes_with_what_served_to_choose(cast, operatrice):
    with time_machine.travel(SORTIE):
        prestataire = make_admis(operatrice)
        prestataire.etat, prestataire.sorti_le = "sorti", SORTIE
        prestataire.save()
    on(date(2028, 3, 2))
    assert not Candidature.objects.exists()
    assert not Attestation.objects.exists()


def test_who_comes_back_is_out_of_the_archive(cast, operatrice, partie):
    on(date(2028, 3, 2))
    with time_machine.travel(date(2028, 5, 2)):
        make_admis(operatrice, email=cast.prestataire.email)
    kept = Prestataire.objects.get(pk=partie.pk)
    assert (kept.etat, kept.archive_le, kept.sorti_le) == ("candidat", None, None)


def test_the_base_refuses_an_archive_of_somebody_who_is_there(scene):
    for fields in ({"archive_le": SORTIE}, {"preavis_le": SORTIE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Prestataire.objects.filter(pk=scene.ines.pk).update(**fields)


@pytest.mark.trap("cron-dependent")
def test_pages_read_the_clock_without_any_job(partie, operatrice, client_of):
    with time_machine.travel(date(2028, 3, 2)):
        assert is_archive(partie)
        client = client_of(operatrice)
        listed = client.get(reverse(URL + "candidature_list"))
        assert [one.pk for one, _ in listed.context["archives"]] == [partie.pk]
        assert partie not in listed.context["prestataires"]
        page = client.get(reverse(URL + "prestataire_detail", args=[partie.pk]))
        assert "2 mars 2033" in " ".join(page.text.split())
        assert "Assurance vérifiée" not in page.text
    assert timezone.localdate() < date(2028, 1, 1)
