"""The personal link of somebody who teaches without an account: one session, a time, revocable."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from formations.models.formations import Formateur
from formations.models.sessions import SessionFormation


class LienFormateurQuerySet(models.QuerySet):
    def en_cours(self, now=None):
        """Keep those that open: not revoked, not expired, and whose bearer still teaches the session."""
        now = now or timezone.now()
        live = self.filter(revoque_le=None, expire_le__gt=now).exclude(session__etat="annulee")
        return live.filter(session__formateurs=models.F("formateur"))


class LienFormateur(models.Model):
    """What a signed link leads to; the link itself is kept nowhere."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(SessionFormation, models.PROTECT, related_name="liens", verbose_name="session")
    formateur = models.ForeignKey(Formateur, models.PROTECT, related_name="liens", verbose_name="qui anime")
    cree_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="fait par")
    cree_le = models.DateTimeField("fait le", default=timezone.now, editable=False)
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    revoque_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="révoqué par"
    )

    objects = LienFormateurQuerySet.as_manager()

    class Meta:
        verbose_name = "lien pour qui anime"
        verbose_name_plural = "liens pour qui anime"
        ordering = ["-cree_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "formateur"],
                condition=Q(revoque_le=None),
                name="lien_formateur_un_seul",
                violation_error_message="Un lien existe déjà pour cette personne : retirez-le d’abord.",
            ),
            models.CheckConstraint(condition=Q(expire_le__gt=models.F("cree_le")), name="lien_formateur_expire"),
        ]

    def __str__(self):
        return f"Lien de {self.formateur}"
