import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class DocumentProduit(models.Model):
    """A PDF asked for by somebody, made by a worker, kept with its hash."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    genre = models.CharField("genre", max_length=80)
    parametres = models.JSONField("paramètres", default=dict)
    titre = models.CharField("titre", max_length=250)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="demandé par"
    )
    cree_le = models.DateTimeField("demandé le", default=timezone.now)
    commence_le = models.DateTimeField("commencé le", null=True, blank=True)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    etape = models.CharField("étape", max_length=120, default="En attente")
    progression = models.PositiveSmallIntegerField("progression", default=0)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    fichier = models.FileField("fichier", upload_to="documents/%Y/%m/", blank=True)
    nom = models.CharField("nom du fichier", max_length=150, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    probleme = models.CharField("problème", max_length=200, blank=True)

    class Meta:
        verbose_name = "document produit"
        verbose_name_plural = "documents produits"
        ordering = ["-cree_le"]
        indexes = [
            models.Index(
                fields=["cree_le"],
                condition=models.Q(fini_le=None, probleme=""),
                name="document_a_faire",
            )
        ]

    def __str__(self):
        return self.titre

    @property
    def is_ready(self):
        return self.fini_le is not None

    @property
    def has_failed(self):
        return bool(self.probleme) and not self.is_ready
