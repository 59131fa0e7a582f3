"""Rows of pacts, one module a theme."""

from pacte.models.blocs import Bloc
from pacte.models.pactes import DateRange, Pacte, VersionPacte

__all__ = ["Bloc", "DateRange", "Pacte", "VersionPacte"]
