"""The pages of the accounts library wear our look, speak our French and hold to our content security policy."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse

from members.accounts import ensure_email_address

OPEN_PAGES = {
    "account_login": "Se connecter",
    "account_request_login_code": "Recevoir un code de connexion",
    "account_reset_password": "Mot de passe oublié",
    "account_password_reset_completed": "Mot de passe changé",
    "account_signup": "Le portail s’ouvre sur invitation",
    "account_inactive": "Ce compte est fermé",
}
OWN_PAGES = {
    "account_email": "Adresse de connexion",
    "account_change_password": "Changer de mot de passe",
    "account_logout": "Se déconnecter",
    "account_reauthenticate": "Confirmer que c’est vous",
    "mfa_index": "Seconde étape",
    "mfa_activate_totp": "Installer l’application de codes",
    "mfa_add_webauthn": "Ajouter une clé d’accès",
    "mfa_list_webauthn": "Clés d’accès",
    "usersessions_list": "Mes appareils",
}
INLINE = re.compile(r'style="|<style|\son[a-z]+="|javascript:', re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*(?:src=|application/json))", re.IGNORECASE)


def check_house_page(response, title):
    page = response.content.decode()
    assert response.status_code == 200
    assert len(re.findall("<h1", page)) == 1
    assert re.search(rf"<h1[^>]*>\s*{title}", page)
    assert not INLINE.search(page), INLINE.search(page)
    assert not INLINE_SCRIPT.search(page)
    assert "Sign" not in page
    return page


@pytest.fixture
def signed_in(client_of, cast):
    cast.directrice.set_password("trois chevaux bleus")
    cast.directrice.save()
    ensure_email_address(cast.directrice)
    client = client_of(cast.directrice)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": cast.directrice.email},
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True},
    ]
    session["account_authentication_methods_user"] = str(cast.directrice.pk)
    session.save()
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "title"), OPEN_PAGES.items())
def test_open_account_page_is_ours(client, name, title):
    check_house_page(client.get(reverse(name)), title)


@pytest.mark.parametrize(("name", "title"), OWN_PAGES.items())
def test_own_account_page_is_ours(signed_in, name, title):
    check_house_page(signed_in.get(reverse(name)), title)


def test_login_code_page_says_where_the_code_went(client, cast):
    ensure_email_address(cast.directrice)
    answer = client.post(reverse("account_request_login_code"), {"email": cast.directrice.email}, follow=True)
    page = check_house_page(answer, "Saisir le code reçu")
    assert cast.directrice.email in page


def test_whole_reset_of_a_password_is_ours(client, cast):
    ensure_email_address(cast.directrice)
    sent = client.post(reverse("account_reset_password"), {"email": cast.directrice.email}, follow=True)
    check_house_page(sent, "Saisir le code reçu")
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[0].body, re.MULTILINE)[1]
    chosen = client.post(reverse("account_confirm_password_reset_code"), {"code": code}, follow=True)
    check_house_page(chosen, "Choisir un mot de passe")


def test_second_step_is_asked_in_our_words(client, cast):
    ensure_email_address(cast.directrice)
    cast.directrice.set_password("trois chevaux bleus")
    cast.directrice.save()
    TOTP.activate(cast.directrice, "JBSWY3DPEHPK3PXP")
    answer = client.post(
        reverse("account_login"), {"login": cast.directrice.email, "password": "trois chevaux bleus"}, follow=True
    )
    check_house_page(answer, "Seconde étape")


def test_recovery_codes_are_ours(signed_in, cast):
    TOTP.activate(cast.directrice, "JBSWY3DPEHPK3PXP")
    check_house_page(signed_in.get(reverse("mfa_generate_recovery_codes")), "Faire de nouveaux codes de secours")
    made = signed_in.post(reverse("mfa_generate_recovery_codes"), follow=True)
    assert check_house_page(made, "Codes de secours").count("<li>") >= 10
    check_house_page(signed_in.get(reverse("mfa_deactivate_totp")), "Arrêter l’application de codes")


def test_wrong_password_is_said_before_the_fields(client, cast):
    page = client.post(reverse("account_login"), {"login": "nul@part.example", "password": "x"}).content.decode()
    assert page.index("error-summary") < page.index('name="login"')
