"""Signing in: by code, by password, with a second factor; nobody signs up, nothing is revealed."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.test import Client

from members.accounts import ensure_email_address, ensure_email_addresses
from members.actions import invite_personne
from members.models import Personne
from socle.models import Courriel
from tests.factories.members import make_personne

pytestmark = pytest.mark.django_db
LOGIN, BY_CODE, CONFIRM = "/compte/login/", "/compte/login/code/", "/compte/login/code/confirm/"
PASSWORD = "un chat sur le toit du palier"
CODE = re.compile(r"^([A-Z0-9]{4}-?[A-Z0-9]{2,4})$", re.MULTILINE)


def last_code():
    return CODE.search(Courriel.objects.latest("pk").texte)[1]


def sign_in_by_code(client, personne):
    client.post(BY_CODE, {"email": personne.email})
    return client.post(CONFIRM, {"code": last_code()})


def is_signed_in(client, personne):
    return client.session.get("_auth_user_id") == str(personne.pk)


def set_password(personne, identifiant=None):
    personne.set_password(PASSWORD)
    personne.identifiant = identifiant
    personne.save()


def totp_code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


class TestCode:
    def test_a_mailed_code_opens_the_portal(self, cast):
        client = Client()
        answer = sign_in_by_code(client, cast.directrice)
        assert answer.headers["Location"] == "/"
        assert is_signed_in(client, cast.directrice)
        mail = Courriel.objects.get()
        assert (mail.destinataires, mail.sujet) == (cast.directrice.email, "Votre code de connexion")
        assert "recopier" in mail.texte

    def test_three_wrong_codes_end_the_try(self, cast):
        client = Client()
        client.post(BY_CODE, {"email": cast.directrice.email})
        right = last_code()
        for _ in range(3):
            client.post(CONFIRM, {"code": "AAAA-AAAA"})
        client.post(CONFIRM, {"code": right})
        assert not is_signed_in(client, cast.directrice)

    def test_a_code_is_old_after_ten_minutes(self, cast, monkeypatch):
        client = Client()
        client.post(BY_CODE, {"email": cast.directrice.email})
        later = time.time() + 601
        monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
        client.post(CONFIRM, {"code": last_code()})
        assert not is_signed_in(client, cast.directrice)

    @pytest.mark.trap("shared-mailbox")
    def test_shared_unknown_and_closed_addresses_reveal_nothing(self, cast):
        make_personne(email=None, courriel_partage="boite@lepalier.example", identifiant="boite", password="!")
        closed = make_personne(is_active=False)
        answers = []
        for email in (cast.directrice.email, "boite@lepalier.example", "inconnue@nulle.example", closed.email):
            client = Client()
            answer = client.post(BY_CODE, {"email": email})
            page = client.get(CONFIRM).content.decode()
            page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", page)
            answers.append((answer.status_code, answer.headers["Location"], page.replace(email, "ADRESSE")))
        assert len(set(answers)) == 1
        assert [mail.destinataires for mail in Courriel.objects.all()] == [cast.directrice.email]

    def test_asking_too_many_codes_is_refused(self, cast):
        for _ in range(6):
            Client().post(BY_CODE, {"email": cast.directrice.email})
        assert Courriel.objects.count() == 3


class TestPassword:
    def test_name_and_password(self, cast):
        shared = make_personne(email=None, courriel_partage="boite@lepalier.example")
        set_password(shared, "alix.t")
        client = Client()
        assert client.post(LOGIN, {"login": "Alix.T", "password": PASSWORD}).headers["Location"] == "/"
        assert is_signed_in(client, shared)
        assert not Courriel.objects.filter(destinataires="boite@lepalier.example").exists()

    def test_five_wrong_passwords_close_the_door_even_to_the_right_one(self, cast, clean_cache):
        set_password(cast.directrice)
        for _ in range(5):
            Client().post(LOGIN, {"login": cast.directrice.email, "password": "faux mot de passe"})
        client = Client()
        page = client.post(LOGIN, {"login": cast.directrice.email, "password": PASSWORD}).content.decode()
        assert "Trop" in page
        assert not is_signed_in(client, cast.directrice)
        clean_cache()
        client.post(LOGIN, {"login": cast.directrice.email, "password": PASSWORD})
        assert is_signed_in(client, cast.directrice)

    def test_known_and_unknown_get_the_same_answer(self, cast):
        set_password(cast.directrice)
        said = [
            re.sub(
                r'value="\w{64}"', "", Client().post(LOGIN, {"login": login, "password": "x"}).content.decode()
            ).replace(login, "")
            for login in (cast.directrice.email, "inconnue@nulle.example")
        ]
        assert said[0] == said[1]

    @pytest.mark.trap("shared-mailbox")
    def test_a_forgotten_password_sends_nothing_to_a_shared_box(self, cast):
        shared = make_personne(email=None, courriel_partage="boite@lepalier.example")
        set_password(shared, "alix.t")
        Client().post("/compte/password/reset/", {"email": "boite@lepalier.example"})
        assert not Courriel.objects.exists()

    def test_a_reset_needs_the_mailed_code(self, cast):
        client = Client()
        client.post("/compte/password/reset/", {"email": cast.directrice.email})
        client.post("/compte/password/reset/confirm/", {"code": last_code()})
        client.post("/compte/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})
        cast.directrice.refresh_from_db()
        assert cast.directrice.check_password(PASSWORD)


class TestSecondFactor:
    def activate(self, personne):
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(personne, secret)
        RecoveryCodes.activate(personne)
        return secret

    @pytest.mark.parametrize("role", ["admin", "coordination", "prestataire"])
    def test_roles_with_power_are_led_to_set_it_up(self, cast, role):
        personne, client = getattr(cast, role), Client()
        sign_in_by_code(client, personne)
        for page in ("/", "/annuaire/", "/roles/", "/mon-compte/"):
            assert client.get(page).headers.get("Location") == "/compte/2fa/", page
        assert client.get("/compte/2fa/").status_code == 200
        assert client.post("/compte/logout/").status_code == 302

    @pytest.mark.parametrize("role", ["directrice", "chargee", "comite", "adherente"])
    def test_others_are_not(self, cast, role):
        client = Client()
        sign_in_by_code(client, getattr(cast, role))
        assert client.get("/annuaire/").status_code == 200

    def test_a_right_code_of_the_application_opens(self, cast):
        secret = self.activate(cast.admin)
        client = Client()
        assert sign_in_by_code(client, cast.admin).headers["Location"] == "/compte/2fa/authenticate/"
        assert client.get("/annuaire/").status_code == 302
        client.post("/compte/2fa/authenticate/", {"code": "000000"})
        assert not is_signed_in(client, cast.admin)
        client.post("/compte/2fa/authenticate/", {"code": totp_code(secret)})
        assert is_signed_in(client, cast.admin)
        assert client.get("/roles/").status_code == 200

    def test_a_recovery_code_serves_once(self, cast):
        self.activate(cast.admin)
        codes = Authenticator.objects.get(user=cast.admin, type="recovery_codes").wrap().get_unused_codes()
        for attempt, opens in ((1, True), (2, False)):
            client = Client()
            sign_in_by_code(client, cast.admin)
            client.post("/compte/2fa/authenticate/", {"code": codes[0]})
            assert is_signed_in(client, cast.admin) is opens, attempt

    def test_secrets_are_sealed(self, cast):
        secret = self.activate(cast.admin)
        kept = " ".join(str(data) for data in Authenticator.objects.values_list("data", flat=True))
        assert secret not in kept
        assert Authenticator.objects.get(user=cast.admin, type="totp").wrap().validate_code(totp_code(secret))

    def test_an_invitation_does_not_go_round_it(self, cast):
        self.activate(cast.directrice)
        sent = invite_personne(cast.directrice, association=cast.horizon, genre="salarie", by=cast.admin)
        client = Client()
        answer = client.post(f"/invitation/{sent.invitation.token}/")
        assert answer.headers["Location"] == "/compte/2fa/authenticate/"
        assert not is_signed_in(client, cast.directrice)


class TestMeansOfEntry:
    def test_nobody_signs_up_alone(self, cast):
        before = Personne.objects.count()
        page = Client().post("/compte/signup/", {"email": "x@y.example", "password1": PASSWORD})
        assert "invitation" in page.content.decode()
        assert Personne.objects.count() == before

    def test_address_changes_only_after_proof(self, cast):
        client = Client()
        sign_in_by_code(client, cast.directrice)
        old = cast.directrice.email
        client.post("/compte/email/", {"action_add": "", "email": "neuve@perso.example"})
        cast.directrice.refresh_from_db()
        assert cast.directrice.email == old
        mail = Courriel.objects.latest("pk")
        assert mail.destinataires == "neuve@perso.example"
        client.post("/compte/confirm-email/", {"code": CODE.search(mail.texte)[1]})
        cast.directrice.refresh_from_db()
        assert cast.directrice.email == "neuve@perso.example"
        assert [row.email for row in EmailAddress.objects.filter(user=cast.directrice)] == ["neuve@perso.example"]
        assert Courriel.objects.filter(destinataires=old, sujet="Votre adresse de connexion a changé").exists()

    def test_address_change_asks_again_who_it_is(self, cast, monkeypatch):
        client = Client()
        sign_in_by_code(client, cast.directrice)
        assert client.get("/compte/email/").status_code == 200
        later = time.time() + 601
        monkeypatch.setattr("members.middleware.time.time", lambda: later)
        answer = client.post("/compte/email/", {"action_add": "", "email": "neuve@perso.example"})
        assert answer.headers["Location"].startswith("/mon-compte/confirmer/?next=")
        assert not EmailAddress.objects.filter(email="neuve@perso.example").exists()
        monkeypatch.undo()
        client.post(answer.headers["Location"])
        confirmed = client.post(answer.headers["Location"], {"code": last_code()})
        assert confirmed.headers["Location"] == "/compte/email/"

    def test_with_a_password_the_password_is_asked(self, cast):
        set_password(cast.directrice)
        client = Client()
        sign_in_by_code(client, cast.directrice)
        answer = client.post("/compte/email/", {"action_add": "", "email": "neuve@perso.example"})
        assert "/compte/reauthenticate/" in answer.headers["Location"]

    @pytest.mark.trap("shared-mailbox")
    def test_a_shared_box_cannot_become_the_address(self, cast):
        make_personne(email=None, courriel_partage="boite@lepalier.example")
        client = Client()
        sign_in_by_code(client, cast.directrice)
        page = client.post("/compte/email/", {"action_add": "", "email": "Boite@lepalier.example"})
        assert "Plusieurs personnes lisent cette boîte" in page.content.decode()

    def test_devices_are_listed_and_closed_from_afar(self, cast):
        here, there = Client(headers={"user-agent": "Ordinateur"}), Client(headers={"user-agent": "Tablette"})
        sign_in_by_code(here, cast.directrice)
        sign_in_by_code(there, cast.directrice)
        page = here.get("/compte/sessions/").content.decode()
        assert UserSession.objects.filter(user=cast.directrice).count() == 2
        assert page.count("127.0.0.1") == 2
        here.post("/compte/sessions/")
        assert there.get("/annuaire/").status_code == 302
        assert here.get("/compte/sessions/").status_code == 200

    def test_a_closed_account_is_out_at_once(self, cast, client_of):
        client = client_of(cast.directrice)
        Personne.objects.filter(pk=cast.directrice.pk).update(is_active=False)
        assert client.get("/annuaire/").status_code == 302

    def test_own_sheet(self, cast, client_of):
        client = client_of(cast.directrice)
        page = client.get("/mon-compte/").content.decode()
        for words in ("Qui me voit, et pourquoi", cast.directrice.email, "Le Palier", "clés d’accès"):
            assert words in page
        data = {"prenom": "Aïssatou", "nom": "Diomberé", "telephone": "02 61 91 00 09"}
        assert client.post("/mon-compte/", data).status_code == 302
        cast.directrice.refresh_from_db()
        assert cast.directrice.telephone == "+33261910009"
        wrong = client.post("/mon-compte/", data | {"telephone": "non", "nom": "Nom tapé"}).content.decode()
        assert "se compose de chiffres" in wrong
        assert "Nom tapé" in wrong


class TestAddressRows:
    def test_rows_follow_the_person(self):
        personne = make_personne()
        personne.email = "autre@perso.example"
        personne.save()
        ensure_email_address(personne)
        row = personne.emailaddress_set.get()
        assert (row.email, row.verified, row.primary) == ("autre@perso.example", True, True)
        personne.email = None
        ensure_email_address(personne)
        assert not personne.emailaddress_set.exists()

    @pytest.mark.parametrize("number", [1, 60])
    def test_many_people_in_three_queries(self, django_assert_num_queries, number):
        people = [make_personne() for _ in range(number)]
        EmailAddress.objects.filter(user__in=people[::2]).delete()
        with django_assert_num_queries(3):
            ensure_email_addresses(people)
        assert EmailAddress.objects.filter(user__in=people, verified=True, primary=True).count() == number
        kept = set(EmailAddress.objects.values_list("pk", flat=True))
        ensure_email_addresses(people)
        assert set(EmailAddress.objects.values_list("pk", flat=True)) == kept
