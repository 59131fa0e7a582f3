"""Rows that cannot follow a sheet, because the other sheet already has its own: found from the constraints."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from pgtrigger import Protect

from members.relations import Relation


def find_conflicts(relation: Relation, absorbed: int, kept: int) -> set:
    """Return the keys of the absorbed sheet's rows that would repeat one of the kept sheet's."""
    found: set = set()
    for constraint in relation.model._meta.constraints:
        if isinstance(constraint, ExclusionConstraint):
            found |= _overlapping(relation, constraint, absorbed, kept)
        elif isinstance(constraint, models.UniqueConstraint) and relation.field.name in constraint.fields:
            found |= _repeated(relation, constraint.fields, constraint.condition, absorbed, kept)
    for fields in relation.model._meta.unique_together:
        if relation.field.name in fields:
            found |= _repeated(relation, fields, None, absorbed, kept)
    if relation.field.unique:
        found |= _repeated(relation, [relation.field.name], None, absorbed, kept)
    return found


def is_frozen(relation: Relation) -> bool:
    """Say whether the database refuses any change to these rows: they stay as they were signed."""
    triggers = getattr(relation.model._meta, "triggers", ())
    return any(
        isinstance(trigger, Protect) and trigger.condition is None and _guards_updates(trigger) for trigger in triggers
    )


def _guards_updates(trigger) -> bool:
    return "UPDATE" in str(trigger.operation).upper()


def _repeated(relation, fields, condition, absorbed, kept) -> set:
    others = [relation.model._meta.get_field(name).attname for name in fields if name != relation.field.name]
    theirs, ours = (_rows(relation, condition, pk).values_list("pk", *others) for pk in (absorbed, kept))
    taken = {tuple(row[1:]) for row in ours}
    return {pk for pk, *values in theirs if tuple(values) in taken}


def _overlapping(relation, constraint, absorbed, kept) -> set:
    """Two periods of one sheet never overlap."""
    said = dict(constraint.expressions)
    ranges = [name for name, operator in said.items() if operator == RangeOperators.OVERLAPS and isinstance(name, str)]
    if said.get(relation.field.name) != RangeOperators.EQUAL or len(ranges) != 1 or len(said) != 2:
        return set()
    theirs, ours = (_rows(relation, constraint.condition, pk) for pk in (absorbed, kept))
    clash = models.Q(pk__in=[])
    for period in ours.values_list(ranges[0], flat=True):
        clash |= models.Q(**{f"{ranges[0]}__overlap": period})
    return set(theirs.filter(clash).values_list("pk", flat=True))


def _rows(relation, condition, pk):
    rows = relation.rows_of([pk])
    return rows.filter(condition) if condition is not None else rows
