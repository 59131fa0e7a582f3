"""A paragraph of any word processor, and its writing in Markdown for `socle.pieces`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

DEEPEST = 6
SPECIAL = re.compile(r"[\\`*_{}\[\]<>#&=~]")
OPENING = re.compile(r"^(\s*)([-+>]|\d{1,9}[.)])(?=\s|$)")
BESIDE = "Notes, en-têtes et pieds de page"


@dataclass
class Paragraphe:
    """What a paragraph says: runs of (text, is bold, is italic). `level` is 0 unless it is a heading."""

    runs: list[tuple[str, bool, bool]] = field(default_factory=list)
    style: str = ""
    level: int = 0
    is_bullet: bool = False
    is_beside: bool = False

    @property
    def text(self) -> str:
        return "".join(text for text, _, _ in self.runs)


def to_markdown(paragraphes: Iterable[Paragraphe]) -> str:
    """Return the paragraphs as Markdown; what stands beside the text (notes, headers) comes last, under a heading."""
    said = [each for each in paragraphes if each.text.strip()]
    lines = [_write(each) for each in said if not each.is_beside]
    beside = list(dict.fromkeys(_write(each) for each in said if each.is_beside))
    if beside:
        lines += [f"## {BESIDE}", *beside]
    return "\n\n".join(lines) + "\n"


def _write(paragraphe) -> str:
    if paragraphe.level:
        return f"{'#' * min(paragraphe.level, DEEPEST)} {_escape(' '.join(paragraphe.text.split()))}"
    return ("- " if paragraphe.is_bullet else "") + _write_runs(paragraphe.runs)


def _write_runs(runs) -> str:
    """Write runs side by side that look alike as one; the marks hold no space at their ends, nor a line break."""
    said = []
    for (bold, italic), group in groupby(runs, key=lambda run: run[1:]):
        mark = "**" * bold + "*" * italic
        lines = "".join(text for text, _, _ in group).split("\n")
        said.append("<br>".join(_surround(line, mark) for line in lines))
    written = "".join(said).strip()
    return OPENING.sub(_escape_opening, written)


def _escape_opening(found) -> str:
    """Write the sign that would open a list or a quotation so that it opens none, but for a dash: it is a bullet."""
    if found[2] == "-":
        return found[0]
    return f"{found[1]}{found[2][:-1]}&#{ord(found[2][-1])};"


def _surround(text, mark) -> str:
    core = text.strip()
    if not core or not mark:
        return _escape(text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{_escape(core)}{mark}{after}"


def _escape(text) -> str:
    return SPECIAL.sub(lambda found: f"&#{ord(found[0])};", " ".join(re.split(r"[\r\n\t\v\f]+", text)))
