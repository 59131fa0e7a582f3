"""Heavy libraries that few pages need: loaded the first time something is asked of them, never when a process starts.

A library is named once, at the top of the module that uses it, and read as any module:
`icalendar = lazy("icalendar")`, then `icalendar.Calendar()`.
"""

from importlib import import_module
from typing import Any


class _Lazy:
    """Stands for a module until somebody asks something of it."""

    def __init__(self, name: str):
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)

    def __repr__(self) -> str:
        return f"<lazy {self._name}>"


def lazy(name: str) -> Any:
    """Return what stands for a module, by its full name."""
    return _Lazy(name)
