"""Open a file in a process of its own, short of memory and time: `python atelier.py <what> <path> …`.

A small file may ask for gigabytes, hours, or a fault in the library that opens it. Whatever happens here, the portal
only sees that there was no answer. No Django: this program prints one JSON object and may write one picture.
"""

import csv
import json
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Callable
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

MEMORY, SECONDS = 1_500_000_000, 60
MOST_PIXELS = 50_000_000
MOST_SIDE = 4_000
MOST_FRAMES = 120
PREVIEW = (900, 1_200)
SLICE = 3_000
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufffe\uffff\ud800-\udfff]"
)
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\s*\n\s*")
CUT_WORD = re.compile(r"(?<=[^\W\d_])(\u00ad|-)\n(?=[a-zà-ÿ])")
ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ODF_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}


class TooLongError(Exception):
    """More pages or more letters than the portal reads: its arguments are the word that says which, and how many."""


def clean(text: str) -> str:
    """Return a text that a database and a page can hold: words cut at the end of a line are made whole."""
    text = INVISIBLE.sub("", CUT_WORD.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return BLANK_LINES.sub("\n", SPACES.sub(" ", text)).strip()


def cut(pieces) -> list[str]:
    """Gather paragraphs in slices of about a page."""
    slices, held = [], ""
    for piece in pieces:
        left = clean(piece)
        while len(left) > SLICE:
            at = left.rfind(" ", SLICE // 2, SLICE) + 1 or SLICE
            slices += [held, left[:at].strip()]
            held, left = "", left[at:]
        if held and len(held) + len(left) > SLICE:
            slices.append(held)
            held = ""
        held = f"{held}\n{left}".strip()
    return [one for one in (*slices, held) if one]


def read_pdf(path: str, most_pages: int):
    """Yield the text of each page."""
    pdf = import_module("pypdfium2").PdfDocument(path)
    if len(pdf) > most_pages:
        raise TooLongError("trop_de_pages", len(pdf))
    for number in range(len(pdf)):
        page = pdf[number]
        words = page.get_textpage()
        yield clean(words.get_text_bounded())
        words.close()
        page.close()


def read_docx(path: str):
    """Yield the paragraphs of a text, those of its tables too, in their order."""
    for element in import_module("docx").Document(path).element.body.iter("{*}p"):
        yield "".join(node.text or "" for node in element.iter("{*}t", "{*}tab"))


def read_odf(path: str):
    """Yield the paragraphs, headings and lines of cells of an OpenDocument."""
    for element in _walk(path, "content.xml", (ODF_TEXT + "p", ODF_TEXT + "h", ODF_TABLE + "table-row")):
        if element.tag == ODF_TABLE + "table-row":
            yield " ".join(filter(None, ("".join(cell.itertext()).strip() for cell in element)))
        elif not any(True for _ in element.iterancestors(ODF_TABLE + "table-row")):
            yield "".join(element.itertext())


def read_pptx(path: str):
    """Yield the text of each slide."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    for name in sorted(names, key=lambda name: int(re.sub(r"\D", "", name))):
        yield "\n".join("".join(p.itertext()) for p in _walk(path, name, (DRAWN + "p",)))


def _walk(path, name, tags):
    """Read one XML of a zip as it comes; nothing outside is ever read, no entity is ever replaced."""
    etree = import_module("lxml.etree")
    with zipfile.ZipFile(path) as archive, archive.open(name) as file:
        for _, element in etree.iterparse(
            file, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            yield element
            if element.tag != ODF_TEXT + "p":
                element.clear()


def read_book(path: str):
    """Yield the lines of a workbook, each sheet named."""
    book = import_module("python_calamine").CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).iter_rows():
            yield " ".join(str(cell) for cell in row if cell not in ("", None))


def read_text(path: str):
    """Yield the lines of a text."""
    with Path(path).open(encoding="utf-8-sig", errors="replace", newline="") as file:
        yield from CUT_WORD.sub("", file.read().replace("\r\n", "\n")).split("\n")


def read_csv(path: str):
    """Yield the lines of a table, without what separates its cells."""
    with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
        beginning = file.readline()
        file.seek(0)
        delimiter = max(";,\t", key=beginning.count)
        for row in csv.reader(file, delimiter=delimiter):
            yield " ".join(row)


READERS = {"docx": read_docx, "odt": read_odf, "ods": read_book, "odp": read_odf, "pptx": read_pptx,
           "xlsx": read_book, "txt": read_text, "md": read_text, "csv": read_csv}  # fmt: skip


def do_texte(path: str, suffix: str, most_pages: str, most_letters: str) -> dict:
    """Return the text of a file, page by page for a PDF, in slices of a page otherwise."""
    is_pdf = suffix == "pdf"
    pieces, left = [], int(most_letters)
    for piece in read_pdf(path, int(most_pages)) if is_pdf else READERS[suffix](path):
        left -= len(piece)
        if left < 0:
            raise TooLongError("trop_de_texte", int(most_letters))
        pieces.append(piece)
    passages = pieces if is_pdf else cut(pieces)
    return {"passages": passages, "pages": len(pieces) if is_pdf else None}


def open_picture(path: str):
    """Open a picture, once its size is known to be one that can be held."""
    Image: Any = import_module("PIL.Image")  # noqa: N806
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # counted here, from the header alone
    picture = Image.open(path, formats=list(FORMATS.values()))
    if picture.width * picture.height * min(getattr(picture, "n_frames", 1), MOST_FRAMES) > MOST_PIXELS:
        raise TooLongError("trop_de_pixels", picture.width * picture.height)
    return picture


def do_image(path: str, suffix: str, target: str) -> dict:
    """Draw a picture anew: upright, without anything that was beside its pixels, no larger than is useful."""
    picture = open_picture(path)
    if picture.format != FORMATS[suffix]:
        return {"probleme": "abime"}
    if suffix == "gif" and getattr(picture, "is_animated", False):
        frames = [
            frame.convert("RGBA")
            for frame in islice(import_module("PIL.ImageSequence").Iterator(picture), MOST_FRAMES)
        ]
        durations = int(picture.info.get("duration") or 100)
        frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
        return {"largeur": picture.width, "hauteur": picture.height}
    picture.draft("RGB", (MOST_SIDE, MOST_SIDE))
    picture = import_module("PIL.ImageOps").exif_transpose(picture)
    picture = picture.convert("RGB" if suffix == "jpg" else "RGBA" if _sees_through(picture) else "RGB")
    picture.thumbnail((MOST_SIDE, MOST_SIDE))
    clean_one = import_module("PIL.Image").new(picture.mode, picture.size)
    clean_one.paste(picture)
    clean_one.save(target, FORMATS[suffix], **({"quality": 88} if suffix in ("jpg", "webp") else {}))
    return {"largeur": clean_one.width, "hauteur": clean_one.height}


def _sees_through(picture) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def do_apercu(path: str, suffix: str, target: str) -> dict:
    """Draw the first page of a PDF, or a picture, small, as a WebP of our own."""
    picture = draw_first_page(path) if suffix == "pdf" else open_picture(path)
    picture = picture.convert("RGBA" if _sees_through(picture) else "RGB")
    picture.thumbnail(PREVIEW)
    picture.save(target, "WEBP", quality=80)
    return {"largeur": picture.width, "hauteur": picture.height}


def draw_first_page(path: str):
    """Return the first page of a PDF as a picture, whatever the size it says it has."""
    page = import_module("pypdfium2").PdfDocument(path)[0]
    width, height = page.get_size()
    scale = min(PREVIEW[0] / max(width, 1), PREVIEW[1] / max(height, 1))
    return page.render(scale=scale, may_draw_forms=False).to_pil()


JOBS: dict[str, Callable[..., dict]] = {"texte": do_texte, "image": do_image, "apercu": do_apercu}


def main(what: str, *arguments: str) -> dict:
    """Do one job under its limits, or say in one word what is wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return JOBS[what](*arguments)
    except TooLongError as error:
        return {"probleme": error.args[0], "nombre": error.args[1]}
    except MemoryError:
        return {"probleme": "trop_lourd"}
    except Exception as error:
        protected = "password" in str(error).lower()
        return {"probleme": "protege" if protected else "abime", "raison": type(error).__name__}


if __name__ == "__main__":
    answer = main(*sys.argv[1:])
    spent = resource.getrusage(resource.RUSAGE_SELF)
    answer |= {"memoire": spent.ru_maxrss // 1024, "secondes": round(spent.ru_utime + spent.ru_stime, 2)}
    sys.stdout.write(json.dumps(answer))
