"""What reading the text of a file costs: pages a second and the memory of the program that reads."""

import io
import time
from importlib import import_module

from stack.machine import say

EXTRACTION, PAGES, LINES = "extraction", 1_000, 40
SENTENCE = (
    "On prepare la salle, on accueille chacune et chacun, puis on note ce qui a ete dit, page {page} ligne {line}."
)


def measure_extraction(bare_ms: float, only: str) -> list[dict]:
    """Read a PDF of 1,000 pages of forty lines as the worker does, once."""
    if only not in EXTRACTION:
        return []
    say(f"lecture d’un PDF de {PAGES} pages")
    bac = import_module("socle.fichiers.bac")
    start = time.perf_counter()
    answer = bac.open_apart("texte", io.BytesIO(make_pdf(PAGES)), "pdf", "2000", "8000000")
    spent_ms = 1000 * (time.perf_counter() - start)
    say(f"{len(answer['passages'])} pages lues, {1000 * PAGES / spent_ms:.0f} par seconde")
    row = dict.fromkeys(("p50_ms", "p95_ms", "p99_ms"), round(spent_ms, 2))
    row = {"name": EXTRACTION, "n": 1, **row, "queries": 0, "bytes": 0, "peak_mb": float(answer["memoire"])}
    row |= {"ratio": round(spent_ms / bare_ms, 2), "cpu_ms": 1000 * answer["secondes"], "cpu_ratio": 0}
    return [row | {"pages_par_seconde": round(1000 * PAGES / spent_ms)}]


def make_pdf(pages: int) -> bytes:
    """Write a PDF of text by hand: every page has its own words."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        font,
    ]
    for page in range(pages):
        lines = " ".join(f"({SENTENCE.format(page=page, line=line)}) Tj 0 -18 Td" for line in range(LINES))
        text = f"BT /F1 9 Tf 40 800 Td {lines} ET".encode()
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * page} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(text)} >>\nstream\n".encode() + text + b"\nendstream")
    return _number(objects)


def _number(objects) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for rank, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{rank} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return bytes(out + f"trailer << /Root 1 0 R /Size {len(objects) + 1} >>\nstartxref\n{start}\n%%EOF\n".encode())
