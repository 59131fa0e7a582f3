from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collectifs.actions.comptes_rendus import circulate_compte_rendu, save_note
from collectifs.actions.reunions import cancel_reunion
from collectifs.liens import CHOIX, make_token
from collectifs.models import ActionDecidee, Collectif, CompteRendu, Reunion
from socle import documents
from socle.models import DocumentProduit
from tests.factories.collectifs import (
    days,
    make_action,
    make_collectif,
    make_convoquee,
    make_decision,
    make_participation,
    make_point,
    make_projet,
    make_seance,
)
from tests.factories.members import make_personne, yesterday

HTMX = {"headers": {"HX-Request": "true"}}


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


class TestLists:
    @pytest.fixture
    def client(self, cast, client_of):
        return client_of(cast.directrice)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_collectives(self, client, cast, rows, django_assert_num_queries):
        for _ in range(rows):
            make_participation(make_collectif(), cast.directrice, cast.palier)
        client.get("/collectifs/")
        with django_assert_num_queries(4):
            assert client.get("/collectifs/").status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_hub(self, client, cast, jeunes, rows, django_assert_num_queries):
        for _ in range(rows):
            make_action(jeunes, cast.collegue)
            make_convoquee(jeunes, cast.chargee)
            circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        client.get(page("collectif_detail", jeunes.pk))
        with django_assert_num_queries(11):
            assert client.get(page("collectif_detail", jeunes.pk)).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_meetings(self, client, cast, jeunes, rows, django_assert_num_queries):
        for _ in range(rows):
            make_convoquee(jeunes, cast.chargee)
        client.get(page("reunion_list", jeunes.pk))
        with django_assert_num_queries(5):
            assert client.get(page("reunion_list", jeunes.pk)).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_decisions(self, client, cast, jeunes, rows, django_assert_num_queries):
        reunion = circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee).reunion
        for _ in range(rows):
            make_decision(reunion)
        client.get(page("decision_list"))
        with django_assert_num_queries(6):
            assert text(client.get(page("decision_list"))).count("Adopter le budget.") == rows

    @pytest.mark.parametrize("rows", [1, 3])
    def test_participants(self, client, cast, jeunes, rows, django_assert_num_queries):
        for _ in range(rows):
            make_participation(jeunes, make_personne(), cast.horizon)
        client.get(page("participation_list", jeunes.pk))
        with django_assert_num_queries(8):
            assert client.get(page("participation_list", jeunes.pk)).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_actions_of_a_collective_and_mine(self, client, cast, jeunes, rows, django_assert_num_queries):
        for _ in range(rows):
            make_action(jeunes, cast.directrice)
        client.get(page("action_mine"))
        with django_assert_num_queries(4):
            assert client.get(page("action_mine")).status_code == 200
        with django_assert_num_queries(4):
            assert client.get(page("action_list", jeunes.pk)).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_live_minutes(self, cast, client_of, jeunes, rows, django_assert_num_queries):
        reunion = make_convoquee(jeunes, cast.chargee)
        for _ in range(rows):
            make_point(reunion)
        client = client_of(cast.chargee)
        client.post(page("reunion_open", reunion.pk))
        for point in reunion.points.all():
            make_decision(reunion, point=point)
            make_action(jeunes, cast.directrice, reunion=reunion, point=point)
        with django_assert_num_queries(12):
            assert client.get(page("compte_rendu_edit", reunion.pk)).status_code == 200


class TestCollectif:
    def test_open_edit_and_review(self, cast, client_of):
        client = client_of(cast.chargee)
        typed = {"nom": "Séniors", "forme": "commission", "visibilite": "reseau", "politique": "libre"}
        typed["echeance"] = days(-3)
        client.post(page("collectif_add"), typed | {"fonction_referente": cast.chargee.affectations.get().fonction_id})
        collectif = Collectif.objects.get()
        assert "L’échéance est passée" in text(client.get(page("collectif_detail", collectif.pk)))
        client.post(page("collectif_edit", collectif.pk), typed | {"nom": "Aînés"})
        collectif.refresh_from_db()
        assert (collectif.nom, collectif.fonction_referente) == ("Aînés", None)

    @pytest.mark.rule("R10")
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ({"suite": "prolonger", "echeance": days(90)}, (days(90), "Un guide", None)),
            (
                {"suite": "reformuler", "echeance": days(90), "resultat_attendu": "Une note"},
                (days(90), "Une note", None),
            ),
            ({"suite": "clore", "bilan": "Le guide est paru."}, (yesterday(), "Un guide", days(0))),
        ],
    )
    def test_overdue_is_prolonged_reworded_or_closed(self, cast, client_of, jeunes, typed, expected):
        Collectif.objects.update(echeance=yesterday(), resultat_attendu="Un guide")
        assert client_of(cast.chargee).post(page("collectif_review", jeunes.pk), typed).status_code == 302
        jeunes.refresh_from_db()
        assert (jeunes.echeance, jeunes.resultat_attendu, jeunes.clos_le) == expected

    def test_a_date_already_gone_prolongs_nothing(self, cast, client_of, jeunes):
        typed = {"suite": "prolonger", "echeance": yesterday()}
        response = client_of(cast.chargee).post(page("collectif_review", jeunes.pk), typed)
        assert "Indiquez une date à venir." in text(response)

    def test_join_then_leave(self, cast, client_of, jeunes):
        client = client_of(cast.adherente)
        assert "Rejoindre" in text(client.get(page("collectif_detail", jeunes.pk)))
        client.post(page("collectif_join", jeunes.pk))
        assert "Vous y participez." in text(client.get(page("collectif_detail", jeunes.pk)))
        client.post(page("collectif_leave", jeunes.pk))
        assert "Rejoindre" in text(client.get(page("collectif_detail", jeunes.pk)))

    @pytest.mark.rule("R9")
    def test_a_sleeping_one_says_so_and_offers_no_meeting(self, cast, client_of):
        asleep = make_collectif(fonction="Personne ne l’exerce")
        assert "Ce collectif est en sommeil" in text(client_of(cast.chargee).get(page("collectif_detail", asleep.pk)))
        assert client_of(cast.chargee).get(page("reunion_add", asleep.pk)).status_code == 403

    def test_invite_from_the_network_and_from_outside(self, cast, client_of, jeunes):
        client = client_of(cast.chargee)
        found = client.get(page("participation_list", jeunes.pk), {"q": "tranv"})
        assert "Linh Tranvallon" in text(found)
        client.post(page("participation_add", jeunes.pk), {"personne": cast.adherente.pk})
        client.post(page("participation_add_externe", jeunes.pk), {"prenom": "Ada", "nom": "Quervalin"})
        listed = text(client.get(page("participation_list", jeunes.pk)))
        assert "Ada Quervalin" in listed
        assert "À prévenir autrement" in listed

    @pytest.mark.trap("outsider-invites")
    def test_an_outsider_is_refused(self, cast, client_of, jeunes):
        make_participation(jeunes, cast.prestataire, is_externe=True)
        client = client_of(cast.prestataire)
        shown = text(client.get(page("participation_list", jeunes.pk)))
        assert "Inviter" not in shown
        for name in ("participation_add", "participation_add_externe"):
            given = {"personne": cast.adherente.pk, "prenom": "Ada", "nom": "Q"}
            assert client.post(page(name, jeunes.pk), given).status_code == 403


@pytest.mark.trap("get-writes")
class TestOneTap:
    @pytest.fixture
    def reunion(self, cast, jeunes):
        return make_convoquee(jeunes, cast.chargee)

    def links(self, reunion, personne):
        token = make_token(reunion, personne)
        return {name: page("presence_answer", token, name) for name in CHOIX}

    def test_a_scanner_that_follows_every_link_answers_nothing(self, reunion, cast):
        for address in self.links(reunion, cast.directrice).values():
            for visit in (Client().get, Client().head):
                assert visit(address).status_code == 200
        assert reunion.presences.get(personne=cast.directrice).reponse == ""

    def test_a_tap_answers_without_an_account(self, reunion, cast):
        client = Client(enforce_csrf_checks=True)
        address = self.links(reunion, cast.invitee)["je-viens"]
        assert "Je viens" in text(client.get(address))
        token = client.cookies["csrf"].value
        response = client.post(address, {"csrfmiddlewaretoken": token}, follow=True)
        assert "C’est noté, merci" in text(response)
        assert reunion.presences.get(personne=cast.invitee).reponse == "vient"

    def test_a_proxy_is_given_to_somebody_convened(self, reunion, cast):
        address = self.links(reunion, cast.directrice)["je-donne-pouvoir"]
        assert "Solène Varadieu" in text(Client().get(address))
        assert Client().post(address, {"pouvoir_a": cast.adherente.pk}).status_code == 200
        assert Client().post(address, {"pouvoir_a": cast.chargee.pk}).status_code == 302
        assert reunion.presences.get(personne=cast.directrice).pouvoir_a == cast.chargee

    @pytest.mark.trap("accept-after-refuse")
    def test_an_old_link_says_so_and_does_nothing(self, reunion, cast, time_machine):
        addresses = self.links(reunion, cast.directrice)
        time_machine.move_to(reunion.debut + timedelta(minutes=1))
        for address in addresses.values():
            for ask in (Client().get, Client().post):
                response = ask(address)
                assert response.status_code == 410
                assert "a commencé ou est passée" in text(response)
        assert reunion.presences.get(personne=cast.directrice).reponse == ""

    def test_so_does_the_link_of_a_cancelled_meeting(self, reunion, cast):
        address = self.links(reunion, cast.directrice)["je-viens"]
        cancel_reunion(reunion, motif="Grève", by=cast.chargee)
        response = Client().post(address)
        assert response.status_code == 410
        assert "est annulée" in text(response)

    def test_a_forged_link_opens_nothing(self, reunion, cast):
        address = page("presence_answer", "n-importe-quoi", "je-viens")
        assert Client().get(address).status_code == 410
        assert Client().get(page("presence_answered", "n-importe-quoi")).status_code == 410
        assert Client().get(page("presence_answer", make_token(reunion, cast.directrice), "autre")).status_code == 404

    def test_nothing_of_the_meeting_is_shown_that_the_mail_did_not_say(self, reunion, cast):
        make_point(reunion, "Situation délicate", is_huis_clos=True)
        for address in self.links(reunion, cast.directrice).values():
            assert "délicate" not in text(Client().get(address))


class TestLiveMinutes:
    @pytest.fixture
    def note(self, cast, jeunes):
        return make_seance(jeunes, cast.chargee, secretaire=cast.collegue).notes.get()

    def test_kept_without_javascript(self, note, cast, client_of):
        given = {"texte": "On commence.", "version": 0, "page": "a"}
        response = client_of(cast.chargee).post(page("note_save", note.pk), given)
        assert response.url.endswith(f"#point-{note.point_id}")
        note.refresh_from_db()
        assert (note.texte, note.version, note.modifiee_par) == ("On commence.", 1, cast.chargee)

    def test_kept_as_one_types(self, note, cast, client_of):
        response = client_of(cast.chargee).post(
            page("note_save", note.pk), {"texte": "On", "version": 0, "page": "a"}, **HTMX
        )
        assert response["HX-Trigger"] == "autosave:done"
        assert 'name="version" value="1"' in text(response)
        assert "<textarea" not in text(response)

    @pytest.mark.trap("silent-overwrite")
    def test_the_second_writer_is_shown_both_texts(self, note, cast, client_of):
        save_note(note, texte="Texte de Solène", version=0, page="a", by=cast.chargee)
        given = {"texte": "Texte de Karim", "version": 0, "page": "b"}
        client = client_of(cast.collegue)
        plain = client.post(page("note_save", note.pk), given)
        assert plain.status_code == 409
        fragment = client.post(page("note_save", note.pk), given, **HTMX)
        for shown in (text(plain), text(fragment)):
            assert "Solène Varadieu a écrit ici pendant que vous écriviez" in shown
            assert "Texte de Solène" in shown
        assert "Texte de Karim" in text(plain)
        note.refresh_from_db()
        assert note.texte == "Texte de Solène"

    @pytest.mark.parametrize(
        ("choix", "expected"),
        [("mien", "Karim"), ("sien", "Solène"), ("deux", "Solène\n\nKarim")],
    )
    def test_and_decides(self, note, cast, client_of, choix, expected):
        save_note(note, texte="Solène", version=0, page="a", by=cast.chargee)
        given = {"texte": "Karim", "version": 0, "page": "b", "accepte": 1, "choix": choix}
        response = client_of(cast.collegue).post(page("note_save", note.pk), given, **HTMX)
        note.refresh_from_db()
        assert note.texte == expected
        assert response["HX-Retarget"] == f"#note-{note.pk}"
        assert expected in response.content.decode()

    @pytest.mark.trap("silent-overwrite")
    def test_a_third_text_written_meanwhile_is_not_lost_either(self, note, cast, client_of):
        save_note(note, texte="un", version=0, page="a", by=cast.chargee)
        save_note(note, texte="deux", version=1, page="a", by=cast.chargee)
        given = {"texte": "trois", "version": 0, "page": "b", "accepte": 1, "choix": "mien"}
        assert "a écrit ici" in text(client_of(cast.collegue).post(page("note_save", note.pk), given, **HTMX))
        note.refresh_from_db()
        assert note.texte == "deux"

    def test_not_by_a_participant(self, note, cast, client_of):
        given = {"texte": "x", "version": 0, "page": "a"}
        assert client_of(cast.directrice).post(page("note_save", note.pk), given).status_code == 404
        assert client_of(cast.chargee).post(page("note_save", note.pk), {"texte": "x"}).status_code == 400

    @pytest.mark.trap("text-lost-on-error")
    def test_a_refused_decision_keeps_what_was_typed(self, note, cast, client_of):
        address = page("decision_add", note.point_id)
        note.point.reunion.presences.update(is_presente=True)
        typed = {"texte": "Réserver 1 200 €", "mode": "simple"}
        client = client_of(cast.chargee)
        response = text(client.post(address, typed, **HTMX))
        assert "Une majorité se compte" in response
        assert "Réserver 1 200 €" in response
        assert "Vous avez saisi 11 voix" in text(client.post(address, typed | {"pour": 9, "contre": 2}, **HTMX))
        assert "1 pour, 0 contre" in text(client.post(address, typed | {"pour": 1, "contre": 0}, **HTMX))
        assert "Une majorité se compte" in text(client.post(address, typed, follow=True))

    def test_decision_and_action_then_taken_back(self, note, cast, client_of):
        client = client_of(cast.collegue)
        client.post(page("decision_add", note.point_id), {"texte": "Ouvrir", "mode": "consentement"})
        given = {"texte": "Réserver", "responsable": cast.directrice.pk, "echeance": days(9)}
        assert "Réserver" in text(client.post(page("action_add", note.point_id), given, **HTMX))
        reunion = note.point.reunion
        client.post(page("decision_delete", reunion.decisions.get().pk))
        client.post(page("action_delete", reunion.actions.get().pk))
        assert not reunion.decisions.exists()
        assert not reunion.actions.exists()

    def test_attendance_hours_and_items(self, note, cast, client_of):
        client, reunion = client_of(cast.chargee), note.point.reunion
        first = reunion.presences.first()
        assert "checked" in text(client.post(page("presence_record", reunion.pk), {"presentes": first.pk}, **HTMX))
        opened = timezone.localtime(reunion.debut)
        typed = {
            "presidence": cast.chargee.pk,
            "secretaire": cast.collegue.pk,
            "ouverte_le": opened.strftime("%Y-%m-%dT%H:%M"),
            "fermee_le": (opened + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        }
        client.post(page("seance_edit", reunion.pk), typed)
        client.post(page("point_add", reunion.pk), {"titre": "Divers", "duree": 5, "genre": "echange", "page": "live"})
        reunion.refresh_from_db()
        assert reunion.fermee_le - reunion.ouverte_le == timedelta(hours=2)
        assert reunion.points.last().note
        assert "Divers" in text(client.get(page("compte_rendu_edit", reunion.pk)))


class TestReading:
    def test_behind_closed_doors_is_for_those_who_lead(self, cast, client_of, jeunes):
        minutes = make_projet(jeunes, cast.chargee)
        secret = make_point(minutes.reunion, "Situation délicate", is_huis_clos=True)
        minutes.notes.create(point=secret, texte="Texte délicat")
        circulate_compte_rendu(minutes, by=cast.chargee)
        for name in ("compte_rendu_detail", "reunion_detail"):
            address = page(name, minutes.reunion_id)
            assert "délica" not in text(client_of(cast.directrice).get(address))
            assert "délica" in text(client_of(cast.chargee).get(address))

    def test_what_one_may_not_see_does_not_exist(self, cast, client_of, ferme):
        reunion = make_convoquee(ferme, cast.chargee)
        client = client_of(cast.adherente)
        for name, pk in (("collectif_detail", ferme.pk), ("reunion_detail", reunion.pk), ("reunion_ics", reunion.pk)):
            assert client.get(page(name, pk)).status_code == 404

    def test_the_register_finds_words(self, cast, client_of, jeunes):
        reunion = circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee).reunion
        make_decision(reunion, "Ouvrir un local le soir")
        make_decision(reunion, "Fermer en août")
        shown = text(client_of(cast.adherente).get(page("decision_list"), {"q": "soir", "collectif": jeunes.pk}))
        assert "Ouvrir un local le soir" in shown
        assert "Fermer en août" not in shown
        assert "Aucune décision" in text(client_of(cast.adherente).get(page("decision_list"), {"q": "introuvable"}))

    def test_an_action_is_done_in_one_click_and_undone(self, cast, client_of, jeunes):
        action = make_action(jeunes, cast.directrice)
        client = client_of(cast.directrice)
        client.post(page("action_finish", action.pk))
        assert ActionDecidee.objects.get().faite_le == days(0)
        client.post(page("action_finish", action.pk), {"defaire": "1"})
        assert ActionDecidee.objects.get().is_ouverte
        client.post(page("action_drop", action.pk), {"motif": "Sans objet"})
        assert ActionDecidee.objects.get().motif_abandon == "Sans objet"
        assert client_of(cast.collegue).post(page("action_finish", action.pk)).status_code == 403


def test_the_chargee_does_her_whole_job(cast, client_of, jeunes, settings, tmp_path):
    """Plans, convenes, is answered, takes minutes, decides, gives an action, circulates, has them approved."""
    settings.MEDIA_ROOT = tmp_path
    client = client_of(cast.chargee)
    undone = make_action(jeunes, cast.collegue, "Appeler la mairie", echeance=yesterday())
    debut = timezone.localtime() + timedelta(days=3)
    typed = {"titre": "Le forum", "debut": debut.strftime("%Y-%m-%dT%H:%M"), "duree": 90, "lieu": "Quai-Hauvert"}
    response = client.post(
        page("reunion_add", jeunes.pk), typed | {"secretaire": cast.collegue.pk, "suivre": [undone.pk]}
    )
    reunion = Reunion.objects.get()
    assert response.url == page("reunion_detail", reunion.pk)
    assert "Appeler la mairie" in text(client.get(response.url))
    client.post(page("point_add", reunion.pk), {"titre": "Le budget", "duree": 30, "genre": "decision"})
    first, second = reunion.points.all()
    client.post(page("point_move", second.pk), {"sens": "haut"})
    client.post(page("point_delete", first.pk))
    client.post(page("reunion_edit", reunion.pk), typed | {"duree": 60})
    assert "partent à l’instant" in text(client.get(page("reunion_convene", reunion.pk)))
    client.post(page("reunion_convene", reunion.pk))
    Client().post(page("presence_answer", make_token(reunion, cast.directrice), "je-viens"))
    client_of(cast.collegue).post(page("reunion_answer", reunion.pk), {"reponse": "vient"})
    client.post(page("reunion_answer", reunion.pk), {"reponse": "absent", "personne": cast.invitee.pk})
    assert sorted(reunion.presences.values_list("reponse", flat=True)) == ["", "absent", "vient", "vient"]
    assert client.get(page("reunion_ics", reunion.pk))["Content-Type"].startswith("text/calendar")

    assert client.post(page("reunion_open", reunion.pk)).url == page("compte_rendu_edit", reunion.pk)
    [note] = reunion.compte_rendu.notes.all()
    client.post(page("note_save", note.pk), {"texte": "On a compté.", "version": 0, "page": "p"})
    client.post(
        page("presence_record", reunion.pk), {"presentes": list(reunion.presences.values_list("pk", flat=True))}
    )
    client.post(page("decision_add", note.point_id), {"texte": "Adopter", "mode": "simple", "pour": 1, "contre": 0})
    client.post(page("action_add", note.point_id), {"texte": "Écrire", "responsable": cast.directrice.pk})
    client.post(page("reunion_close", reunion.pk))
    checklist = client.get(page("compte_rendu_circulate", reunion.pk))
    assert "Il manque" not in text(checklist)
    client.post(page("compte_rendu_circulate", reunion.pk))
    assert documents.make(str(DocumentProduit.objects.get().pk))

    participant = client_of(cast.directrice)
    assert "On a compté." in text(participant.get(page("compte_rendu_detail", reunion.pk)))
    pdf = participant.get(page("compte_rendu_pdf", reunion.pk))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    participant.post(page("action_finish", ActionDecidee.objects.get(texte="Écrire").pk))
    assert "Adopter" in text(participant.get(page("decision_list")))

    planned = make_seance(jeunes, cast.chargee, titre="Suivante").reunion
    client.post(page("compte_rendu_approve", reunion.pk), {"lors": planned.pk})
    approved = CompteRendu.objects.get(reunion=reunion)
    assert (approved.etat, approved.approuve_lors) == (CompteRendu.Etat.APPROUVE, planned)


def test_cancel_asks_for_a_reason(cast, client_of, jeunes):
    reunion = make_convoquee(jeunes, cast.chargee)
    client = client_of(cast.chargee)
    assert client.post(page("reunion_cancel", reunion.pk), {}).status_code == 200
    client.post(page("reunion_cancel", reunion.pk), {"motif": "La salle est inondée"})
    assert "La salle est inondée" in text(client_of(cast.directrice).get(page("reunion_detail", reunion.pk)))
