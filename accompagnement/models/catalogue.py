"""What is offered: services in bundles, the skills they need, the trades they are for."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils import timezone

from members.models import Association


class OffreQuerySet(models.QuerySet):
    def proposes(self, on=None):
        """Keep what is offered that day: what was retired stays known, and is offered to nobody."""
        on = on or timezone.localdate()
        return self.filter(models.Q(retire_le=None) | models.Q(retire_le__gt=on))


class Partage(models.Model):
    """What travels from one federation's catalogue to another's under the same key (B32), and is never deleted."""

    cle = models.UUIDField("clé", unique=True, db_default=RandomUUID(), editable=False)
    retire_le = models.DateField("retiré le", null=True, blank=True, editable=False)

    objects = OffreQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_retire(self):
        return self.retire_le is not None and self.retire_le <= timezone.localdate()


class Competence(models.Model):
    """Something a provider knows how to do, and that a service needs (B15)."""

    nom = models.CharField("nom", max_length=80, unique=True)

    class Meta:
        verbose_name = "compétence"
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class ReseauMetier(models.Model):
    """A trade the scheme is open to (B8): the kinds of associations in it are data, so that another may be added."""

    nom = models.CharField("nom", max_length=60, unique=True)
    resume = models.CharField("en une phrase", max_length=200, blank=True)
    genres = ArrayField(
        models.CharField(max_length=20, choices=Association.Genre),
        default=list,
        verbose_name="genres d’associations",
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "réseau de métier"
        verbose_name_plural = "réseaux de métier"
        ordering = ["ordre", "nom"]

    def __str__(self):
        return self.nom


class Bouquet(Partage):
    """A family of services, named as people would ask for it (B16)."""

    nom = models.CharField("nom", max_length=60, unique=True)
    resume = models.CharField("en une phrase", max_length=200)
    icone = models.CharField("icône", max_length=40, default="heart")
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    presentation = models.TextField("ce que c’est", max_length=2000, blank=True)
    pour_qui = models.TextField("pour qui", max_length=1000, blank=True)
    deroulement = models.TextField("comment cela se passe", max_length=2000, blank=True)
    qui_saura = models.TextField("qui saura", max_length=1000, blank=True)

    class Meta:
        verbose_name = "bouquet"
        ordering = ["ordre", "nom"]

    def __str__(self):
        return self.nom


class Service(Partage):
    """One kind of help, for one person or for a group (B14), with the skills it needs."""

    class Mode(models.TextChoices):
        PREVENTION = "prevention", "en prévention"
        CRISE = "crise", "en situation de crise"

    bouquet = models.ForeignKey(Bouquet, models.PROTECT, related_name="services", verbose_name="bouquet")
    nom = models.CharField("nom", max_length=80)
    resume = models.CharField("en une phrase", max_length=200, blank=True)
    is_individuel = models.BooleanField("pour une personne", default=True)
    is_collectif = models.BooleanField("pour un groupe ou une association", default=False)
    mode = models.CharField("moment", max_length=10, choices=Mode, default=Mode.PREVENTION)
    is_ouvert_aux_pairs = models.BooleanField("peut être rendu par un pair", default=False)
    competences = models.ManyToManyField(Competence, related_name="services", verbose_name="compétences nécessaires")
    reseaux = models.ManyToManyField(
        ReseauMetier, related_name="services", blank=True, verbose_name="réseaux de métier"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "service"
        ordering = ["bouquet__ordre", "ordre", "nom"]
        constraints = [models.UniqueConstraint(fields=["bouquet", "nom"], name="service_unique_dans_bouquet")]

    def __str__(self):
        return self.nom
