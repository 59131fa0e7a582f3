"""The one door: every right in the portal is asked here, whoever asks.

Django's own `user.has_perm` answers yes to a superuser whatever the rule says; here nobody has a free pass.
"""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from rules import predicate

__all__ = ["add_perm", "can", "predicate", "require"]


def add_perm(name: str, who: rules.Predicate) -> None:
    """Register who may do `name` (`"app.verb_noun"`); raises KeyError if the name is taken."""
    rules.add_perm(name, who)


def can(user: Any, name: str, obj: Any = None) -> bool:
    """Say whether `user` may do `name` on `obj`; raises LookupError for a name that no table declares.

    A closed account is nobody: it may do what a visitor may.
    """
    if not rules.perm_exists(name):
        raise LookupError(f"unknown permission {name!r}")
    return rules.has_perm(name, user if user.is_active else AnonymousUser(), obj)


def require(user: Any, name: str, obj: Any = None) -> None:
    """Raise PermissionDenied unless `user` may do `name` on `obj`."""
    if not can(user, name, obj):
        raise PermissionDenied(name)
