"""Questions to the database that a process puts together once, and asks again with other values.

Putting a large queryset together costs more than reading its answer, and a page asks a dozen of them.
`compiled_query` keeps the SQL of a queryset for each shape it takes, with a slot for each value.
"""

import copy
import logging
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from itertools import count
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone
from psycopg import Binary

logger = logging.getLogger(__name__)

MOST_SHAPES = 256
FAR = datetime(9000, 1, 1, tzinfo=UTC)


class NotCompilableError(TypeError):
    """The function hides a value from the question: the sentence says which, and how to give it."""


class Plain(str):
    """A text of letters, digits and spaces: the one kind of value that may also stand inside a pattern."""

    __slots__ = ()

    def __new__(cls, text: str):
        if not all(word.isalnum() and word.isascii() for word in text.split(" ")):
            raise NotCompilableError(f"{text!r} is more than letters, digits and single spaces.")
        return super().__new__(cls, text)


MARKERS = {
    Plain: lambda n: Plain(f"mot{n:09d}repere"),
    int: lambda n: 2_100_000_000 + n,
    str: lambda n: f"repère-{n}",
    date: lambda n: FAR.date() + timedelta(n),
    datetime: lambda n: FAR + timedelta(n),
    Decimal: lambda n: Decimal(2_100_000_000 + n),
    UUID: lambda n: UUID(int=(0xFACADE << 96) + n),
    bytes: lambda n: b"marker %d" % n,
}


class Standing(Protocol):
    """Somebody or something that a question is asked for, of which it reads several facts."""

    def get_query_shape(self) -> Any:
        """Return what changes the form of the question, hashable."""

    def get_query_values(self) -> list:
        """Return what it only compares with, always in the same order for a shape."""

    def with_query_values(self, values: list) -> "Standing":
        """Return the same standing with other values."""


def compiled_query(build):
    """Make a function that returns a queryset into one that returns its rows, compiled once for each shape and day.

    Positional arguments are values: numbers of 32 bits, texts, days, moments, UUIDs, bytes, lists of them, or a
    Standing; they may only reach the question as they are. What changes its form (a flag, a column, what may be
    None, a small number) is a keyword argument. A day worked out inside holds until midnight; a moment must be
    given. The function itself asks nothing to the database. A value that was hidden raises NotCompilableError under
    test; elsewhere the question is put together each time, and the log says so.
    """
    plans = {}

    @wraps(build)
    def ask(*given, **shape) -> list:
        values = [_pad(value) if isinstance(value, list | tuple) else value for value in given]
        key = (timezone.localdate(), *map(_kind, values), *sorted(shape.items()))
        plan = plans.get(key)
        if plan is None:
            if len(plans) >= MOST_SHAPES:
                plans.clear()
            plan = plans[key] = _find_plan(build, values, shape)
        return plan.fetch(values)

    return ask


def _find_plan(build, values, shape):
    try:
        return _Plan(build, values, shape)
    except NotCompilableError as refused:
        if settings.MODE == "test":
            raise
        logger.warning("a question is put together each time: %s", refused)
        return _NoPlan(build, shape)


def _pad(values) -> list:
    """Repeat the last of a list up to a power of two, so that lists of close lengths share a question."""
    values = list(values)
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values)) if values else []


def _kind(value):
    """Return what of a value makes the shape of a question."""
    if isinstance(value, list):
        return (list, len(value), _kind(value[0])) if value else (list, 0)
    if hasattr(value, "get_query_shape"):
        return type(value), value.get_query_shape()
    if type(value) not in MARKERS:
        raise NotCompilableError(f"{value!r} is no value: give what shapes the question as a keyword argument.")
    return type(value)


def _spread(values) -> list:
    """Return the single values, one after the other."""
    found = []
    for value in values:
        if isinstance(value, list):
            found += value
        elif hasattr(value, "get_query_shape"):
            found += value.get_query_values()
        else:
            found.append(value)
    return found


def _mark(values, start) -> list:
    """Replace each single value by one that can be told from any other."""
    numbers = count(start)

    def mark(value):
        if isinstance(value, list):
            return [mark(item) for item in value]
        if hasattr(value, "get_query_shape"):
            return value.with_query_values([mark(item) for item in value.get_query_values()])
        return MARKERS[type(value)](next(numbers))

    return [mark(value) for value in values]


class _NoPlan:
    """A question that could not be compiled: put together each time."""

    def __init__(self, build, shape):
        self.build, self.shape = build, shape

    def fetch(self, values) -> list:
        return list(self.build(*values, **self.shape))


class _Slot:
    """Where a value goes, and the pattern around it if any."""

    __slots__ = ("around", "index")

    def __init__(self, index, around=()):
        self.index, self.around = index, around

    def fill(self, given):
        value = given[self.index]
        return value.join(self.around) if self.around else value


class _Plan:
    """The SQL of one shape, and where each value goes: found by putting the question together with two sets of marks.

    What is the same in both is part of the question; what is a mark in both is a slot; anything else is refused.
    """

    def __init__(self, build, values, shape):
        self.name = build.__qualname__
        marks, others = _mark(values, 1), _mark(values, 40_001)
        with connections["default"].execute_wrapper(self._refuse_to_ask):
            self.rows, self.compiler, self.sql, params = _compile(build(*marks, **shape))
            *_, sql, other_params = _compile(build(*others, **shape))
        if sql != self.sql or len(params) != len(other_params):
            raise NotCompilableError(f"{self.name}: the form of its question changes with its values.")
        pairs = zip(_spread(marks), _spread(others), strict=True)
        self.slots = {pair: index for index, pair in enumerate(pairs)}
        self.params = [self._place(pair) for pair in zip(params, other_params, strict=True)]

    def _refuse_to_ask(self, execute, sql, params, many, context):
        raise NotCompilableError(f"{self.name} asks the database while it is put together: ask before, and give it.")

    def _place(self, pair):
        one, two = pair = tuple(param.obj if isinstance(param, Binary) else param for param in pair)
        if isinstance(one, list):
            return [self._place(inner) for inner in zip(one, two, strict=True)]
        if pair in self.slots:
            return _Slot(self.slots[pair])
        if one == two and not isinstance(one, datetime):
            return one
        if isinstance(one, str) and (slot := self._place_inside(one, two)):
            return slot
        raise NotCompilableError(f"{self.name} works {one!r} out by itself: work it out before, and give it.")

    def _place_inside(self, one, two):
        """Find the plain text that a pattern holds."""
        for (mark, other), index in self.slots.items():
            if isinstance(mark, Plain) and one.count(mark) == 1 and one.replace(mark, other) == two:
                return _Slot(index, one.split(mark))
        return None

    def fetch(self, values) -> list:
        """Return the rows for these values, as the queryset would have."""
        if self.sql is None:
            return []
        given = _spread(values)
        params = tuple(_fill(param, given) for param in self.params)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[compiler.using]
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        query = copy.copy(self.rows.query)
        query.get_compiler = lambda *args, **kwargs: compiler
        rows = object.__new__(type(self.rows))
        rows.__dict__.update(self.rows.__dict__, _query=query)
        return list(rows)


def _fill(param, given):
    if type(param) is _Slot:
        return param.fill(given)
    return [_fill(item, given) for item in param] if type(param) is list else param


def _compile(rows: QuerySet):
    compiler = rows.query.get_compiler(rows.db)
    try:
        return rows, compiler, *compiler.as_sql()
    except EmptyResultSet:
        return rows, compiler, None, ()
