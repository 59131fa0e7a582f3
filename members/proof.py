"""Proof that an address is the visitor's: a code goes there, the session keeps its digest for ten minutes."""

import secrets
import time

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from members.models.invitations import MOST_TRIES, clean_code, new_code
from socle.crypto import fingerprint

KEY = "adresse-a-verifier"
TEN_MINUTES = 600
MOST_CODES = 5
TOO_MANY = "Trop de codes demandés ou essayés : recommencez depuis le début, un peu plus tard."


class AddressProof:
    """The address that waits for its code in this session."""

    def __init__(self, request):
        self.request = request
        self.state = request.session.get(KEY, {})

    @property
    def email(self) -> str:
        return self.state.get("email", "")

    @property
    def is_waiting(self) -> bool:
        return bool(self.state.get("code")) and self.state["until"] > time.time()

    def send(self, email: str, mail: str = "account/email/email_confirmation") -> bool:
        """Send a code, unless too many were already sent in this session; return whether it went."""
        sent = self.state.get("sent", 0) + 1
        if sent > MOST_CODES:
            return False
        code = new_code()
        self.state = {
            "email": email,
            "code": self._digest(email, code),
            "until": time.time() + TEN_MINUTES,
            "tries": 0,
            "sent": sent,
        }
        self._keep()
        get_adapter().send_mail(mail, email, {"code": code, "user": None})
        return True

    def check(self, typed: str) -> str:
        """Return the address if the code is right; raise ValidationError otherwise."""
        if not self.is_waiting or self.state["tries"] >= MOST_TRIES:
            raise ValidationError(TOO_MANY)
        self.state["tries"] += 1
        self._keep()
        if not secrets.compare_digest(self.state["code"], self._digest(self.email, clean_code(typed))):
            raise ValidationError("Ce code n’est pas le bon : regardez le dernier message que nous avons envoyé.")
        self.request.session.pop(KEY, None)
        return self.email

    def _keep(self) -> None:
        self.request.session[KEY] = self.state

    @staticmethod
    def _digest(email, code) -> str:
        return fingerprint("address-proof", f"{email}:{code}").hex()
