"""The files of a case: encrypted before they touch the disk, opened by the few, with a line, gone without a trace."""

import io
import json
import logging
import os
import time
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from accompagnement import actions, coffre, donnees, tasks
from accompagnement.actions import Impossible
from accompagnement.actions import pieces as pieces_actions
from accompagnement.actions.pieces import add_piece, read_piece, read_pieces, remove_piece, sweep_orphans
from accompagnement.models import CleDossier, Lecture, PieceScellee
from accompagnement.models.pieces import STEP, Fiche
from accompagnement.queries.pieces import get_dossier
from socle import notifications
from socle.crypto import Unreadable
from socle.models import EntreeJournal, Envoi, Notification
from tests.accompagnement.test_secret import assert_no_row_points_to, dump, tables
from tests.factories.accompagnement import make_acceptee, make_demande, make_piece

PLANTED = b"%PDF-1.7\nle bulletin des tournesols\n%%EOF\n"
NAME = "arret-de-travail-figuier.pdf"
URL = "accompagnement:"


def address(name, demande, *args):
    return reverse(f"{URL}piece_{name}", args=[demande.pk, *args])


def upload(client, demande, content=PLANTED, name=NAME, numero=None):
    sent = SimpleUploadedFile(name, content, "application/octet-stream")
    return client.post(address("add", demande), {"numero": str(numero or uuid4()), "fichier": sent})


def stored(folder) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def demande(cast, scene):
    return make_acceptee(cast, scene)


def test_a_piece_goes_from_one_to_the_other(demande, cast, client_of):
    answer = upload(client_of(cast.directrice), demande)
    assert answer.status_code == 302
    piece = PieceScellee.objects.get()
    client = client_of(cast.prestataire)
    page = client.get(address("list", demande)).text
    assert NAME not in page
    assert "1\u00a0pièce est jointe, dont 1\u00a0nouvelle" in page
    assert NAME in client.post(address("list_open", demande)).text
    assert client.get(address("open", demande, piece.pk)).status_code == 405
    given = client.post(address("open", demande, piece.pk))
    assert given.content == PLANTED
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in given["Cache-Control"]
    lines = [(one.genre, one.numero, one.role, one.lecteur) for one in Lecture.objects.order_by("pk")]
    assert lines == [("liste", None, "prestataire", cast.prestataire), ("pieces", 1, "prestataire", cast.prestataire)]
    seen = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "une pièce jointe, n°\xa01" in seen
    assert NAME not in seen


def test_what_is_stored_says_nothing(demande, cast, client_of, coffre):
    upload(client_of(cast.directrice), demande)
    piece = PieceScellee.objects.get()
    [content] = stored(coffre)
    for word in (b"PDF", b"tournesols", b"figuier", str(demande.pk).encode()):
        assert word not in content
    assert len(content) % STEP == 28  # the nonce and the tag; a few bytes or many look the same
    assert demande.code not in piece.chemin
    assert str(piece.pk) not in piece.chemin
    assert "pdf" not in piece.chemin


def test_in_clear_it_never_touches_the_disk(demande, cast, client_of, monkeypatch):
    """A large file would go through a temporary one: on this page it stays in memory."""

    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    written = []
    monkeypatch.setattr(pieces_actions, "store", lambda chemin, sealed: written.append(sealed) or chemin)
    content = b"%PDF-1.7\n" + b"tournesols\n" * 300_000 + b"%%EOF\n"
    assert upload(client_of(cast.directrice), demande, content).status_code == 302
    [sealed] = written
    assert b"tournesols" not in sealed
    png = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
        "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    assert upload(client_of(cast.directrice), demande, png, "photo.png").status_code in (200, 302)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_says_neither_where_nor_when_it_was_taken(format, demande, cast, client_of, monkeypatch):
    """It is drawn anew in memory: what the camera wrote beside the picture is gone, the picture is not."""
    taken, sent = Image.new("RGB", (40, 30), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "tournesols, 48.8566 N"
    taken.save(sent, format, exif=exif)
    assert b"tournesols" in sent.getvalue()

    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    assert upload(client_of(cast.directrice), demande, sent.getvalue(), f"photo.{format.lower()}").status_code == 302
    [piece] = PieceScellee.objects.all()
    fiche, content = read_piece(demande, piece.pk, by=cast.directrice)
    assert b"tournesols" not in content
    drawn = Image.open(io.BytesIO(content))
    assert (drawn.format, drawn.size, dict(drawn.getexif())) == (format, (40, 30), {})
    assert fiche.taille == len(content)


def test_too_big_is_refused_and_not_held(demande, cast, client_of, monkeypatch):
    monkeypatch.setattr(coffre, "MOST_BYTES", 100_000)
    monkeypatch.setattr("accompagnement.forms.pieces.MOST_BYTES", 100_000)
    held = []
    complete = coffre.EnMemoire.file_complete

    def spy(self, size):
        held.append(self.file.tell())
        return complete(self, size)

    monkeypatch.setattr(coffre.EnMemoire, "file_complete", spy)
    page = upload(client_of(cast.directrice), demande, b"%PDF-1.7\n" + b"a" * 300_000 + b"%%EOF")
    assert "Ce fichier dépasse" in page.text
    assert max(held) <= 100_000
    assert not PieceScellee.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\x00 programme", "bulletin.pdf"), (b"", "vide.pdf"), (b"<html><script>1</script></html>", "page.pdf")],
)
def test_a_file_is_known_by_what_is_in_it(content, name, demande, cast, client_of):
    page = upload(client_of(cast.directrice), demande, content, name)
    assert page.status_code == 200
    assert "à revoir" in page.text
    assert not PieceScellee.objects.exists()


def test_the_limit_is_said_before_the_upload(demande, cast, client_of):
    page = client_of(cast.directrice).get(address("list", demande)).text
    assert "10 Mo au plus" in page
    assert "Dix mégaoctets au plus, vingt pièces en tout" in page
    assert "La coordination ne les ouvre pas" in page


def test_the_form_is_still_guarded_against_other_sites(demande, cast, client_of):
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(cast.directrice).cookies
    assert upload(client, demande).status_code == 403
    assert not PieceScellee.objects.exists()


def test_twice_the_same_click_is_one_piece(demande, cast, client_of):
    numero = uuid4()
    for _ in range(2):
        upload(client_of(cast.directrice), demande, numero=numero)
    assert PieceScellee.objects.get().pk == numero
    other = make_piece(demande, cast.prestataire, numero=numero)
    assert other.pk != numero


@pytest.mark.parametrize("role", ["collegue", "presidente", "chargee", "admin", "superuser", "comite",
                                  "adherente", "autre_prestataire"])  # fmt: skip
@pytest.mark.trap("superuser-free-pass")
def test_nobody_else_opens_adds_removes_or_learns(role, demande, cast, client_of):
    piece = make_piece(demande, cast.directrice, PLANTED, NAME)
    client = client_of(getattr(cast, role))
    gone = type(demande)(pk=uuid4())
    for name, method, args in [
        ("list", "get", []), ("list_open", "post", []), ("add", "post", []),
        ("open", "post", [piece.pk]), ("remove", "post", [piece.pk]),
    ]:  # fmt: skip
        answers = [getattr(client, method)(address(name, one, *args)) for one in (demande, gone)]
        assert [answer.status_code for answer in answers] == [404, 404], name
        assert len(answers[0].content) == len(answers[1].content)
    for act in (lambda by: read_pieces(demande, by=by), lambda by: read_piece(demande, piece.pk, by=by),
                lambda by: remove_piece(demande, piece.pk, by=by)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act(getattr(cast, role))
    assert PieceScellee.objects.exists()
    assert not Lecture.objects.exists()


def test_the_coordinator_does_not_open_pieces(demande, cast, client_of):
    piece = make_piece(demande, cast.directrice)
    assert get_dossier(demande, cast.coordination) is None
    assert client_of(cast.coordination).get(address("list", demande)).status_code == 404
    with pytest.raises(PermissionDenied):
        read_piece(demande, piece.pk, by=cast.coordination)
    assert "Pièces" not in client_of(cast.coordination).get(
        reverse(URL + "coordination_detail", args=[demande.pk])
    ).text.replace("Messages et pièces", "")
    assert set(CleDossier.objects.filter(genre="pieces").values_list("acces__role", flat=True)) == {
        "demandeur", "prestataire",
    }  # fmt: skip


def test_a_piece_of_another_case_is_not_opened_through_one_s_own(demande, cast, scene, client_of):
    piece = make_piece(demande, cast.directrice)
    own = make_demande(cast.adherente, scene.service)
    make_piece(own, cast.adherente)
    with pytest.raises(Impossible, match="retirée"):
        read_piece(own, piece.pk, by=cast.adherente)
    remove_piece(own, piece.pk, by=cast.adherente)
    assert PieceScellee.objects.filter(pk=piece.pk).exists()
    assert client_of(cast.adherente).post(address("open", own, piece.pk)).status_code == 302


def test_a_provider_who_goes_loses_the_pieces_and_the_next_one_has_them(demande, cast, scene):
    piece = make_piece(demande, cast.directrice, PLANTED)
    actions.reassign_demande(demande, by=cast.directrice)
    with pytest.raises(PermissionDenied):
        read_piece(demande, piece.pk, by=cast.prestataire)
    assert not CleDossier.objects.filter(acces__role="prestataire").exists()
    actions.propose_prestataires(demande, [scene.fabien], by=cast.coordination)
    actions.choose_proposition(demande.propositions.get(prestataire=scene.fabien), by=cast.directrice)
    sollicitation = demande.sollicitations.get(etat="offerte")
    actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.autre_prestataire)
    assert read_piece(demande, piece.pk, by=cast.autre_prestataire)[1] == PLANTED


def test_a_piece_joined_before_anybody_helps_is_opened_after_acceptance_only(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    make_piece(demande, cast.directrice, PLANTED)
    actions.qualify_demande(
        demande, bouquet=scene.service.bouquet, service=scene.service, urgence="normale", by=cast.coordination
    )
    actions.propose_prestataires(demande, [scene.ines], by=cast.coordination)
    actions.choose_proposition(demande.propositions.get(), by=cast.directrice)
    with pytest.raises(PermissionDenied):
        read_pieces(demande, by=cast.prestataire)
    actions.accept_sollicitation(demande.sollicitations.get(), has_declared=True, by=cast.prestataire)
    assert [one.fiche.nom for one in read_pieces(demande, by=cast.prestataire)] == ["bulletin.pdf"]


def test_the_person_takes_back_any_piece_the_provider_their_own(demande, cast, coffre,
                                                                 django_capture_on_commit_callbacks):  # fmt: skip
    hers, his = make_piece(demande, cast.directrice), make_piece(demande, cast.prestataire)
    with pytest.raises(Impossible, match="Seule la personne"):
        remove_piece(demande, hers.pk, by=cast.prestataire)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            remove_piece(demande, his.pk, by=cast.prestataire)
        remove_piece(demande, hers.pk, by=cast.directrice)
    assert stored(coffre) == []
    assert not PieceScellee.objects.exists()


def test_a_number_is_never_given_twice_once_read(demande, cast):
    piece = make_piece(demande, cast.directrice)
    read_piece(demande, piece.pk, by=cast.prestataire)
    remove_piece(demande, piece.pk, by=cast.directrice)
    assert make_piece(demande, cast.directrice).numero == 2


def test_nothing_is_joined_after_the_end_nor_beyond_twenty(demande, cast, monkeypatch):
    monkeypatch.setattr(pieces_actions, "MOST_PIECES", 1)
    piece = make_piece(demande, cast.directrice, PLANTED)
    with pytest.raises(Impossible, match="Vingt pièces"):
        make_piece(demande, cast.directrice)
    actions.withdraw_demande(demande, by=cast.directrice)
    with pytest.raises(Impossible, match="terminée"):
        make_piece(demande, cast.directrice)
    assert read_piece(demande, piece.pk, by=cast.directrice)[1] == PLANTED


def test_a_refusal_keeps_the_page(demande, cast, client_of):
    actions.withdraw_demande(demande, by=cast.directrice)
    page = upload(client_of(cast.directrice), demande)
    assert page.status_code == 200
    assert "n’a pas été jointe" in page.text


def test_altered_lost_or_swapped_it_does_not_open(demande, cast, client_of, coffre):
    piece, other = make_piece(demande, cast.directrice, PLANTED), make_piece(demande, cast.directrice, PLANTED)
    path, second = (coffre / one.chemin for one in (piece, other))
    kept = path.read_bytes()
    for content in (kept[:-1] + bytes([kept[-1] ^ 1]), second.read_bytes(), None):
        path.write_bytes(content) if content else path.unlink()
        with pytest.raises(Impossible, match="ne s’ouvre plus"):
            read_piece(demande, piece.pk, by=cast.prestataire)
    assert not Lecture.objects.exists()
    key = demande.acces.get(role="demandeur").get_key("pieces")
    other.fiche = piece.fiche
    with pytest.raises(Unreadable):
        other.read_fiche(key)


def test_a_reading_that_cannot_be_written_does_not_happen(demande, cast, monkeypatch):
    piece = make_piece(demande, cast.directrice)

    def fail(**fields):
        raise IntegrityError

    monkeypatch.setattr(Lecture.objects, "create", fail)
    for act in (lambda: read_pieces(demande, by=cast.prestataire),
                lambda: read_piece(demande, piece.pk, by=cast.prestataire)):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_copy_of_everything_tells_nothing(cast, scene, client_of, caplog, monkeypatch, mailoutbox, coffre,
                                            django_capture_on_commit_callbacks):  # fmt: skip
    caplog.set_level(logging.DEBUG)
    sent = []
    monkeypatch.setattr(notifications, "enqueue", lambda *args: sent.append(args))
    demande = make_acceptee(cast, scene)
    Envoi.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        upload(client_of(cast.directrice), demande)
        upload(client_of(cast.prestataire), demande)
    assert PieceScellee.objects.count() == 2
    assert [envoi.genre for envoi in Envoi.objects.order_by("pk")] == [
        "accompagnement.sollicitation_changee", "accompagnement.demande_avancee",
    ]  # fmt: skip
    for envoi in Envoi.objects.all():
        notifications.deliver(str(envoi.identifiant))
    assert len({(mail.subject, mail.body, str(mail.attachments)) for mail in mailoutbox}) == 1
    content = {table: dump(table) for table in tables()}
    for word in ("tournesols", "figuier", "arret-de-travail"):
        assert not [table for table, kept in content.items() if word.encode() in kept]
        assert word not in json.dumps([*map(str, sent)])
        assert word not in caplog.text
        assert not [one for one in stored(coffre) if word.encode() in one]
    assert_no_row_points_to(cast.directrice)
    assert not Notification.objects.exists()
    assert not EntreeJournal.objects.exists()


def test_once_erased_no_row_no_key_no_file(demande, cast, coffre, django_capture_on_commit_callbacks):
    make_piece(demande, cast.directrice)
    make_piece(demande, cast.prestataire)
    assert len(stored(coffre)) == 2
    actions.withdraw_demande(demande, by=cast.directrice)
    with django_capture_on_commit_callbacks(execute=True):
        actions.anonymize_demande(demande)
    assert stored(coffre) == []
    assert not PieceScellee.objects.exists()
    assert not CleDossier.objects.exists()


def test_an_orphan_is_swept_after_a_day_and_nothing_else(demande, cast, coffre, django_capture_on_commit_callbacks):
    piece = make_piece(demande, cast.directrice)
    fresh = coffre_of(coffre, "scelles/aa/" + "a" * 32, hours=1)
    old = coffre_of(coffre, "scelles/bb/" + "b" * 32, hours=30)
    kept = coffre / piece.chemin
    os.utime(kept, (time.time() - 200_000,) * 2)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("pieces_orphelines", stdout=io.StringIO())
    assert (fresh.exists(), old.exists(), kept.exists()) == (True, False, True)


def coffre_of(folder, chemin, *, hours):
    path = folder / chemin
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (time.time() - hours * 3600,) * 2)
    return path


def test_a_crash_after_storing_leaves_an_orphan_that_the_job_sweeps(demande, cast, coffre, monkeypatch,
                                                                    django_capture_on_commit_callbacks):  # fmt: skip
    def crash(*args):
        raise RuntimeError

    monkeypatch.setattr(pieces_actions, "_tell", crash)
    with pytest.raises(RuntimeError), transaction.atomic():
        make_piece(demande, cast.directrice)
    assert not PieceScellee.objects.exists()
    [path] = [path for path in coffre.rglob("*") if path.is_file()]
    os.utime(path, (time.time() - 200_000,) * 2)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.anonymize_demandes()
    assert stored(coffre) == []


def test_nothing_stored_yet_is_swept_without_a_word(db):
    assert sweep_orphans() == 0
    assert not default_storage.exists("scelles")


def test_your_data_name_your_pieces_and_nobody_else_s(demande, cast):
    make_piece(demande, cast.directrice, PLANTED, NAME)
    assert NAME in str([rubrique.lignes for rubrique in donnees.get_donnees(cast.directrice)])
    for personne in (cast.prestataire, cast.coordination, cast.collegue, cast.superuser):
        assert NAME not in str([rubrique.lignes for rubrique in donnees.get_donnees(personne)])


@pytest.mark.parametrize("typed", ["../../etc/passwd.pdf", "a\r\nSet-Cookie: x.pdf", "bulletin\u202efdp.pdf", ".pdf"])
def test_a_name_is_only_a_name(typed, demande, cast, client_of):
    upload(client_of(cast.directrice), demande, name=typed)
    for piece in PieceScellee.objects.all():
        answer = client_of(cast.directrice).post(address("open", demande, piece.pk))
        name = answer["Content-Disposition"]
        assert name.startswith("attachment")
        for bad in ("..", "/", "\r", "\n", "\u202e"):
            assert bad not in name


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_much_for_one_piece_as_for_three(number, demande, cast, client_of, django_assert_num_queries):
    for _ in range(number):
        make_piece(demande, cast.directrice)
    personne = type(cast.prestataire).objects.get(pk=cast.prestataire.pk)
    assert personne.roles
    with django_assert_num_queries(8):
        assert len(read_pieces(demande, by=personne)) == number
    assert get_dossier(demande, personne).nouvelles == 0


def test_a_fiche_is_sealed_with_its_file(demande, cast):
    piece = add_piece(demande, uuid4(), Fiche(NAME, "application/pdf", 3), b"abc", by=cast.directrice)
    assert b"figuier" not in bytes(piece.fiche)
    assert read_piece(demande, piece.pk, by=cast.directrice) == (Fiche(NAME, "application/pdf", 3), b"abc")
