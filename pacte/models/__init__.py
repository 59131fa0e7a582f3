"""Rows of pacts, one module a theme."""

from pacte.models.blocs import Bloc
from pacte.models.pactes import DateRange, Pacte, VersionPacte
from pacte.models.signatures import (
    AccesSignature,
    CeremonieSignature,
    Ratification,
    SeanceSignature,
    Signataire,
    SignaturePacte,
    SignaturePapier,
)

__all__ = [
    "AccesSignature",
    "Bloc",
    "CeremonieSignature",
    "DateRange",
    "Pacte",
    "Ratification",
    "SeanceSignature",
    "Signataire",
    "SignaturePacte",
    "SignaturePapier",
    "VersionPacte",
]
