from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

DUREE = timedelta(days=14)


def expiry():
    """Return when an invitation sent now stops opening the door."""
    return timezone.now() + DUREE


class InvitationQuerySet(models.QuerySet):
    def ouvertes(self):
        """Keep those that can still be accepted."""
        return self.filter(acceptee_le=None, annulee_le=None, expire_le__gt=timezone.now())


class Invitation(models.Model):
    """A personal way in: one person, one link, good once.

    Only a digest of the link's secret is kept. Where the mail goes to a shared box, the link alone opens
    nothing: the code that goes with it is given to the person by whoever invites (journey 12.1).
    """

    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations", verbose_name="personne"
    )
    empreinte = models.BinaryField("empreinte du lien", max_length=32, unique=True)
    code = models.BinaryField("empreinte du code", max_length=32, null=True)
    essais = models.PositiveSmallIntegerField("codes essayés", default=0)
    envoyee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="envoyée par"
    )
    envoyee_le = models.DateTimeField("envoyée le", default=timezone.now)
    expire_le = models.DateTimeField("expire le", default=expiry)
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"

    def __str__(self):
        return f"Invitation de {self.personne}"
