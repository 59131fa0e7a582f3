"""Many rows saved in one statement: what Django's `bulk_update` does, without an expression for each value."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def save_many(rows: Sequence[Any], fields: Sequence[str]) -> None:
    """Save these fields of rows of one model; the triggers of the table see each row."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = [meta.pk, *(meta.get_field(name) for name in fields)]
    values = [[f.get_db_prep_save(getattr(row, f.attname), connection) for row in rows] for f in columns]
    quote = connection.ops.quote_name
    types = [
        f"%s::{column.rel_db_type(connection) if column.is_relation else column.cast_db_type(connection)}[]"
        for column in columns
    ]
    changed = ", ".join(f"{quote(f.column)} = given.{quote(f.column)}" for f in columns[1:])
    sql = (
        f"UPDATE {quote(meta.db_table)} AS kept SET {changed} "  # noqa: S608 (names come from the models)
        f"FROM unnest({', '.join(types)}) AS given({', '.join(quote(f.column) for f in columns)}) "
        f"WHERE kept.{quote(meta.pk.column)} = given.{quote(meta.pk.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
