"""The key ring turns: everything wrapped by one of its keys is wrapped again by the active one, text untouched.

Whatever is sealed begins with a wrapped key (`socle.crypto.wrap_key`), itself preceded by the short id of the key of
the ring that wraps it. Each app says in its `scellements.py` which of its columns begin so, and for what place each
row is sealed. The work goes by batches of their own transaction, in the order of the keys of the rows: it may be
stopped at any moment, done twice, or done while the portal works.

The last key of the ring makes the fingerprints by which requesters are found: it is never taken away.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import BinaryField, F, Func
from django.utils.module_loading import autodiscover_modules

from socle.bulk import save_many
from socle.crypto import (
    KEY_ID_BYTES,
    WRAPPED_KEY_BYTES,
    Unreadable,
    fingerprint,
    ring_ids,
    unwrap_key,
    wrap_key,
)
from socle.models import TemoinTrousseau

BATCH = 1000
CLE_PERDUE = (
    "La dernière clé de PORTAIL_MASTER_KEYS n’est plus celle des débuts. Elle fait les empreintes : sans elle, plus "
    "aucune demande ne retrouve son auteur. Remettez-la en dernière position. Rien n’a été changé."
)


@dataclass(frozen=True)
class Scellement:
    """A column that begins with a wrapped key, and the place each of its rows is sealed for."""

    label: str
    column: str
    place: Callable[[Any], str]
    related: tuple[str, ...] = ()

    @property
    def model(self):
        return apps.get_model(self.label)

    def __str__(self):
        return f"{self.model._meta.verbose_name_plural} ({self.label.rpartition('.')[2]}.{self.column})"

    def count(self) -> dict[bytes, int]:
        """Return how many rows each key of the ring wraps."""
        quote, meta = connection.ops.quote_name, self.model._meta
        name = quote(meta.get_field(self.column).column)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT substring({name} FROM 1 FOR {KEY_ID_BYTES}), count(*) "  # noqa: S608 (names of models)
                f"FROM {quote(meta.db_table)} WHERE {name} IS NOT NULL GROUP BY 1"
            )
            return {bytes(key): number for key, number in cursor.fetchall()}

    def turn(self, batch: int = BATCH) -> Iterator["Tour"]:
        """Wrap again what the active key does not wrap, batch after batch."""
        last = None
        while True:
            tour, last = self._take(last, batch)
            if last is None:
                return
            yield tour

    def _take(self, last, batch) -> tuple["Tour", Any]:
        with transaction.atomic():
            start = Func(F(self.column), 1, KEY_ID_BYTES, function="substring", output_field=BinaryField())
            waiting = self.model._base_manager.annotate(debut=start).exclude(debut=ring_ids()[0])
            waiting = waiting.exclude(**{self.column: None}).select_related(*self.related).order_by("pk")
            if last is not None:
                waiting = waiting.filter(pk__gt=last)
            rows = list(waiting.select_for_update(of=("self",), skip_locked=True)[:batch])
            turned = [row for row in rows if self._wrap_again(row)]
            save_many(turned, [self.column])
        return Tour(len(turned), len(rows) - len(turned)), rows[-1].pk if rows else None

    def _wrap_again(self, row) -> bool:
        sealed, place = bytes(getattr(row, self.column)), self.place(row)
        try:
            key = unwrap_key(sealed[:WRAPPED_KEY_BYTES], place)
        except Unreadable:
            return False
        setattr(row, self.column, wrap_key(key, place) + sealed[WRAPPED_KEY_BYTES:])
        return True


@dataclass(frozen=True)
class Tour:
    """What one batch did: how many were wrapped again, how many no key of the ring opens."""

    faits: int
    illisibles: int


registry: dict[tuple[str, str], Any] = {}


def register(scellement) -> None:
    """Say that a column begins with a wrapped key."""
    registry[scellement.label, scellement.column] = scellement


def get_scellements() -> list:
    """Return every sealed column of the portal, whichever app it belongs to."""
    autodiscover_modules("scellements")
    return list(registry.values())


def check_fingerprint_key() -> None:
    """Refuse to go on if the key of the fingerprints was taken out of the ring, or is not its last one."""
    now = fingerprint("temoin", "trousseau")
    known, _ = TemoinTrousseau.objects.get_or_create(pk=1, defaults={"empreinte": now})
    if bytes(known.empreinte) != now:
        raise ImproperlyConfigured(CLE_PERDUE)


def count_by_key() -> dict[bytes, dict[str, int]]:
    """Return, for each key that wraps something, how many rows of each column."""
    found: dict[bytes, dict[str, int]] = {}
    for scellement in get_scellements():
        for key, number in scellement.count().items():
            found.setdefault(key, {})[str(scellement)] = number
    return found
