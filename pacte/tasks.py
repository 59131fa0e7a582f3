"""What beat runs for pacts; whether a ceremony is over is true when a page is read, whatever ran."""

from contextlib import suppress

from celery import shared_task
from django.core.exceptions import ValidationError
from django.utils import timezone

from pacte.actions import ceremonies, consultations, echeances
from pacte.models import AccesSignature, CeremonieSignature, VersionPacte


@shared_task
def settle_ceremonies() -> None:
    """Write what the ceremonies that are over hold, and remind those who have not answered the others."""
    for ceremonie in CeremonieSignature.objects.passees():
        with suppress(ValidationError):  # closed or given up meanwhile
            ceremonies.close_past_ceremonie(ceremonie)
    for ceremonie in CeremonieSignature.objects.ouvertes():
        with suppress(ValidationError):
            ceremonies.remind_signataires(ceremonie)


@shared_task
def forget_acces() -> None:
    """Delete the personal links that open nothing any more."""
    AccesSignature.objects.filter(expire_le__lt=timezone.now()).delete()


@shared_task
def forget_commentaires() -> None:
    """Erase the comments of visitors who never confirmed their address."""
    consultations.forget_commentaires()


@shared_task
def remind_expiry() -> None:
    """Tell those who administer, once, that the pact in force ends within six months."""
    for version in VersionPacte.objects.a_renouveler():
        echeances.remind_expiry(version)
