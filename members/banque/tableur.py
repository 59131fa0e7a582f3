"""Statements in CSV: each bank has its own headings, separator, encoding and way to sign an amount."""

import csv
import io
from decimal import Decimal
from typing import NamedTuple

from members.banque.lecture import FichierRefuse, Lecture, LigneRefusee, read_day
from members.euros import ZERO, read_number
from members.normalisation import normalise

SEPARATORS = (";", "\t", ",", "|")
FURTHEST_HEADING = 40
MOST_LINES = 20_000
# What each column may be called, the surest first; accents, case and what is in brackets do not count.
HEADINGS = {
    "date": ("date operation", "date de l operation", "date comptable", "date de comptabilisation", "dateop", "date",
             "date transaction", "date valeur", "date de valeur"),
    "montant": ("montant", "montant euros", "montant en euros", "montant eur", "montant de l operation", "amount"),
    "credit": ("credit", "credit euros", "montant credit", "credit eur", "recettes"),
    "debit": ("debit", "debit euros", "montant debit", "debit eur", "depenses"),
    "sens": ("sens", "debit credit", "credit debit", "type de mouvement"),
    "devise": ("devise", "monnaie", "currency"),
    "payeur": ("payeur", "emetteur", "tiers", "contrepartie", "nom de la contrepartie", "donneur d ordre"),
    "libelle": ("libelle", "libelle operation", "libelle de l operation", "libelle complet", "libelle simplifie",
                "nature de l operation", "nature", "label", "description"),
    "suite": ("informations complementaires", "information complementaire", "detail", "details", "motif", "reference",
              "commentaire", "communication"),
}  # fmt: skip
DEBIT_WORDS = ("d", "debit", "db")


class Heading(NamedTuple):
    """Where the columns are: the rank of their line, the separator, the place of each."""

    rank: int
    separator: str
    places: dict[str, int]


def read_csv(text: str) -> Lecture:
    """Read a statement; every line under the headings is kept, counted as paid out, or refused with its reason."""
    heading = find_heading(text)
    lecture = Lecture("csv")
    for rank, row in enumerate(_rows(text, heading.separator), 1):
        if rank <= heading.rank or not any(cell.strip() for cell in row):
            continue
        if lecture.lignes >= MOST_LINES:
            raise FichierRefuse(f"Ce fichier dépasse {MOST_LINES} lignes : découpez-le par mois.")
        said = " ".join(row)
        try:
            _read_row(lecture, rank, row, heading.places)
        except LigneRefusee as reason:
            lecture.refuse(rank, str(reason), said)
    return lecture


def find_heading(text: str) -> Heading:
    """Find the line of headings, which often follows the name of the bank, the account and its balance."""
    found = [
        Heading(rank, separator, places)
        for separator in SEPARATORS
        for rank, row in zip(range(1, FURTHEST_HEADING), _rows(text, separator), strict=False)
        if (places := _find_places(row)) is not None
    ]
    if not found:
        raise FichierRefuse(
            "Aucune ligne d’en-têtes n’est reconnue : le fichier doit nommer une colonne « Date », et une colonne "
            "« Montant » ou « Crédit ». Téléchargez le relevé en CSV depuis le site de la banque, sans le modifier."
        )
    return max(found, key=lambda heading: (len(heading.places), -heading.rank))


def _rows(text, separator):
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise FichierRefuse("Ce fichier n’est pas un tableau lisible : téléchargez de nouveau le relevé.") from None


def _find_places(row) -> dict[str, int] | None:
    names = [normalise(cell.split("(")[0]) for cell in row]
    places = {}
    for column, words in HEADINGS.items():
        known = [names.index(word) for word in words if word in names]
        if known:
            places[column] = known[0]
    is_whole = "date" in places and ("montant" in places or "credit" in places)
    return places if is_whole else None


def _read_row(lecture, rank, row, places) -> None:
    def cell(name):
        place = places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    le = read_day(cell("date"))
    if cell("devise") and cell("devise").upper() not in ("EUR", "€", "EURO", "EUROS"):
        raise LigneRefusee("autre monnaie que l’euro")
    montant = _read_montant(cell)
    libelle = " ".join(part for part in (cell("libelle"), cell("suite")) if part)
    lecture.keep(rank, " ".join(row), le, montant, cell("payeur"), libelle)


def _read_montant(cell) -> Decimal:
    """Return the sum, negative when it is paid out, from one signed column or from two."""
    received, paid = _amount(cell("credit")), _amount(cell("debit"))
    if received and paid:
        raise LigneRefusee("un débit et un crédit sur la même ligne")
    if received or paid:
        return received if received else -abs(paid)
    if not cell("montant"):
        raise LigneRefusee("aucun montant")
    montant = _amount(cell("montant"))
    return -abs(montant) if normalise(cell("sens")) in DEBIT_WORDS else montant


def _amount(text) -> Decimal:
    if not text:
        return ZERO
    try:
        return read_number(text)
    except ValueError:
        raise LigneRefusee("montant illisible") from None
