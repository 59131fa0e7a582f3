"""What every dated row shares: a start, an end left empty while it runs, and the question « on which day? »."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PeriodeQuerySet(models.QuerySet):
    """Dated rows; no filter on dates is ever implied."""

    def en_cours(self, on=None):
        """Keep the rows that run on a day, today by default."""
        on = on or timezone.localdate()
        return self.filter(Q(fin=None) | Q(fin__gte=on), debut__lte=on)

    def since(self, day):
        """Keep the rows that ran on `day` or later."""
        return self.filter(Q(fin=None) | Q(fin__gte=day))


class Periode(models.Model):
    """A dated row. Changing what it says closes it and opens another: what was true stays known."""

    debut = models.DateField("début", default=timezone.localdate)
    fin = models.DateField("fin", null=True, blank=True)

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")),
                name="%(app_label)s_%(class)s_fin_apres_debut",
                violation_error_message="La date de fin précède la date de début : indiquez une fin "
                "égale ou postérieure au début, ou laissez-la vide si cela continue.",
            )
        ]

    def is_en_cours(self, on=None):
        on = on or timezone.localdate()
        return self.debut <= on and (self.fin is None or self.fin >= on)
