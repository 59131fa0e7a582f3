"""Who is missing, where: told without a number, and only where enough people and associations waited (R17)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.actions.statistiques import PLAFONDS
from accompagnement.models import LigneAffectation, LigneStatistique, Presence, Prestataire
from accompagnement.queries.bilan import get_bilan
from accompagnement.queries.manques import get_manques
from rapports.models import RapportPilotage
from rapports.queries import get_rows, read_bilan
from tests.factories.accompagnement import make_demande, make_scene
from tests.factories.members import make_association, make_personne, make_rattachement
from tests.factories.prestataires import make_territoire
from tests.factories.rapports import make_contenu

YEAR = 2026
JUNE = f"{YEAR}-06-10 10:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture
def june():
    with time_machine.travel(JUNE, tick=False) as clock:
        yield clock


def wait_for_nobody(cast, scene, clock, people, associations=3, place="Bocage", days=8):
    """So many people of so many associations ask for what nobody can give, and wait."""
    Prestataire.objects.update(etat="suspendu")
    where = make_territoire(place)
    houses = [make_association(f"Maison {place} {n}", territoire=where) for n in range(associations)]
    for n in range(people):
        personne = make_personne(f"Personne{n}", place)
        make_rattachement(personne, houses[n % associations])
        demande = make_demande(personne, scene.service)
        actions.qualify_demande(
            demande, bouquet=scene.service.bouquet, service=scene.service, urgence="normale", by=cast.coordination
        )
    clock.shift(timedelta(days=days))
    tasks.compute_affectations()
    tasks.compute_affectations()


def manques(k=5):
    return get_manques(get_bilan(YEAR, k=k), k=k)


def test_the_service_the_place_and_the_skills_are_named(cast, june):
    scene = make_scene(cast)
    wait_for_nobody(cast, scene, june, 6)
    assert manques() == [
        {"service": "Écoute individuelle", "territoire": "Bocage", "competences": ["écoute", "stress"]}
    ]


@pytest.mark.parametrize(("people", "associations"), [(4, 3), (6, 2)])
def test_under_the_thresholds_nothing_is_told(people, associations, cast, june):
    wait_for_nobody(cast, make_scene(cast), june, people, associations)
    assert LigneAffectation.objects.filter(prestataire=None).count() == people
    assert manques() == []


def test_outside_the_threshold_is_higher(cast, june):
    wait_for_nobody(cast, make_scene(cast), june, 6)
    assert manques(k=11) == []


def test_who_waited_less_than_a_week_is_not_counted(cast, june):
    wait_for_nobody(cast, make_scene(cast), june, 6, days=6)
    assert not Presence.objects.filter(cellule__startswith="manque").exists()


def test_where_two_places_are_too_thin_the_service_alone_is_named(cast, june):
    scene = make_scene(cast)
    wait_for_nobody(cast, scene, june, 3, place="Bocage")
    wait_for_nobody(cast, scene, june, 3, place="Rivage")
    assert [one["territoire"] for one in manques()] == [""]


def test_a_place_whose_figure_is_withheld_is_not_named(cast, june):
    scene = make_scene(cast)
    wait_for_nobody(cast, scene, june, 6)
    bilan = get_bilan(YEAR)
    table = bilan.tables["Par territoire"]
    withheld = [(label, None) for label, _ in table.rows]
    bilan.tables["Par territoire"] = type(table)(rows=withheld, total=None, k=table.k)
    assert [one["territoire"] for one in get_manques(bilan)] == [""]


def test_nights_are_not_people_and_tokens_stop_at_the_threshold(cast, june):
    wait_for_nobody(cast, make_scene(cast), june, 13)
    for genre, most in PLAFONDS.items():
        assert Presence.objects.filter(cellule__regex="manque:[0-9]+:[0-9]+", genre=genre).count() == most
    june.shift(timedelta(days=1))
    tasks.compute_affectations()
    assert Presence.objects.filter(cellule__regex="manque:[0-9]+:[0-9]+").count() == sum(PLAFONDS.values())


def test_the_report_says_it_on_the_page_in_the_table_and_holds_no_number(cast, june, client_of):
    wait_for_nobody(cast, make_scene(cast), june, 6)
    assert LigneStatistique.objects.count() == 6
    contenu = read_bilan(YEAR)
    rapport = RapportPilotage(annee=YEAR, contenu=make_contenu() | {"manques": contenu["manques"]})
    [sentence] = rapport.manques
    assert sentence == "Bocage, pour «\u202fÉcoute individuelle\u202f»\u202f: écoute, stress"
    assert not re.search(r"\d", sentence)
    assert sentence in [row[1] for row in get_rows(rapport)]
    assert timezone.localdate().year == YEAR


def test_a_report_of_before_says_nothing_of_it():
    assert RapportPilotage(contenu=make_contenu()).manques == []
