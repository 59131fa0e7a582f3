"""What the reading of a statement gives, whatever its format."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

LARGEST_AMOUNT = Decimal("99999999.99")
LONGEST_PAYER, LONGEST_LABEL = 150, 300
YEARS = range(2000, 2100)
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\x85\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
DAY_FIRST = re.compile(r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})$")
YEAR_FIRST = re.compile(r"^([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9]{1,3}$)")


class FichierRefuse(Exception):
    """A file that cannot be read as a statement; says why in a sentence."""


class LigneRefusee(Exception):
    """A line that cannot be kept; says why in a few words."""


@dataclass(frozen=True)
class Operation:
    """A sum received. `cle` is the bank's own name for it, empty if it gives none."""

    le: date
    montant: Decimal
    payeur: str
    libelle: str
    cle: str = ""


@dataclass(frozen=True)
class Refus:
    """A line left aside: its rank in the file, the reason, what it said."""

    ligne: int
    raison: str
    texte: str


@dataclass
class Lecture:
    """A statement as read. Every line is a sum received, a sum paid out or a refusal."""

    genre: str
    compte: str = ""
    operations: list[Operation] = field(default_factory=list)
    debits: int = 0
    refus: list[Refus] = field(default_factory=list)

    @property
    def lignes(self) -> int:
        return len(self.operations) + self.debits + len(self.refus)

    def keep(self, rank: int, text: str, le: date, montant: Decimal, payeur: str, libelle: str, cle: str = "") -> None:
        """Sort a line by its sign; refuse what no account could hold."""
        if montant < 0:
            self.debits += 1
        elif montant == 0 or montant > LARGEST_AMOUNT:
            self.refuse(rank, "montant nul" if montant == 0 else "montant trop grand", text)
        else:
            said = (clean(payeur)[:LONGEST_PAYER], clean(libelle)[:LONGEST_LABEL])
            self.operations.append(Operation(le, montant, *said, clean(cle)))

    def refuse(self, rank: int, raison: str, text: str) -> None:
        self.refus.append(Refus(rank, raison, clean(text)[:LONGEST_LABEL]))

    def identify(self) -> Iterator[tuple[str, Operation]]:
        """Return each operation with a name that it has in every file: twins are told apart by their rank."""
        seen: Counter = Counter()
        for operation in self.operations:
            le, montant = operation.le.isoformat(), f"{operation.montant:.2f}"
            said = operation.cle or f"{operation.payeur}|{operation.libelle}"
            content = f"{self.compte}|{le}|{montant}|{said}"
            yield sha256(f"{content}|{seen[content]}".encode()).hexdigest(), operation
            seen[content] += 1


def clean(text: str) -> str:
    """Return a text on one line, without what nobody sees."""
    return UNSEEN.sub(" ", text.encode("utf-8", "replace").decode()).strip()


def read_day(typed: str) -> date:
    """Read 27/11/2026, 27-11-26, 27.11.2026, 2026-11-27 or 20261127, with or without a time after."""
    text = typed.strip()
    if found := DAY_FIRST.match(text.split(" ")[0]):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    elif found := YEAR_FIRST.match(text):
        year, month, day = map(int, found.groups())
    else:
        raise LigneRefusee("date illisible")
    if year not in YEARS:
        raise LigneRefusee("année hors de notre temps")
    try:
        return date(year, month, day)
    except ValueError:
        raise LigneRefusee("cette date n’existe pas") from None


def read_machine_amount(typed: str) -> Decimal:
    """Read an amount as programs write it: a point or a comma, as many decimals as they like."""
    text = typed.strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?", text):
        raise LigneRefusee("montant illisible")
    amount = Decimal(text)
    if amount != round(amount, 2):
        raise LigneRefusee("montant plus fin que le centime")
    return round(amount, 2)
