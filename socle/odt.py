"""Texts for word processors: the same words as the PDF, in a file that people may go on writing. Only this module
knows odfpy."""

import io
import re
from collections.abc import Iterable

from odf import dc
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TableCellProperties, TableColumnProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, List, ListItem, P

LEVELS = {1: "22pt", 2: "15pt", 3: "12pt"}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FONT = "Atkinson Hyperlegible Next, Verdana, sans-serif"


def clean(text: str) -> str:
    """Return a text without the signs that no XML file may hold."""
    return NOT_IN_XML.sub("", text)


class Odt:
    """A text written from top to bottom: headings, paragraphs, lists and tables."""

    def __init__(self, title: str, *, author: str):
        self.file = OpenDocumentText()
        self.file.meta.addElement(dc.Title(text=title))
        self.file.meta.addElement(dc.Creator(text=author))
        self.file.meta.addElement(dc.Language(text="fr-FR"))
        self._prepare_styles()

    def _prepare_styles(self) -> None:
        self._style("Standard", spacing="0.25cm", fontsize="11pt")
        self._style("Soft", spacing="0.2cm", fontsize="9.5pt", fontstyle="italic")
        self._style("Quotation", spacing="0.25cm", fontsize="11pt", fontstyle="italic", marginleft="0.8cm")
        for level, size in LEVELS.items():
            self._style(f"Heading_{level}", spacing="0.3cm", fontsize=size, fontweight="bold", keep=True)
        cell = Style(name="Cell", family="table-cell")
        cell.addElement(TableCellProperties(padding="0.15cm", border="0.5pt solid #8c8271"))
        self.file.automaticstyles.addElement(cell)

    def _style(self, name, *, spacing, marginleft="0cm", keep=False, **text) -> None:
        style = Style(name=name, family="paragraph")
        together = {"keepwithnext": "always", "margintop": "0.4cm"} if keep else {}
        style.addElement(ParagraphProperties(marginbottom=spacing, marginleft=marginleft, **together))
        style.addElement(TextProperties(fontfamily=FONT, language="fr", country="FR", **text))
        self.file.styles.addElement(style)

    def heading(self, text: str, level: int = 2) -> None:
        self.file.text.addElement(H(outlinelevel=level, stylename=f"Heading_{level}", text=clean(text)))

    def paragraph(self, text: str, kind: str = "Standard") -> None:
        """Write a paragraph; `kind` is Standard, Soft or Quotation."""
        self.file.text.addElement(P(stylename=kind, text=clean(text)))

    def bullets(self, items: Iterable[str]) -> None:
        self.file.text.addElement(self._list(items))

    @staticmethod
    def _list(items):
        written = List()
        for text in items:
            item = ListItem()
            item.addElement(P(stylename="Standard", text=clean(text)))
            written.addElement(item)
        return written

    def table(self, name: str, heads: list[str], rows: Iterable[list[str | list[str]]]) -> None:
        """Write a table; a cell is a text or a list of texts, which becomes a list."""
        table = Table(name=name)
        column = Style(name=f"Column_{len(heads)}", family="table-column")
        column.addElement(TableColumnProperties(columnwidth=f"{17 / len(heads):.2f}cm"))
        self.file.automaticstyles.addElement(column)
        table.addElement(TableColumn(stylename=column, numbercolumnsrepeated=len(heads)))
        head = TableHeaderRows()
        head.addElement(self._row(heads, bold=True))
        table.addElement(head)
        for row in rows:
            table.addElement(self._row(row))
        self.file.text.addElement(table)
        self.paragraph("")

    def _row(self, cells, *, bold=False):
        row = TableRow()
        for content in cells:
            cell = TableCell(stylename="Cell")
            if isinstance(content, list):
                cell.addElement(self._list(content))
            else:
                cell.addElement(P(stylename="Heading_3" if bold else "Standard", text=clean(content)))
            row.addElement(cell)
        return row

    def to_bytes(self) -> bytes:
        content = io.BytesIO()
        self.file.write(content)
        return content.getvalue()
