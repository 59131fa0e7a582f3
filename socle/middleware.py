"""What every request goes through."""

import re

import pghistory
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import connection
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.module_loading import import_string

from socle.icones import draw_inside

WRITES = re.compile(
    r'\s*(?:WITH\b.*?\b)?(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE)\s+"?(?P<table>\w+)',
    re.IGNORECASE | re.DOTALL,
)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
EXCEPTED = {
    "django_session",
    "usersessions_usersession",  # the list of one's devices forgets those that are over
    "mfa_authenticator",  # recovery codes are marked as seen by the very page that shows them once
}


class EcritureInterdite(Exception):
    """A page that is only read tried to write."""


class GetCannotWrite:
    """Refuse every write while a GET or HEAD is answered: a mail scanner's visit can change nothing.

    `SELECT … FOR UPDATE` is not a write; the few tables that a visit may touch say why.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(self._refuse_writes):
            return self.get_response(request)

    @staticmethod
    def _refuse_writes(execute, sql, params, many, context):
        write = WRITES.match(str(sql))
        if write and write["table"] not in EXCEPTED:
            raise EcritureInterdite(str(sql)[:60])
        return execute(sql, params, many, context)


class FreshPages:
    """Nothing personal is kept by a browser or a proxy: the back button asks again (confidentiality)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response:
            patch_cache_control(response, no_store=True, private=True)
        return response


class IconsWithin:
    """Send the icons inside the pages of a visitor who is not signed in: few pages, few icons, one file less."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        if is_page and not request.user.is_authenticated:
            response.content = draw_inside(response.text)
        return response


class SecondFactor:
    """Some roles may only work behind a second factor; until they have one they are led to set it up."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.is_required = import_string(settings.SECOND_FACTOR_REQUIRED)

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or getattr(view, "login_required", True) is False:
            return None
        if view.__module__.startswith("allauth."):
            return None
        if self._has_used_one(request) or not self.is_required(request.user) or is_mfa_enabled(request.user):
            return None
        return redirect("mfa_index")

    @staticmethod
    def _has_used_one(request) -> bool:
        records = get_authentication_records(request, request.user)
        return any(record["method"] == "mfa" for record in records)


class HistoryContext:
    """Who changed a tracked row, kept beside the change."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return self.get_response(request)
        with pghistory.context(personne=request.user.pk):
            return self.get_response(request)
