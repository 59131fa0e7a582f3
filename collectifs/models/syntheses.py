import pgtrigger
from django.db import models
from django.db.models import Q

from collectifs.models.ateliers import Atelier
from socle.empreintes import digest
from socle.french import say_full_date


class SyntheseQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: drafts for whoever leads the workshop, published ones as the workshop."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        of_theirs = Q(atelier__in=Atelier.objects.visible_to(personne).values("pk"))
        return self.filter(Atelier.objects.led_by(personne, "atelier__") | of_theirs & ~Q(publiee_le=None))

    def publiees(self):
        return self.exclude(publiee_le=None)


class Synthese(models.Model):
    """What a workshop says to all: written from its contributions, then published and frozen.

    `contenu` is what was published, as it was. A correction is a new version.
    """

    atelier = models.ForeignKey(Atelier, models.PROTECT, related_name="syntheses", verbose_name="atelier")
    version = models.PositiveSmallIntegerField("version", default=1)
    introduction = models.TextField("introduction", blank=True)
    modalites = models.TextField("comment la participation a été assurée", blank=True)
    complement = models.TextField("autres textes", blank=True)
    motif = models.CharField("ce que cette version corrige", max_length=250, blank=True)
    source = models.TextField("texte importé, tel qu’il était", blank=True)
    contenu = models.JSONField("contenu publié", default=dict, blank=True)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    publiee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="publiée par"
    )

    objects = SyntheseQuerySet.as_manager()

    class Meta:
        verbose_name = "synthèse"
        ordering = ["-version", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "version"], name="synthese_version_unique"),
            models.UniqueConstraint(
                fields=["atelier"],
                condition=Q(publiee_le=None),
                name="synthese_un_brouillon",
                violation_error_message="Cet atelier a déjà une synthèse en préparation.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="synthese_publiee_figee",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__publiee_le__isnull=False),
            )
        ]

    def __str__(self):
        return f"Synthèse de « {self.atelier} », version {self.version}"

    @property
    def is_publiee(self):
        return self.publiee_le is not None

    @property
    def empreinte(self):
        """What tells these texts from others: a page that was read sends it back."""
        return digest(self.introduction, self.modalites, self.complement)

    @property
    def edition(self):
        """Which edition of the text it is."""
        if self.publiee_le is None:
            return f"Version {self.version}, pas encore publiée."
        return f"Version {self.version}, publiée le {say_full_date(self.publiee_le)}."
