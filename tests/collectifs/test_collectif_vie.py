"""The life of a collective: how one enters and leaves, who leads, what is new, how it ends and begins again."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from collectifs.actions import collectifs as actions
from collectifs.actions.clotures import close_collectif, reopen_collectif
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.demandes import ask_collectif, record_visit, settle_demande, withdraw_demande
from collectifs.actions.reunions import cancel_reunion, edit_reunion, plan_reunion
from collectifs.models import Collectif, DemandeParticipation, Participation, Visite
from collectifs.queries import get_attentes
from collectifs.queries.collectifs import get_animations
from members.models import Affectation, Reseau
from pacte.genres import Genre
from socle import notifications
from socle.models import Envoi
from socle.permissions import can
from socle.visites import VISIT
from tests.factories.collectifs import (
    days,
    make_action,
    make_adoptee,
    make_apport,
    make_collectif,
    make_convoquee,
    make_decision,
    make_participation,
    make_point,
    make_projet,
    make_question,
    make_reponse,
    make_seance,
    make_visite,
)
from tests.factories.members import make_affectation, make_fonction, make_personne, make_rattachement
from tests.factories.pacte import make_published

NOT_FOUND, FORBIDDEN, CONFLICT = 404, 403, 409
Politique = Collectif.Politique
Etat = DemandeParticipation.Etat


@pytest.fixture
def en_vigueur(db):
    """The pact that holds today."""
    return make_published(vigueur_du=days(-10), vigueur_au=days(300))


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def sheet(collectif, **changed):
    fonction = collectif.fonction_referente_id
    said = {"nom": collectif.nom, "forme": collectif.forme, "fonction_referente": fonction}
    settings = {"visibilite": collectif.visibilite, "politique": collectif.politique}
    return said | settings | {"lu": collectif.empreinte} | changed


def enter_by(collectif, politique):
    Collectif.objects.filter(pk=collectif.pk).update(politique=politique)
    return Collectif.objects.get(pk=collectif.pk)


class TestEntering:
    @pytest.mark.parametrize(
        ("politique", "joins", "asks"),
        [(Politique.LIBRE, True, False), (Politique.DEMANDE, False, True), (Politique.INVITATION, False, False)],
    )
    def test_the_policy_says_how(self, cast, client_of, jeunes, politique, joins, asks):
        collectif = enter_by(jeunes, politique)
        assert can(cast.adherente, "collectifs.join_collectif", collectif) is joins
        assert can(cast.adherente, "collectifs.ask_collectif", collectif) is asks
        client = client_of(cast.adherente)
        shown = text(client.get(page("collectif_detail", jeunes.pk)))
        assert (">Rejoindre<" in shown, "Demander à rejoindre" in shown) == (joins, asks)
        assert (client.post(page("collectif_join", jeunes.pk)).status_code != FORBIDDEN) is joins
        assert (client.get(page("collectif_ask", jeunes.pk)).status_code != FORBIDDEN) is asks

    def test_policy_and_visibility_are_two_things(self, cast, ferme):
        """Only participants see it; a colleague of an association that takes part sees it, and enters as it says."""
        make_participation(ferme, association=cast.horizon)
        collectif = enter_by(ferme, Politique.LIBRE)
        assert can(cast.adherente, "collectifs.join_collectif", collectif)
        assert not can(
            cast.presidente, "collectifs.join_collectif", make_collectif("Autre", visibilite="participants")
        )
        assert not can(cast.prestataire, "collectifs.join_collectif", collectif)

    def test_nobody_from_outside_the_network_asks(self, cast, jeunes):
        make_participation(jeunes, cast.prestataire, is_externe=True)
        collectif = enter_by(jeunes, Politique.DEMANDE)
        assert not can(cast.prestataire, "collectifs.ask_collectif", collectif)
        assert not can(cast.ancien, "collectifs.ask_collectif", collectif)

    def test_asked_accepted_told_and_brought_to_the_meetings_ahead(self, cast, client_of, jeunes):
        collectif = enter_by(jeunes, Politique.DEMANDE)
        reunion = make_convoquee(collectif, cast.chargee)
        client = client_of(cast.adherente)
        assert "lira" in text(client.get(page("collectif_ask", jeunes.pk)))
        client.post(page("collectif_ask", jeunes.pk), {"mot": "Nous ouvrons un local."})
        demande = DemandeParticipation.objects.get()
        assert "Votre demande attend une réponse" in text(client.get(page("collectif_detail", jeunes.pk)))
        assert Envoi.objects.filter(genre="collectifs.demande_recue", destinataire=cast.chargee).exists()
        assert not reunion.presences.filter(personne=cast.adherente).exists()
        leader = client_of(cast.chargee)
        assert "Nous ouvrons un local." in text(leader.get(page("participation_list", jeunes.pk)))
        assert "Nous ouvrons un local." in text(leader.get(page("demande_settle", demande.pk)))
        leader.post(page("demande_settle", demande.pk), {"suite": "accepter"})
        assert Participation.objects.filter(personne=cast.adherente, association=cast.horizon).exists()
        assert reunion.presences.filter(personne=cast.adherente).exists()
        assert Envoi.objects.filter(genre="collectifs.demande_repondue", destinataire=cast.adherente).exists()

    def test_a_refusal_has_a_word_and_one_may_ask_again(self, cast, client_of, jeunes):
        collectif = enter_by(jeunes, Politique.DEMANDE)
        demande = ask_collectif(collectif, mot="Bonjour", by=cast.adherente)
        client = client_of(cast.chargee)
        refused = client.post(page("demande_settle", demande.pk), {"suite": "refuser", "reponse": " "})
        assert "un refus s’explique" in text(refused)
        assert DemandeParticipation.objects.get().is_en_attente
        client.post(page("demande_settle", demande.pk), {"suite": "refuser", "reponse": "Le groupe est complet."})
        demande.refresh_from_db()
        assert (demande.etat, demande.reponse) == (Etat.REFUSEE, "Le groupe est complet.")
        assert not Participation.objects.filter(personne=cast.adherente).exists()
        assert ask_collectif(collectif, mot="Et maintenant ?", by=cast.adherente).pk != demande.pk

    def test_two_requests_are_one_and_an_answer_is_given_once(self, cast, jeunes):
        collectif = enter_by(jeunes, Politique.DEMANDE)
        first = ask_collectif(collectif, mot="Bonjour", by=cast.adherente)
        assert ask_collectif(collectif, mot="Bonjour ?", by=cast.adherente) == first
        assert Envoi.objects.filter(genre="collectifs.demande_recue").count() == 1
        settle_demande(first, accepte=False, reponse="Complet.", by=cast.chargee)
        with pytest.raises(ValidationError, match="déjà refusée"):
            settle_demande(first, accepte=True, by=cast.chargee)
        with pytest.raises(ProgrammingError), transaction.atomic():
            DemandeParticipation.objects.update(etat=Etat.ACCEPTEE)

    def test_a_request_is_withdrawn_by_who_made_it_alone(self, cast, client_of, jeunes):
        demande = ask_collectif(enter_by(jeunes, Politique.DEMANDE), mot="Bonjour", by=cast.adherente)
        assert client_of(cast.presidente).post(page("demande_withdraw", demande.pk)).status_code == NOT_FOUND
        with pytest.raises(ValidationError):
            withdraw_demande(demande, by=cast.chargee)
        client_of(cast.adherente).post(page("demande_withdraw", demande.pk))
        demande.refresh_from_db()
        assert demande.etat == Etat.RETIREE
        assert (
            client_of(cast.chargee).post(page("demande_settle", demande.pk), {"suite": "accepter"}).status_code == 200
        )
        assert not Participation.objects.filter(personne=cast.adherente).exists()

    def test_only_who_leads_reads_and_answers(self, cast, client_of, jeunes):
        demande = ask_collectif(enter_by(jeunes, Politique.DEMANDE), mot="Mot caché", by=cast.adherente)
        for person in (cast.directrice, cast.admin, cast.presidente):
            assert client_of(person).get(page("demande_settle", demande.pk)).status_code == NOT_FOUND
            assert "Mot caché" not in text(client_of(person).get(page("participation_list", jeunes.pk)))
        assert client_of(cast.adherente).get(page("demande_settle", demande.pk)).status_code == FORBIDDEN
        with pytest.raises(PermissionDenied):
            settle_demande(demande, accepte=True, by=cast.directrice)

    def test_who_leads_finds_requests_on_the_home_page(self, cast, jeunes):
        assert not [a for a in get_attentes(cast.chargee) if "rejoindre" in a.title]
        ask_collectif(enter_by(jeunes, Politique.DEMANDE), mot="Bonjour", by=cast.adherente)
        assert [a.title for a in get_attentes(cast.chargee)] == ["Une personne demande à rejoindre Jeunes"]
        assert not get_attentes(cast.directrice)


class TestOutsiders:
    def test_sees_their_collective_alone_and_invites_nobody(self, cast, client_of, jeunes, ferme):
        make_participation(jeunes, cast.prestataire, is_externe=True)
        other = make_collectif("Ailleurs")
        client = client_of(cast.prestataire)
        assert client.get(page("collectif_detail", jeunes.pk)).status_code == 200
        for hidden in (ferme, other):
            assert client.get(page("collectif_detail", hidden.pk)).status_code == NOT_FOUND
        shown = text(client.get(page("collectif_list")))
        assert "Jeunes" in shown
        assert "Ailleurs" not in shown
        assert "Inviter" not in text(client.get(page("participation_list", jeunes.pk)))
        typed = {"prenom": "Ute", "nom": "Lorvex"}
        assert client.post(page("participation_add_externe", jeunes.pk), typed).status_code == FORBIDDEN
        invited = client.post(page("participation_add", jeunes.pk), {"personne": cast.presidente.pk})
        assert invited.status_code == FORBIDDEN
        assert Participation.objects.filter(collectif=jeunes).count() == 4

    def test_a_mistyped_invitation_keeps_what_was_typed(self, cast, client_of, jeunes):
        typed = {"prenom": "Ute", "nom": "Lorvex", "email": "ute@"}
        shown = text(client_of(cast.chargee).post(page("participation_add_externe", jeunes.pk), typed))
        assert "Lorvex" in shown
        assert "Cette adresse est incomplète" in shown


class TestLeaving:
    @pytest.fixture
    def deliver(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        def deliver(slug):
            mail.outbox.clear()
            for envoi in Envoi.objects.filter(genre=slug, envoye_le=None):
                assert notifications.deliver(str(envoi.identifiant))
            return mail.outbox

        return deliver

    def test_the_meetings_ahead_leave_the_calendar(self, cast, jeunes, deliver):
        first = make_convoquee(jeunes, cast.chargee, titre="Première")
        second = make_convoquee(jeunes, cast.chargee, titre="Seconde")
        actions.leave_collectif(jeunes, by=cast.directrice)
        [sent] = deliver("collectifs.depart_collectif")
        assert sent.to == [cast.directrice.adresse]
        assert "Première" in sent.body
        events = [Calendar.from_ical(content) for _, content, _ in sent.attachments]
        assert {str(calendar["method"]) for calendar in events} == {"CANCEL"}
        uids = {str(event["uid"]) for calendar in events for event in calendar.walk("VEVENT")}
        assert uids == {first.calendar_uid, second.calendar_uid}
        assert not first.presences.filter(personne=cast.directrice).exists()

    def test_without_a_meeting_ahead_only_who_is_taken_off_is_told(self, cast, jeunes, deliver):
        actions.leave_collectif(jeunes, by=cast.directrice)
        assert deliver("collectifs.depart_collectif") == []
        actions.end_participation(Participation.objects.get(personne=cast.collegue), by=cast.chargee)
        [sent] = deliver("collectifs.depart_collectif")
        assert sent.to == [cast.collegue.adresse]
        assert sent.attachments == []

    def test_who_leads_stays_expected(self, cast, jeunes):
        make_participation(jeunes, cast.chargee)
        reunion = make_convoquee(jeunes, cast.chargee)
        actions.leave_collectif(jeunes, by=cast.chargee)
        assert reunion.presences.filter(personne=cast.chargee).exists()


class TestReferents:
    @pytest.mark.rule("R9")
    def test_asleep_one_convenes_nothing_and_who_may_wake_it_is_told(self, cast, client_of):
        asleep = make_collectif("Endormi", fonction="Fonction vacante")
        assert asleep.is_en_sommeil
        for person in (cast.chargee, cast.admin, cast.directrice):
            with pytest.raises(PermissionDenied):
                plan_reunion(asleep, titre="Le forum", debut=timezone.now(), by=person)
        [told] = [a for a in get_attentes(cast.admin) if "sans référente" in a.title]
        assert "Endormi" in told.detail
        for person in (cast.chargee, cast.directrice, cast.superuser):
            assert not [a for a in get_attentes(person) if "sans référente" in a.title]
        shown = text(client_of(cast.admin).get(page("collectif_detail", asleep.pk)))
        assert "Aucune réunion ne peut y être convoquée" in shown
        assert "Choisir une fonction référente" in shown
        make_affectation(cast.chargee, make_fonction("Fonction vacante"))
        assert not [a for a in get_attentes(cast.admin) if "sans référente" in a.title]

    @pytest.mark.rule("R9")
    def test_a_closed_one_does_not_sleep(self, cast):
        make_collectif("Fini", fonction=None, clos_le=days(-1))
        assert not get_attentes(cast.admin)

    def test_who_led_from_when_to_when(self, cast, client_of, jeunes):
        """C15: the function stays, the people who hold it change."""
        Affectation.objects.update(debut=days(-100), fin=days(-50))
        fonction = jeunes.fonction_referente
        Affectation.objects.create(fonction=fonction, personne=cast.presidente, debut=days(-49))
        other = Affectation.objects.create(fonction=make_fonction("Autre"), personne=cast.ancien, debut=days(-49))
        led = get_animations(jeunes)
        assert [(a.personne, a.debut, a.fin) for a in led] == [
            (cast.presidente, days(-49), None),
            (cast.chargee, days(-100), days(-50)),
        ]
        shown = text(client_of(cast.directrice).get(page("participation_list", jeunes.pk)))
        assert "Qui a animé ce collectif" in shown
        assert str(cast.chargee) in shown
        assert str(other.personne) not in shown

    def test_another_function_leads_from_the_day_it_is_chosen(self, cast, jeunes):
        Affectation.objects.update(debut=days(-100))
        with pgtrigger.ignore("collectifs.CollectifEvent:append_only"):
            jeunes.events.update(pgh_created_at=timezone.now() - timedelta(days=80))
        make_affectation(cast.presidente, make_fonction("Chargée de mission famille"), debut=days(-300))
        actions.edit_collectif(jeunes, fonction_referente=make_fonction("Chargée de mission famille"), by=cast.admin)
        led = [(a.personne, a.debut, a.fin) for a in get_animations(jeunes)]
        assert led == [(cast.presidente, days(0), None), (cast.chargee, days(-100), days(-1))]


class TestEnd:
    @pytest.mark.rule("R10")
    def test_closing_asks_for_a_summary_that_the_page_shows(self, cast, client_of, jeunes):
        client = client_of(cast.chargee)
        refused = text(client.post(page("collectif_review", jeunes.pk), {"suite": "clore"}))
        assert "Le bilan est vide" in refused
        client.post(page("collectif_review", jeunes.pk), {"suite": "clore", "bilan": "Le guide est paru."})
        shown = text(client_of(cast.adherente).get(page("collectif_detail", jeunes.pk)))
        assert "Le guide est paru." in shown
        assert "Rejoindre" not in shown

    @pytest.mark.rule("R10")
    def test_rewording_says_what_is_expected_and_until_when(self, cast, client_of, jeunes):
        typed = {"suite": "reformuler", "echeance": days(60), "resultat_attendu": ""}
        assert "Le résultat attendu est vide" in text(
            client_of(cast.chargee).post(page("collectif_review", jeunes.pk), typed)
        )

    @pytest.mark.rule("R10")
    def test_an_overdue_one_awaits_who_leads_and_nobody_else(self, cast, jeunes):
        Collectif.objects.update(echeance=days(-1))
        assert [a.title for a in get_attentes(cast.chargee)] == ["Le collectif Jeunes a passé son échéance"]
        assert not get_attentes(cast.directrice)

    def test_not_while_a_meeting_is_convened(self, cast, jeunes):
        make_convoquee(jeunes, cast.chargee)
        with pytest.raises(ValidationError, match="déjà convoquée"):
            close_collectif(jeunes, bilan="Fini.", by=cast.chargee)

    def test_closed_nobody_enters_and_who_waited_is_told(self, cast, jeunes):
        demande = ask_collectif(enter_by(jeunes, Politique.DEMANDE), mot="Bonjour", by=cast.adherente)
        close_collectif(jeunes, bilan="Fini.", by=cast.chargee)
        demande.refresh_from_db()
        assert demande.etat == Etat.REFUSEE
        assert Envoi.objects.filter(genre="collectifs.demande_repondue", destinataire=cast.adherente).exists()
        with pytest.raises(ValidationError, match="clos"):
            actions.invite_personne(jeunes, cast.presidente, by=cast.chargee)

    def test_reopened_with_a_new_date_and_its_summary(self, cast, client_of, jeunes):
        close_collectif(jeunes, bilan="Un guide.", by=cast.chargee)
        client = client_of(cast.chargee)
        late = client.post(page("collectif_reopen", jeunes.pk), {"resultat_attendu": "Un film", "echeance": days(-2)})
        assert "Choisissez un jour après aujourd’hui" in text(late)
        client.post(page("collectif_reopen", jeunes.pk), {"resultat_attendu": "Un film", "echeance": days(90)})
        jeunes.refresh_from_db()
        assert (jeunes.clos_le, jeunes.bilan, jeunes.echeance) == (None, "Un guide.", days(90))
        with pytest.raises(ValidationError, match="déjà ouvert"):
            reopen_collectif(jeunes, echeance=days(9), by=cast.chargee)
        assert client_of(cast.directrice).get(page("collectif_reopen", jeunes.pk)).status_code == FORBIDDEN


class TestSheet:
    def test_of_two_who_write_the_second_sees_both(self, cast, client_of, jeunes):
        client = client_of(cast.chargee)
        read = sheet(jeunes)
        client.post(page("collectif_edit", jeunes.pk), read | {"enonce": "Écrit par l’une"})
        conflict = client.post(page("collectif_edit", jeunes.pk), read | {"enonce": "Écrit par l’autre"})
        assert conflict.status_code == CONFLICT
        assert "Écrit par l’une" in text(conflict)
        assert "Écrit par l’autre" in text(conflict)
        jeunes.refresh_from_db()
        assert jeunes.enonce == "Écrit par l’une"
        again = read | {"enonce": "Écrit par l’autre", "lu": conflict.context["form"].data["lu"]}
        assert client.post(page("collectif_edit", jeunes.pk), again).status_code == 302
        jeunes.refresh_from_db()
        assert jeunes.enonce == "Écrit par l’autre"

    def test_tied_to_a_network_and_to_the_pact(self, cast, client_of, jeunes, en_vigueur):
        reseau = Reseau.objects.create(nom="Réseau Jeunesse", genre="thematique")
        bloc = en_vigueur.blocs.filter(genre=Genre.COLLECTIF).first()
        other = en_vigueur.blocs.filter(genre=Genre.DEFI).first()
        client = client_of(cast.chargee)
        assert bloc.titre in text(client.get(page("collectif_edit", jeunes.pk)))
        typed = sheet(jeunes, reseau=reseau.pk, blocs_pacte=[str(bloc.identifiant)])
        assert client.post(page("collectif_edit", jeunes.pk), typed).status_code == 302
        shown = text(client_of(cast.directrice).get(page("collectif_detail", jeunes.pk)))
        assert "Réseau Jeunesse" in shown
        assert f"#bloc-{bloc.identifiant}" in shown
        assert str(other.identifiant) not in shown


class TestNews:
    def news(self, client, collectif):
        return [n.dit for n in client.get(page("collectif_detail", collectif.pk)).context["nouveautes"]]

    @pytest.fixture
    def client(self, cast, client_of, jeunes):
        """Somebody who takes part and last came three days ago."""
        make_visite(jeunes, cast.directrice, days=3)
        return client_of(cast.directrice)

    def test_says_everything_that_changed_and_who(self, cast, client, jeunes):
        question = make_question(jeunes)
        make_convoquee(jeunes, cast.chargee)
        off = make_convoquee(jeunes, cast.chargee)
        cancel_reunion(off, motif="Inondation", by=cast.chargee)
        moved = make_convoquee(jeunes, cast.chargee)
        type(moved).objects.filter(pk=moved.pk).update(convoquee_le=timezone.now() - timedelta(days=9))
        moved.refresh_from_db()
        edit_reunion(moved, lieu="Ailleurs", by=cast.chargee)
        minutes = make_projet(jeunes, cast.chargee)
        make_decision(minutes.reunion)
        circulate_compte_rendu(minutes, by=cast.chargee)
        make_action(jeunes, cast.collegue, "Faite", faite_le=days(-1))
        make_action(jeunes, cast.collegue, "En retard", echeance=days(-1))
        make_apport(question, cast.collegue)
        make_reponse(question, auteur=cast.collegue)
        other = make_question(jeunes, "Et les parents ?")
        make_adoptee(other, minutes.reunion)
        make_participation(jeunes, cast.presidente, cast.palier)
        found = self.news(client, jeunes)
        expected = {
            "Réunion convoquée", "Réunion annulée", "Réunion changée", "Compte rendu diffusé", "Action faite",
            "Action en retard", "Contribution à une question", "Réponse proposée", "Réponse adoptée",
            "Arrivée dans le collectif",
        }  # fmt: skip
        assert expected <= set(found)
        shown = text(client.get(page("collectif_detail", jeunes.pk)))
        assert "Depuis votre dernière visite" in shown
        assert "1 décision" in shown
        assert str(cast.presidente) in shown

    def test_what_one_did_and_what_is_older_is_no_news(self, cast, client, jeunes):
        question = make_question(jeunes)
        make_apport(question, cast.directrice)
        make_apport(question, cast.collegue, ecrit_le=timezone.now() - timedelta(days=5))
        make_action(jeunes, cast.directrice, faite_le=days(0))
        make_action(jeunes, cast.collegue, faite_le=days(-9))
        make_action(jeunes, cast.collegue, echeance=days(-20))
        Participation.objects.update(inscrite_le=timezone.now() - timedelta(days=30))
        assert self.news(client, jeunes) == []

    def test_never_says_what_closed_doors_hold(self, cast, client, jeunes):
        minutes = make_projet(jeunes, cast.chargee)
        secret = make_point(minutes.reunion, "Situation", is_huis_clos=True)
        make_action(jeunes, cast.collegue, "Texte secret", reunion=minutes.reunion, point=secret, echeance=days(-1))
        make_decision(minutes.reunion, "Décision secrète", point=secret)
        circulate_compte_rendu(minutes, by=cast.chargee)
        shown = text(client.get(page("collectif_detail", jeunes.pk)))
        assert "secret" not in shown
        assert "1 décision" not in shown

    def test_a_draft_meeting_is_no_news(self, cast, client, jeunes):
        plan_reunion(jeunes, titre="Brouillon", debut=timezone.now() + timedelta(days=2), by=cast.chargee)
        assert "Réunion convoquée" not in self.news(client, jeunes)

    def test_the_first_time_nothing_is_new(self, cast, client_of, jeunes):
        make_apport(make_question(jeunes), cast.collegue)
        assert self.news(client_of(cast.presidente), jeunes) == []

    def test_looking_does_not_write_and_the_page_says_it_was_read(self, cast, client, jeunes):
        before = Visite.objects.get().vue_le
        shown = client.get(page("collectif_detail", jeunes.pk)).content.decode()
        assert Visite.objects.get().vue_le == before
        assert f'hx-post="{page("collectif_visit", jeunes.pk)}" hx-trigger="load' in shown
        assert client.get(page("collectif_visit", jeunes.pk)).status_code == 405
        seen = client.post(page("collectif_visit", jeunes.pk), headers={"HX-Request": "true"})
        assert seen.status_code == 204
        assert Visite.objects.get().avant_le == before

    def test_new_until_the_visit_ends_or_one_says_so(self, cast, client, jeunes, time_machine):
        make_apport(make_question(jeunes), cast.collegue)
        client.post(page("collectif_visit", jeunes.pk))
        assert "Contribution à une question" in self.news(client, jeunes)
        client.post(page("collectif_visit", jeunes.pk), {"tout": "1"})
        assert self.news(client, jeunes) == []
        time_machine.move_to(timezone.now() + VISIT + timedelta(minutes=1))
        make_apport(make_question(jeunes, "Autre ?"), cast.collegue)
        client.post(page("collectif_visit", jeunes.pk))
        assert "Contribution à une question" in self.news(client, jeunes)
        time_machine.move_to(timezone.now() + VISIT + timedelta(minutes=1))
        assert self.news(client, jeunes) == []

    def test_a_visit_is_written_once_and_where_one_may_read(self, cast, client_of, jeunes, ferme):
        record_visit(jeunes, by=cast.directrice)
        record_visit(jeunes, by=cast.directrice)
        assert Visite.objects.count() == 1
        assert client_of(cast.adherente).post(page("collectif_visit", ferme.pk)).status_code == NOT_FOUND

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_as_many_questions_however_much_is_new(
        self, cast, client, jeunes, en_vigueur, rows, django_assert_num_queries
    ):
        ids = list(en_vigueur.blocs.filter(genre=Genre.COLLECTIF).values_list("identifiant", flat=True))
        Collectif.objects.update(blocs_pacte=ids)
        for rank in range(rows):
            question = make_question(jeunes, f"Question {rank} ?")
            make_apport(question, cast.collegue)
            make_adoptee(question, make_seance(jeunes, cast.chargee).reunion)
            make_action(jeunes, cast.collegue, echeance=days(-1))
        client.get(page("collectif_detail", jeunes.pk))
        with django_assert_num_queries(13):
            assert client.get(page("collectif_detail", jeunes.pk)).status_code == 200

    def test_a_long_absence_shows_the_latest(self, cast, client, jeunes):
        question = make_question(jeunes)
        for rank in range(20):
            make_apport(question, cast.collegue, f"Numéro {rank}")
        response = client.get(page("collectif_detail", jeunes.pk))
        assert len(response.context["nouveautes"]) == 15
        assert "d’autres plus anciennes" in text(response)


def test_people_named_by_no_function_lead_nothing(cast, jeunes):
    person = make_personne()
    make_rattachement(person, cast.palier)
    assert not can(person, "collectifs.settle_demande", jeunes)
