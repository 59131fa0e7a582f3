from django.db import models


class Competence(models.Model):
    """Something a provider knows how to do, and that a service needs (B15)."""

    nom = models.CharField("nom", max_length=80, unique=True)

    class Meta:
        verbose_name = "compétence"
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class Bouquet(models.Model):
    """A family of services, named as people would ask for it (B16)."""

    nom = models.CharField("nom", max_length=60, unique=True)
    resume = models.CharField("en une phrase", max_length=200)
    icone = models.CharField("icône", max_length=40, default="heart")
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "bouquet"
        ordering = ["ordre", "nom"]

    def __str__(self):
        return self.nom


class Service(models.Model):
    """One kind of help, for one person or for a group (B14), with the skills it needs."""

    bouquet = models.ForeignKey(Bouquet, models.PROTECT, related_name="services", verbose_name="bouquet")
    nom = models.CharField("nom", max_length=80)
    resume = models.CharField("en une phrase", max_length=200, blank=True)
    is_individuel = models.BooleanField("pour une personne", default=True)
    is_collectif = models.BooleanField("pour un groupe ou une association", default=False)
    competences = models.ManyToManyField(Competence, related_name="services", verbose_name="compétences nécessaires")
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "service"
        ordering = ["bouquet__ordre", "ordre", "nom"]
        constraints = [models.UniqueConstraint(fields=["bouquet", "nom"], name="service_unique_dans_bouquet")]

    def __str__(self):
        return self.nom
