"""What people type about a pact, one module a theme."""

from pacte.forms.imports import ImportForm, read_pacte
from pacte.forms.pactes import BlocForm, MoveForm, PacteForm, PublicationForm

__all__ = ["BlocForm", "ImportForm", "MoveForm", "PacteForm", "PublicationForm", "read_pacte"]
