import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

LUES = timedelta(days=90)
JAMAIS_LUES = timedelta(days=365)


class NotificationQuerySet(models.QuerySet):
    def of(self, personne):
        """Keep what was written to this person and is not past its time, whether or not a job came by (§6.4)."""
        return self.filter(destinataire=personne).exclude(self.is_past())

    @staticmethod
    def is_past() -> Q:
        """What was read three months ago, and what nobody read in a year."""
        today = timezone.localdate()
        return Q(lue_le__date__lte=today - LUES) | Q(cree_le__date__lte=today - JAMAIS_LUES)

    def unread(self):
        """Keep what was not opened yet."""
        return self.filter(lue_le=None)


class Notification(models.Model):
    """A message to a person inside the portal; it stays there whatever becomes of the mail.

    `cle` is the name under which it goes to this person once only, as its mail does.
    """

    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name="destinataire"
    )
    genre = models.CharField("genre", max_length=80)
    cle = models.CharField("clé", max_length=200, null=True, blank=True)
    titre = models.CharField("titre", max_length=250)
    lien = models.CharField("lien", max_length=300)
    cree_le = models.DateTimeField("créée le", default=timezone.now)
    lue_le = models.DateTimeField("lue le", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "notification"
        ordering = ["-cree_le", "-pk"]
        constraints = [models.UniqueConstraint(fields=["destinataire", "cle"], name="notification_une_fois")]
        indexes = [
            models.Index(fields=["destinataire", "-cree_le"], name="notification_fil"),
            models.Index(fields=["destinataire"], condition=Q(lue_le=None), name="notification_non_lue"),
        ]

    def __str__(self):
        return self.titre


class PreferenceNotification(models.Model):
    """A person's choice not to get the mail of one kind of message."""

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="personne")
    genre = models.CharField("genre", max_length=80)
    par_courriel = models.BooleanField("par courriel", default=True)

    class Meta:
        verbose_name = "préférence de notification"
        verbose_name_plural = "préférences de notification"
        constraints = [models.UniqueConstraint(fields=["personne", "genre"], name="preference_unique")]

    def __str__(self):
        return f"{self.genre} : {'oui' if self.par_courriel else 'non'}"


class EnvoiQuerySet(models.QuerySet):
    def due(self, at=None):
        """Keep the mails that wait to be sent and whose next try has come."""
        return self.filter(envoye_le=None, prochain_essai_le__lte=at or timezone.now())


class Envoi(models.Model):
    """A mail to send, written in the transaction of what it tells: the outbox, which loses nothing.

    A confidential mail holds no person: its address is sealed, and blanked once it is sent.
    """

    identifiant = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    genre = models.CharField("genre", max_length=80)
    cle = models.CharField("clé", max_length=200, null=True, blank=True, unique=True)
    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="destinataire"
    )
    adresse_scellee = models.BinaryField("adresse scellée", null=True)
    titre = models.CharField("titre", max_length=250)
    contexte = models.JSONField("contexte", default=dict)
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    prochain_essai_le = models.DateTimeField("prochain essai le", default=timezone.now)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    probleme = models.CharField("problème", max_length=200, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = EnvoiQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        ordering = ["pk"]
        indexes = [models.Index(fields=["prochain_essai_le"], condition=Q(envoye_le=None), name="envoi_a_faire")]

    def __str__(self):
        return f"{self.genre} ({self.identifiant})"


class Courriel(models.Model):
    """A mail as it was sent, kept only where the portal is not in production."""

    destinataires = models.CharField("destinataires", max_length=500)
    sujet = models.CharField("sujet", max_length=300)
    texte = models.TextField("texte")
    html = models.TextField("page", blank=True)
    pieces = models.JSONField("pièces", default=list)
    cle = models.CharField("clé", max_length=40, blank=True)
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)

    class Meta:
        verbose_name = "courriel"
        ordering = ["-pk"]

    def __str__(self):
        return self.sujet
