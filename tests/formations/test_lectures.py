"""What each page says first to whom; and that it asks the database no more for three rows than for one."""

from datetime import datetime, time

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from formations.actions.emargements import sign_here
from formations.codes import get_room_code
from formations.forms.inscriptions import guess_payer
from formations.models import AvisDemande, Emargement, Questionnaire, Reponse
from tests.factories.formations import make_formateur, make_inscription, make_session
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
QUERIES = {"avis": 3, "avis_formation": 3, "papiers": 6, "presence": 8, "bilan": 17, "inscription": 6}


@pytest.fixture
def held(cast):
    session = make_session(etat="tenue", by=cast.chargee, places=9, days=-1)
    session.formateurs.add(make_formateur(cast.prestataire))
    return session


def add_row(session, rank):
    """One more who came and paid, one more opinion."""
    row = make_inscription(session, association=make_association(), montant=120)
    for half in session.demi_journees.all():
        when = timezone.make_aware(datetime.combine(half.date, half.debut))
        Emargement.objects.create(
            demi_journee=half, inscription=row, minutes=210, mode="telephone", signe_le=when, saisi_par=row.personne
        )
    notes = {f"Question {rank}": 4}
    Reponse.objects.create(
        formation=session.formation, session=session, public="stagiaire", moment="chaud", notes=notes
    )


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["avis", "avis_formation", "papiers", "presence", "bilan"])
def test_a_page_of_the_office_asks_the_same_whatever_its_length(
    name, rows, held, cast, client_of, django_assert_num_queries
):
    for rank in range(rows):
        add_row(held, rank)
    address = {
        "avis": f"/formations/sessions/{held.pk}/avis/",
        "avis_formation": f"/formations/{held.formation_id}/avis/",
        "papiers": f"/formations/sessions/{held.pk}/papiers/",
        "presence": f"/formations/sessions/{held.pk}/presence/",
        "bilan": f"/formations/bilan/{timezone.localdate(held.fin).year}/",
    }[name]
    client = client_of(cast.chargee)
    assert client.get(address).status_code == 200
    with django_assert_num_queries(QUERIES[name]):
        client.get(address)


@pytest.mark.parametrize("rows", [1, 3])
def test_an_enrolment_asks_the_same_whatever_its_half_days(rows, cast, client_of, django_assert_num_queries):
    moments = ("matin", "apres_midi")[:rows]
    mine = make_inscription(make_session(by=cast.chargee, moments=moments), cast.collegue, cast.palier)
    client = client_of(cast.collegue)
    client.get(f"/formations/inscriptions/{mine.pk}/")
    with django_assert_num_queries(QUERIES["inscription"]):
        client.get(f"/formations/inscriptions/{mine.pk}/")


def test_ones_enrolment_says_to_sign_while_the_half_day_is_open_and_not_signed(cast, client_of):
    session = make_session(by=cast.chargee, etat="confirmee")
    mine = make_inscription(session, cast.collegue, cast.palier)
    half = session.demi_journees.get(moment="matin")
    address, link = f"/formations/inscriptions/{mine.pk}/", f"/formations/demi-journees/{half.pk}/signer/"

    def says_to_sign(who, hour):
        with time_machine.travel(timezone.make_aware(datetime.combine(half.date, time(hour))), tick=False):
            return link in client_of(who).get(address).content.decode()

    assert [says_to_sign(cast.collegue, hour) for hour in (8, 10, 14)] == [False, True, False]
    assert not says_to_sign(cast.chargee, 10)
    with time_machine.travel(timezone.make_aware(datetime.combine(half.date, time(10))), tick=False):
        sign_here(half, code=get_room_code(half), by=cast.collegue)
    assert not says_to_sign(cast.collegue, 10)


def test_a_sessions_page_says_the_one_thing_to_do(cast, client_of):
    session = make_session(by=cast.chargee, places=1)
    address = f"/formations/sessions/{session.pk}/"
    assert "Se connecter pour s’inscrire" in Client().get(address).content.decode()
    assert "S’inscrire" in client_of(cast.collegue).get(address).content.decode()
    make_inscription(session)
    full = client_of(cast.collegue).get(address).content.decode()
    assert "Entrer en liste d’attente" in full
    assert "S’inscrire" not in full
    assert "Entrer en liste d’attente" in client_of(cast.collegue).get(f"{address}inscription/").content.decode()


def test_who_usually_pays_is_chosen_first(cast):
    volunteer = make_personne()
    make_rattachement(volunteer, make_association(), genre="benevole")
    assert guess_payer(volunteer) == "benevole"
    assert guess_payer(cast.directrice) == "employeur"
    assert guess_payer(make_personne()) == "employeur"


def test_questions_are_written_one_questionnaire_at_a_time(cast, client_of):
    client = client_of(cast.chargee)
    address = "/formations/questions/?public=employeur&moment=chaud"
    page = client.get(address).content.decode()
    assert "L’inscription et les papiers ont été simples" in page
    assert "Le rythme et les méthodes" not in page
    given = {"public": "employeur", "moment": "chaud", "questions": "Tout était simple"}
    assert "Tout était simple" in client.post(address, given, follow=True).content.decode()
    assert list(Questionnaire.objects.values_list("public", "moment")) == [("employeur", "chaud")]
    assert "Le rythme et les méthodes" in client.get("/formations/questions/").content.decode()


def test_an_opinion_is_given_on_a_scale_and_any_question_left_empty(cast, client_of, held):
    avis = AvisDemande.objects.create(
        session=held, public="stagiaire", moment="chaud", personne=cast.collegue, demandee_le=timezone.localdate()
    )
    client = client_of(cast.collegue)
    assert client.get(f"/formations/avis/{avis.pk}/").content.decode().count('type="radio"') >= 25
    assert "Merci" in client.post(f"/formations/avis/{avis.pk}/", {"q0": "4"}).content.decode()
