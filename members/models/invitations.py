import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone

from members.models.rattachements import Rattachement
from socle.crypto import fingerprint

DUREE = timedelta(days=14)
MOST_TRIES = 5
ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"  # nothing that is misheard or misread when a code is said aloud
CODE_LENGTH = 6


def new_alea():
    """Return what makes a link unlike any other."""
    return secrets.token_bytes(16)


def new_code():
    """Return a code to say aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def clean_code(typed):
    """Return a code as it was given, whatever spaces, hyphens or case it was typed with."""
    return "".join(character for character in typed.upper() if character.isalnum())


def digest(token):
    """Return what is kept of a link's secret."""
    return sha256(token.encode()).digest()


def expiry():
    """Return when an invitation sent now stops opening the door."""
    return timezone.now() + DUREE


class InvitationQuerySet(models.QuerySet):
    def ouvertes(self, at=None):
        """Keep those that can be accepted now, or could at a moment."""
        return self.filter(acceptee_le=None, annulee_le=None, expire_le__gt=at or timezone.now())

    def with_token(self, token):
        """Keep the one that this link's secret opens, if any."""
        return self.filter(empreinte=digest(token))


class Invitation(models.Model):
    """A personal way in: one person, one link, good once.

    The link's secret is written nowhere: it is a keyed digest of `alea` under the portal's key ring, computed
    when the mail leaves, and only its own digest is kept, by which a visitor's link is recognised. A copy of
    the database therefore opens nothing. Where the mail goes to a shared box, the link alone opens nothing
    either: the code that goes with it is given to the person by whoever invites (journey 12.1).

    `association`, `genre` and the rest are the tie that accepting opens: nobody enters an association
    without having said yes.
    """

    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations", verbose_name="personne"
    )
    association = models.ForeignKey(
        "members.Association",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="association",
    )
    genre = models.CharField("genre", max_length=20, choices=Rattachement.Genre, blank=True)
    fonction = models.CharField("fonction", max_length=100, blank=True)
    is_gestionnaire = models.BooleanField("gère la fiche et les comptes de l’association", default=False)
    alea = models.BinaryField("aléa du lien", max_length=16, default=new_alea)
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

    def save(self, *args, **kwargs):
        self.empreinte = self.empreinte or digest(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self):
        """The link's secret, for the mail that leaves and for nothing else."""
        return urlsafe_b64encode(fingerprint("invitation", bytes(self.alea).hex())).decode().rstrip("=")

    @property
    def is_open(self):
        return self.acceptee_le is None and self.annulee_le is None and self.expire_le > timezone.now()

    @property
    def asks_for_code(self):
        """Whether the mail went to a box that several people read."""
        return self.code is not None

    def set_code(self, code):
        self.code = self._digest_of(code)

    def is_code(self, typed):
        return secrets.compare_digest(bytes(self.code or b""), self._digest_of(clean_code(typed)))

    def _digest_of(self, code):
        return fingerprint("invitation-code", f"{bytes(self.alea).hex()}:{code}")
