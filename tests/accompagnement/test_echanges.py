"""Messages inside a case: each thread has its readers and no other, in order, once, and nothing after the end."""

import json
import logging
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accompagnement import actions, donnees, tasks
from accompagnement.actions import Impossible
from accompagnement.actions.echanges import keep_message, read_fils, read_message_draft, send_message
from accompagnement.models import BrouillonMessage, CleDossier, Fil, Lecture, MessageScelle
from accompagnement.queries.echanges import get_demandes_non_lues, get_echanges
from socle import notifications
from socle.crypto import Unreadable
from socle.models import EntreeJournal, Envoi, Notification
from tests.accompagnement.test_secret import assert_no_row_points_to, dump, tables
from tests.factories.accompagnement import make_acceptee, make_demande, make_message, make_proposee
from tests.factories.members import make_personne, make_rattachement, make_role

PLANTED = "Le mardi je pleure dans la réserve aux tournesols."
ANSWER = "Parlons-en jeudi sous le figuier."
URL = "accompagnement:"


def texts(demande, genre, by):
    return [message.texte for fil in read_fils(demande, genre, by=by) for message in fil.messages]


def address(name, demande, genre="suivi"):
    return reverse(f"{URL}echange_{name}", args=[demande.pk, genre])


@pytest.fixture
def demande(cast, scene):
    return make_acceptee(cast, scene)


def test_requester_and_provider_write_in_order(demande, cast):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    make_message(demande, "suivi", ANSWER, cast.prestataire)
    make_message(demande, "suivi", "Merci.", cast.directrice)
    for personne in (cast.directrice, cast.prestataire):
        assert texts(demande, "suivi", personne) == [PLANTED, ANSWER, "Merci."]
    [fil] = read_fils(demande, "suivi", by=cast.prestataire)
    assert [(m.role, m.auteur, m.is_mine) for m in fil.messages] == [
        ("demandeur", None, False),
        ("prestataire", cast.prestataire, True),
        ("demandeur", None, False),
    ]


def test_each_thread_is_closed_to_the_other_side(demande, cast):
    """A provider never reads what is said to the coordinators, nor the coordinators what is said to a provider."""
    make_message(demande, "accueil", PLANTED, cast.directrice)
    make_message(demande, "suivi", ANSWER, cast.directrice)
    assert texts(demande, "accueil", cast.coordination) == [PLANTED]
    assert texts(demande, "suivi", cast.prestataire) == [ANSWER]
    for genre, personne in (("suivi", cast.coordination), ("accueil", cast.prestataire)):
        with pytest.raises(PermissionDenied):
            read_fils(demande, genre, by=personne)
        with pytest.raises(PermissionDenied):
            make_message(demande, genre, "Je passe.", personne)
        with pytest.raises(PermissionDenied):
            keep_message(demande, genre, uuid4(), "Je passe.", by=personne)
    held = set(CleDossier.objects.exclude(fil=None).values_list("acces__role", "genre"))
    assert held == {
        ("demandeur", "accueil"),
        ("coordination", "accueil"),
        ("demandeur", "suivi"),
        ("prestataire", "suivi"),
    }


@pytest.mark.parametrize("role", ["collegue", "presidente", "chargee", "admin", "superuser", "comite", "adherente"])
@pytest.mark.trap("superuser-free-pass")
def test_nobody_else_reads_writes_or_learns(role, demande, cast, client_of):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    personne, client = getattr(cast, role), client_of(getattr(cast, role))
    for name in ("open", "send", "keep"):
        for genre in ("accueil", "suivi"):
            answers = [
                client.post(address(name, one, genre), {"numero": str(uuid4()), "texte": "Bonjour"})
                for one in (demande, type(demande)(pk=uuid4()))
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert len(answers[0].content) == len(answers[1].content)
    with pytest.raises(PermissionDenied):
        read_fils(demande, "suivi", by=personne)
    assert not get_demandes_non_lues(personne)
    assert MessageScelle.objects.count() == 1
    assert not Lecture.objects.exists()


@pytest.mark.parametrize("etat", ["deposee", "acceptee"])
def test_requester_and_coordinator_write_before_and_in_parallel(etat, cast, scene):
    demande = make_demande(cast.directrice, scene.service) if etat == "deposee" else make_acceptee(cast, scene)
    make_message(demande, "accueil", PLANTED, cast.directrice)
    make_message(demande, "accueil", ANSWER, cast.coordination)
    assert texts(demande, "accueil", cast.directrice) == [PLANTED, ANSWER]
    if etat == "deposee":
        with pytest.raises(Impossible, match="n’est pas parti"):
            make_message(demande, "suivi", PLANTED, cast.directrice)


def test_twice_the_same_click_is_one_message(demande, cast):
    numero = uuid4()
    first = make_message(demande, "suivi", PLANTED, cast.directrice, numero)
    assert make_message(demande, "suivi", PLANTED, cast.directrice, numero) == first
    assert MessageScelle.objects.count() == 1
    other = make_message(demande, "suivi", ANSWER, cast.prestataire, numero)
    assert other.pk != first.pk  # somebody else's number is neither refused nor theirs


def test_opening_is_one_post_and_one_line(demande, cast, client_of):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    make_message(demande, "suivi", "Encore.", cast.directrice)
    client = client_of(cast.prestataire)
    assert client.get(address("open", demande)).status_code == 405
    page = client.post(address("open", demande))
    assert PLANTED in page.text
    assert "no-store" in page["Cache-Control"]
    assert "Diomberé" not in page.text
    line = Lecture.objects.get()
    assert (line.genre, line.role, line.lecteur) == ("suivi", "prestataire", cast.prestataire)
    seen = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "les messages de l’accompagnement" in seen
    assert "Galvorine" in seen
    assert PLANTED not in seen


def test_a_reading_that_cannot_be_written_does_not_happen(demande, cast, monkeypatch):
    make_message(demande, "suivi", PLANTED, cast.directrice)

    def fail(**fields):
        raise IntegrityError

    monkeypatch.setattr(Lecture.objects, "create", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        read_fils(demande, "suivi", by=cast.prestataire)


def test_an_empty_thread_is_opened_without_a_line(demande, cast, client_of):
    page = client_of(cast.directrice).post(address("open", demande))
    assert "Rien n’est encore écrit ici" in page.text
    assert not Lecture.objects.exists()


def test_who_reads_is_said_on_the_page(demande, cast, client_of):
    for personne, genre, said in [
        (cast.directrice, "accueil", "Le prestataire ne lit pas ce fil"),
        (cast.directrice, "suivi", "La coordination ne lit pas ce fil"),
        (cast.coordination, "accueil", "Ne demandez ni son nom"),
        (cast.prestataire, "suivi", "La coordination ne lit pas ce fil"),
    ]:
        assert said in client_of(personne).post(address("open", demande, genre)).text


def test_sending_from_the_page(demande, cast, client_of):
    client, numero = client_of(cast.directrice), str(uuid4())
    page = client.post(address("send", demande), {"numero": numero, "texte": PLANTED})
    assert "Votre message est parti" in page.text
    assert PLANTED in page.text
    client.post(address("send", demande), {"numero": numero, "texte": PLANTED})
    assert texts(demande, "suivi", cast.prestataire) == [PLANTED]


@pytest.mark.parametrize("texte", ["", "x" * 5001])
def test_a_message_that_cannot_go_keeps_what_was_typed(texte, demande, cast, client_of):
    numero = str(uuid4())
    page = client_of(cast.directrice).post(address("send", demande), {"numero": numero, "texte": texte})
    assert "à revoir" in page.text
    assert texte in page.text
    assert numero in page.text
    assert not MessageScelle.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"numero": "x", "texte": "Bonjour"}, {"texte": "Bonjour"}])
def test_nonsense_is_answered(fields, demande, cast, client_of):
    client = client_of(cast.directrice)
    assert client.post(address("send", demande), fields).status_code == 200
    assert client.post(address("keep", demande), fields).status_code == 302
    assert client.post(reverse(URL + "echange_open", args=[demande.pk, "recit"])).status_code == 404
    assert not MessageScelle.objects.exists()


def test_what_is_typed_is_kept_for_its_writer_alone(demande, cast, client_of):
    client, numero = client_of(cast.directrice), str(uuid4())
    given = {"numero": numero, "texte": PLANTED}
    assert client.post(address("keep", demande), given, headers={"X-Autosave": "1"}).status_code == 204
    page = client.post(address("open", demande)).text
    assert PLANTED in page
    assert numero in page
    assert PLANTED not in client_of(cast.prestataire).post(address("open", demande)).text
    assert read_message_draft(demande, "accueil", by=cast.directrice) == {}
    client.post(address("send", demande), given)
    assert not BrouillonMessage.objects.exists()
    client.post(address("keep", demande), given, headers={"X-Autosave": "1"})
    assert not BrouillonMessage.objects.exists()


def test_an_emptied_draft_is_gone_and_an_old_one_forgotten(demande, cast, time_machine):
    keep_message(demande, "suivi", uuid4(), PLANTED, by=cast.directrice)
    keep_message(demande, "suivi", uuid4(), "  ", by=cast.directrice)
    assert not BrouillonMessage.objects.exists()
    keep_message(demande, "suivi", uuid4(), PLANTED, by=cast.directrice)
    BrouillonMessage.objects.update(mois="2020-01-01")
    assert read_message_draft(demande, "suivi", by=cast.directrice) == {}
    tasks.anonymize_demandes()
    assert not BrouillonMessage.objects.exists()


def test_a_provider_who_goes_loses_thread_and_draft(demande, cast, scene, client_of):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    keep_message(demande, "suivi", uuid4(), ANSWER, by=cast.prestataire)
    actions.reassign_demande(demande, by=cast.directrice)
    with pytest.raises(PermissionDenied):
        read_fils(demande, "suivi", by=cast.prestataire)
    assert client_of(cast.prestataire).post(address("open", demande)).status_code == 404
    assert not CleDossier.objects.filter(acces__role="prestataire").exists()
    assert not BrouillonMessage.objects.exists()
    assert not get_demandes_non_lues(cast.prestataire)


def test_the_next_provider_does_not_read_the_one_before(demande, cast, scene):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    actions.reassign_demande(demande, by=cast.directrice)
    actions.propose_prestataires(demande, [scene.fabien], by=cast.coordination)
    actions.choose_proposition(demande.propositions.get(prestataire=scene.fabien), by=cast.directrice)
    sollicitation = demande.sollicitations.get(etat="offerte")
    actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.autre_prestataire)
    assert texts(demande, "suivi", cast.autre_prestataire) == []
    make_message(demande, "suivi", ANSWER, cast.directrice)
    assert texts(demande, "suivi", cast.autre_prestataire) == [ANSWER]
    assert texts(demande, "suivi", cast.directrice) == [PLANTED, ANSWER]
    before = Fil.objects.get(prestataire=scene.ines)
    acces = demande.acces.get(role="prestataire", ferme_le=None)
    with pytest.raises(ValueError, match="may not hold"):
        acces.prepare_key("suivi", b"0" * 32, fil=before)
    with pytest.raises(IntegrityError, match="cle interdite"), transaction.atomic():
        CleDossier.objects.create(acces=acces, genre="suivi", fil=before, cle_enveloppee=b"x")


@pytest.mark.parametrize(("role", "genre"), [("coordination", "identite"), ("coordination", "pieces"),
                                             ("prestataire", "contact"), ("courrier", "recit")])  # fmt: skip
def test_the_database_refuses_a_key_to_who_may_not_hold_it(role, genre, demande):
    with pytest.raises(IntegrityError, match="cle interdite"), transaction.atomic():
        CleDossier.objects.filter(acces__demande=demande, acces__role=role, genre=genre).delete()
        CleDossier.objects.create(acces=demande.acces.get(role=role), genre=genre, cle_enveloppee=b"x")


def test_the_same_provider_finds_the_thread_again_when_it_goes_on(demande, cast):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    actions.close_demande(demande, by=cast.prestataire)
    with pytest.raises(PermissionDenied):
        read_fils(demande, "suivi", by=cast.prestataire)
    with pytest.raises(Impossible):
        make_message(demande, "suivi", ANSWER, cast.directrice)
    actions.continue_demande(demande, by=cast.directrice)
    assert texts(demande, "suivi", cast.prestataire) == [PLANTED]


def test_a_coordinator_who_takes_over_reads_the_thread_of_the_coordination(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    make_message(demande, "accueil", PLANTED, cast.directrice)
    cast.coordination.roles_federaux.update(fin="2021-01-01")
    cast.coordination.__dict__.pop("roles", None)
    relay = make_personne("Vessigneul", "Anouk")
    make_role(relay, "coordination_neutre")
    actions.guard_demande(demande)
    assert texts(demande, "accueil", relay) == [PLANTED]
    with pytest.raises(PermissionDenied):
        read_fils(demande, "accueil", by=cast.coordination)


@pytest.mark.trap("state-bypass")
def test_nothing_is_written_after_the_end_but_it_is_read_and_goes_on_when_reopened(demande, cast):
    make_message(demande, "accueil", PLANTED, cast.directrice)
    actions.withdraw_demande(demande, by=cast.directrice)
    with pytest.raises(Impossible, match="n’est pas parti"):
        make_message(demande, "accueil", ANSWER, cast.directrice)
    with pytest.raises(IntegrityError, match="message apres la fin"), transaction.atomic():
        MessageScelle.objects.create(fil=Fil.objects.get(), rang=9, role="demandeur", contenu=b"x")
    with pytest.raises(PermissionDenied):
        read_fils(demande, "accueil", by=cast.coordination)
    assert texts(demande, "accueil", cast.directrice) == [PLANTED]
    actions.reopen_demande(demande, by=cast.directrice)
    make_message(demande, "accueil", ANSWER, cast.coordination)
    assert texts(demande, "accueil", cast.directrice) == [PLANTED, ANSWER]


def test_what_ended_meanwhile_keeps_what_was_typed(demande, cast, client_of):
    make_message(demande, "suivi", ANSWER, cast.prestataire)
    actions.withdraw_demande(demande, by=cast.directrice)
    page = client_of(cast.directrice).post(address("send", demande), {"numero": str(uuid4()), "texte": PLANTED})
    assert "n’est pas parti" in page.text
    assert PLANTED in page.text


def test_a_message_is_never_changed_and_never_moved(demande, cast):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    second = make_message(demande, "suivi", ANSWER, cast.prestataire)
    for change in (lambda rows: rows.update(rang=7), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="append_only"), transaction.atomic():
            change(MessageScelle.objects.filter(pk=second.pk))
    key = demande.acces.get(role="demandeur").get_key("suivi", second.fil)
    assert second.open_with(key) == ANSWER
    for field, value in (("rang", 1), ("role", "demandeur"), ("pk", uuid4()), ("auteur_id", None)):
        moved = MessageScelle.objects.get(pk=second.pk)
        setattr(moved, field, value)
        with pytest.raises(Unreadable):
            moved.open_with(key)


def test_unread_is_shown_to_its_reader_inside_the_space_only(demande, cast, client_of):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    make_message(demande, "suivi", "Encore.", cast.directrice)
    assert get_demandes_non_lues(cast.prestataire) == {demande.pk}
    assert get_demandes_non_lues(cast.directrice) == get_demandes_non_lues(cast.coordination) == set()
    client = client_of(cast.prestataire)
    detail = reverse(URL + "sollicitation_detail", args=[demande.sollicitations.get().pk])
    assert "2\u00a0messages non lus" in client.get(detail).text
    assert "message non lu" in client.get(reverse(URL + "sollicitation_list")).text
    assert "non lu" not in client.get(reverse("accueil")).text.replace("Non lu", "")
    client.post(address("open", demande))
    assert "message non lu" not in client.get(reverse(URL + "sollicitation_list")).text
    make_message(demande, "suivi", ANSWER, cast.prestataire)
    mine = client_of(cast.directrice)
    assert "message non lu" in mine.get(reverse(URL + "accueil")).text
    assert ANSWER not in mine.get(reverse("accueil")).text
    mine.post(address("open", demande))
    assert get_demandes_non_lues(cast.directrice) == set()


def test_unread_of_the_coordination(demande, cast, client_of):
    make_message(demande, "accueil", PLANTED, cast.directrice)
    client = client_of(cast.coordination)
    assert "message non lu" in client.get(reverse(URL + "coordination_list")).text
    [echange] = get_echanges(demande, cast.coordination)
    assert (echange.genre, echange.total, echange.non_lus) == ("accueil", 1, 1)
    client.post(address("open", demande, "accueil"))
    [echange] = get_echanges(demande, cast.coordination)
    assert echange.non_lus == 0


@pytest.mark.trap("shared-mailbox")
def test_one_neutral_mail_until_it_is_read(demande, cast, mailoutbox):
    Envoi.objects.all().delete()
    for _ in range(3):
        make_message(demande, "suivi", PLANTED, cast.directrice)
    assert [envoi.genre for envoi in Envoi.objects.all()] == ["accompagnement.sollicitation_changee"]
    read_fils(demande, "suivi", by=cast.prestataire)
    make_message(demande, "suivi", PLANTED, cast.directrice)
    assert Envoi.objects.count() == 2
    make_message(demande, "suivi", ANSWER, cast.prestataire)
    make_message(demande, "accueil", PLANTED, cast.directrice)
    make_message(demande, "accueil", ANSWER, cast.coordination)
    genres = sorted(envoi.genre.partition(".")[2] for envoi in Envoi.objects.all())
    assert genres == ["demande_a_etudier", "demande_avancee", "demande_avancee"] + ["sollicitation_changee"] * 2
    for envoi in Envoi.objects.all():
        notifications.deliver(str(envoi.identifiant))
    assert len(mailoutbox) == 5
    assert len({(mail.subject, mail.body, str(mail.alternatives)) for mail in mailoutbox}) == 1
    assert not Notification.objects.exists()
    assert not EntreeJournal.objects.exists()


def test_a_copy_of_everything_tells_nothing(cast, scene, client_of, caplog, monkeypatch,
                                            django_capture_on_commit_callbacks):  # fmt: skip
    """Planted words, then every table, every task, every mail and every line of the log are looked through."""
    caplog.set_level(logging.DEBUG)
    sent = []
    monkeypatch.setattr(notifications, "enqueue", lambda *args: sent.append(args))
    demande = make_acceptee(cast, scene)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast.directrice).post(address("send", demande), {"numero": str(uuid4()), "texte": PLANTED})
        client_of(cast.prestataire).post(address("send", demande), {"numero": str(uuid4()), "texte": ANSWER})
        client_of(cast.coordination).post(
            address("keep", demande, "accueil"), {"numero": str(uuid4()), "texte": PLANTED}
        )
    assert MessageScelle.objects.count() == 2
    assert BrouillonMessage.objects.count() == 1
    assert len(sent) == 2
    content = {table: dump(table) for table in tables()}
    for word in ("tournesols", "figuier"):
        assert not [table for table, kept in content.items() if word.encode() in kept]
        assert word not in json.dumps([*map(str, sent)])
        assert word not in caplog.text
    assert_no_row_points_to(cast.directrice)


def test_once_erased_nothing_remains(demande, cast):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    make_message(demande, "accueil", PLANTED, cast.directrice)
    keep_message(demande, "suivi", uuid4(), PLANTED, by=cast.directrice)
    actions.withdraw_demande(demande, by=cast.directrice)
    actions.anonymize_demande(demande)
    for model in (Fil, MessageScelle, BrouillonMessage, CleDossier, Lecture):
        assert not model.objects.exists(), model


def test_your_data_hold_your_own_messages_and_nobody_else_s(demande, cast):
    make_message(demande, "suivi", PLANTED, cast.directrice)
    make_message(demande, "suivi", ANSWER, cast.prestataire)
    keep_message(demande, "accueil", uuid4(), "pas fini", by=cast.directrice)
    own = str([rubrique.lignes for rubrique in donnees.get_donnees(cast.directrice)])
    for text in (PLANTED, ANSWER, "pas fini"):
        assert text in own
    for personne in (cast.prestataire, cast.coordination, cast.collegue, cast.superuser):
        theirs = str([rubrique.lignes for rubrique in donnees.get_donnees(personne)])
        assert PLANTED not in theirs
        assert ANSWER not in theirs


def test_people_named_by_the_association_read_and_write(cast, scene):
    frame = {"bouquet": scene.service.bouquet, "service": scene.service, "modalite": "presence", "langue": "français"}
    demande = actions.submit_demande_association(
        uuid4(), cast.palier, recit="Un besoin.", personnes=[cast.collegue], besoin_accessibilite=False,
        by=cast.presidente, **frame,
    )  # fmt: skip
    make_message(demande, "accueil", PLANTED, cast.collegue)
    assert texts(demande, "accueil", cast.presidente) == [PLANTED]
    assert texts(demande, "accueil", cast.coordination) == [PLANTED]
    cast.collegue.rattachements.update(fin="2021-01-01")
    with pytest.raises(PermissionDenied):
        read_fils(demande, "accueil", by=cast.collegue)


def test_the_coordinator_never_meets_the_name_of_who_was_named(cast, scene, client_of):
    frame = {"bouquet": scene.service.bouquet, "service": scene.service, "modalite": "presence", "langue": "français"}
    demande = actions.submit_demande_association(
        uuid4(), cast.palier, recit="Un besoin.", personnes=[cast.collegue], besoin_accessibilite=False,
        by=cast.presidente, **frame,
    )  # fmt: skip
    make_message(demande, "accueil", PLANTED, cast.collegue)
    page = client_of(cast.coordination).post(address("open", demande, "accueil")).text
    assert PLANTED in page
    assert "Sorlevin" not in page
    assert "Sorlevin" in client_of(cast.presidente).post(address("open", demande, "accueil")).text


@pytest.mark.parametrize("number", [1, 3])
def test_opening_asks_as_much_for_one_message_as_for_three(number, demande, cast, django_assert_num_queries):
    for _ in range(number):
        make_message(demande, "suivi", PLANTED, cast.directrice)
    make_message(demande, "suivi", ANSWER, cast.prestataire)
    personne = type(cast.prestataire).objects.get(pk=cast.prestataire.pk)
    assert personne.roles
    with django_assert_num_queries(8):
        read_fils(demande, "suivi", by=personne)


@pytest.mark.parametrize("number", [1, 3])
def test_unread_asks_as_much_for_one_case_as_for_three(number, cast, scene, django_assert_num_queries):
    for _ in range(number):
        make_message(make_demande(cast.directrice, scene.service), "accueil", PLANTED, cast.directrice)
    personne = type(cast.coordination).objects.get(pk=cast.coordination.pk)
    assert personne.roles
    with django_assert_num_queries(2):
        assert len(get_demandes_non_lues(personne)) == number


def test_a_message_of_a_tied_coordinator_is_refused(cast, scene):
    demande = make_proposee(cast, scene)
    make_rattachement(cast.coordination, cast.palier)
    with pytest.raises(PermissionDenied):
        send_message(demande, "accueil", uuid4(), PLANTED, by=cast.coordination)
    assert connection.in_atomic_block
