"""DOCX: paragraphs wherever they stand in the file. Only this module knows python-docx."""

import io
import re
from collections.abc import Iterator
from typing import IO

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from socle.odt import clean
from socle.textes.paragraphes import Paragraphe

FONT = "Verdana"
BODY = "word/document.xml"
PARTS = re.compile(r"/word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
HEADING = re.compile(r"^(?:heading|titre)\s*(\d)$", re.IGNORECASE)
BULLETED = re.compile(r"list|liste|puce", re.IGNORECASE)
PARAGRAPH, RUN, FALLBACK = (
    qn("w:p"),
    qn("w:r"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
SAID = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
NO = ("0", "false", "none")


def read(file: IO[bytes]) -> list[Paragraphe]:
    """Return the paragraphs of a file that was recognised as DOCX, the text first, then what stands beside it."""
    document = Document(file)
    styles = _Styles(document)
    found = list(_read_part(document.element.body, styles))
    for part in document.part.package.iter_parts():
        if PARTS.fullmatch(str(part.partname)):
            for paragraphe in _read_part(etree.fromstring(part.blob, _parser()), styles):
                paragraphe.is_beside = True
                found.append(paragraphe)
    return found


def _parser():
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class _Styles:
    """The styles of a file: their names, the level of a heading through what each is based on."""

    def __init__(self, document):
        self.rows = {style.style_id: style for style in document.styles}

    def name(self, key) -> str:
        return self.rows[key].name if key in self.rows else ""

    def chain(self, key) -> Iterator[str]:
        style = self.rows.get(key)
        for _ in range(20):
            if style is None:
                return
            yield style.name or ""
            style = getattr(style, "base_style", None)

    def level(self, key) -> int:
        for name in self.chain(key):
            if name in ("Title", "Titre"):
                return 1
            if found := HEADING.match(name):
                return int(found[1])
        return 0

    def is_list(self, key) -> bool:
        return any(BULLETED.search(name) for name in self.chain(key))

    def is_on(self, key, mark) -> bool | None:
        """Say whether a style, or what it is based on, makes letters bold (`w:b`) or italic; None if it is silent."""
        style = self.rows.get(key)
        for _ in range(20):
            if style is None:
                return None
            if (said := _is_on(style.element.find(qn("w:rPr")), mark)) is not None:
                return said
            style = getattr(style, "base_style", None)
        return None


def _read_part(root, styles) -> Iterator[Paragraphe]:
    for paragraph in root.iter(PARAGRAPH):
        if next(paragraph.iterancestors(FALLBACK), None) is None:
            yield _read_paragraph(paragraph, styles)


def _read_paragraph(paragraph, styles) -> Paragraphe:
    properties = paragraph.find(qn("w:pPr"))
    key, level, numbered = "", 0, False
    if properties is not None:
        style, outline = properties.find(qn("w:pStyle")), properties.find(qn("w:outlineLvl"))
        key = style.get(qn("w:val"), "") if style is not None else ""
        numbered = properties.find(qn("w:numPr")) is not None
        said = outline.get(qn("w:val"), "") if outline is not None else ""
        level = int(said) + 1 if said.isdecimal() and int(said) < 9 else 0
    level = level or styles.level(key)
    return Paragraphe(
        runs=list(_read_runs(paragraph, styles, key)),
        style=styles.name(key),
        level=level,
        is_bullet=not level and (numbered or styles.is_list(key)),
    )


def _read_runs(paragraph, styles, key) -> Iterator[tuple[str, bool, bool]]:
    """Read the runs of a paragraph, those of links and corrections too; a text box inside has its own paragraphs."""
    for run in paragraph.iter(RUN):
        if next(run.iterancestors(PARAGRAPH)) is not paragraph:
            continue
        text = "".join(SAID[element.tag] or element.text or "" for element in run if element.tag in SAID)
        if text:
            properties = run.find(qn("w:rPr"))
            yield text, _looks(properties, styles, key, "w:b"), _looks(properties, styles, key, "w:i")


def _looks(properties, styles, key, mark) -> bool:
    """Say how letters look: what the run says, else the style of its letters, else the style of its paragraph."""
    named = properties.find(qn("w:rStyle")) if properties is not None else None
    said = [_is_on(properties, mark)]
    said += [styles.is_on(named.get(qn("w:val")), mark)] if named is not None else []
    return next((each for each in [*said, styles.is_on(key, mark)] if each is not None), False)


def _is_on(properties, name) -> bool | None:
    mark = properties.find(qn(name)) if properties is not None else None
    return None if mark is None else mark.get(qn("w:val"), "1").lower() not in NO


def write(title: str, lines: list[tuple[str, str, int]], *, author: str) -> bytes:
    """Write a file of (text, style, level): each style is a heading of its level, or a paragraph at level 0."""
    document = Document()
    document.core_properties.title, document.core_properties.author = clean(title)[:255], author
    document.core_properties.language = "fr-FR"
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = FONT, Pt(10.5)
    for text, style, level in lines:
        if style not in document.styles:
            _add_style(document, style, level)
        document.add_paragraph(clean(text), style=style)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _add_style(document, name, level) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[f"Heading {min(level, 9)}" if level else "Normal"]
    style.next_paragraph_style = document.styles["Normal"]
    style.quick_style = False
