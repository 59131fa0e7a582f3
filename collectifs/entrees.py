"""The open doors of a workshop: signed addresses for people without an account, good for its time only."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from collectifs.models import Atelier
from socle import signatures

CONTRIBUER = "collectifs:contribuer"
QUESTIONNAIRE = "collectifs:questionnaire"
PAGES = {CONTRIBUER: "collectifs:contribution_give", QUESTIONNAIRE: "collectifs:questionnaire_answer"}


def make_entree(atelier: Atelier, purpose: str) -> str:
    """Return the address that opens a workshop to whoever holds it; the clock still says when."""
    days = max((atelier.ferme - timezone.now()).days, 0) + 2
    token = signatures.sign(purpose, {"a": atelier.pk, "c": atelier.clef}, days=days)
    return settings.PORTAIL_URL + reverse(PAGES[purpose], args=[token])


def find_atelier(token: str, purpose: str) -> Atelier | None:
    """Return the workshop that an address opens, None if it is forged, too old, or was replaced by another."""
    try:
        content = signatures.read(purpose, token)
    except signatures.LienInvalide:
        return None
    return Atelier.objects.select_related("collectif").filter(pk=content["a"], clef=content["c"]).first()
