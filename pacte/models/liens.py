"""What serves each mission and each commitment of a pact: collectives, meetings, actions, trainings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, Reunion
from formations.models import Formation

CIBLES = {"collectif": Collectif, "reunion": Reunion, "action": ActionDecidee, "formation": Formation}
NUMBER_OF_CIBLES = Func(*map(F, CIBLES), function="num_nonnulls", output_field=models.IntegerField())
TWICE = "C’est déjà relié à ce passage du pacte."


class LienBlocQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the links to what a person may read: a collective kept for its members is named to them alone."""
        seen = [
            Q(**{f"{name}__in": model.objects.visible_to(personne).values("pk")}) for name, model in CIBLES.items()
        ]
        return self.filter(seen[0] | seen[1] | seen[2] | seen[3])

    def with_cibles(self):
        return self.select_related("collectif", "reunion__collectif", "action__collectif", "formation", "par")


class LienBloc(models.Model):
    """Something that serves a mission or a commitment, tied to the block by its permanent identifier (C1).

    The link holds from one version to the next; what it brings is counted over the years of the pact.
    """

    identifiant = models.UUIDField("bloc du pacte")
    collectif = models.ForeignKey(
        Collectif, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="collectif"
    )
    reunion = models.ForeignKey(
        Reunion, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="réunion"
    )
    action = models.ForeignKey(
        ActionDecidee, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="action"
    )
    formation = models.ForeignKey(
        Formation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="formation"
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="relié par")
    le = models.DateTimeField("relié le", default=timezone.now)

    objects = LienBlocQuerySet.as_manager()

    class Meta:
        verbose_name = "lien avec le pacte"
        verbose_name_plural = "liens avec le pacte"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Exact(NUMBER_OF_CIBLES, 1), name="pacte_lien_une_cible"),
            *(
                models.UniqueConstraint(
                    fields=["identifiant", name], name=f"pacte_lien_{name}_unique", violation_error_message=TWICE
                )
                for name in CIBLES
            ),
        ]

    def __str__(self):
        return str(self.cible)

    @property
    def genre(self) -> str:
        """Which of the four it points to."""
        return next(name for name in CIBLES if getattr(self, f"{name}_id"))

    @property
    def cible(self):
        return getattr(self, self.genre)
