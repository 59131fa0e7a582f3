"""From bytes to rows of text: what a file is, by its content and never by its name."""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from members.imports.limites import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_LINES,
    MOST_UNPACKED,
    FichierIllisible,
)

PROGRAM = Path(__file__).with_name("classeur.py")
PATIENCE = 60
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KNOWN_STRANGERS = {
    b"%PDF": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"{\\rtf": "un texte mis en forme",
    b"\x1f\x8b": "une archive",
    b"7z\xbc\xaf": "une archive",
    b"Rar!": "une archive",
}
DELIMITERS = (";", "\t", ",", "|")
SAMPLE = 60
MOST_BREAKS = 40
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
SPACES = re.compile(r"[\s\u00a0\u202f\u2007]+")
SAVE_AS = "Ouvrez-le dans votre tableur, puis « Enregistrer sous » au format XLSX, ODS ou CSV."
PROBLEMS = {
    "protege": "Ce classeur est protégé par un mot de passe : enlevez-le, puis déposez-le de nouveau.",
    "vide": "Ce classeur ne contient aucune ligne : vérifiez que c’est le bon fichier.",
    "bombe": "Ce classeur prend trop de place une fois déplié : copiez les lignes utiles dans un classeur neuf.",
}


@dataclass
class Tableau:
    """The rows of a file, from its first line on, and the sheets there was a choice of."""

    lignes: list[list[str]]
    feuilles: list[str] = field(default_factory=list)
    feuille: str = ""


def read_file(content: bytes, sheet: str = "") -> Tableau:
    """Return the rows of a file; raises FichierIllisible with the sentence to show."""
    if len(content) > MOST_BYTES:
        raise FichierIllisible("Ce fichier dépasse 10 Mo : partagez-le en plusieurs fichiers.")
    if not content.strip(b"\x00\r\n\t ;,"):
        raise FichierIllisible("Ce fichier est vide : vérifiez que c’est le bon.")
    tableau = read_book(content, sheet) if is_book(content) else Tableau(read_text(content))
    tableau.lignes = [[clean(cell) for cell in row] for row in tableau.lignes]
    check_sizes(tableau.lignes)
    return tableau


def is_book(content: bytes) -> bool:
    """Say whether this is a workbook, and refuse what is neither a workbook nor a text."""
    for beginning, what in KNOWN_STRANGERS.items():
        if content.startswith(beginning):
            raise FichierIllisible(f"Ce fichier est {what}, pas un tableau. Déposez un CSV, un XLSX ou un ODS.")
    if content.startswith(OLE):
        return True
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FichierIllisible(f"Ce classeur est abîmé. {SAVE_AS}") from None
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise FichierIllisible("Ce fichier est une archive ou un document, pas un tableau. " + SAVE_AS)
    return True


def read_book(content: bytes, sheet: str) -> Tableau:
    """Have a workbook read by a small program which may fail without harm."""
    with tempfile.NamedTemporaryFile(suffix=".classeur") as file:
        file.write(content)
        file.flush()
        limits = [str(limit) for limit in (MOST_LINES, MOST_COLUMNS, MOST_UNPACKED)]
        command = [sys.executable, str(PROGRAM), file.name, sheet.replace("\x00", ""), *limits]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, env={})  # noqa: S603
            answer = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError):
            raise FichierIllisible(f"Ce classeur est trop lourd ou abîmé. {SAVE_AS}") from None
    if problem := answer.get("probleme"):
        raise FichierIllisible(PROBLEMS.get(problem, f"Ce classeur est abîmé. {SAVE_AS}"))
    return Tableau(answer["lignes"], answer["feuilles"], answer["feuille"])


def read_text(content: bytes) -> list[list[str]]:
    """Return the rows of a text with delimiters."""
    text = decode(content)
    if text.lstrip()[:1] == "<":
        raise FichierIllisible(f"Ce fichier est une page web, même s’il s’ouvre dans un tableur. {SAVE_AS}")
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"\"?sep=(.)\"?\r?", first)
    try:
        rows = split(rest, told[1]) if told else split(text, guess_delimiter(text))
    except csv.Error:
        raise FichierIllisible(
            f"Une cellule de ce fichier est trop longue, ou un guillemet n’y est pas fermé. {SAVE_AS}"
        ) from None
    return rows


def decode(content: bytes) -> str:
    """Return the text, whatever wrote it: UTF-8 or UTF-16 with or without a mark, Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").lstrip("\ufeff")
    beginning = content[:2000]
    for half, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if beginning[half::2].count(0) > len(beginning) // 4:
            return content.decode(encoding, errors="replace")
    if content.count(b"\x00"):
        raise FichierIllisible("Ce fichier n’est pas un tableau. Déposez un CSV, un XLSX ou un ODS.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def guess_delimiter(text: str) -> str:
    """Return what separates the cells: what gives the most lines of the same width, and wide ones."""

    def score(delimiter):
        try:
            widths = Counter(len(row) for row in split("\n".join(text.splitlines()[:SAMPLE]), delimiter) if row)
        except csv.Error:
            return 0
        return max(((width - 1) * lines for width, lines in widths.items()), default=0)

    return max(DELIMITERS, key=score)


def split(text: str, delimiter: str) -> list[list[str]]:
    """Cut a text into rows; a quote that is never closed is found by the lines it swallows."""
    rows = []
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        if any(cell.count("\n") > MOST_BREAKS for cell in row):
            raise FichierIllisible(
                f"Un guillemet ouvert à la ligne {number} n’est pas fermé : fermez-le ou enlevez-le."
            )
        rows.append(row)
        if number > MOST_LINES + SAMPLE:
            break
    return rows


def clean(cell: str) -> str:
    """Return a cell on one line, without what nobody sees; the quote that protects a formula is taken off."""
    text = SPACES.sub(" ", UNSEEN.sub("", cell)).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text


def check_sizes(rows: list[list[str]]) -> None:
    if max((len(row) for row in rows), default=0) > MOST_COLUMNS:
        raise FichierIllisible("Ce fichier a plus de 100 colonnes : gardez seulement celles qui servent.")
    if sum(1 for row in rows if any(row)) > MOST_LINES + 1:
        raise FichierIllisible("Ce fichier a plus de 20 000 lignes : partagez-le en plusieurs fichiers.")
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > MOST_LETTERS for cell in row):
            raise FichierIllisible(f"Une cellule de la ligne {number} dépasse 5 000 caractères : raccourcissez-la.")
    if not any(any(row) for row in rows):
        raise FichierIllisible("Ce fichier est vide : vérifiez que c’est le bon.")
