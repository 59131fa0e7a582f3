"""Recognise the synthesis of a workshop in a text: headings, two-column tables, bullets, quotations.

`recognise` is a pure function. Its result is a proposal that the facilitator reads and corrects; every word of the
text is in it, and what is not recognised is kept as text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from collectifs.models import Contribution
from socle.pieces import BREAK, BULLET, Piece, flatten, read_pieces

Genre = Contribution.Genre
TITRE, DEBAT, MODALITES, TEXTE = "titre", "debat", "modalites", "texte"
CHOIX = [
    *Genre.choices,
    (DEBAT, "point de débat"),
    (MODALITES, "comment la participation a été assurée"),
    (TEXTE, "texte gardé tel quel"),
    (TITRE, "titre de rubrique (n’est pas repris)"),
]
# What a heading is about -> how it sounds, without accents. A heading of two columns sounds like both.
RUBRIQUES = (
    (Genre.LEVIER, re.compile(r"\bpoints? positifs?\b|\bleviers?\b|\bpoints? forts?\b|\batouts?\b")),
    (Genre.A_AMELIORER, re.compile(r"\bameliorer\b|\bameliorations?\b|\bfreins?\b|\bpoints? faibles?\b")),
    (Genre.POINT_SAILLANT, re.compile(r"\bpoints? saillants?\b|\bpoints? cles?\b|\bmots?[- ]cles?\b")),
    (Genre.PRECONISATION, re.compile(r"\bpreconisations?\b|\brecommandations?\b")),
    (DEBAT, re.compile(r"\bpoints? de debat\b|\ben debat\b|\bdesaccords?\b|\bdivergences?\b")),
    (Genre.POINT_ESSENTIEL, re.compile(r"\bpoints? essentiels?\b|\ba retenir\b")),
    (Genre.VERBATIM, re.compile(r"\bverbatims?\b|\bcitations?\b|\bparoles? de\b")),
    (MODALITES, re.compile(r"\bparticipation des\b|\bmodalites de participation\b|\bparticipation\b")),
)
LONGEST_HEADING = 100
RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
PIPED = re.compile(r"(?<!\\)\|")
QUOTED = re.compile(r"^[«“\"].*[»”\"]\s*[.!?…]?(?:\s*\([^()]*\))?$", re.DOTALL)
OTHERWISE = re.compile(r"^ou bien\b", re.IGNORECASE)
ITEM = re.compile(r"^\s*(?:[-*+–]\s+|\d+[.)]\s+)")


@dataclass(frozen=True)
class Ligne:
    """A piece of the text, and what it is taken for."""

    quoi: str
    texte: str


@dataclass
class Reading:
    """Where the reader stands: under which heading, and what was read so far."""

    lignes: list[Ligne] = field(default_factory=list)
    rubrique: str = TEXTE

    def add(self, quoi: str, texte: str) -> None:
        if texte.strip():
            self.lignes.append(Ligne(quoi, texte.strip()))


def recognise(text: str) -> list[Ligne]:
    """Return the pieces of a synthesis in their order."""
    reading = Reading()
    for is_table, lines in split_tables(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if is_table:
            take_table(reading, lines)
        else:
            for piece in read_pieces("\n".join(set_apart(lines))):
                take_piece(reading, piece)
    return reading.lignes


def set_apart(lines: list[str]) -> Iterator[str]:
    """Put a blank line around what sounds like a heading: converters glue it to the list above."""
    for line in lines:
        letters = re.findall(r"[^\W\d_]", line)
        is_shouted = len(letters) > 4 and line.upper() == line and len(line.strip()) <= LONGEST_HEADING
        if is_shouted and not BULLET.match(line.strip()) and not ITEM.match(line) and find_rubriques(line):
            yield from ("", line.strip(), "")
        else:
            yield line


def plain(text: str) -> str:
    """Return a text without accents nor capitals, to look for words in it."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def find_rubriques(text: str) -> list[str]:
    """Return every heading that a short text sounds like, in the order they are said."""
    said = plain(text)
    found = [(match.start(), quoi) for quoi, pattern in RUBRIQUES if (match := pattern.search(said))]
    return [quoi for _, quoi in sorted(found, key=lambda pair: pair[0])]


def take_piece(reading: Reading, piece: Piece) -> None:
    text = ITEM.sub("", piece.text) if piece.is_bullet else piece.text
    if is_heading(piece):
        take_heading(reading, piece)
    elif OTHERWISE.match(text):
        reading.add(DEBAT, text)
    elif reading.rubrique in (TEXTE, Genre.POINT_ESSENTIEL) and QUOTED.match(text) and not piece.is_bullet:
        reading.add(Genre.VERBATIM, text)
    elif reading.rubrique in (TEXTE, MODALITES) and piece.is_bullet:
        reading.add(reading.rubrique, f"- {text}")
    else:
        reading.add(reading.rubrique, text)


def is_heading(piece: Piece) -> bool:
    """Marked as a heading, or short, alone on its line and sounding like one of ours."""
    if piece.is_heading:
        return True
    stands_out = piece.is_strong or piece.is_capitals or piece.text.rstrip().endswith(":")
    return (
        stands_out and not piece.is_bullet and len(piece.text) <= LONGEST_HEADING and bool(find_rubriques(piece.text))
    )


def take_heading(reading: Reading, piece: Piece) -> None:
    found = find_rubriques(piece.text)
    if not found:
        reading.add(TEXTE, piece.text)
        reading.rubrique = TEXTE if piece.level == 1 else reading.rubrique
        return
    reading.add(TITRE, piece.text)
    # A heading of two columns announces a table; what stands below it without one is kept as text
    reading.rubrique = found[0] if len(set(found)) == 1 or not is_two_columns(found) else TEXTE


def is_two_columns(found: list[str]) -> bool:
    return {Genre.LEVIER, Genre.A_AMELIORER} <= set(found)


def split_tables(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Cut a text into tables and what stands between them."""
    run: list[str] = []
    is_table = False
    for line in lines:
        looks = looks_like_row(line)
        if looks != is_table and run:
            yield is_table and len(run) > 1, run
            run = []
        is_table = looks
        run.append(line)
    if run:
        yield is_table and len(run) > 1, run


def looks_like_row(line: str) -> bool:
    return "\t" in line.lstrip() or (line.strip().startswith("|") and len(PIPED.findall(line)) >= 2)


def take_table(reading: Reading, lines: list[str]) -> None:
    """Read a table: each column goes under the heading that its head sounds like."""
    rows = [cells_of(line) for line in lines if not RULE.match(line)]
    if not rows:
        return
    columns = [find_rubriques(cell)[:1] for cell in rows[0]]
    if sum(bool(column) for column in columns) < 2:
        for cells in rows:
            reading.add(TEXTE, " | ".join(flatten(cell) for cell in cells if cell.strip()))
        return
    for cell in rows[0]:
        reading.add(TITRE, flatten(cell))
    for rank in range(max(len(cells) for cells in rows)):
        quoi = columns[rank][0] if rank < len(columns) and columns[rank] else TEXTE
        for cells in rows[1:]:
            for item in items_of(cells[rank]) if rank < len(cells) else ():
                reading.add(DEBAT if OTHERWISE.match(item) else quoi, item)


def cells_of(line: str) -> list[str]:
    if "\t" in line.lstrip() and not line.strip().startswith("|"):
        return line.lstrip().split("\t")
    cells = PIPED.split(line.strip())
    return [cell.replace("\\|", "|") for cell in cells[1 : -1 if not cells[-1].strip() else None]]


def items_of(cell: str) -> Iterator[str]:
    """Return the lines of a cell, without their bullets."""
    for line in BREAK.sub("\n", cell).split("\n"):
        text = flatten(ITEM.sub("", BULLET.sub("", line.strip())))
        if re.search(r"\w", text):
            yield text
