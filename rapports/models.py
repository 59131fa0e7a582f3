import hashlib
import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from socle.small_cells import MaskedTable

READERS = {"comite_pilotage", "comite_technique", "coordination_neutre"}


class Diffusion(models.TextChoices):
    """For whom the figures are: the more readers, the higher the threshold (§6.3)."""

    INTERNE = "interne", "pour les comités"
    EXTERNE = "externe", "à diffuser"


SEUILS = {Diffusion.INTERNE: 5, Diffusion.EXTERNE: 11}


class RapportPilotageQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep everything for the committees and the neutral coordination (equal to rapports.view_rapport)."""
        return self if personne.is_authenticated and personne.roles & READERS else self.none()

    def derniers(self):
        """Keep the last publication of each year for each kind of reader, the latest year first."""
        return self.order_by("-annee", "-diffusion", "-publication").distinct("annee", "diffusion")


class RapportPilotage(models.Model):
    """What the steering committee was told of a year of the support scheme, frozen as it was published.

    Figures come already masked. They are kept rather than counted again, so that no difference between two
    readings can show one person (R17).
    """

    annee = models.PositiveSmallIntegerField("année")
    diffusion = models.CharField("diffusion", max_length=8, choices=Diffusion, default=Diffusion.INTERNE)
    publication = models.PositiveSmallIntegerField("publication", default=1)
    contenu = models.JSONField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    publie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="publié par"
    )
    publie_le = models.DateTimeField("publié le", default=timezone.now)

    objects = RapportPilotageQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport de pilotage"
        verbose_name_plural = "rapports de pilotage"
        ordering = ["-annee", "-publication"]
        constraints = [
            models.UniqueConstraint(
                fields=["annee", "diffusion", "publication"],
                name="rapport_publication_unique",
                violation_error_message="Ce rapport vient d’être publié par quelqu’un d’autre.",
            )
        ]
        triggers = [pgtrigger.Protect(name="rapport_fige", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        suffix = ", à diffuser" if self.is_externe else ""
        return f"Rapport du dispositif {self.annee}{suffix}"

    @property
    def is_externe(self):
        return self.diffusion == Diffusion.EXTERNE

    @property
    def criteres(self) -> list[dict[str, Any]]:
        """The four criteria of the scheme (B22); reports of before they were told apart have none."""
        return self.contenu.get("criteres", [])

    @property
    def paroles(self) -> list[str]:
        return self.contenu.get("paroles", [])

    @property
    def manques(self) -> list[str]:
        """Who was missing, where: one sentence each; a territory or a number that may not be told is not in it."""
        return [say_manque(**one) for one in self.contenu.get("manques", [])]

    @property
    def tables(self) -> list[tuple[str, MaskedTable]]:
        return [(title, MaskedTable.from_json(data)) for title, data in self.contenu["tables"]]

    @property
    def satisfaction(self) -> list[tuple[str, float | None]]:
        return [(title, average) for title, average in self.contenu["satisfaction"]]

    @property
    def etudiees(self) -> int | None:
        """How many requests were studied: the total of the first table."""
        return self.tables[0][1].total if self.tables else None

    @property
    def k(self) -> int:
        return max((table.k for _, table in self.tables), default=0)

    @property
    def code(self) -> str:
        start = self.empreinte[:16].upper()
        return "-".join(start[rank : rank + 4] for rank in range(0, len(start), 4))


class PreparationRapport(models.Model):
    """Figures counted, masked and audited by a worker, as the coordination will read then publish them."""

    annee = models.PositiveSmallIntegerField("année")
    diffusion = models.CharField("diffusion", max_length=8, choices=Diffusion, default=Diffusion.INTERNE)
    contenu = models.JSONField("contenu", null=True)
    refus = models.TextField("pourquoi rien ne peut être publié", blank=True)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)

    class Meta:
        verbose_name = "préparation de rapport"
        verbose_name_plural = "préparations de rapport"
        constraints = [models.UniqueConstraint(fields=["annee", "diffusion"], name="preparation_unique")]

    def __str__(self):
        return f"Préparation du rapport {self.annee}"

    @property
    def is_ready(self):
        return self.contenu is not None


def say_manque(*, service: str, territoire: str, competences: list[str]) -> str:
    """Say that providers were missing for a service, where, and what they would have to know."""
    where = f"{territoire}, pour" if territoire else "Tous territoires confondus, pour"
    skills = f" : {', '.join(competences)}" if competences else ""
    return f"{where} « {service} »{skills}"


def digest(contenu) -> str:
    """Return the digest of what is published."""
    return hashlib.sha256(json.dumps(contenu, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
