"""The world of the demo federation: one fixed seed, one reference day, everybody found by name."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from members.models import Association, Personne

SEED = 1998


@dataclass
class World:
    """What the loaders of each app share. Dates are relative to `today`, so that the demo never ages."""

    today: date
    rng: Random = field(default_factory=lambda: Random(SEED))
    people_by_name: dict[str, Personne] = field(default_factory=dict)
    associations_by_name: dict[str, Association] = field(default_factory=dict)

    @property
    def personnes(self) -> list[Personne]:
        return list(self.people_by_name.values())

    @property
    def associations(self) -> list[Association]:
        return list(self.associations_by_name.values())

    def personne(self, name: str) -> Personne:
        """Return somebody by full name; homonyms are told apart by « (2) »."""
        return self.people_by_name[name]

    def association(self, name: str) -> Association:
        return self.associations_by_name[name]

    def day(self, offset: int) -> date:
        """Return the day `offset` days from today, in the past when negative."""
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 9, minute: int = 30) -> datetime:
        """Return an aware moment `offset` days from today."""
        return timezone.make_aware(datetime.combine(self.day(offset), time(hour, minute)))
