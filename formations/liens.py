"""The links of mails: one person, one thing, one purpose, for a time. Visiting one changes nothing."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from formations.models import AvisDemande, Inscription, LienFormateur, OffrePlace, ReglageFormations
from socle import signatures

OFFRE = "formations:offre"
REFUS = "formations:refus"
REFUS_DAYS = 90
AVIS = "formations:avis"
ANIME = "formations:anime"


def make_offre_token(offre: int, personne: int) -> str:
    """Return the token of a place kept for somebody, good a little longer than the place."""
    days = ReglageFormations.load().delai_offre // 24 + 2
    return signatures.sign(OFFRE, {"offre": offre, "personne": personne}, days=days)


def offre_link(offre: int, personne: int) -> str:
    """Return the address by which a person takes a place or leaves it, without signing in."""
    return settings.PORTAIL_URL + reverse("formations:offre_tap", args=[make_offre_token(offre, personne)])


def make_refus_token(inscription: int, personne: int) -> str:
    """Return the token of somebody whom a colleague enrolled."""
    return signatures.sign(REFUS, {"inscription": inscription, "personne": personne}, days=REFUS_DAYS)


def refus_link(inscription: int, personne: int) -> str:
    """Return the address by which somebody whom a colleague enrolled says that they will not come."""
    return settings.PORTAIL_URL + reverse("formations:refus_tap", args=[make_refus_token(inscription, personne)])


def find_offre(token: str) -> OffrePlace | None:
    """Return what the token opens, None if it is forged or expired."""
    content = _read(OFFRE, token)
    found = OffrePlace.objects.select_related("inscription__personne", "inscription__session__formation")
    return found.filter(pk=content["offre"], inscription__personne=content["personne"]).first() if content else None


def find_inscription(token: str) -> Inscription | None:
    """Return what the token opens, None if it is forged or expired."""
    content = _read(REFUS, token)
    found = Inscription.objects.select_related("personne", "session__formation", "inscrite_par", "association")
    return found.filter(pk=content["inscription"], personne=content["personne"]).first() if content else None


def avis_link(avis: AvisDemande) -> str:
    """Return the address by which a funder without an account gives an opinion, once."""
    token = signatures.sign(AVIS, {"avis": str(avis.pk)}, days=REFUS_DAYS)
    return settings.PORTAIL_URL + reverse("formations:avis_tap", args=[token])


def find_avis(token: str) -> AvisDemande | None:
    """Return what the token opens, None if it is forged or expired."""
    content = _read(AVIS, token)
    found = AvisDemande.objects.select_related("session__formation").filter(personne=None)
    return found.filter(pk=content["avis"]).first() if content else None


def formateur_link(lien: LienFormateur) -> str:
    """Return the address by which somebody without an account signs as who teaches; the row says until when."""
    days = max(1, (lien.expire_le - timezone.now()).days + 1)
    token = signatures.sign(ANIME, {"lien": str(lien.pk)}, days=days)
    return settings.PORTAIL_URL + reverse("formations:formateur_tap", args=[token])


def find_lien(token: str) -> LienFormateur | None:
    """Return what the token opens, None if it is forged, expired or taken back."""
    content = _read(ANIME, token)
    found = LienFormateur.objects.en_cours().select_related("session__formation", "formateur")
    return found.filter(pk=content["lien"]).first() if content else None


def _read(purpose, token):
    try:
        return signatures.read(purpose, token)
    except signatures.LienInvalide:
        return None
