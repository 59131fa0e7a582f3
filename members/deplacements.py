"""Move what refers to one sheet to another, and back: what cannot move stays, and is said."""

from django.apps import apps
from django.db import DatabaseError, models, transaction

from members.conflits import find_conflicts, is_frozen
from members.relations import Relation, find_moving

BATCH = 1000


def move_references(model: type[models.Model], absorbed: int, kept: int) -> tuple[list, list]:
    """Make every row that refers to the absorbed sheet refer to the kept one; return what moved and what stayed.

    Each is a list of [table, column, keys]. Nothing is ever removed.
    """
    moved, stayed = [], []
    for relation in find_moving(model):
        place = [relation.model._meta.label_lower, relation.field.name]
        pks = list(relation.rows_of([absorbed]).order_by("pk").values_list("pk", flat=True))
        if not pks:
            continue
        staying = set(pks) if is_frozen(relation) else find_conflicts(relation, absorbed, kept)
        gone = change_rows(relation, [pk for pk in pks if pk not in staying], absorbed, kept)
        left = [pk for pk in pks if pk not in gone]
        moved += [[*place, _keys(gone)]] if gone else []
        stayed += [[*place, _keys(left)]] if left else []
    return moved, stayed


def move_back(moved: list, absorbed: int, kept: int) -> list:
    """Undo what `move_references` did; return what could not come back, as [table, column, keys]."""
    stayed = []
    for label, column, keys in reversed(moved):
        model = apps.get_model(label)
        relation = Relation(model, model._meta.get_field(column))
        pks = list(relation.rows_of([kept]).filter(pk__in=keys).values_list("pk", flat=True))
        back = change_rows(relation, pks, kept, absorbed)
        left = [pk for pk in pks if pk not in back]
        stayed += [[label, column, _keys(left)]] if left else []
    return stayed


def change_rows(relation: Relation, pks: list, before: int, after: int) -> set:
    """Write another sheet in these rows; all at once, or one by one when the database refuses some of them."""
    try:
        with transaction.atomic():
            _write(relation, pks, before, after)
        return set(pks)
    except DatabaseError:
        return {pk for pk in pks if _change_one(relation, pk, before, after)}


def _change_one(relation, pk, before, after) -> bool:
    try:
        with transaction.atomic():
            _write(relation, [pk], before, after)
    except DatabaseError:
        return False
    return True


def _write(relation, pks, before, after) -> None:
    for start in range(0, len(pks), BATCH):
        rows = relation.rows_of([before]).filter(pk__in=pks[start : start + BATCH])
        rows.update(**{relation.field.name: after})


def _keys(pks) -> list:
    return sorted(pk if isinstance(pk, int) else str(pk) for pk in pks)
