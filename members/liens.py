"""Signed links that the portal sends to people who may have no account: one purpose each, for a time."""

from django.conf import settings
from django.urls import reverse

from members.models import DemandeAdhesion, Personne
from socle import signatures

SUIVI, SUIVI_JOURS = "members:demande-adhesion", 90
CONSERVATION, CONSERVATION_JOURS = "members:conservation", 45


def follow_link(demande: DemandeAdhesion) -> str:
    """Return the address where a candidate follows its own file."""
    token = signatures.sign(SUIVI, {"demande": demande.pk}, days=SUIVI_JOURS)
    return settings.PORTAIL_URL + reverse("members:demande_follow", args=[token])


def find_demande(token: str) -> DemandeAdhesion | None:
    """Return the file that a link opens; None if it is forged, too old, or the file is forgotten."""
    try:
        content = signatures.read(SUIVI, token)
    except signatures.LienInvalide:
        return None
    found = DemandeAdhesion.objects.conservees().filter(pk=content["demande"])
    demande = found.select_related("suivie_par", "representant").first()
    return None if demande is None or demande.is_contact_oublie else demande


def keep_link(personne: Personne) -> str:
    """Return the address where somebody who left says whether the federation may go on knowing them."""
    token = signatures.sign(CONSERVATION, {"personne": personne.pk}, days=CONSERVATION_JOURS)
    return settings.PORTAIL_URL + reverse("members:conservation_choose", args=[token])


def find_leaving(token: str) -> Personne | None:
    """Return who a link of the farewell message speaks of; None if it is forged, too old, or they are erased."""
    try:
        content = signatures.read(CONSERVATION, token)
    except signatures.LienInvalide:
        return None
    return Personne.objects.filter(pk=content["personne"], effacee_le=None).first()
