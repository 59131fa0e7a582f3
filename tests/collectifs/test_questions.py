"""A question is worked on: what is said of it, the answers proposed, the one adopted in a meeting, taken up again."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectifs.actions import questions as actions
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.documents import CompteRenduPdf
from collectifs.models import Apport, Axe, Collectif, Question, ReponseProposee
from socle.pdf import render_pdf
from tests.factories.collectifs import (
    make_adoptee,
    make_apport,
    make_axe,
    make_collectif,
    make_convoquee,
    make_participation,
    make_projet,
    make_question,
    make_reponse,
    make_seance,
)

OK, NOT_FOUND, FORBIDDEN, CONFLICT = 200, 404, 403, 409
Etat = Question.Etat


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def state(question):
    """The state as its page reads it, checked against the one that lists read in their query."""
    listed = Question.objects.with_etat().get(pk=question.pk).etat
    assert listed == Question.objects.get(pk=question.pk).etat
    return listed


@pytest.fixture
def question(jeunes):
    return make_question(jeunes)


class TestWork:
    def test_axes_and_questions_are_written_ordered_and_removed_in_the_browser(self, cast, client_of, jeunes):
        client = client_of(cast.chargee)
        for titre in ("Parentalité", "Engagement"):
            client.post(page("axe_add", jeunes.pk), {"titre": titre, "objectif": ""})
        first, second = Axe.objects.all()
        for texte in ("Comment ?", "Pourquoi ?"):
            client.post(page("question_add", jeunes.pk), {"texte": texte, "axe": first.pk})
        how, why = Question.objects.all()
        client.post(page("axe_move", second.pk), {"sens": "haut"})
        client.post(page("question_move", how.pk), {"sens": "bas"})
        shown = text(client_of(cast.directrice).get(page("question_list", jeunes.pk)))
        assert (
            shown.index("Engagement") < shown.index("Parentalité") < shown.index("Pourquoi") < shown.index("Comment")
        )
        client.post(page("axe_edit", first.pk), {"titre": "Familles", "lu": first.empreinte})
        client.post(page("question_edit", how.pk), {"texte": "Comment faire ?", "axe": "", "lu": how.empreinte})
        client.post(page("axe_delete", first.pk))
        why.refresh_from_db()
        assert (why.axe, Axe.objects.get().titre) == (None, "Engagement")
        client.post(page("question_delete", why.pk))
        assert Question.objects.get().texte == "Comment faire ?"

    def test_an_axis_has_objectives_or_questions(self, cast, client_of, jeunes):
        make_axe(jeunes, "Pouvoir d’agir", objectif="Des bénévoles formés")
        make_question(jeunes, axe=make_axe(jeunes, "Parents"))
        shown = text(client_of(cast.adherente).get(page("question_list", jeunes.pk)))
        assert "Des bénévoles formés" in shown
        assert "Comment rejoindre les jeunes" in shown

    def test_only_who_leads_or_runs_the_portal_writes_them(self, cast, client_of, jeunes, question):
        axe = make_axe(jeunes)
        for person in (cast.directrice, cast.adherente, cast.presidente):
            client = client_of(person)
            for name, pk in (("axe_add", jeunes.pk), ("question_add", jeunes.pk), ("axe_edit", axe.pk)):
                assert client.get(page(name, pk)).status_code == FORBIDDEN
            for name, pk in (("axe_move", axe.pk), ("axe_delete", axe.pk), ("question_delete", question.pk)):
                assert client.post(page(name, pk)).status_code == FORBIDDEN
        assert client_of(cast.admin).get(page("question_add", jeunes.pk)).status_code == OK

    def test_the_axis_of_another_collective_is_refused(self, cast, client_of, jeunes):
        foreign = make_axe(make_collectif("Autre"))
        typed = {"texte": "Comment ?", "axe": foreign.pk}
        assert client_of(cast.chargee).post(page("question_add", jeunes.pk), typed).status_code == OK
        with pytest.raises(ValidationError):
            actions.add_question(jeunes, texte="Comment ?", axe=foreign, by=cast.chargee)
        assert not Question.objects.exists()

    def test_a_question_somebody_spoke_of_is_set_aside_and_comes_back(self, cast, client_of, jeunes, question):
        make_apport(question, cast.directrice)
        client = client_of(cast.chargee)
        client.post(page("question_delete", question.pk))
        hub = text(client.get(page("collectif_detail", jeunes.pk)))
        assert question.texte not in hub
        assert "Mises de côté" in text(client.get(page("question_list", jeunes.pk)))
        with pytest.raises(ValidationError, match="mise de côté"):
            actions.add_apport(question, texte="Encore", by=cast.directrice)
        client.post(page("question_restore", question.pk))
        assert text(client.get(page("collectif_detail", jeunes.pk))).count(question.texte.split(" ?")[0])

    def test_of_two_who_word_it_the_second_sees_both(self, cast, client_of, question):
        client = client_of(cast.chargee)
        read = {"axe": "", "lu": question.empreinte}
        client.post(page("question_edit", question.pk), read | {"texte": "La première ?"})
        conflict = client.post(page("question_edit", question.pk), read | {"texte": "La seconde ?"})
        assert conflict.status_code == CONFLICT
        assert "La première" in text(conflict)
        assert "La seconde" in text(conflict)
        question.refresh_from_db()
        assert question.texte == "La première ?"


class TestContributions:
    def test_who_takes_part_contributes_under_their_name(self, cast, client_of, question):
        client = client_of(cast.directrice)
        client.post(page("apport_add", question.pk), {"texte": "Aller au lycée."})
        assert Apport.objects.get().auteur == cast.directrice
        shown = text(client_of(cast.adherente).get(page("question_detail", question.pk)))
        assert "Aller au lycée." in shown
        assert str(cast.directrice) in shown
        assert state(question) == Etat.EN_TRAVAIL

    def test_an_invited_outsider_contributes_too(self, cast, client_of, jeunes, question):
        make_participation(jeunes, cast.prestataire, is_externe=True)
        client_of(cast.prestataire).post(page("apport_add", question.pk), {"texte": "De l’extérieur."})
        assert Apport.objects.get().auteur == cast.prestataire

    def test_who_does_not_take_part_reads_only(self, cast, client_of, question):
        client = client_of(cast.adherente)
        assert "Pour contribuer, participez" in text(client.get(page("question_detail", question.pk)))
        for name in ("apport_add", "reponse_add"):
            assert client.post(page(name, question.pk), {"texte": "Mot"}).status_code == FORBIDDEN
        assert not Apport.objects.exists()

    def test_an_empty_one_says_so_and_sent_twice_it_is_one(self, cast, client_of, question):
        client = client_of(cast.directrice)
        assert "Ce champ est vide" in text(client.post(page("apport_add", question.pk), {"texte": " "}))
        for _ in range(2):
            client.post(page("apport_add", question.pk), {"texte": "Aller au lycée."})
        assert Apport.objects.count() == 1

    def test_mended_by_its_author_alone_and_never_over_another_page(self, cast, client_of, question):
        apport = make_apport(question, cast.directrice, "Un")
        client = client_of(cast.directrice)
        read = {"lu": apport.empreinte}
        client.post(page("apport_edit", apport.pk), read | {"texte": "Deux"})
        conflict = client.post(page("apport_edit", apport.pk), read | {"texte": "Trois"})
        assert conflict.status_code == CONFLICT
        assert "Deux" in text(conflict)
        assert "Trois" in text(conflict)
        apport.refresh_from_db()
        assert apport.texte == "Deux"
        assert apport.modifie_le
        for person in (cast.collegue, cast.chargee, cast.admin):
            assert client_of(person).get(page("apport_edit", apport.pk)).status_code == FORBIDDEN
            assert client_of(person).post(page("apport_delete", apport.pk)).status_code == FORBIDDEN
        client.post(page("apport_delete", apport.pk))
        assert state(question) == Etat.OUVERTE

    def test_a_closed_collective_takes_nothing_more(self, cast, client_of, question):
        apport = make_apport(question, cast.directrice)
        Collectif.objects.update(clos_le=timezone.localdate())
        client = client_of(cast.directrice)
        assert client.get(page("question_detail", question.pk)).status_code == OK
        assert client.post(page("apport_add", question.pk), {"texte": "Tard"}).status_code == FORBIDDEN
        assert client.get(page("apport_edit", apport.pk)).status_code == FORBIDDEN

    def test_what_one_may_not_see_does_not_exist(self, cast, client_of, ferme):
        question = make_question(ferme)
        apport, reponse = make_apport(question, cast.directrice), make_reponse(question)
        client = client_of(cast.adherente)
        hidden = [("question_detail", question), ("apport_edit", apport), ("reponse_edit", reponse),
                  ("reponse_adopt", reponse), ("question_reopen", question)]  # fmt: skip
        for name, row in hidden:
            assert client.get(page(name, row.pk)).status_code == NOT_FOUND
        assert client.post(page("apport_add", question.pk), {"texte": "Mot"}).status_code == NOT_FOUND


class TestAnswers:
    def test_from_open_to_answered_to_reopened(self, cast, client_of, jeunes, question):
        assert state(question) == Etat.OUVERTE
        minutes = make_seance(jeunes, cast.chargee, titre="Le forum")
        client_of(cast.directrice).post(page("reponse_add", question.pk), {"texte": "Une permanence."})
        make_reponse(question, "Un camion.", auteur=cast.collegue)
        assert state(question) == Etat.PROPOSEE
        reponse = ReponseProposee.objects.get(texte="Une permanence.")
        leader = client_of(cast.chargee)
        assert "Le forum" in text(leader.get(page("reponse_adopt", reponse.pk)))
        typed = {"reunion": minutes.reunion_id, "lu": reponse.empreinte}
        leader.post(page("reponse_adopt", reponse.pk), typed)
        assert state(question) == Etat.REPONDUE
        shown = text(client_of(cast.adherente).get(page("question_detail", question.pk)))
        assert "Une permanence." in shown
        assert "Le forum" in shown
        assert "Un camion." in shown
        assert leader.post(page("question_reopen", question.pk), {"motif": ""}).status_code == OK
        leader.post(page("question_reopen", question.pk), {"motif": "Le lycée ferme."})
        assert state(question) == Etat.ROUVERTE
        shown = text(client_of(cast.adherente).get(page("question_detail", question.pk)))
        assert "Une permanence." in shown
        assert "Le lycée ferme." in shown
        make_reponse(question, "Un local.")
        assert state(question) == Etat.PROPOSEE

    def test_every_adopted_answer_is_kept(self, cast, jeunes, question):
        for texte in ("Une.", "Deux.", "Trois."):
            minutes = make_seance(jeunes, cast.chargee)
            reponse = actions.propose_reponse(question, texte=texte, by=cast.directrice)
            actions.adopt_reponse(reponse, reunion=minutes.reunion, lu=reponse.empreinte, by=cast.chargee)
            if texte != "Trois.":
                actions.reopen_question(question, motif="Encore", by=cast.chargee)
        kept = Question.objects.get(pk=question.pk)
        assert [answer.texte for answer in kept.adoptees] == ["Trois.", "Deux.", "Une."]
        assert kept.reponse.texte == "Trois."

    def test_adopted_it_is_frozen_by_the_database(self, cast, jeunes, question):
        reunion = make_seance(jeunes, cast.chargee).reunion
        reponse = make_adoptee(question, reunion, auteur=cast.directrice)
        for break_it in (
            lambda: ReponseProposee.objects.update(texte="Autre chose"),
            lambda: ReponseProposee.objects.update(adoptee_le=None, enregistree_le=None, reunion=None),
            lambda: ReponseProposee.objects.all().delete(),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                break_it()
        with pytest.raises(ValidationError, match="adoptée"):
            actions.edit_reponse(reponse, lu=reponse.empreinte, texte="Non", by=cast.directrice)
        with pytest.raises(ValidationError, match="adoptée"):
            actions.remove_reponse(reponse, by=cast.directrice)

    def test_by_who_leads_or_the_secretary_of_that_meeting_alone(self, cast, jeunes, question):
        reponse = make_reponse(question)
        reunion = make_seance(jeunes, cast.chargee, secretaire=cast.collegue).reunion
        other = make_seance(jeunes, cast.chargee).reunion
        for person, meeting in ((cast.directrice, reunion), (cast.admin, reunion), (cast.collegue, other)):
            with pytest.raises(PermissionDenied):
                actions.adopt_reponse(reponse, reunion=meeting, lu=reponse.empreinte, by=person)
        assert actions.adopt_reponse(reponse, reunion=reunion, lu=reponse.empreinte, by=cast.collegue).is_adoptee

    def test_in_a_meeting_of_this_collective_under_way_or_held(self, cast, client_of, jeunes, question):
        reponse = make_reponse(question)
        ahead = make_convoquee(jeunes, cast.chargee, titre="À venir")
        foreign = make_seance(make_collectif("Autre"), cast.chargee, titre="Ailleurs").reunion
        shown = text(client_of(cast.chargee).get(page("reponse_adopt", reponse.pk)))
        assert "Aucune réunion où l’adopter" in shown
        for meeting in (ahead, foreign):
            typed = {"reunion": meeting.pk, "lu": reponse.empreinte}
            assert client_of(cast.chargee).post(page("reponse_adopt", reponse.pk), typed).status_code == OK
            with pytest.raises(ValidationError, match="de ce collectif"):
                actions.adopt_reponse(reponse, reunion=meeting, lu=reponse.empreinte, by=cast.chargee)
        assert state(question) == Etat.PROPOSEE

    def test_nobody_adopts_words_they_did_not_read(self, cast, client_of, jeunes, question):
        reunion = make_seance(jeunes, cast.chargee).reunion
        reponse = make_reponse(question, "Un.", auteur=cast.directrice)
        read = {"reunion": reunion.pk, "lu": reponse.empreinte}
        actions.edit_reponse(reponse, lu=reponse.empreinte, texte="Deux.", by=cast.directrice)
        conflict = client_of(cast.chargee).post(page("reponse_adopt", reponse.pk), read)
        assert conflict.status_code == CONFLICT
        assert "Deux." in text(conflict)
        assert state(question) == Etat.PROPOSEE

    def test_one_answer_at_a_time(self, cast, jeunes, question):
        reunion = make_seance(jeunes, cast.chargee).reunion
        make_adoptee(question, reunion)
        other = make_reponse(question, "Autre.")
        with pytest.raises(ValidationError, match="déjà une réponse"):
            actions.adopt_reponse(other, reunion=reunion, lu=other.empreinte, by=cast.chargee)
        with pytest.raises(ValidationError, match="déjà une réponse"):
            actions.propose_reponse(question, texte="Encore", by=cast.directrice)

    def test_only_who_leads_reopens(self, cast, client_of, jeunes, question):
        make_adoptee(question, make_seance(jeunes, cast.chargee).reunion)
        for person in (cast.directrice, cast.admin):
            client = client_of(person)
            assert client.post(page("question_reopen", question.pk), {"motif": "Non"}).status_code == FORBIDDEN
        with pytest.raises(ValidationError, match="déjà ouverte"):
            actions.reopen_question(make_question(jeunes, "Autre ?"), motif="Non", by=cast.chargee)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(st.sampled_from(["apport", "propose", "adopt", "reopen"]), max_size=8))
    def test_lists_and_page_read_the_same_state(self, cast, jeunes, steps):
        with transaction.atomic():
            question, reunion = make_question(jeunes), make_projet(jeunes, cast.chargee).reunion
            for rank, step in enumerate(steps):
                self.do(step, question, reunion, cast, rank)
                state(question)
            adopted = question.reponses.exclude(adoptee_le=None).count()
            assert adopted == len(Question.objects.get(pk=question.pk).adoptees)
            transaction.set_rollback(True)

    def do(self, step, question, reunion, cast, rank):
        fresh = Question.objects.get(pk=question.pk)
        if step == "apport":
            make_apport(question, cast.directrice)
        elif step == "propose" and not fresh.reponse:
            make_reponse(question, f"Réponse {rank}")
        elif step == "adopt" and fresh.proposees and not fresh.reponse:
            reponse = fresh.proposees[0]
            actions.adopt_reponse(reponse, reunion=reunion, lu=reponse.empreinte, by=cast.chargee)
        elif step == "reopen" and fresh.reponse:
            actions.reopen_question(question, motif="Encore", by=cast.chargee)


class TestMinutes:
    def test_they_carry_the_answers_adopted_in_the_meeting(self, cast, client_of, jeunes, question):
        minutes = make_projet(jeunes, cast.chargee)
        other = make_projet(jeunes, cast.chargee)
        make_adoptee(question, minutes.reunion, texte="Une permanence.")
        make_adoptee(make_question(jeunes, "Autre ?"), other.reunion, texte="Ailleurs.")
        circulate_compte_rendu(minutes, by=cast.chargee)
        shown = text(client_of(cast.directrice).get(page("compte_rendu_detail", minutes.reunion_id)))
        assert "Réponses adoptées" in shown
        assert "Une permanence." in shown
        assert "Ailleurs." not in shown
        odt = client_of(cast.directrice).get(page("compte_rendu_odt", minutes.reunion_id)).content
        written = zipfile.ZipFile(io.BytesIO(odt)).read("content.xml").decode()
        assert "Réponses adoptées" in written
        assert "Une permanence." in written
        assert "Ailleurs." not in written
        params = {"compte_rendu": minutes.pk}
        assert render_pdf(CompteRenduPdf.template, CompteRenduPdf.context(params)).startswith(b"%PDF")

    def test_once_circulated_they_keep_the_answers_they_left_with(self, cast, client_of, jeunes, question):
        minutes = circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        late = timezone.now() + timedelta(minutes=5)
        make_adoptee(question, minutes.reunion, texte="Écrite après.", enregistree_le=late)
        shown = text(client_of(cast.directrice).get(page("compte_rendu_detail", minutes.reunion_id)))
        assert "Écrite après." not in shown
        assert "Écrite après." in text(client_of(cast.directrice).get(page("question_detail", question.pk)))


class TestNumbers:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_of_a_question(self, cast, client_of, jeunes, question, rows, django_assert_num_queries):
        for rank in range(rows):
            make_apport(question, cast.collegue, f"Numéro {rank}")
            make_reponse(question, f"Réponse {rank}", auteur=cast.collegue)
        client = client_of(cast.directrice)
        client.get(page("question_detail", question.pk))
        with django_assert_num_queries(6):
            assert client.get(page("question_detail", question.pk)).status_code == OK

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list(self, cast, client_of, jeunes, rows, django_assert_num_queries):
        for rank in range(rows):
            make_apport(make_question(jeunes, f"Question {rank} ?", axe=make_axe(jeunes)), cast.collegue)
        client = client_of(cast.directrice)
        client.get(page("question_list", jeunes.pk))
        with django_assert_num_queries(4):
            assert client.get(page("question_list", jeunes.pk)).status_code == OK
