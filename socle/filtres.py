"""The filters of a list, kept in the address of its page: what was asked, in words, and controls ready to be drawn."""

from typing import Any
from urllib.parse import urlencode

from django.db import connection, models
from django.utils.functional import cached_property


def list_options(sources: dict[str, type[models.Model]]) -> dict[str, list[tuple[str, str]]]:
    """Return the rows of several tables that have a name, as the choices of as many lists, all in one query."""
    # Written out: the same as five querysets takes longer to put together than to answer.
    parts = [
        f"SELECT '{name}', id, nom::text COLLATE \"fr-x-icu\" FROM {model._meta.db_table}"  # noqa: S608 (our own names)
        for name, model in sources.items()
    ]
    options: dict[str, list[tuple[str, str]]] = {name: [] for name in sources}
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 3")
        for name, pk, nom in cursor.fetchall():
            options[name].append((str(pk), nom))
    return options


class FiltresAdresse:
    """What the filters of every list share; a subclass is a `FilterSet` too, and a value not proposed is ignored.

    `first` and `more` name the lists drawn under the search box and those folded away.
    """

    first: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    not_narrowing: tuple[str, ...] = ("tri",)
    form: Any

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was asked and understood."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def is_narrowed(self):
        """Whether a filter or a search hides part of the directory."""
        return bool(set(self.chosen) - set(self.not_narrowing))

    @property
    def searched(self):
        return self.chosen.get("q", "").strip()

    @property
    def is_refined(self):
        """Whether one of the lists folded away is in use."""
        return any(name in self.chosen for name in self.more)

    @property
    def requete(self) -> str:
        """The address of this search without what was not understood, to keep or to share."""
        return urlencode({name: self.form[name].value() for name in self.chosen})

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was asked, in words."""
        return [(self.form[name].label, self._say(name)) for name in self.chosen if name not in self.not_narrowing]

    def _say(self, name) -> str:
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        return str(choices.get(self.chosen[name], self.chosen[name]))

    @property
    def selects(self) -> list[dict]:
        """The lists drawn under the search box."""
        return [self._control(name) for name in self.first]

    @property
    def more_selects(self) -> list[dict]:
        """The lists folded away, so that a phone shows results first."""
        return [self._control(name) for name in self.more]

    def _control(self, name) -> dict:
        """A control ready to be drawn: a widget draws each option with a template of its own, a hundred a page."""
        field = self.form[name]
        return {
            "name": name,
            "label": field.label,
            "choices": field.field.choices,
            "chosen": self.chosen.get(name, ""),
        }
