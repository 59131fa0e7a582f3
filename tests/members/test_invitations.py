"""The way in: a link that is written nowhere, a code for shared boxes, and nobody in without a yes."""

import json
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.actions import (
    CodeRefused,
    InvitationClosed,
    accept_invitation,
    check_invitation_code,
    invite_personne,
    resend_invitation,
    revoke_invitation,
)
from members.models import Invitation, Personne, Rattachement
from members.models.invitations import digest
from socle.models import Courriel, EntreeJournal, Envoi
from socle.notifications import deliver
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
SALARIE = Rattachement.Genre.SALARIE
BOX = "contact@lepalier.solidaubrelle.example"
LINK = re.compile(r"https?://[^/\s]+(/invitation/[\w-]+/)")


def deliver_all():
    for envoi in Envoi.objects.filter(envoye_le=None):
        assert deliver(str(envoi.identifiant)), envoi.probleme


def mailed_link():
    deliver_all()
    return LINK.search(Courriel.objects.filter(sujet__contains="invite").latest("pk").texte)[1]


def invite(cast, shared=False, **fields):
    address = {"courriel_partage": BOX} if shared else {"email": "nouvelle@solidaubrelle.example"}
    personne = Personne(prenom="Nadège", nom="Ormoulin", **address)
    return invite_personne(
        personne, association=cast.palier, genre=SALARIE, fonction="Accueil", by=cast.directrice, **fields
    )


def is_signed_in(client, personne=None):
    return client.session.get("_auth_user_id") == str(personne.pk if personne else "")


class TestOwnAddress:
    def test_mail_then_visit_then_yes(self, cast):
        personne = invite(cast).invitation.personne
        assert not personne.is_active
        client, link = Client(), mailed_link()
        page = client.get(link).content.decode()
        assert "Aïssatou Diomberé" in page
        assert "du Palier" in page
        assert client.post(link).status_code == 302
        personne.refresh_from_db()
        assert is_signed_in(client, personne)
        assert personne.is_active
        assert [(t.association, t.fonction) for t in personne.rattachements_en_cours] == [(cast.palier, "Accueil")]
        address = personne.emailaddress_set.get()
        assert (address.email, address.verified, address.primary) == (personne.email, True, True)
        assert EntreeJournal.objects.filter(verbe="members.accept_invitation", par=personne).exists()
        assert cast.directrice.notifications.get().titre == "Nadège Ormoulin a accepté votre invitation"

    @pytest.mark.trap("get-writes")
    def test_a_visit_changes_nothing(self, cast, django_assert_num_queries):
        sent = invite(cast)
        link = mailed_link()
        Client().get(link)
        with django_assert_num_queries(1):
            Client().get(link)
        assert sent.invitation.personne.rattachements.count() == 0
        assert Invitation.objects.ouvertes().count() == 1

    def test_before_the_yes_no_code_is_sent(self, cast):
        personne = invite(cast).invitation.personne
        deliver_all()
        before = Courriel.objects.count()
        Client().post("/compte/login/code/", {"email": personne.email})
        assert Courriel.objects.count() == before

    def test_link_serves_once(self, cast):
        invite(cast)
        link = mailed_link()
        Client().post(link)
        second = Client()
        assert "n’ouvre plus rien" in second.post(link).content.decode()
        assert not second.session.get("_auth_user_id")

    def test_two_visitors_at_once_enter_once(self, cast):
        sent = invite(cast)
        accept_invitation(sent.invitation)
        with pytest.raises(InvitationClosed):
            accept_invitation(sent.invitation)
        assert sent.invitation.personne.rattachements.count() == 1

    def test_too_old_replaced_taken_back_and_unknown_look_the_same(self, cast):
        old, replaced, taken = (invite_personne(make_personne(f"N{n}"), association=cast.palier, genre=SALARIE,
                                by=cast.directrice).invitation for n in range(3))  # fmt: skip
        Invitation.objects.filter(pk=old.pk).update(expire_le=timezone.now() - timedelta(seconds=1))
        resend_invitation(replaced, by=cast.directrice)
        revoke_invitation(taken, by=cast.directrice)
        used = invite(cast).invitation
        accept_invitation(used)
        pages = set()
        for token in (old.token, replaced.token, taken.token, used.token, "jamaisvu"):
            answer = Client().get(f"/invitation/{token}/")
            assert answer.status_code == 200
            page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
            pages.add(page.replace(token, "TOKEN"))
        assert len(pages) == 1

    def test_fourteen_days(self, cast):
        invitation = invite(cast).invitation
        assert timedelta(days=13, hours=23) < invitation.expire_le - timezone.now() <= timedelta(days=14)

    def test_signed_in_as_another_cannot_accept(self, cast, client_of):
        invite(cast)
        client = client_of(cast.collegue)
        page = client.post(mailed_link()).content.decode()
        assert "pour quelqu’un d’autre" in page
        assert Invitation.objects.ouvertes().count() == 1

    def test_somebody_known_joins_a_second_association(self, cast, client_of):
        address = f"/annuaire/{cast.palier.pk}/inviter/"
        data = {
            "prenom": "L.",
            "nom": "T.",
            "email": cast.adherente.email.upper(),
            "boite": "personnelle",
            "genre": "salarie",
        }
        client_of(cast.directrice).post(address, data)
        assert cast.adherente.rattachements.count() == 1
        client = Client()
        client.post(mailed_link())
        assert is_signed_in(client, cast.adherente)
        assert {t.association for t in cast.adherente.rattachements.en_cours()} == {cast.palier, cast.horizon}


class TestSecret:
    def test_secret_is_in_no_table(self, cast):
        sent = invite(cast, shared=True)
        token, code = sent.invitation.token, sent.code
        assert sent.invitation.empreinte == digest(token)
        dump = dump_database()
        assert "Ormoulin" in dump
        assert token not in dump
        assert code not in dump

    def test_secret_is_only_in_the_mail(self, cast):
        token = invite(cast).invitation.token
        deliver_all()
        assert token in Courriel.objects.get().texte
        assert token not in dump_database(without="socle_courriel")
        assert token not in json.dumps(list(Envoi.objects.values_list("contexte", flat=True)))

    def test_another_key_ring_makes_another_secret(self, cast, settings):
        invitation = invite(cast).invitation
        token = invitation.token
        settings.MASTER_KEYS = ["A" * 43 + "="]
        assert invitation.token != token

    def test_code_is_not_in_the_mail(self, cast):
        code = invite(cast, shared=True).code
        deliver_all()
        mail = Courriel.objects.get()
        assert code not in mail.texte + mail.html
        assert "de vive voix" in mail.texte

    def test_failed_pages_do_not_log_the_link(self, cast, capfd):
        token = invite(cast).invitation.token
        client = Client(enforce_csrf_checks=True)
        assert client.post(f"/invitation/{token}/").status_code == 403
        said = capfd.readouterr()
        assert token not in said.err + said.out


class TestSharedBox:
    @pytest.mark.trap("shared-mailbox")
    def test_link_alone_opens_nothing(self, cast):
        sent = invite(cast, shared=True)
        client, link = Client(), mailed_link()
        page = client.post(link)
        assert "_auth_user_id" not in client.session
        assert "vous a donné de vive voix" in page.content.decode()
        assert "n’ouvre plus rien" in client.get("/invitation/choisir/").content.decode()
        assert Invitation.objects.get(pk=sent.invitation.pk).acceptee_le is None

    @pytest.mark.parametrize("typed", ["{code}", " {lower} ", "{spaced}"])
    def test_code_then_name_and_password(self, cast, typed):
        sent = invite(cast, shared=True)
        client, link = Client(), mailed_link()
        spelling = {"code": sent.code, "lower": sent.code.lower(), "spaced": f"{sent.code[:3]}-{sent.code[3:]}"}
        assert client.post(link, {"code": typed.format(**spelling)}).headers["Location"] == "/invitation/choisir/"
        short = {"moyen": "mot-de-passe", "identifiant": "nadege.o", "password": "tropcourt"}
        assert "au minimum 14 caractères" in client.post("/invitation/choisir/", short).content.decode()
        good = short | {"password": "un chat sur le toit du palier"}
        assert client.post("/invitation/choisir/", good).status_code == 302
        personne = sent.invitation.personne
        assert is_signed_in(client, personne)
        again = Client()
        again.post("/compte/login/", {"login": "Nadege.O", "password": good["password"]})
        assert is_signed_in(again, personne)

    def test_code_then_own_address(self, cast):
        sent = invite(cast, shared=True)
        client, link = Client(), mailed_link()
        client.post(link, {"code": sent.code})
        own = {"moyen": "adresse", "adresse-email": "Nadege@perso.example"}
        assert client.post("/invitation/choisir/", own).headers["Location"] == "/invitation/verifier/"
        mail = Courriel.objects.latest("pk")
        assert mail.destinataires == "nadege@perso.example"
        wrong = client.post("/invitation/verifier/", {"code": "AAAAAA"})
        assert "n’est pas le bon" in wrong.content.decode()
        assert "_auth_user_id" not in client.session
        code = re.search(r"^([A-Z0-9]{6})$", mail.texte, re.MULTILINE)[1]
        assert code not in json.dumps(dict(client.session.items()))
        assert client.post("/invitation/verifier/", {"code": code}).status_code == 302
        personne = Personne.objects.get(pk=sent.invitation.personne_id)
        assert is_signed_in(client, personne)
        assert personne.email == "nadege@perso.example"
        assert personne.emailaddress_set.get().verified

    @pytest.mark.trap("shared-mailbox")
    def test_the_shared_box_is_refused_as_own_address(self, cast):
        sent = invite(cast, shared=True)
        client = Client()
        client.post(mailed_link(), {"code": sent.code})
        before = Courriel.objects.count()
        page = client.post("/invitation/choisir/", {"moyen": "adresse", "adresse-email": BOX.upper()})
        assert "Plusieurs personnes lisent cette boîte" in page.content.decode()
        assert Courriel.objects.count() == before

    def test_own_address_of_another_account_is_refused_after_proof(self, cast):
        sent = invite(cast, shared=True)
        client = Client()
        client.post(mailed_link(), {"code": sent.code})
        client.post("/invitation/choisir/", {"moyen": "adresse", "adresse-email": cast.collegue.email})
        code = re.search(r"^([A-Z0-9]{6})$", Courriel.objects.latest("pk").texte, re.MULTILINE)[1]
        page = client.post("/invitation/verifier/", {"code": code}).content.decode()
        assert "déjà celle d’une autre personne" in page
        assert "_auth_user_id" not in client.session

    def test_five_wrong_codes_close_the_door(self, cast):
        sent = invite(cast, shared=True)
        client, link = Client(), mailed_link()
        for left in (4, 3, 2, 1):
            assert f"il reste {left} essai" in client.post(link, {"code": "AAAAAA"}).content.decode().replace(
                "\u202f", " "
            )
        assert "n’ouvre plus rien" in client.post(link, {"code": "AAAAAA"}).content.decode()
        assert "n’ouvre plus rien" in client.post(link, {"code": sent.code}).content.decode()

    @pytest.mark.trap("shared-mailbox")
    def test_a_second_invitation_does_not_enter_an_account_that_exists(self, cast):
        first = invite(cast, shared=True)
        accept_invitation(first.invitation, identifiant="nadege", password="un chat sur le toit du palier")
        second = invite_personne(first.invitation.personne, association=cast.horizon, genre=SALARIE, by=cast.admin)
        client = Client()
        page = client.post(f"/invitation/{second.invitation.token}/", {"code": second.code}).content.decode()
        assert "Connectez-vous pour accepter" in page
        assert "moyen" not in client.get("/invitation/choisir/").content.decode()

    def test_replaced_half_way_opens_nothing(self, cast):
        sent = invite(cast, shared=True)
        client = Client()
        client.post(mailed_link(), {"code": sent.code})
        resend_invitation(sent.invitation, by=cast.directrice)
        assert "n’ouvre plus rien" in client.get("/invitation/choisir/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_are_counted():
    association, manager = make_association(), make_personne()
    make_rattachement(manager, association, is_gestionnaire=True)
    someone = Personne(nom="Ormoulin", courriel_partage=BOX)
    invitation = invite_personne(someone, association=association, genre=SALARIE, by=manager).invitation
    barrier, outcomes = Barrier(12), []

    def guess():
        barrier.wait()
        try:
            check_invitation_code(invitation, "AAAAAA")
        except (CodeRefused, InvitationClosed) as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(CodeRefused) == 5
    assert outcomes.count(InvitationClosed) == 7


class TestHost:
    def test_code_is_shown_once(self, cast, client_of):
        client = client_of(cast.directrice)
        data = {"prenom": "Nadège", "nom": "Ormoulin", "email": BOX, "boite": "partagee", "genre": "salarie"}
        answer = client.post(f"/annuaire/{cast.palier.pk}/inviter/", data)
        invitation = Invitation.objects.get()
        address = answer.headers["Location"]
        assert "invitation-code" in str(list(client.session.keys()))
        shown = re.search(r"data-copy>([A-Z0-9]{6})<", client.get(address).content.decode())[1]
        assert invitation.is_code(shown)
        assert shown not in client.get(address).content.decode()

    def test_inviting_again_replaces(self, cast, client_of):
        client = client_of(cast.directrice)
        data = {"prenom": "Nadège", "nom": "Ormoulin", "email": BOX, "boite": "partagee", "genre": "salarie"}
        for _ in range(2):
            client.post(f"/annuaire/{cast.palier.pk}/inviter/", data)
        assert Personne.objects.filter(nom="Ormoulin").count() == 1
        assert Invitation.objects.count() == 2
        assert Invitation.objects.ouvertes().count() == 1

    def test_a_known_shared_box_cannot_be_said_personal(self, cast, client_of):
        make_personne(email=None, courriel_partage=BOX)
        data = {"nom": "Ormoulin", "email": BOX, "boite": "personnelle", "genre": "salarie"}
        page = client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/inviter/", data).content.decode()
        assert "Plusieurs personnes lisent cette boîte" in page
        assert not Invitation.objects.exists()

    @pytest.mark.trap("outsider-invites")
    def test_somebody_invited_cannot_invite(self, cast):
        invited = invite(cast, is_gestionnaire=True).invitation.personne
        with pytest.raises(PermissionDenied):
            invite_personne(make_personne(), association=cast.palier, genre=SALARIE, by=invited)

    def test_a_new_link_is_asked_once_and_says_nothing(self, cast):
        invitation = invite(cast).invitation
        revoke_invitation(invitation, by=cast.directrice)
        deliver_all()
        answers = {
            re.sub(r'value="\w{64}"', "", Client().post(f"/invitation/{token}/redemander/").content.decode())
            for token in (invitation.token, invitation.token, "jamaisvu")
        }
        assert len(answers) == 1
        deliver_all()
        asked = Courriel.objects.filter(sujet__contains="demande un nouveau lien")
        assert [mail.destinataires for mail in asked] == [cast.directrice.email]


def dump_database(without=""):
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if name != without]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)
