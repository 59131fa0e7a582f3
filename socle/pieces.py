"""From a Markdown text to a flat list of pieces: headings, paragraphs and bullets, with the marks that were on them.

Texts come out of PDF and word processors: bullets are glyphs, headings are uneven, bold is sometimes cut short.
Only blocks are read by the Markdown parser; emphasis is read here, so that nothing is ever dropped.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

BULLET = re.compile(r"^[▶►➤➢➔→•●■◆‣▪·]\s*")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"</?(?:sup|sub|u|b|i|em|strong|span|p|div|font|center)\b[^<>]*>", re.IGNORECASE)
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\ufeff]")
STRONG = re.compile(r"(\*\*|__)(.+?)\1")
EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*_])")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>|~-])")
LABEL = re.compile(
    r"^(?:\*\*|__)\s*(?P<label>[^*_:]{1,60}?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)\s*(?P<rest>.*)$", re.DOTALL
)
WHOLLY_STRONG = re.compile(r"^(\*\*|__)(?:(?!\1).)+\1$", re.DOTALL)
WHOLLY_ITALIC = re.compile(r"^([*_])(?!\1)(?:(?!\1).)+\1$", re.DOTALL)
WORD = re.compile(r"\w")

parser = MarkdownIt("zero").enable(["heading", "lheading", "list", "blockquote"])


@dataclass(frozen=True)
class Piece:
    """A heading, a paragraph or a bullet."""

    text: str
    level: int = 0
    is_bullet: bool = False
    is_strong: bool = False
    is_italic: bool = False
    label: str = ""
    rest: str = ""
    lines: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        return self.level > 0

    @property
    def is_capitals(self) -> bool:
        """Written in capitals, and long enough not to be an acronym."""
        return self.text.upper() == self.text and len(re.findall(r"[^\W\d_]", self.text)) > 4


def read_pieces(markdown: str) -> list[Piece]:
    """Return the pieces of a text in their order; every word of the text is in one of them."""
    pieces: list[Piece] = []
    level, opens_item, number = 0, False, ""
    for token in parser.parse(markdown):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "list_item_open":
            opens_item, number = True, f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "inline":
            pieces += split_block(number + token.content, level=level, is_bullet=opens_item)
            opens_item, number = False, ""
    return pieces


def split_block(content: str, *, level: int, is_bullet: bool) -> Iterator[Piece]:
    """Cut a block where a line opens with a bullet or a bold label: converters often glue them together."""
    groups: list[list[str]] = [[]]
    for line in BREAK.sub("\n", content).split("\n"):
        starts = BULLET.match(line.strip()) or LABEL.match(line.strip())
        if starts and groups[-1]:
            groups.append([])
        groups[-1].append(line.strip())
    for rank, lines in enumerate(groups):
        piece = make_piece(lines, level=level, is_bullet=is_bullet and rank == 0)
        if WORD.search(piece.text):
            yield piece


def make_piece(lines: list[str], *, level: int, is_bullet: bool) -> Piece:
    raw = " ".join(lines).strip()
    glyph = BULLET.match(raw)
    raw = TAG.sub("", INVISIBLE.sub("", raw[glyph.end() :] if glyph else raw)).strip()
    label = LABEL.match(raw)
    return Piece(
        text=flatten(raw),
        level=level,
        is_bullet=is_bullet or bool(glyph),
        is_strong=bool(WHOLLY_STRONG.match(raw)),
        is_italic=bool(WHOLLY_ITALIC.match(raw)),
        label=flatten(label["label"]) if label else "",
        rest=flatten(label["rest"]) if label else "",
        lines=tuple(flatten(BULLET.sub("", line)) for line in lines),
    )


def flatten(raw: str) -> str:
    """Return the words alone: no emphasis marks, no escapes, no entities, single spaces."""
    text = TAG.sub("", STRONG.sub(r"\2", raw)).replace("**", " ")
    text = ESCAPE.sub(r"\1", EMPHASIS.sub(r"\2", text))
    return " ".join(html.unescape(text).split())
