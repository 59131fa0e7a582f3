"""How the accounts library behaves here: nobody signs up alone, secrets are sealed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from socle.crypto import seal_alone, unseal_alone

PLACE = "mfa:secret"


class AccountAdapter(DefaultAccountAdapter):
    """People come in by invitation only."""

    def is_open_for_signup(self, request):
        return False

    def populate_username(self, request, user):
        """Leave the sign-in name empty: only people who share a mailbox have one."""


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are sealed under the key ring, never kept in clear."""

    def encrypt(self, text: str) -> str:
        return urlsafe_b64encode(seal_alone(text, PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_alone(urlsafe_b64decode(encrypted_text), PLACE)

    def get_user_displayname(self, user):
        return str(user)
