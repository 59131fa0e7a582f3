"""Corrections to minutes that circulate: who may ask, for how long, what an answer changes, what is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import relectures
from collectifs.actions.comptes_rendus import EcritureConcurrente, circulate_compte_rendu
from collectifs.models import CompteRendu, Correction, Note, Presence, Reunion
from collectifs.queries import get_minutes
from socle.models import Envoi
from tests.factories.collectifs import make_point, make_projet

ASKED = {"propose": "Il a été parlé du forum.", "motif": "J’ai pris des notes."}


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def diffuse(cast, jeunes):
    """Minutes that circulate: the directrice was there, her colleague was not, one item was behind closed doors."""
    compte_rendu = make_projet(jeunes, cast.chargee)
    compte_rendu.reunion.presences.filter(personne=cast.collegue).update(is_presente=False)
    secret = make_point(compte_rendu.reunion, "Un recrutement", is_huis_clos=True)
    Note.objects.create(compte_rendu=compte_rendu, point=secret, texte="Un nom propre")
    return circulate_compte_rendu(compte_rendu, by=cast.chargee)


@pytest.fixture
def asked(cast, diffuse):
    point = diffuse.reunion.points.get(is_huis_clos=False)
    return relectures.propose_correction(diffuse, point=point, ecrit="parlé", **ASKED, by=cast.directrice)


def told(slug):
    return set(Envoi.objects.filter(genre=f"collectifs.{slug}").values_list("destinataire", flat=True))


class TestProposing:
    def test_whoever_was_there_asks_and_those_who_hold_the_pen_are_told(self, cast, asked):
        assert asked.reponse == ""
        assert told("correction_proposee") == {cast.chargee.pk}

    def test_whoever_was_absent_or_came_to_nothing_does_not(self, cast, diffuse):
        for personne in (cast.collegue, cast.adherente, cast.presidente, cast.admin, cast.superuser):
            with pytest.raises(PermissionDenied):
                relectures.propose_correction(diffuse, **ASKED, by=personne)
        assert not Correction.objects.exists()

    @pytest.mark.parametrize(("days", "taken"), [(0, True), (7, True), (8, False), (60, False)])
    def test_seven_days_counted_when_it_is_read(self, cast, diffuse, days, taken):
        CompteRendu.objects.update(diffuse_le=timezone.now() - timedelta(days=days))
        if taken:
            assert relectures.propose_correction(diffuse, **ASKED, by=cast.directrice)
            return
        with pytest.raises(ValidationError, match="inclus"):
            relectures.propose_correction(diffuse, **ASKED, by=cast.directrice)

    def test_nothing_is_asked_of_what_closed_doors_hold(self, cast, diffuse):
        secret = diffuse.reunion.points.get(is_huis_clos=True)
        with pytest.raises(ValidationError, match="dans la liste"):
            relectures.propose_correction(diffuse, point=secret, **ASKED, by=cast.directrice)


class TestAnswering:
    def test_accepted_the_text_changes_both_are_kept_and_the_author_alone_is_told(self, cast, asked, diffuse):
        note = asked.point.note
        relectures.accept_correction(asked, texte="On a parlé du forum.", version=note.version, by=cast.chargee)
        note.refresh_from_db()
        asked.refresh_from_db()
        assert (note.texte, asked.texte_avant, asked.texte_retenu) == (
            "On a parlé du forum.",
            "On en a parlé.",
            "On a parlé du forum.",
        )
        assert "On en a parlé." in {event.texte for event in note.events.all()}
        assert told("correction_repondue") == {cast.directrice.pk}

    def test_a_new_edition_is_numbered_and_the_former_paper_stays(self, cast, asked, diffuse):
        first = diffuse.document
        relectures.accept_correction(asked, texte="Autre.", version=asked.point.note.version, by=cast.chargee)
        diffuse.refresh_from_db()
        latest, former = diffuse.editions.all()
        assert (latest.numero, former.numero, former.document) == (2, 1, first)
        assert diffuse.document == latest.document != first
        assert str(latest).startswith("Version 2, corrigée le ")

    def test_refused_with_a_word_nothing_changes(self, cast, asked, diffuse):
        with pytest.raises(ValidationError, match="dites pourquoi"):
            relectures.refuse_correction(asked, mot="", by=cast.chargee)
        asked.refresh_from_db()
        relectures.refuse_correction(asked, mot="Cela a été dit au point 2.", by=cast.chargee)
        assert asked.point.note.texte == "On en a parlé."
        assert diffuse.editions.count() == 1
        assert told("correction_repondue") == {cast.directrice.pk}

    def test_one_on_the_whole_is_written_after_the_items(self, cast, diffuse):
        asked = relectures.propose_correction(diffuse, **ASKED, by=cast.directrice)
        relectures.accept_correction(asked, texte="Zoé est arrivée à 10 h.", by=cast.chargee)
        assert [kept.texte_retenu for kept in get_minutes(diffuse, with_huis_clos=False)["precisions"]] == [
            "Zoé est arrivée à 10 h."
        ]

    def test_not_by_those_who_do_not_hold_the_pen_nor_twice(self, cast, asked):
        for personne in (cast.directrice, cast.admin):
            with pytest.raises(PermissionDenied):
                relectures.refuse_correction(asked, mot="Non.", by=personne)
        relectures.refuse_correction(asked, mot="Non.", by=cast.chargee)
        with pytest.raises(ValidationError, match="vient de répondre"):
            relectures.accept_correction(asked, texte="Oui", version=1, by=cast.chargee)

    def test_a_text_that_changed_since_it_was_read_is_not_replaced(self, cast, asked):
        read = asked.point.note.version
        Note.objects.filter(point=asked.point).update(texte="Écrit entre-temps", version=read + 1)
        with pytest.raises(EcritureConcurrente):
            relectures.accept_correction(asked, texte="Le mien", version=read, by=cast.chargee)
        asked.refresh_from_db()
        assert (asked.reponse, Note.objects.get(point=asked.point).texte) == ("", "Écrit entre-temps")


class TestPages:
    def test_asked_and_answered_on_the_pages(self, cast, client_of, diffuse):
        point = diffuse.reunion.points.get(is_huis_clos=False)
        given = ASKED | {"point": point.pk, "ecrit": "On en a parlé."}
        client = client_of(cast.directrice)
        listed = text(client.get(page("correction_list", diffuse.reunion_id)))
        assert "Un recrutement" not in listed
        client.post(page("correction_list", diffuse.reunion_id), given)
        asked = Correction.objects.get()
        answer = client_of(cast.chargee).get(page("correction_answer", asked.pk))
        assert answer.context["form"].initial["texte"] == "Il a été parlé du forum."
        reply = {"reponse": "acceptee", "texte": "Il a été parlé du forum.", "version": point.note.version}
        client_of(cast.chargee).post(page("correction_answer", asked.pk), reply)
        shown = text(client.get(page("compte_rendu_detail", diffuse.reunion_id)))
        assert "Il a été parlé du forum." in shown
        assert "Version 2, corrigée le" in shown
        assert "acceptée" in text(client.get(page("correction_list", diffuse.reunion_id))).lower()

    def test_who_gets_what(self, cast, client_of, diffuse, asked):
        wanted = {
            "directrice": (200, 403),
            "chargee": (200, 200),
            "collegue": (403, 403),
            "presidente": (403, 403),
            "superuser": (404, 404),
            "ancien": (404, 404),
        }
        for name, statuses in wanted.items():
            client = client_of(getattr(cast, name))
            listed = client.get(page("correction_list", diffuse.reunion_id)).status_code
            assert (listed, client.get(page("correction_answer", asked.pk)).status_code) == statuses, name

    def test_too_late_the_page_says_so_and_a_text_being_written_is_not_lost(self, cast, client_of, diffuse):
        CompteRendu.objects.update(diffuse_le=timezone.now() - timedelta(days=8))
        client = client_of(cast.directrice)
        assert "La relecture est terminée" in text(client.get(page("correction_list", diffuse.reunion_id)))
        refused = text(client.post(page("correction_list", diffuse.reunion_id), ASKED))
        assert "jusqu’au" in refused
        assert ASKED["propose"] in refused
        assert not Correction.objects.exists()

    def test_a_pen_that_came_too_late_is_sent_to_corrections_if_they_were_there(self, cast, client_of, diffuse):
        Reunion.objects.filter(pk=diffuse.reunion_id).update(secretaire=cast.directrice)
        note, offer = Note.objects.first(), "proposez une correction"
        late = {"texte": "Trop tard", "version": note.version}
        address = page("note_save", note.pk)
        assert offer in text(client_of(cast.directrice).post(address, late))
        Presence.objects.filter(personne=cast.directrice).update(is_presente=False)
        told = text(client_of(cast.directrice).post(address, late))
        assert offer not in told
        assert "Trop tard" in told
        assert "une personne qui était à la réunion" in told

    def test_a_conflict_shows_both_texts_and_the_next_answer_passes(self, cast, client_of, asked):
        read = asked.point.note.version
        Note.objects.filter(point=asked.point).update(texte="Écrit entre-temps", version=read + 1)
        client = client_of(cast.chargee)
        reply = {"reponse": "acceptee", "texte": "Le mien", "version": read}
        both = client.post(page("correction_answer", asked.pk), reply)
        assert both.status_code == 409
        assert "Écrit entre-temps" in text(both)
        assert "Le mien" in text(both)
        assert f'name="version" value="{read + 1}"' in text(both)
        client.post(page("correction_answer", asked.pk), reply | {"version": read + 1})
        assert Note.objects.get(point=asked.point).texte == "Le mien"

    def test_the_list_asks_the_same_number_of_questions_for_one_and_three(
        self, cast, client_of, diffuse, asked, django_assert_num_queries
    ):
        client = client_of(cast.chargee)
        address = page("correction_list", diffuse.reunion_id)
        client.get(address)
        with django_assert_num_queries(QUERIES):
            client.get(address)
        for _ in range(2):
            relectures.propose_correction(diffuse, **ASKED, by=cast.directrice)
        with django_assert_num_queries(QUERIES):
            client.get(address)


QUERIES = 7
