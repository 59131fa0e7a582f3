"""Workshops: prepared, announced, opened for a time, and what is said in them."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from collectifs.actions import ateliers as actions
from collectifs.actions import contributions as said
from collectifs.actions.syntheses import draft_synthese, publish_synthese
from collectifs.models import ActionDecidee, Atelier, Contribution, Gommette, ReponsePrealable
from collectifs.queries.ateliers import get_a_porter, get_ateliers, get_gommettes, get_tri
from socle.journal import entries_of
from socle.models import EntreeJournal, Envoi, Notification
from socle.notifications import deliver
from socle.permissions import can
from tests.factories.ateliers import (
    make_atelier,
    make_atelier_ahead,
    make_contribution,
    make_grappe,
    make_participant,
    make_publiee,
)
from tests.factories.members import make_personne

pytestmark = pytest.mark.django_db
Genre = Contribution.Genre
Etat = Contribution.Etat
A_VENIR = {"theme": "Durer", "duree": 120, "lieu": "Quai-Hauvert", "questions": ["Qu’est-ce qui marche ?"]}


class TestPreparation:
    def test_nobody_sees_a_workshop_in_preparation_but_its_referent(self, cast, jeunes):
        atelier = actions.plan_atelier(jeunes, debut=timezone.now() + timedelta(days=9), by=cast.chargee, **A_VENIR)
        assert set(Atelier.objects.visible_to(cast.chargee)) == {atelier}
        assert not Atelier.objects.visible_to(cast.directrice).exists()
        assert not Notification.objects.exists()
        actions.announce_atelier(atelier, by=cast.chargee)
        assert set(Atelier.objects.visible_to(cast.directrice)) == {atelier}
        told = set(Notification.objects.values_list("destinataire__nom", flat=True))
        assert told >= {"Diomberé", "Sorlevin", "Varadieu"}

    def test_somebody_else_prepares_nothing(self, cast, jeunes):
        with pytest.raises(PermissionDenied):
            actions.plan_atelier(jeunes, debut=timezone.now(), by=cast.directrice, **A_VENIR)

    @pytest.mark.parametrize(
        ("fields", "why"),
        [({"debut": timezone.now() - timedelta(days=1)}, "passée"), ({"lieu": ""}, "ni lieu ni lien")],
    )
    def test_an_announcement_needs_a_day_to_come_and_a_place(self, cast, jeunes, fields, why):
        atelier = make_atelier_ahead(jeunes)
        Atelier.objects.filter(pk=atelier.pk).update(etat=Atelier.Etat.PREPARATION, **fields)
        with pytest.raises(ValidationError, match=why):
            actions.announce_atelier(atelier, by=cast.chargee)

    def test_moving_it_tells_people_again_and_moves_the_window(self, cast, jeunes):
        atelier = make_atelier_ahead(jeunes, collecte_debut=timezone.now())
        later = atelier.debut + timedelta(days=2)
        actions.edit_atelier(atelier, debut=later, questions=[], by=cast.chargee)
        atelier.refresh_from_db()
        assert atelier.ouvre == later - timedelta(minutes=15)
        assert "changement" in Notification.objects.first().titre
        before = Notification.objects.count()
        actions.edit_atelier(atelier, theme="Autrement", questions=[], by=cast.chargee)
        assert Notification.objects.count() == before

    def test_a_question_that_was_answered_stays(self, cast, jeunes):
        atelier = make_atelier_ahead(jeunes, "Qu’est-ce qui marche ?")
        question = atelier.questions.get()
        actions.answer_questionnaire(
            atelier, categorie="habitant", reponses={question.pk: "Le café"}, envoi=uuid.uuid4()
        )
        with pytest.raises(ValidationError, match="déjà répondu"):
            actions.edit_atelier(atelier, questions=["Autre chose ?"], by=cast.chargee)
        assert list(atelier.questions.values_list("texte", flat=True)) == ["Qu’est-ce qui marche ?"]

    def test_calling_it_off_says_why(self, cast, jeunes):
        atelier = make_atelier_ahead(jeunes)
        actions.cancel_atelier(atelier, motif="La salle est inondée.", by=cast.chargee)
        assert "annulé" in Notification.objects.first().titre
        with pytest.raises(ValidationError):
            actions.cancel_atelier(atelier, motif="Encore.", by=cast.chargee)


class TestMails:
    def test_an_announcement_says_when_where_and_what_to_read(self, cast, jeunes, mailoutbox):
        fields = {"preparation": "Relire le projet social.", "etat": Atelier.Etat.PREPARATION}
        atelier = make_atelier_ahead(jeunes, "Qu’est-ce qui marche ?", **fields)
        actions.announce_atelier(atelier, by=cast.chargee)
        [mail] = sent_to(cast.directrice, mailoutbox)
        html, _ = mail.alternatives[0]
        for text in (mail.body, html):
            assert "Coopérer sans s’épuiser" in text
            assert "La Halle de Brévaux" in text
            assert "Relire le projet social." in text
            assert f"/collectifs/ateliers/{atelier.pk}/" in text
            assert "sans donner son nom" in text
            assert "contribuer" not in text

    def test_a_correction_says_what_it_corrects(self, cast, jeunes, mailoutbox):
        atelier = make_atelier(jeunes)
        make_publiee(atelier, cast.chargee)
        publish_synthese(draft_synthese(atelier, motif="La date était fausse.", by=cast.chargee), by=cast.chargee)
        first, second = sorted(sent_to(cast.directrice, mailoutbox), key=lambda mail: "corrige" in mail.body)
        assert "est publiée" in first.body
        assert "La date était fausse." in second.body

    def test_calling_off_says_why(self, cast, jeunes, mailoutbox):
        actions.cancel_atelier(make_atelier_ahead(jeunes), motif="La salle est inondée.", by=cast.chargee)
        [mail] = sent_to(cast.directrice, mailoutbox)
        assert "La salle est inondée." in mail.body


def sent_to(personne, mailoutbox):
    for envoi in Envoi.objects.filter(destinataire=personne):
        deliver(str(envoi.identifiant))
    return [mail for mail in mailoutbox if mail.to == [personne.email]]


class TestWindow:
    @pytest.mark.trap("cron-dependent")
    def test_it_opens_and_closes_by_the_clock_alone(self, jeunes, time_machine):
        atelier = make_atelier_ahead(jeunes, duree=60)
        moments = {-16: False, -14: True, 30: True, 89: True, 91: False}
        for minutes, is_open in moments.items():
            time_machine.move_to(atelier.debut + timedelta(minutes=minutes))
            assert atelier.is_collecting is is_open, minutes

    def test_the_facilitator_opens_closes_extends(self, cast, jeunes):
        atelier = make_atelier_ahead(jeunes)
        assert actions.set_collecte(atelier, geste="ouvrir", by=cast.chargee).is_collecting
        closed = actions.set_collecte(atelier, geste="fermer", by=cast.chargee)
        assert not closed.is_collecting
        assert actions.set_collecte(atelier, geste="prolonger", by=cast.chargee).is_collecting

    def test_nothing_is_taken_outside_of_it(self, cast, jeunes):
        atelier = make_atelier_ahead(jeunes)
        given = {"genre": Genre.LEVIER, "texte": "Trop tôt", "categorie": "habitant", "is_anonyme": False}
        with pytest.raises(ValidationError, match="fermée"):
            said.contribute(atelier, by=cast.directrice, **given)
        with pytest.raises(ValidationError, match="fermée"):
            said.contribute_without_account(atelier, **given)
        assert not Contribution.objects.exists()
        said.write_down(atelier, by=cast.chargee, genre=Genre.LEVIER, texte="Sur une feuille")
        assert Contribution.objects.get().texte == "Sur une feuille"


class TestContributions:
    def test_signed_is_shown_at_once_anonymous_is_read_first(self, cast, jeunes):
        atelier = make_atelier(jeunes)
        given = {"genre": Genre.LEVIER, "categorie": "professionnel"}
        signed = said.contribute(atelier, texte="Signée", is_anonyme=False, by=cast.directrice, **given)
        hidden = said.contribute(atelier, texte="Sans nom", is_anonyme=True, by=cast.directrice, **given)
        assert (signed.etat, signed.auteur) == (Etat.ACCEPTEE, cast.directrice)
        assert (hidden.etat, hidden.auteur, hidden.prenom) == (Etat.A_RELIRE, None, "")
        assert set(Contribution.objects.visible_to(cast.collegue)) == {signed}
        said.settle_contribution(hidden, accept=True, by=cast.chargee)
        assert set(Contribution.objects.visible_to(cast.collegue)) == {signed, hidden}

    def test_no_row_of_the_database_ties_an_anonymous_one_to_its_author(self, cast, jeunes):
        atelier = make_atelier(jeunes)
        before = EntreeJournal.objects.count()
        said.contribute(
            atelier, texte="Sans nom", genre=Genre.LEVIER, categorie="habitant", is_anonyme=True, by=cast.directrice
        )
        assert EntreeJournal.objects.count() == before
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(c)::text FROM collectifs_contribution c")
            row = cursor.fetchone()[0]
        assert "Diomb" not in row
        assert f'"auteur_id": {cast.directrice.pk}' not in row
        assert '"auteur_id": null' in row

    def test_the_database_refuses_a_name_on_an_anonymous_one(self, cast, jeunes):
        atelier = make_atelier(jeunes)
        for name in ({"auteur": cast.directrice}, {"prenom": "Zohra"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                make_contribution(atelier, is_anonyme=True, **name)

    def test_a_page_sent_twice_counts_once(self, cast, jeunes):
        atelier = make_atelier(jeunes)
        envoi = uuid.uuid4()
        for _ in range(2):
            said.contribute_without_account(
                atelier, texte="Une", genre=Genre.LEVIER, categorie="habitant", is_anonyme=False, envoi=envoi
            )
        assert Contribution.objects.count() == 1

    def test_only_the_referent_reads_and_settles(self, cast, jeunes):
        waiting = make_contribution(make_atelier(jeunes), etat=Etat.A_RELIRE)
        assert not Contribution.objects.visible_to(cast.directrice).exists()
        with pytest.raises(PermissionDenied):
            said.settle_contribution(waiting, accept=True, by=cast.directrice)
        said.settle_contribution(waiting, accept=False, by=cast.chargee)
        assert not Contribution.objects.visible_to(cast.directrice).exists()

    @pytest.mark.trap("silent-overwrite")
    def test_two_facilitators_never_overwrite_each_other(self, cast, jeunes):
        contribution = make_contribution(make_atelier(jeunes), "Avant")
        read = contribution.empreinte
        said.edit_contribution(contribution, texte="Le premier", lu=read, by=cast.chargee)
        with pytest.raises(said.EcritParUnAutre) as conflict:
            said.edit_contribution(contribution, texte="Le second", lu=read, by=cast.chargee)
        assert conflict.value.sien.texte == "Le premier"
        assert Contribution.objects.get().texte == "Le premier"

    @pytest.mark.rule("R27")
    def test_consent_is_never_given_in_somebody_s_place(self, cast, jeunes):
        contribution = make_contribution(make_atelier(jeunes), "Mes mots", Genre.VERBATIM, auteur=cast.directrice)
        with pytest.raises(ValidationError, match="à la place"):
            said.edit_contribution(
                contribution, texte="Mes mots", peut_publier=True, lu=contribution.empreinte, by=cast.chargee
            )
        with pytest.raises(PermissionDenied):
            said.withdraw_consent(contribution, by=cast.chargee)

    @pytest.mark.rule("R26")
    def test_a_point_of_debate_cannot_be_set_aside_nor_left_out(self, cast, jeunes):
        debat = make_contribution(make_atelier(jeunes), is_debat=True)
        with pytest.raises(ValidationError, match="point de débat"):
            said.settle_contribution(debat, accept=False, by=cast.chargee)
        with pytest.raises(ValidationError, match="point de débat"):
            said.edit_contribution(debat, is_retenue=False, lu=debat.empreinte, by=cast.chargee)
        with pytest.raises(IntegrityError), transaction.atomic():
            Contribution.objects.filter(pk=debat.pk).update(is_retenue=False)

    @pytest.mark.rule("R26")
    def test_once_published_as_a_debate_it_stays_one(self, cast, jeunes):
        debat = make_contribution(make_atelier(jeunes), is_debat=True)
        free = said.edit_contribution(debat, is_debat=False, lu=debat.empreinte, by=cast.chargee)
        said.edit_contribution(free, is_debat=True, lu=debat.empreinte, by=cast.chargee)
        make_publiee(debat.atelier, cast.chargee)
        with pytest.raises(ValidationError, match="il le reste"):
            said.edit_contribution(debat, is_debat=False, lu=debat.empreinte, by=cast.chargee)


class TestGommettes:
    def test_totals_are_computed_from_accounts_and_wall(self, cast, jeunes):
        atelier = make_atelier(jeunes, gommettes=3)
        one, other = make_grappe(atelier, "Une"), make_grappe(atelier, "Autre")
        make_participant(atelier, cast.directrice)
        make_participant(atelier, cast.collegue)
        assert said.place_gommettes(atelier, nombres={one.pk: 2, other.pk: 1}, by=cast.directrice) == 0
        assert said.place_gommettes(atelier, nombres={one.pk: 1}, by=cast.collegue) == 2
        said.count_wall(atelier, nombres={other.pk: 7}, by=cast.chargee)
        tally = get_gommettes(atelier, cast.collegue)
        assert [(g.titre, g.total, g.miennes) for g in tally["grappes"]] == [("Autre", 8, 0), ("Une", 3, 1)]

    def test_nobody_spends_more_than_they_have(self, cast, jeunes):
        atelier = make_atelier(jeunes, gommettes=3)
        grappe = make_grappe(atelier)
        with pytest.raises(ValidationError, match="participent"):
            said.place_gommettes(atelier, nombres={grappe.pk: 1}, by=cast.directrice)
        make_participant(atelier, cast.directrice)
        with pytest.raises(ValidationError, match="retirez-en"):
            said.place_gommettes(atelier, nombres={grappe.pk: 4}, by=cast.directrice)
        foreign = make_grappe(make_atelier(jeunes, "Ailleurs"))
        assert said.place_gommettes(atelier, nombres={foreign.pk: 3}, by=cast.directrice) == 3

    @pytest.mark.django_db(transaction=True)
    def test_two_pages_at_once_spend_no_dot_twice(self, cast, jeunes):
        atelier = make_atelier(jeunes, gommettes=3)
        grappes = [make_grappe(atelier, f"Thème {rank}") for rank in range(4)]
        make_participant(atelier, cast.directrice)
        gate = Barrier(4)

        def place(grappe):
            gate.wait()
            try:
                said.place_gommettes(atelier, nombres={grappe.pk: 3}, by=cast.directrice)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(place, grappes))
        assert sum(Gommette.objects.values_list("nombre", flat=True)) == 3


class TestGrappes:
    def test_contributions_are_gathered_and_set_free(self, cast, jeunes):
        atelier = make_atelier(jeunes)
        one, other = make_contribution(atelier), make_contribution(atelier, "Autre")
        elsewhere = make_contribution(make_atelier(jeunes, "Ailleurs"))
        ids = [one.pk, elsewhere.pk]
        grappe = said.group_contributions(atelier, contributions=ids, grappe=None, titre="Durer", by=cast.chargee)
        sorted_ = get_tri(atelier)
        assert [list(g.rangees) for g in sorted_["grappes"]] == [[one]]
        assert sorted_["sans_grappe"] == [other]
        elsewhere.refresh_from_db()
        assert elsewhere.grappe is None
        said.remove_grappe(grappe, by=cast.chargee)
        assert get_tri(atelier)["sans_grappe"] == [one, other]


class TestSuites:
    def test_a_recommendation_becomes_one_action_that_knows_it(self, cast, jeunes):
        asked = make_contribution(make_atelier(jeunes), "Former ensemble", Genre.PRECONISATION)
        given = {"texte": "Organiser la formation", "responsable": cast.directrice, "by": cast.chargee}
        action = said.make_action(asked, **given)
        assert said.make_action(asked, **given) == action
        assert ActionDecidee.objects.get().preconisation == asked
        assert action in ActionDecidee.objects.visible_to(cast.collegue)

    def test_only_recommendations_have_an_outcome(self, cast, jeunes):
        levier = make_contribution(make_atelier(jeunes), genre=Genre.LEVIER)
        with pytest.raises(ValidationError, match="préconisation"):
            said.carry_to_pacte(levier, carry=True, by=cast.chargee)

    def test_what_is_to_be_brought_to_the_pact_is_listed_for_who_may_read_it(self, cast, jeunes, ferme):
        shown = make_contribution(make_atelier(jeunes), "Ouverte", Genre.PRECONISATION)
        closed = make_contribution(make_atelier(ferme), "Fermée", Genre.PRECONISATION)
        for contribution in (shown, closed):
            said.carry_to_pacte(contribution, carry=True, by=cast.chargee)
        assert set(get_a_porter(cast.directrice)) == {shown, closed}
        assert set(get_a_porter(cast.adherente)) == {shown}
        said.carry_to_pacte(shown, carry=False, by=cast.chargee)
        assert set(get_a_porter(cast.adherente)) == set()


def test_a_workshop_of_a_closed_collective_shows_to_its_participants_only(cast, roles, ferme):
    make_atelier(ferme)
    seen = {name for name, personne in roles.items() if Atelier.objects.visible_to(personne).exists()}
    assert seen == {"directrice", "chargee", "admin"}


@pytest.mark.trap("list-and-detail-differ")
def test_lists_and_rights_agree_for_everybody(cast, roles, jeunes, ferme):
    rows = []
    for collectif in (jeunes, ferme):
        atelier = make_atelier(collectif)
        rows += [atelier, make_atelier(collectif, "Caché", etat=Atelier.Etat.PREPARATION)]
        rows += [make_contribution(atelier), make_contribution(atelier, "À lire", etat=Etat.A_RELIRE)]
        rows += [make_contribution(atelier, "La sienne", etat=Etat.A_RELIRE, auteur=cast.directrice)]
        rows.append(make_publiee(atelier, cast.chargee))
    for personne in roles.values():
        for row in rows:
            listed = type(row).objects.visible_to(personne).filter(pk=row.pk).exists()
            assert listed == can(personne, f"collectifs.view_{row._meta.model_name}", row)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_once(cast, jeunes, number, django_assert_num_queries):
    for rank in range(number):
        make_contribution(make_atelier(jeunes, f"Atelier {rank}"))
    assert cast.directrice.rattachements_en_cours is not None
    assert cast.directrice.roles is not None
    assert cast.directrice.fonctions is not None
    with django_assert_num_queries(1):
        assert len(list(get_ateliers(jeunes, cast.directrice))) == number


def test_the_journal_tells_what_was_done_never_what_was_said(cast, jeunes):
    atelier = make_atelier(jeunes)
    contribution = said.write_down(atelier, by=cast.chargee, genre=Genre.LEVIER, texte="Des mots à taire")
    said.settle_contribution(contribution, accept=True, by=cast.chargee)
    said.edit_contribution(contribution, texte="D’autres mots", lu=contribution.empreinte, by=cast.chargee)
    entries = list(entries_of(atelier))
    assert len(entries) == 3
    assert not any("mots" in f"{entry.libelle}{entry.details}" for entry in entries)


def test_answers_to_the_questionnaire_have_no_author(cast, jeunes):
    fields = {field.name for field in ReponsePrealable._meta.get_fields()}
    assert fields == {"id", "question", "categorie", "texte", "envoi"}
    atelier = make_atelier_ahead(jeunes, "Une question ?")
    question = atelier.questions.get()
    envoi = uuid.uuid4()
    for _ in range(2):
        actions.answer_questionnaire(atelier, categorie="habitant", reponses={question.pk: "Oui"}, envoi=envoi)
    assert question.reponses.count() == 1


def test_leaving_takes_the_dots_back_not_the_words(cast, jeunes):
    atelier = make_atelier(jeunes)
    grappe = make_grappe(atelier)
    actions.join_atelier(atelier, categorie="habitant", by=cast.directrice)
    said.place_gommettes(atelier, nombres={grappe.pk: 2}, by=cast.directrice)
    make_contribution(atelier, auteur=cast.directrice)
    actions.leave_atelier(atelier, by=cast.directrice)
    assert not Gommette.objects.exists()
    assert Contribution.objects.count() == 1


def test_a_stranger_joins_nothing(cast, ferme):
    atelier = make_atelier(ferme)
    with pytest.raises(PermissionDenied):
        actions.join_atelier(atelier, categorie="habitant", by=make_personne("Passant"))
