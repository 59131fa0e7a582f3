"""What strangers and closed doors must not give away, and two people who act at the same moment."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from collectifs.actions import comptes_rendus
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.reunions import plan_reunion, set_seance
from collectifs.actions.suites import add_action, add_decision
from collectifs.models import CompteRendu, Decision
from collectifs.queries import get_reunions, get_undone_actions
from members.models import Personne
from socle import notifications
from socle.models import Envoi
from tests.factories.collectifs import make_action, make_convoquee, make_decision, make_point, make_projet, make_seance
from tests.factories.members import make_personne

SECRET = "Préparer le départ de la comptable"


@pytest.fixture
def huis_clos(cast, jeunes):
    """A circulated meeting whose closed-door item gave the collègue something to do."""
    compte_rendu = make_seance(jeunes, cast.chargee)
    point = make_point(compte_rendu.reunion, "Situation de la comptable", is_huis_clos=True)
    make_decision(compte_rendu.reunion, point=point, texte=SECRET)
    make_action(jeunes, cast.collegue, SECRET, reunion=compte_rendu.reunion, point=point)
    return compte_rendu


class TestClosedDoors:
    def test_an_open_agenda_does_not_follow_what_they_hold(self, cast, jeunes, huis_clos, client_of):
        undone = list(get_undone_actions(jeunes))
        assert undone == []
        reunion = plan_reunion(
            jeunes, suivre=undone, titre="Suite", debut="2031-07-03T09:30:00+02:00", lieu="Ici", by=cast.chargee
        )
        page = client_of(cast.chargee).get(reverse("collectifs:reunion_add", args=[jeunes.pk]))
        assert SECRET not in page.text
        assert reunion.points.count() == 0

    def test_the_mail_of_the_minutes_does_not_recall_it(self, cast, jeunes, mailoutbox):
        compte_rendu = make_projet(jeunes, cast.chargee)
        point = make_point(compte_rendu.reunion, "Situation de la comptable", is_huis_clos=True)
        make_action(jeunes, cast.collegue, SECRET, reunion=compte_rendu.reunion, point=point)
        make_action(jeunes, cast.collegue, "Appeler la mairie", reunion=compte_rendu.reunion)
        Personne.objects.filter(pk=cast.collegue.pk).update(email=None, courriel_partage="contact@palier.example")
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        sent = Envoi.objects.filter(destinataire=cast.collegue, genre="collectifs.compte_rendu_diffuse").get()
        assert SECRET not in json.dumps(sent.contexte, ensure_ascii=False)
        assert notifications.deliver(str(sent.identifiant))
        [mail] = [mail for mail in mailoutbox if "compte rendu" in mail.subject]
        assert "Appeler la mairie" in mail.body
        assert "comptable" not in str(mail.message())

    def test_the_count_of_decisions_does_not_tell_either(self, cast, jeunes, huis_clos):
        CompteRendu.objects.filter(pk=huis_clos.pk).update(etat="projet")
        make_decision(huis_clos.reunion, texte="Adopter le budget.", point=huis_clos.reunion.points.first())
        [reunion] = get_reunions(jeunes, cast.directrice)
        assert (reunion.nb_decisions, reunion.nb_actions) == (1, 0)


class TestWhoIsFound:
    """The search of whom to invite finds the people that the directory shows, and nobody else."""

    @pytest.fixture
    def hidden(self):
        return make_personne("Effacelin", "Odile")

    def test_a_participant_does_not_find_who_left(self, cast, jeunes, hidden, client_of):
        client = client_of(cast.directrice)
        url = reverse("collectifs:participation_list", args=[jeunes.pk])
        assert "Tranvallon" in client.get(url, {"q": "tranvallon"}).text
        for words in ("effacelin", "odile"):
            assert "Effacelin" not in client.get(url, {"q": words}).text
        assert "Effacelin" in client_of(cast.chargee).get(url, {"q": "effacelin"}).text

    def test_signs_alone_find_nobody(self, cast, jeunes, client_of):
        answer = client_of(cast.directrice).get(
            reverse("collectifs:participation_list", args=[jeunes.pk]), {"q": "--"}
        )
        assert list(answer.context["found"]) == []

    def test_an_outsider_finds_nobody(self, cast, jeunes, client_of):
        Personne.objects.filter(pk=cast.invitee.pk).update(is_active=True)
        cast.invitee.refresh_from_db()
        answer = client_of(cast.invitee).get(
            reverse("collectifs:participation_list", args=[jeunes.pk]), {"q": "tranvallon"}
        )
        assert list(answer.context["found"]) == []

    @pytest.mark.parametrize("typed", ["{hidden}", "abc", "٣", "9" * 5000, "-1", ""])
    def test_numbers_tried_one_by_one_name_nobody(self, typed, cast, jeunes, hidden, client_of):
        url = reverse("collectifs:participation_add", args=[jeunes.pk])
        answer = client_of(cast.directrice).post(url, {"personne": typed.format(hidden=hidden.pk)})
        assert answer.status_code == 404
        assert not jeunes.participations.filter(personne=hidden).exists()


class TestLinksOfAConvening:
    def test_no_row_holds_a_link(self, cast, jeunes, mailoutbox):
        make_convoquee(jeunes, cast.chargee)
        envoi = Envoi.objects.get(destinataire=cast.directrice, genre="collectifs.reunion_convoquee")
        assert "/repondre/" not in json.dumps(envoi.contexte)
        assert notifications.deliver(str(envoi.identifiant))
        assert "/repondre/" in mailoutbox[0].body
        envoi.refresh_from_db()
        assert "/repondre/" not in json.dumps(envoi.contexte)


class TestAfterCirculation:
    """Rights are asked of the minutes as they stand, held: a page read before does not write after."""

    def test_nothing_is_written_with_a_stale_page(self, cast, jeunes):
        compte_rendu = make_projet(jeunes, cast.chargee)
        point = compte_rendu.reunion.points.select_related("reunion__compte_rendu").get()
        assert point.reunion.compte_rendu.is_ouvert
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        for do in (
            lambda: add_decision(point, texte="Trop tard", mode="consentement", by=cast.chargee),
            lambda: add_action(point, texte="Trop tard", responsable=cast.collegue, by=cast.chargee),
            lambda: set_seance(point.reunion, presidence=cast.collegue, by=cast.chargee),
        ):
            with pytest.raises(PermissionDenied):
                do()
        assert not Decision.objects.filter(texte="Trop tard").exists()

    def test_a_meeting_without_minutes_has_none_to_hold(self, cast, jeunes):
        assert comptes_rendus.hold_minutes(make_convoquee(jeunes, cast.chargee)) is None


def test_a_line_break_in_a_name_never_stops_the_mail(cast, jeunes, client_of, mailoutbox):
    """A browser sends none; a forged page does, and it would have become a header."""
    client = client_of(cast.chargee)
    fields = {
        "nom": "Accès\r\nBcc: tout@courrier.example",
        "forme": "equipe",
        "visibilite": "reseau",
        "politique": "libre",
    }
    client.post(reverse("collectifs:collectif_edit", args=[jeunes.pk]), fields | {"fonction_referente": 1})
    jeunes.nom = "Accès\r\nBcc: tout@courrier.example"  # or it came from an older file
    jeunes.save()
    make_convoquee(jeunes, cast.chargee)
    envoi = Envoi.objects.get(destinataire=cast.directrice)
    assert notifications.deliver(str(envoi.identifiant))
    [mail] = mailoutbox
    assert mail.bcc == []
    assert "\n" not in mail.subject


@pytest.mark.parametrize("debut", ["9999-12-31T22:30", "0001-01-02T10:00"])
def test_a_meeting_is_of_our_time(debut, cast, jeunes, client_of):
    """Its end could not be counted: the home page of everybody convened would have failed."""
    fields = {"titre": "Bien plus tard", "debut": debut, "duree": "120", "lieu": "Ici"}
    answer = client_of(cast.chargee).post(reverse("collectifs:reunion_add", args=[jeunes.pk]), fields)
    assert "Vérifiez l’année" in answer.text
    assert "Bien plus tard" in answer.text
    assert not jeunes.reunions.exists()


def test_an_action_done_with_a_strange_way_back(cast, jeunes, client_of):
    action = make_action(jeunes, cast.directrice)
    answer = client_of(cast.directrice).post(reverse("collectifs:action_finish", args=[action.pk]), {"retour": "٣"})
    assert answer.url == reverse("collectifs:action_mine")
