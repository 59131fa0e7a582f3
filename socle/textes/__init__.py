"""Texts of word processors: their paragraphs as they come out of real files, and files written anew.

Nothing is left behind: lists, tables, text boxes, notes, headers and footers come out as paragraphs.
"""

from socle.textes.paragraphes import Paragraphe, to_markdown
from socle.textes.texte_docx import read_docx, write_docx
from socle.textes.texte_odt import read_odt, write_odt

__all__ = ["Paragraphe", "read_docx", "read_odt", "to_markdown", "write_docx", "write_odt"]
