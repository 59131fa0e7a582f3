"""Lists as files for spreadsheets: what is on screen, all of it, and nothing that a spreadsheet would obey.

A cell that begins with =, +, - or @ is a formula for a spreadsheet, and may have been typed by anybody: an apostrophe
before it makes it a text again. Numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.http import Http404, StreamingHttpResponse

from socle.lazy import lazy

tablib = lazy("tablib")

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
OBEYED = ("=", "+", "-", "@", "\t", "\r", "\n")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BOM = "\ufeff"
PIECE = 64 * 1024
LONGEST = 32_000  # what a spreadsheet holds in one cell


def send_table(name: str, kind: str, headings: list[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Return the file of a list, sent as it is written; `name` has no extension."""
    if kind not in FORMATS:
        raise Http404(kind)
    safe = ([neutralise(cell) for cell in row] for row in rows)
    pieces = write_csv(headings, safe) if kind == "csv" else write_book(kind, name, headings, safe)
    response = StreamingHttpResponse(pieces, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def neutralise(cell: Any) -> Any:
    """Return a cell that no spreadsheet obeys; a number stays one."""
    if cell is None:
        return ""
    if isinstance(cell, int | float | Decimal):
        return cell
    text = UNSEEN.sub("", str(cell))[:LONGEST]
    return f"'{text}" if text.startswith(OBEYED) else text


def write_csv(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Write what French spreadsheets open by themselves: UTF-8 with its mark, semicolons, decimal commas."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write(BOM)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([str(cell).replace(".", ",") if isinstance(cell, float | Decimal) else cell for cell in row])
        if text.tell() > PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_book(kind: str, name: str, headings: list[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Write a spreadsheet of one sheet."""
    table = tablib.Dataset(headers=headings, title=name[:31])
    table.extend(rows)
    whole = table.export(kind)
    yield from (whole[start : start + PIECE] for start in range(0, len(whole), PIECE))
