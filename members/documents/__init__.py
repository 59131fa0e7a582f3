"""The papers that the theme of membership produces."""

from members.documents.cotisations import AppelPdf, RecuPdf
from members.documents.gouvernance import CompositionPdf, ListeElectoralePdf

__all__ = ["AppelPdf", "CompositionPdf", "ListeElectoralePdf", "RecuPdf"]
