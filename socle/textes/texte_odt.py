"""ODT: paragraphs wherever they stand in the file."""

from collections.abc import Iterator
from typing import IO, Any

from odf import teletype
from odf.namespaces import DRAWNS, FONS, OFFICENS, STYLENS, TEXTNS
from odf.opendocument import load
from odf.style import ParagraphProperties, Style, TextProperties
from odf.text import H, P

from socle.odt import LEVELS, Odt, clean
from socle.textes.paragraphes import Paragraphe

HEADING, PARAGRAPH = (TEXTNS, "h"), (TEXTNS, "p")
ITEM, NOTE, DELETED = (TEXTNS, "list-item"), (TEXTNS, "note"), (TEXTNS, "tracked-changes")
UNSAID = {DELETED, (TEXTNS, "note-citation"), (OFFICENS, "scripts"), (DRAWNS, "object-ole")}
BESIDE = {NOTE, (OFFICENS, "annotation"), (STYLENS, "header"), (STYLENS, "footer")}
BOLD, ITALIC = ("bold", "600", "700", "800", "900"), ("italic", "oblique")


def read(file: IO[bytes]) -> list[Paragraphe]:
    """Return the paragraphs of a file that was recognised as ODT, the text first, then what stands beside it."""
    document = load(file)
    styles = _Styles(document)
    found = list(_walk(document.text, styles))
    return [*found, *_walk(document.masterstyles, styles, beside=True)]


class _Styles:
    """The styles of a file, found by name: what each is made from, what it makes of the letters."""

    def __init__(self, document):
        self.rows = {}
        self.common = {_get(style, STYLENS, "name") for style in document.styles.childNodes}
        for group in (document.styles, document.automaticstyles):
            for style in group.childNodes:
                if name := _get(style, STYLENS, "name"):
                    self.rows[name] = style

    def chain(self, name) -> Iterator[tuple[str, Any]]:
        for _ in range(20):
            style = self.rows.get(name)
            if style is None:
                return
            yield name, style
            name = _get(style, STYLENS, "parent-style-name")

    def name(self, name) -> str:
        """Return the style that somebody chose, not the one that a word processor made from it."""
        chosen = ((known, style) for known, style in self.chain(name) if known in self.common)
        known, style = next(chosen, (name, None))
        return _get(style, STYLENS, "display-name") or known

    def has(self, name, attribute, values) -> bool:
        for _, style in self.chain(name):
            for properties in style.childNodes:
                if said := _get(properties, FONS, attribute):
                    return said in values
        return False


def _get(element, namespace, name) -> str:
    return (getattr(element, "attributes", None) or {}).get((namespace, name)) or ""


def _walk(element, styles, *, beside=False, in_item=False) -> Iterator[Paragraphe]:
    """Read what an element holds; what stands inside a paragraph (a note, a box) comes after it."""
    for child in element.childNodes:
        name = getattr(child, "qname", None)
        if name in UNSAID or name is None:
            continue
        inside = beside or name in BESIDE
        if name in (HEADING, PARAGRAPH):
            yield _read_paragraph(child, styles, beside=inside, in_item=in_item)
            yield from _walk_inside(child, styles, beside=inside)
            in_item = False
        else:
            yield from _walk(child, styles, beside=inside, in_item=name == ITEM or in_item)


def _walk_inside(paragraph, styles, *, beside) -> Iterator[Paragraphe]:
    for child in paragraph.childNodes:
        name = getattr(child, "qname", None)
        if name is not None and name not in UNSAID:
            yield from _walk(_Only(child), styles, beside=beside) if _holds_paragraphs(child) else ()


class _Only:
    """An element seen as the only child of something."""

    def __init__(self, child):
        self.childNodes = [child]


def _holds_paragraphs(element) -> bool:
    names = {getattr(child, "qname", None) for child in element.childNodes}
    return bool(names & {HEADING, PARAGRAPH}) or any(
        _holds_paragraphs(child) for child in element.childNodes if hasattr(child, "qname") and child.qname
    )


def _read_paragraph(paragraph, styles, *, beside, in_item) -> Paragraphe:
    name = _get(paragraph, TEXTNS, "style-name")
    level = _get(paragraph, TEXTNS, "outline-level") if paragraph.qname == HEADING else ""
    return Paragraphe(
        runs=list(_read_runs(paragraph, styles, name)),
        style=styles.name(name),
        level=int(level) if level.isdecimal() else int(paragraph.qname == HEADING),
        is_bullet=in_item,
        is_beside=beside,
    )


def _read_runs(element, styles, style) -> Iterator[tuple[str, bool, bool]]:
    for child in element.childNodes:
        name = getattr(child, "qname", None)
        if name is None:
            text = child.data if hasattr(child, "data") else ""
        elif name in UNSAID or _holds_paragraphs(child):
            continue
        else:
            text = _say_sign(child, name)
        if text:
            bold, italic = styles.has(style, "font-weight", BOLD), styles.has(style, "font-style", ITALIC)
            yield text, bold, italic
        elif name is not None:
            yield from _read_runs(child, styles, _get(child, TEXTNS, "style-name") or style)


def _say_sign(element, name) -> str:
    if name == (TEXTNS, "s"):
        many = _get(element, TEXTNS, "c")
        return " " * (int(many) if str(many).isdecimal() else 1)
    return {(TEXTNS, "tab"): "\t", (TEXTNS, "line-break"): "\n"}.get(name, "")


def write(title: str, lines: list[tuple[str, str, int]], *, author: str) -> bytes:
    """Write a file of (text, style, level): each style is a heading of its level, or a paragraph at level 0."""
    odt = Odt(title, author=author)
    known: set[str] = set()
    for text, style, level in lines:
        name = style.replace(" ", "-")
        if name not in known:
            known.add(name)
            _add_style(odt, name, style, level)
        element = H(outlinelevel=min(level, 10), stylename=name) if level else P(stylename=name)
        teletype.addTextToElement(element, clean(text))
        odt.file.text.addElement(element)
    return odt.to_bytes()


def _add_style(odt, name, shown, level) -> None:
    base = f"Heading_{min(level, max(LEVELS))}" if level else "Standard"
    made = Style(name=name, displayname=shown, family="paragraph", parentstylename=base)
    made.addElement(ParagraphProperties(marginbottom="0.2cm"))
    made.addElement(TextProperties(language="fr", country="FR"))
    odt.file.styles.addElement(made)
