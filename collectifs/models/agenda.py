import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from socle.crypto import fingerprint


def new_secret() -> str:
    """Return what makes an address that nobody guesses."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """Return what is kept of an address's secret: without the portal's keys, nothing can be tried against it."""
    return fingerprint("agenda", secret)


class FluxAgenda(models.Model):
    """The secret address by which a person's telephone reads their agenda, without signing in.

    Only a keyed digest of the secret is kept: the address is shown once, when it is made, and a copy of the
    database opens nothing. Making another closes the one before.
    """

    personne = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="flux_agenda", verbose_name="personne"
    )
    empreinte = models.BinaryField("empreinte de l’adresse", max_length=32, unique=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now)

    class Meta:
        verbose_name = "flux d’agenda"
        verbose_name_plural = "flux d’agenda"

    def __str__(self):
        return f"Flux d’agenda de {self.personne}"
