"""What refers to a sheet, in every app, found from the models themselves: a new app's foreign key is found too.

An app whose configuration says `is_confidential` is never shown nor counted on a page, nor moved with a sheet:
see `members.signals` for how it is told.
"""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Count

ACCOUNTS = {"account", "mfa", "usersessions"}  # the means of entry: they stay with the sheet they open
# What people asked of the portal for themselves, the file of all that it knows of them among it: nobody else's, ever.
OWN_BUSINESS = {"socle.exportpersonnel", "socle.travail"}
SAME_SHEET = "fondue_dans"


@dataclass(frozen=True)
class Relation:
    """A column of some table that refers to a sheet."""

    model: type[models.Model]
    field: models.ForeignKey

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def is_confidential(self) -> bool:
        return getattr(apps.get_app_config(self.model._meta.app_label), "is_confidential", False)

    @property
    def is_entry(self) -> bool:
        return self.model._meta.app_label in ACCOUNTS

    @property
    def is_own_business(self) -> bool:
        return self.model._meta.label_lower in OWN_BUSINESS

    @property
    def stays(self) -> bool:
        """Whether its rows are left, and not told, when the sheet is made one with another."""
        return self.is_confidential or self.is_entry or self.is_own_business

    @property
    def noun(self) -> str:
        """What its rows are called, in the plural, with the part the sheet plays in them when it is not plain."""
        meta, part = self.model._meta, str(self.field.verbose_name)
        if meta.auto_created:
            tag = next(f for f in meta.get_fields() if f.is_relation and f.name != self.field.name)
            return str(tag.related_model._meta.verbose_name_plural)
        plain = self.field.name in ("personne", "association", "destinataire")
        return str(meta.verbose_name_plural) if plain else f"{meta.verbose_name_plural} ({part})"

    def rows_of(self, pks):
        return self.model._base_manager.filter(**{f"{self.field.name}__in": pks})

    def count(self, pks) -> dict[int, int]:
        """Return how many rows refer to each of these sheets."""
        counted = self.rows_of(pks).order_by().values_list(self.field.attname).annotate(number=Count("pk"))
        return dict(counted)


@cache
def find_relations(model: type[models.Model]) -> tuple[Relation, ...]:
    """Return every column that refers to a model, the hidden tables of its lists included, its history left out."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        field = relation.field
        is_kept = isinstance(field, models.ForeignKey) and field.db_constraint and relation.related_model._meta.managed
        if is_kept and field.name != SAME_SHEET and not relation.related_model._meta.proxy:
            found.append(Relation(relation.related_model, field))
    return tuple(sorted(found, key=lambda relation: relation.label))


def find_moving(model: type[models.Model]) -> list[Relation]:
    """Return what follows a sheet when it is made one with another."""
    return [relation for relation in find_relations(model) if not relation.stays]


def find_used(model: type[models.Model], pks, ignored=()) -> set[int]:
    """Return which of these sheets something refers to, whatever it is; `ignored` are models that do not count."""
    used: set[int] = set()
    for relation in find_relations(model):
        if relation.model not in ignored:
            used |= set(relation.rows_of(pks).values_list(relation.field.attname, flat=True).distinct())
    return used
