"""Texts of word processors: their paragraphs as they come out of real files, and files written anew.

Nothing is left behind: lists, tables, text boxes, notes, headers and footers come out as paragraphs.
"""

from typing import IO

from socle.lazy import lazy
from socle.textes.paragraphes import Paragraphe, to_markdown

__all__ = ["KINDS", "Paragraphe", "read_texte", "to_markdown", "write_texte"]

KINDS = {"docx": lazy("socle.textes.texte_docx"), "odt": lazy("socle.textes.texte_odt")}


def read_texte(file: IO[bytes], kind: str) -> list[Paragraphe]:
    """Return the paragraphs of a file that was recognised as one of `KINDS`."""
    return KINDS[kind].read(file)


def write_texte(title: str, lines: list[tuple[str, str, int]], kind: str, *, author: str) -> bytes:
    """Write a file of (text, style, level): each style is a heading of its level, or a paragraph at level 0."""
    return KINDS[kind].write(title, lines, author=author)
