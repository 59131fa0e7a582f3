"""What requests about accounts go through."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

SENSITIVE = {"account_email", "account_set_password", "mfa_activate_totp", "mfa_add_webauthn"}


def ask_again(view):
    """Ask whoever opens this page to prove again that it is them, by whatever means they have."""
    asking = reauthentication_required(view)
    asking.asks_again = True
    return asking


class FreshSignIn:
    """Ask who has neither password nor second factor for a mailed code before their means of entry change.

    The accounts library asks again for a password or a second factor, and lets through whoever has none: an
    unattended screen would be enough to send somebody's codes elsewhere.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_sensitive = request.resolver_match.view_name in SENSITIVE or getattr(view, "asks_again", False)
        if not is_sensitive or not request.user.is_authenticated:
            return None
        if self._is_fresh(request) or get_adapter(request).get_reauthentication_methods(request.user):
            return None
        return redirect(f"{reverse('members:identity_confirm')}?{urlencode({'next': request.path})}")

    @staticmethod
    def _is_fresh(request) -> bool:
        records = get_authentication_records(request, request.user)
        return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
