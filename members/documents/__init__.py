"""The papers that the theme of membership produces."""

from members.documents.gouvernance import CompositionPdf, ListeElectoralePdf

__all__ = ["CompositionPdf", "ListeElectoralePdf"]
