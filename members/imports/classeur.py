"""Read a workbook in a process of its own, short of memory and time: `python classeur.py path sheet`.

Spreadsheet formats let a small file ask for gigabytes (a zip bomb, two cells at opposite corners). Whatever
happens to this process, the portal only sees that it did not answer. It prints one JSON object.
"""

import json
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook, PasswordError

MEMORY, SECONDS = 1_500_000_000, 30
CHUNK = 1 << 20


def main(path: str, sheet: str, most_lines: int, most_columns: int, most_unpacked: int) -> dict:
    """Return the names of the sheets and the rows of one of them, or what is wrong in one word."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if zipfile.is_zipfile(path) and not is_reasonable(path, most_unpacked):
        return {"probleme": "bombe"}
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        return {"probleme": "protege"}
    sizes = {name: count_rows(book, name) for name in book.sheet_names}
    names = [name for name in sizes if sizes[name]]
    if not names:
        return {"probleme": "vide"}
    chosen = sheet if sheet in names else max(names, key=lambda name: sizes[name])
    rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False, nrows=most_lines + 100)
    return {
        "feuilles": names,
        "feuille": chosen,
        "lignes": [[say(cell) for cell in row] for row in cut(rows, most_columns)],
    }


def is_reasonable(path: str, most: int) -> bool:
    """Whether a zip unpacks to a size that can be held; what it says of itself is checked by unpacking it."""
    with zipfile.ZipFile(path) as archive:
        left = most
        for member in archive.infolist():
            with archive.open(member) as file:
                while chunk := file.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        return False
    return True


def count_rows(book, name) -> int:
    """Return how many rows of a sheet say something."""
    sheet = book.get_sheet_by_name(name)
    return sheet.height if sheet.start is not None else 0


def cut(rows, most_columns):
    """Drop the empty columns at the end, and those beyond the limit plus one, which tells that there are more."""
    width = max((rank + 1 for row in rows for rank, cell in enumerate(row) if cell not in ("", None)), default=0)
    return (row[: min(width, most_columns + 1)] for row in rows)


def say(cell) -> str:
    """Return a cell as its reader sees it: whole numbers without a point, dates in full."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    path, sheet, *limits = sys.argv[1:]
    try:
        answer = main(path, sheet, *map(int, limits))
    except Exception as error:
        answer = {"probleme": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
