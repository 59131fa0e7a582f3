"""The secret: whoever is not in the case finds the same portal with and without it, and a copy of the database tells
nobody who asked."""

import json
import re
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from accompagnement import actions
from accompagnement.models import Acces, Brouillon, CleDossier, Demande, Genre, Lecture
from socle import health, notifications
from socle.crypto import Unreadable
from socle.models import EntreeJournal, Envoi, Notification
from socle.permissions import can
from tests.factories.accompagnement import PRIVEE, SECRET, make_acceptee, make_demande, make_proposee, make_sollicitee

OUTSIDERS = ("collegue", "presidente", "adherente", "ancien", "chargee", "admin", "superuser", "comite")
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|name="numero" value="[^"]*"|nonce="[^"]*"'
)
NEW_SECRET_EACH_TIME = ("mfa_",)
NEIGHBOURS = ("collegue", "presidente", "chargee", "admin", "superuser", "comite")


def plain_addresses(resolver=None, prefix="/"):
    """Every address of the portal that needs no argument."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = str(entry.pattern)
        if "<" in route or "(?P" in route:
            continue
        if isinstance(entry, URLResolver):
            yield from plain_addresses(entry, prefix + route)
        elif not entry.name.startswith(NEW_SECRET_EACH_TIME):
            yield prefix + route.rstrip("$")


def look_around(client, cast):
    """Return every page somebody can reach, without what changes at each visit."""
    addresses = [
        *plain_addresses(),
        reverse("members:recherche") + "?q=diombere",
        reverse("members:recherche") + "?q=hirondelles",
        reverse("members:association_detail", args=[cast.palier.pk]),
        reverse("members:personne_detail", args=[cast.directrice.pk]),
    ]
    seen = {}
    for address in addresses:
        answer = client.get(address)
        content = b"" if answer.streaming else answer.content
        seen[address] = (answer.status_code, CHANGING.sub("", content.decode()))
    return seen


@pytest.mark.parametrize("role", NEIGHBOURS)
@pytest.mark.trap("superuser-free-pass")
def test_pages_of_others_are_the_same_with_and_without_the_case(role, cast, scene, client_of, monkeypatch):
    monkeypatch.setattr(health, "check", lambda: {"tout": "ok"})
    with time_machine.travel("2026-11-24 10:00:00+01:00", tick=False):
        client = client_of(getattr(cast, role))
        before = look_around(client, cast)
        assert len(before) > 15
        make_acceptee(cast, scene)
        make_proposee(cast, scene)
        after = look_around(client, cast)
    for address in before:
        assert before[address] == after[address], address


@pytest.mark.parametrize("role", [*OUTSIDERS, "prestataire", "autre_prestataire", "directrice"])
def test_another_case_and_no_case_give_the_same_answer(role, cast, scene, client_of):
    """A case one is not in, and one that does not exist, differ by nothing: for GET and for POST."""
    by = cast.adherente if role == "directrice" else cast.directrice
    demande = make_demande(by, scene.service)
    client = client_of(getattr(cast, role))
    for name, method in [
        ("demande_detail", "get"),
        ("coordination_detail", "get"),
        ("demande_evaluate", "get"),
        ("demande_withdraw", "post"),
        ("demande_qualify", "post"),
        ("demande_propose", "post"),
        ("demande_close", "post"),
        ("proposition_choose", "post"),
    ]:
        answers = [
            getattr(client, method)(reverse(f"accompagnement:{name}", args=[pk])) for pk in (demande.pk, uuid4())
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        real, none = (CHANGING.sub("", answer.text) for answer in answers)
        assert real == none
    for genre in Genre:
        url = reverse("accompagnement:demande_read", args=[demande.pk, genre])
        assert client.post(url).status_code == 404
    assert not Lecture.objects.exists()


def test_number_of_queries_does_not_tell_either(cast, scene, client_of):
    demande = make_demande(cast.directrice, scene.service)
    client = client_of(cast.collegue)
    asked = []
    for pk in (uuid4(), demande.pk, uuid4()):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("accompagnement:demande_detail", args=[pk]))
        asked.append([query["sql"].split("WHERE")[0] for query in queries])
    assert asked[1] == asked[2]


def test_an_ended_case_is_unknown_to_who_lost_access(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    sollicitation = demande.sollicitations.get()
    client = client_of(cast.prestataire)
    url = reverse("accompagnement:sollicitation_detail", args=[sollicitation.pk])
    assert client.get(url).status_code == 200
    actions.withdraw_demande(demande, by=cast.directrice)
    assert client.get(url).status_code == 404
    assert client.post(reverse("accompagnement:demande_read", args=[demande.pk, "recit"])).status_code == 404
    assert (
        client_of(cast.coordination).get(reverse("accompagnement:coordination_detail", args=[demande.pk])).status_code
        == 404
    )


@pytest.mark.trap("list-and-detail-differ")
def test_visible_to_is_the_view_permission(cast, scene):
    cases = [make_acceptee(cast, scene), make_demande(cast.adherente, scene.service)]
    people = [person for person in vars(cast).values() if hasattr(person, "prenom")]
    assert len(people) > 10
    answers = set()
    for person in people:
        visible = set(Demande.objects.visible_to(person))
        allowed = {demande for demande in cases if can(person, "accompagnement.view_demande", demande)}
        assert visible == allowed
        answers.add(frozenset(demande.pk for demande in visible))
    assert len(answers) == 4


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        return [name for (name,) in cursor.fetchall()]


def dump(table):
    """Return a table as a copy of it would be read: text as it is, binary as its bytes."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        return b"\n".join(
            value if isinstance(value, bytes) else str(value).encode() for row in cursor.fetchall() for value in row
        )


def test_a_copy_of_the_database_tells_nothing(cast, scene, client_of, settings):
    """Planted: a sentence, a private address, a name. What is kept in clear must hold none of them."""
    actions.save_brouillon(uuid4(), {"recit": SECRET}, by=cast.adherente)
    demande = make_acceptee(cast, scene)
    client_of(cast.directrice).post(reverse("accompagnement:demande_read", args=[demande.pk, "recit"]))
    actions.withdraw_demande(make_proposee(cast, scene), by=cast.directrice)
    assert Brouillon.objects.exists()
    names = tables()
    ours = [name for name in names if name.startswith(("accompagnement_", "socle_"))]
    assert len(ours) > 25
    for table in names:
        content = dump(table)
        assert SECRET.encode() not in content, table
        assert b"hirondelles" not in content, table
        assert PRIVEE.encode() not in content, table
    for table in ours:
        content = dump(table)
        assert "Diomberé".encode() not in content, table
        assert cast.directrice.email.encode() not in content, table
    assert_no_row_points_to(cast.directrice)
    assert dump("pghistory_context") == b""


def assert_no_row_points_to(personne):
    """No foreign key of a case, an access or a reading leads to the requester."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, attname FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)"
            " WHERE contype = 'f' AND confrelid = 'members_personne'::regclass"
            " AND conrelid::regclass::text ~ '^(accompagnement|socle)_'"
        )
        columns = cursor.fetchall()
        assert len(columns) > 4
        for table, column in columns:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = %s', [personne.pk])  # noqa: S608
            assert cursor.fetchone() == (0,), (table, column)


def test_sessions_keep_nothing_of_a_case(cast, scene, client_of):
    client = client_of(cast.directrice)
    demande = make_proposee(cast, scene)
    before = dict(client.session.items())
    client.get(reverse("accompagnement:demande_detail", args=[demande.pk]))
    client.post(reverse("accompagnement:demande_read", args=[demande.pk, "recit"]))
    client.post(reverse("accompagnement:demande_withdraw", args=[demande.pk]))
    assert dict(client.session.items()) == before


def test_tasks_carry_names_of_rows_only(cast, scene, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(notifications, "enqueue", lambda task, name: sent.append((task, name)))
    with django_capture_on_commit_callbacks(execute=True):
        demande = make_acceptee(cast, scene)
    assert len(sent) >= 4
    known = {str(identifiant) for identifiant in Envoi.objects.values_list("identifiant", flat=True)}
    assert {name for _, name in sent} <= known
    for hidden in (SECRET, str(demande.pk), demande.code, PRIVEE, str(cast.directrice)):
        assert hidden not in json.dumps(sent)


@pytest.mark.trap("shared-mailbox")
def test_mail_is_constant_and_leaves_no_line_in_the_portal(cast, scene, mailoutbox):
    cast.coordination.email, cast.coordination.courriel_partage = None, "contact@partage.example"
    cast.coordination.save()
    make_acceptee(cast, scene)
    for envoi in Envoi.objects.all():
        assert envoi.destinataire is None
        assert notifications.deliver(str(envoi.identifiant))
    assert {mail.to[0] for mail in mailoutbox} == {PRIVEE, cast.prestataire.email}
    assert len({(mail.subject, mail.body, str(mail.alternatives)) for mail in mailoutbox}) == 1
    assert not Notification.objects.exists()
    assert not EntreeJournal.objects.exists()
    assert set(Envoi.objects.values_list("adresse_scellee", flat=True)) == {None}


def test_who_reads_in_the_portal_only_gets_no_mail(cast, scene):
    demande = make_proposee(cast, scene, adresse="")
    assert not demande.acces.filter(role="courrier").exists()
    assert {envoi.genre for envoi in Envoi.objects.all()} == {"accompagnement.demande_a_etudier"}


@pytest.mark.rule("R15")
def test_each_reader_holds_only_the_keys_of_their_quality(cast, scene):
    demande = make_acceptee(cast, scene)
    held = {
        role: set(CleDossier.objects.filter(acces__role=role).values_list("genre", flat=True))
        for role in demande.acces.values_list("role", flat=True)
    }
    assert held == {
        "demandeur": {"recit", "identite", "contact"},
        "coordination": {"recit"},
        "prestataire": {"recit", "identite"},
        "courrier": {"contact"},
    }
    coordination = demande.acces.get(role="coordination")
    with pytest.raises(ValueError, match="may not hold"):
        coordination.prepare_key("identite", b"0" * 32)


@pytest.mark.rule("R15")
def test_before_acceptance_a_provider_reads_nothing(cast, scene):
    demande = make_sollicitee(cast, scene).demande
    for genre in Genre:
        with pytest.raises(PermissionDenied):
            actions.read_scelle(demande, genre, by=cast.prestataire)
    assert not Lecture.objects.exists()


def test_every_reading_leaves_its_line(cast, scene):
    demande = make_acceptee(cast, scene)
    assert actions.read_scelle(demande, "recit", by=cast.coordination) == SECRET
    assert "Diomberé" in actions.read_scelle(demande, "identite", by=cast.prestataire)
    assert actions.read_scelle(demande, "recit", by=cast.directrice) == SECRET
    lines = [(lecture.role, lecture.genre, lecture.lecteur) for lecture in Lecture.objects.order_by("pk")]
    assert lines == [
        ("coordination", "recit", cast.coordination),
        ("prestataire", "identite", cast.prestataire),
        ("demandeur", "recit", None),
    ]


def test_a_reading_that_cannot_be_written_does_not_happen(cast, scene, monkeypatch):
    demande = make_demande(cast.directrice, scene.service)

    def fail(**fields):
        raise IntegrityError

    monkeypatch.setattr(Lecture.objects, "create", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.read_scelle(demande, "recit", by=cast.coordination)


@pytest.mark.trap("superuser-free-pass")
@pytest.mark.parametrize("role", OUTSIDERS)
def test_nobody_else_opens_a_text(role, cast, scene):
    demande = make_acceptee(cast, scene)
    with pytest.raises(PermissionDenied):
        actions.read_scelle(demande, "recit", by=getattr(cast, role))


def test_a_lost_role_closes_its_accesses(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    cast.coordination.roles_federaux.update(fin="2021-01-01")
    cast.coordination.__dict__.pop("roles", None)
    assert not Demande.objects.visible_to(cast.coordination).exists()
    with pytest.raises(PermissionDenied):
        actions.read_scelle(demande, "recit", by=cast.coordination)


@pytest.mark.trap("get-writes")
def test_no_page_that_is_merely_visited_holds_a_sealed_text(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    pages = [
        (cast.directrice, "demande_detail", demande.pk),
        (cast.coordination, "coordination_detail", demande.pk),
        (cast.prestataire, "sollicitation_detail", demande.sollicitations.get().pk),
    ]
    for personne, name, pk in pages:
        text = client_of(personne).get(reverse(f"accompagnement:{name}", args=[pk])).text
        assert SECRET not in text
        assert PRIVEE not in text
        assert "01 99 00 12 34" not in text
    url = reverse("accompagnement:demande_read", args=[demande.pk, "recit"])
    assert client_of(cast.directrice).get(url).status_code == 405
    answer = client_of(cast.directrice).post(url)
    assert "no-store" in answer["Cache-Control"]


def test_the_coordinator_never_meets_the_name(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    client = client_of(cast.coordination)
    for url in (
        reverse("accompagnement:coordination_list"),
        reverse("accompagnement:coordination_detail", args=[demande.pk]),
        reverse("accueil"),
    ):
        text = client.get(url).text
        assert "Diomberé" not in text
        assert "Le Palier" not in text


def test_the_key_ring_turns_and_old_texts_still_open(cast, scene, settings):
    demande = make_demande(cast.directrice, scene.service)
    new = "S0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0s="
    with override_settings(MASTER_KEYS=[new, *settings.MASTER_KEYS]):
        assert Demande.objects.of_requester(cast.directrice).get() == demande
        assert actions.read_scelle(demande, "recit", by=cast.directrice) == SECRET
        later = make_demande(cast.directrice, scene.service)
        assert actions.read_scelle(later, "recit", by=cast.coordination) == SECRET
    with pytest.raises(Unreadable):
        actions.read_scelle(later, "recit", by=cast.coordination)


def test_a_wrapped_key_moved_to_another_access_opens_nothing(cast, scene):
    mine = make_demande(cast.directrice, scene.service)
    other = make_demande(cast.adherente, scene.service)
    stolen = CleDossier.objects.get(acces__demande=other, acces__role="coordination").cle_enveloppee
    CleDossier.objects.filter(acces__demande=mine, acces__role="coordination").update(cle_enveloppee=stolen)
    with pytest.raises(Unreadable):
        actions.read_scelle(mine, "recit", by=cast.coordination)


def test_anonymisation_destroys_the_keys_and_keeps_a_coarse_row(cast, scene):
    demande = make_acceptee(cast, scene)
    actions.read_scelle(demande, "recit", by=cast.coordination)
    actions.withdraw_demande(demande, by=cast.directrice)
    actions.anonymize_demande(demande)
    demande.refresh_from_db()
    assert demande.etat == "anonymisee"
    assert demande.demandeur_empreinte is None
    assert (demande.bouquet, demande.deposee_le.hour) == (scene.service.bouquet, demande.deposee_le.hour)
    for name in ("scelles", "acces", "organisations", "ecarts", "propositions", "sollicitations", "lectures"):
        assert not getattr(demande, name).exists(), name
    assert not CleDossier.objects.exists()
    assert not demande.evenements.exists()
    assert not Demande.objects.visible_to(cast.directrice).exists()


def test_ledgers_are_only_added_to(cast, scene):
    demande = make_acceptee(cast, scene)
    actions.read_scelle(demande, "recit", by=cast.coordination)
    for rows in (demande.lectures, demande.evenements):
        with pytest.raises(Exception, match="append_only"), transaction.atomic():
            rows.all().update(role="systeme")
        with pytest.raises(Exception, match="append_only"), transaction.atomic():
            rows.all().delete()


def test_the_requester_is_never_named_by_an_access(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    with pytest.raises(IntegrityError, match="acces_demandeur_sans_nom"), transaction.atomic():
        Acces.objects.create(demande=demande, role="demandeur", personne=cast.directrice)
    with pytest.raises(IntegrityError, match="lecture_demandeur_sans_nom"), transaction.atomic():
        Lecture.objects.create(demande=demande, genre="recit", role="demandeur", lecteur=cast.directrice)
