"""Pages: what the public reads, what the team does, what nobody but the trainer and the person sees."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from formations.actions import besoins as needs
from formations.actions import inscriptions, sessions
from formations.actions.amenagements import forget_amenagements, set_amenagements
from formations.actions.catalogue import edit_formation, publish_formation
from formations.donnees import get_donnees
from formations.liens import make_offre_token, make_refus_token
from formations.models import AmenagementDemande, OffrePlace, ReglageFormations, SessionFormation
from formations.queries import get_attentes, get_rendez_vous
from formations.queries.places import get_offre
from members.models import Rattachement
from socle.empreintes import EcritParUnAutre
from socle.models import Envoi
from tests.factories.formations import (
    COMPLETE,
    HOURS,
    make_besoin,
    make_formateur,
    make_formation,
    make_inscription,
    make_session,
)
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
ARRANGED = "Une place devant"


def halves(days):
    day = timezone.localdate() + timedelta(days=days)
    return [(day, moment, *HOURS[moment], "") for moment in HOURS]


@pytest.mark.rule("R24")
def test_the_public_reads_what_is_published_and_nothing_else(cast):
    published = make_formation("Lire un budget")
    draft = make_formation("Brouillonne", etat="brouillon")
    make_session(published, by=cast.chargee, lieu="Salle Ouvertine")
    make_session(published, by=cast.chargee, etat="planifiee", lieu="Salle Cachelle")
    make_session(draft, by=cast.chargee, etat="planifiee", lieu="Salle Brouillonne")
    anybody = Client()
    pages = [anybody.get(path).content.decode() for path in ("/formations/", "/formations/calendrier/")]
    pages.append(anybody.get(f"/formations/{published.pk}/").content.decode())
    assert all("Lire un budget" in page for page in pages)
    assert not any(word in page for page in pages for word in ("Brouillonne", "Cachelle"))
    assert all(text in pages[2] for text in ("Aucun.", "Jusqu’à la veille", "référente handicap"))
    assert anybody.get(f"/formations/{draft.pk}/").status_code == 404


def test_enrolment_is_offered_to_who_may_enrol(session, cast, client_of):
    address, offer = f"/formations/sessions/{session.pk}/", f"/formations/sessions/{session.pk}/inscription/"
    assert offer in client_of(cast.directrice).get(address).text
    for client in (client_of(cast.prestataire), client_of(cast.ancien), Client()):
        assert offer not in client.get(address).text


def test_the_public_reads_no_name_of_whoever_comes(session):
    there = make_inscription(session, make_personne("Secretelle"))
    page = Client().get(f"/formations/sessions/{session.pk}/").content.decode()
    assert str(there.personne) not in page


@pytest.mark.rule("R24")
def test_an_incomplete_page_is_not_published_and_says_what_it_lacks(cast, client_of):
    draft = make_formation(etat="brouillon", **{**COMPLETE, "tarifs": "", "accessibilite": ""})
    with pytest.raises(ValidationError, match="les tarifs et l’accessibilité"):
        publish_formation(draft, by=cast.chargee)
    page = client_of(cast.chargee).get(f"/formations/{draft.pk}/").content.decode()
    assert "les tarifs" in page
    with pytest.raises(PermissionDenied):
        publish_formation(draft, by=cast.directrice)


@pytest.mark.trap("silent-overwrite")
def test_two_who_write_a_page_do_not_erase_one_another(cast):
    page = make_formation()
    edit_formation(page, lu="0", resume="La première", by=cast.chargee)
    with pytest.raises(EcritParUnAutre):
        edit_formation(page, lu="0", resume="La seconde", by=cast.admin)
    page.refresh_from_db()
    assert page.resume == "La première"


@pytest.mark.trap("state-bypass")
def test_a_session_goes_step_by_step(cast):
    session = make_session(places=4, minimum=2, etat="planifiee", by=cast.chargee)
    with pytest.raises(ValidationError):
        sessions.confirm_session(session, by=cast.chargee)
    sessions.open_session(session, by=cast.chargee)
    make_inscription(session)
    with pytest.raises(ValidationError, match="personne sur 2"):
        sessions.confirm_session(session, by=cast.chargee)
    make_inscription(session)
    sessions.confirm_session(session, by=cast.chargee)
    with pytest.raises(ValidationError):
        sessions.hold_it(session, by=cast.chargee)
    assert Envoi.objects.filter(genre="formations.session_confirmee").count() == 2


def test_calling_off_says_why_to_everybody_and_takes_offers_back(session, cast):
    make_inscription(session), make_inscription(session)
    waiting = make_inscription(session, etat="en_attente")
    inscriptions.cancel_inscription(session.inscriptions.first(), by=cast.chargee)
    sessions.cancel_session(session, motif="Minimum non atteint", by=cast.chargee)
    assert set(OffrePlace.objects.values_list("etat", flat=True)) == {"retiree"}
    told = Envoi.objects.filter(genre="formations.session_annulee")
    assert {envoi.destinataire_id for envoi in told} >= {waiting.personne_id}
    assert "Minimum non atteint" in told.first().contexte["phrases"][0]


def test_a_postponement_keeps_everybody_and_tells_them(session, cast):
    seated = make_inscription(session)
    make_inscription(session)
    waiting = make_inscription(session, etat="en_attente")
    sessions.postpone_session(session, demi_journees=halves(45), motif="La salle est prise", by=cast.chargee)
    session.refresh_from_db()
    assert timezone.localdate(session.debut) == timezone.localdate() + timedelta(days=45)
    assert session.demi_journees.count() == 2
    for kept in (seated, waiting):
        before = kept.etat
        kept.refresh_from_db()
        assert kept.etat == before
    assert Envoi.objects.filter(genre="formations.session_reportee").count() == 3
    with pytest.raises(ValidationError):
        sessions.postpone_session(session, demi_journees=halves(-3), motif="Hier", by=cast.chargee)


def test_a_session_is_prepared_from_its_page(cast, client_of):
    page = make_formation()
    day = timezone.localdate() + timedelta(days=20)
    typed = {"places": 8, "minimum": 3, "tarif": 0, "lieu": "Ici", "jour_1": day, "moment_1": "matin",
             "debut_1": "09:00", "fin_1": "12:00"}  # fmt: skip
    client = client_of(cast.chargee)
    wrong = client.post(f"/formations/{page.pk}/sessions/ajouter/", typed | {"fin_1": "08:00"})
    assert "finit avant d’avoir commencé" in wrong.content.decode()
    assert client.post(f"/formations/{page.pk}/sessions/ajouter/", typed).status_code == 302
    assert SessionFormation.objects.get().demi_journees.count() == 1


@pytest.mark.trap("get-writes")
def test_the_link_of_the_mail_shows_a_page_and_its_button_takes_the_place(session, cast):
    waiting = make_inscription(session, etat="en_attente")
    inscriptions.settle_session(session)
    address = f"/formations/place/{make_offre_token(get_offre(waiting).pk, waiting.personne_id)}/"
    anybody = Client()
    assert anybody.get(address).status_code == 200
    waiting.refresh_from_db()
    assert waiting.etat == "en_attente"
    assert "La place est à vous" in anybody.post(address, {"choix": "prendre"}).content.decode()
    waiting.refresh_from_db()
    assert waiting.etat == "inscrite"
    assert anybody.post(address, {"choix": "laisser"}).status_code == 410
    assert anybody.get(address[:-9] + "/").status_code == 410


def test_a_link_serves_one_purpose(session):
    waiting = make_inscription(session, etat="en_attente")
    inscriptions.settle_session(session)
    token = make_offre_token(get_offre(waiting).pk, waiting.personne_id)
    assert Client().get(f"/formations/refus/{token}/").status_code == 410


@pytest.mark.trap("get-writes")
def test_a_colleague_refuses_in_one_tap(session, cast):
    there = make_inscription(session, cast.collegue, cast.palier, inscrite_par=cast.directrice)
    address = f"/formations/refus/{make_refus_token(there.pk, cast.collegue.pk)}/"
    assert Client().get(address).status_code == 200
    there.refresh_from_db()
    assert there.etat == "inscrite"
    assert Client().post(address).status_code == 200
    there.refresh_from_db()
    assert there.etat == "refusee"


def arrange(session, cast):
    """The collegue of Le Palier has a seat and says what helps; Linh teaches."""
    session.formateurs.add(make_formateur(cast.adherente))
    there = make_inscription(session, cast.collegue, cast.palier, inscrite_par=cast.directrice)
    set_amenagements(there, choix=["place_devant"], by=cast.collegue)
    return there


def test_what_helps_is_read_by_the_trainer_and_the_person_alone(session, cast, client_of):
    there = arrange(session, cast)
    addresses = [f"/formations/sessions/{session.pk}/inscrits/", f"/formations/inscriptions/{there.pk}/",
                 f"/formations/sessions/{session.pk}/"]  # fmt: skip

    def reads(who):
        return any(ARRANGED in client_of(who).get(address).content.decode() for address in addresses)

    assert reads(cast.adherente)
    assert reads(cast.collegue)
    for other in (cast.directrice, cast.chargee, cast.admin, cast.superuser, cast.presidente, cast.coordination):
        assert not reads(other)


def test_nobody_else_says_what_helps(session, cast):
    there = arrange(session, cast)
    for other in (cast.directrice, cast.chargee, cast.adherente):
        with pytest.raises(PermissionDenied):
            set_amenagements(there, choix=["calme"], by=other)


def test_what_helps_is_forgotten_after_the_session(session, cast):
    there = arrange(session, cast)
    assert get_donnees(cast.collegue)[0].lignes[0]["aménagements demandés"] == ["une place devant"]
    assert get_donnees(cast.directrice)[0].lignes == []
    assert forget_amenagements() == 0
    session.demi_journees.update(date=timezone.localdate() - timedelta(days=2))
    assert AmenagementDemande.objects.lisibles().count() == 0
    assert get_donnees(cast.collegue)[0].lignes == []
    assert forget_amenagements() == 1
    assert not AmenagementDemande.objects.filter(inscription=there).exists()


def test_a_place_is_in_the_agenda_of_whoever_comes_or_teaches(session, cast):
    arrange(session, cast)
    waiting = make_inscription(session, cast.presidente, etat="en_attente")
    now = timezone.now()
    for who, said in ((cast.collegue, "Vous avez une place"), (cast.adherente, "Vous animez")):
        found = get_rendez_vous(who, now)
        assert [moment.state for moment in found] == [said, said]
        assert found[0].start == session.debut
        assert found[0].uid
    assert get_rendez_vous(waiting.personne, now) == []
    assert get_rendez_vous(cast.collegue, now, now + timedelta(days=3)) == []


def test_home_says_that_a_place_is_offered_and_that_a_word_is_expected(session, cast):
    make_inscription(session, cast.presidente, etat="en_attente")
    make_inscription(session, cast.collegue, cast.palier, etat="demandee")
    inscriptions.settle_session(session)
    assert ["Une place vous est proposée" in one.title for one in get_attentes(cast.presidente)] == [True]
    assert ["Donner votre accord" in one.title for one in get_attentes(cast.directrice)] == [True]
    assert get_attentes(cast.collegue) == []


def test_one_voice_per_association_withdrawn_freely(cast):
    besoin = make_besoin(association=cast.horizon, personne=cast.adherente)
    needs.support_besoin(besoin, association=cast.palier, personnes=2, by=cast.directrice)
    needs.support_besoin(besoin, association=cast.palier, personnes=5, by=cast.collegue)
    assert list(besoin.soutiens.values_list("association", "personnes")) == [(cast.palier.pk, 5)]
    with pytest.raises(PermissionDenied):
        needs.support_besoin(besoin, association=cast.palier, personnes=1, by=cast.adherente)
    needs.withdraw_soutien(besoin, association=cast.palier, by=cast.presidente)
    assert not besoin.soutiens.filter(retire_le=None).exists()
    needs.support_besoin(besoin, association=cast.palier, personnes=1, by=cast.directrice)
    assert besoin.soutiens.count() == 2


def test_enough_associations_propose_a_session_to_the_federation(cast):
    needs.set_reglages(seuil_besoin=2, delai_offre=48, by=cast.chargee)
    besoin = needs.express_besoin(
        titre="Lire un budget", description="Seules", association=cast.palier, personnes=2, by=cast.directrice
    )
    assert get_attentes(cast.chargee) == []
    needs.support_besoin(besoin, association=cast.horizon, personnes=1, by=cast.adherente)
    assert "demandent une formation" in get_attentes(cast.chargee)[0].title
    assert get_attentes(cast.directrice) == []
    told = Envoi.objects.filter(genre="formations.besoin_porte")
    assert {envoi.destinataire for envoi in told} == {cast.chargee, cast.admin}
    needs.withdraw_soutien(besoin, association=cast.horizon, by=cast.adherente)
    needs.support_besoin(besoin, association=cast.horizon, personnes=1, by=cast.adherente)
    assert told.count() == 2
    formation = make_formation()
    needs.answer_besoin(besoin, formation=formation, reponse="", by=cast.chargee)
    assert list(formation.besoins.all()) == [besoin]
    assert get_attentes(cast.chargee) == []
    with pytest.raises(ValidationError):
        needs.support_besoin(besoin, association=cast.palier, personnes=1, by=cast.directrice)


def test_a_need_set_aside_says_why(cast, client_of):
    besoin = make_besoin(association=cast.palier, personne=cast.directrice)
    answer = client_of(cast.chargee).post(f"/formations/besoins/{besoin.pk}/repondre/", {"formation": ""})
    assert "Dites pourquoi" in answer.content.decode()
    needs.answer_besoin(besoin, formation=None, reponse="Une autre fédération l’offre", by=cast.chargee)
    assert "autre fédération" in client_of(cast.collegue).get(f"/formations/besoins/{besoin.pk}/").content.decode()


def test_the_time_a_place_is_kept_is_chosen(session, cast):
    needs.set_reglages(seuil_besoin=5, delai_offre=24, by=cast.admin)
    assert ReglageFormations.load().delai_offre == 24
    waiting = make_inscription(session, etat="en_attente")
    inscriptions.settle_session(session)
    offre = get_offre(waiting)
    assert offre.expire_le - offre.faite_le == timedelta(hours=24)


def test_an_association_enrols_its_colleague_from_the_page(session, cast, client_of):
    client = client_of(cast.directrice)
    page = client.get(f"/formations/sessions/{session.pk}/inscription/").content.decode()
    assert str(cast.collegue) in page
    assert str(cast.adherente) not in page
    assert str(cast.ancien) not in page
    people = [str(cast.collegue) in label for label in page.split("<option")[1:]]
    typed = {"place": people.index(True), "financement": "employeur"}
    assert client.post(f"/formations/sessions/{session.pk}/inscription/", typed).status_code == 302
    there = session.inscriptions.get()
    assert (there.personne, there.inscrite_par) == (cast.collegue, cast.directrice)


@pytest.mark.parametrize("path", ["/formations/", "/formations/calendrier/"])
def test_lists_ask_the_same_whatever_their_length(cast, path, client_of):
    client = client_of(cast.collegue)
    counted = {}
    for number in (1, 3):
        while SessionFormation.objects.count() < number:
            make_session(by=cast.chargee)
        client.get(path)
        with capture() as captured:
            client.get(path)
        counted[number] = len(captured)
    assert counted[1] == counted[3]


def capture():
    return CaptureQueriesContext(connection)


def test_the_list_of_a_session_asks_the_same_whatever_its_length(session, cast, client_of):
    client = client_of(cast.chargee)
    counted = []
    for etat in ("inscrite", "en_attente", "demandee"):
        make_inscription(session, association=make_association(), etat=etat)
    for _ in range(2):
        client.get(f"/formations/sessions/{session.pk}/inscrits/")
        with capture() as captured:
            client.get(f"/formations/sessions/{session.pk}/inscrits/")
        counted.append(len(captured))
        for etat in ("en_attente", "en_attente", "demandee", "demandee"):
            make_inscription(session, association=make_association(), etat=etat)
    assert counted[0] == counted[1]


def test_mine_says_where_each_stands(session, cast, client_of):
    make_inscription(session, cast.collegue, cast.palier, etat="en_attente")
    make_inscription(session, cast.presidente, cast.palier)
    page = client_of(cast.collegue).get("/formations/mes-formations/").content.decode()
    assert "En liste d’attente" in page
    assert client_of(cast.adherente).get("/formations/mes-formations/").content.decode().count("row__title") == 0
    tie = make_rattachement(make_personne("Autrelle"), cast.palier, Rattachement.Genre.BENEVOLE)
    assert "aucune formation" in client_of(tie.personne).get("/formations/mes-formations/").content.decode()
