"""The signed link by which a candidate, who may have no account, follows their own application."""

from django.conf import settings
from django.urls import reverse

from accompagnement.models import Candidature
from socle import signatures

SUIVI, SUIVI_JOURS = "accompagnement:candidature", 180


def follow_path(candidature: Candidature) -> str:
    """Return the path where a candidate follows their application."""
    return reverse("accompagnement:candidature_follow", args=[_token(candidature)])


def follow_link(candidature: Candidature) -> str:
    return settings.PORTAIL_URL + follow_path(candidature)


def _token(candidature) -> str:
    return signatures.sign(SUIVI, {"candidature": candidature.pk}, days=SUIVI_JOURS)


def find_candidature(token: str) -> Candidature | None:
    """Return the application that a link opens; None if it is forged, too old, or the application is forgotten."""
    try:
        content = signatures.read(SUIVI, token)
    except signatures.LienInvalide:
        return None
    return Candidature.objects.conservees().filter(pk=content["candidature"]).first()
