"""What a file is, by what it holds and never by its name; everything else is refused with a sentence.

The name is read only to refuse one that lies, and to tell apart texts, which nothing inside distinguishes.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError

from socle.fichiers.archives import MIXED, recognise_archive
from socle.fichiers.genres import (
    CSV,
    DOCUMENTS,
    GIF,
    JPEG,
    MD,
    MOST_BYTES,
    MOST_TEXT_BYTES,
    MP3,
    MP4,
    PDF,
    PNG,
    TXT,
    WEBM,
    WEBP,
    Genre,
    say_kinds,
    say_limit,
)

CHUNK = 1 << 16
EDGE = 1 << 16
BEGINNING = 1024
ZIP, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG, b"GIF87a": GIF, b"GIF89a": GIF,
              b"ID3": MP3}  # fmt: skip
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"#!", b"\xce\xfa\xed\xfe")
ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"PK")
UNSEEN = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
WEB_PAGE = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|iframe|object|embed)\b", re.IGNORECASE)
SVG = re.compile(rb"<\s*(\w+:)?svg\b", re.IGNORECASE)

EMPTY = "Ce fichier est vide : vérifiez que c’est le bon."
IS_PROGRAM = "Ce fichier est un programme : le portail n’en garde aucun. Déposez un document."
IS_WEB_PAGE = "Ce fichier est une page web : imprimez-la en PDF, puis déposez le PDF."
IS_SVG = "Ce fichier est un dessin SVG, qui peut cacher un programme : exportez-le en PNG ou en PDF, puis déposez-le."
IS_RTF = "Ce fichier est en RTF : enregistrez-le en ODT ou en DOCX, puis déposez-le."
IS_ARCHIVE = "Ce fichier est une archive : dépliez-la, puis déposez un par un les fichiers qu’elle contient."
IS_OLD = (
    "Ce document est d’un ancien format de Word, Excel ou PowerPoint, ou protégé par un mot de passe : "
    "enregistrez-le en ODT, DOCX, XLSX ou PDF, sans mot de passe."
)
IS_HEIC = "Cette photo est en HEIC : sur le téléphone, exportez-la ou envoyez-la en JPEG, puis déposez-la."
IS_CUT = "Ce PDF est incomplet : il lui manque la fin. Téléchargez-le ou exportez-le de nouveau."
NOT_UTF8 = "Ce texte n’est pas en UTF-8 : dans votre logiciel, « Enregistrer sous » puis choisissez le codage UTF-8."
UNKNOWN = "Le portail ne sait pas ce qu’est ce fichier."


@dataclass(frozen=True)
class FichierReconnu:
    """What is known of a file once it is read."""

    genre: Genre
    taille: int
    empreinte: str


def recognise(
    file: IO[bytes], *, genres: tuple[Genre, ...] = DOCUMENTS, most: int = MOST_BYTES, name: str = ""
) -> FichierReconnu:
    """Return what a file is, or raise ValidationError with the sentence to show; the file is left at its start."""
    size, digest = _measure(file, most)
    edges = _read_edges(file, size)
    genre = _find_kind(file, edges, size, name)
    if genre not in genres:
        raise ValidationError(
            f"Ce fichier est {_article(genre)}, qui n’est pas attendu ici : déposez un {say_kinds(genres)}.",
            code="unexpected",
        )
    _check_name(name, genre)
    file.seek(0)
    return FichierReconnu(genre, size, digest)


def _measure(file, most) -> tuple[int, str]:
    """Count what is read, never what is announced, and stop at the limit."""
    file.seek(0)
    size, digest = 0, sha256()
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise ValidationError(
                f"Ce fichier dépasse {say_limit(most)}, la limite : réduisez-le, ou partagez-le en plusieurs.",
                code="too_big",
            )
        digest.update(chunk)
    if size == 0:
        raise ValidationError(EMPTY, code="empty")
    return size, digest.hexdigest()


def _read_edges(file, size) -> tuple[bytes, bytes]:
    file.seek(0)
    start = file.read(EDGE)
    file.seek(max(0, size - EDGE))
    return start, file.read(EDGE)


def _find_kind(file, edges, size, name) -> Genre:
    start, end = edges
    if start.startswith(ZIP):
        return recognise_archive(file, size)
    _refuse_strangers(start)
    genre = next((genre for mark, genre in BEGINNINGS.items() if start.startswith(mark)), None) or _find_media(start)
    if genre is None:
        return _find_text(file, start, size, name)
    if ZIP_END in end or (genre is not PDF and _hides_another(start)):
        raise ValidationError(MIXED, code="mixed")
    if genre is PDF and b"%%EOF" not in end[-BEGINNING * 2 :]:
        raise ValidationError(IS_CUT, code="damaged")
    if genre is PDF and _hides_page(start):
        raise ValidationError(MIXED, code="mixed")
    return genre


def _hides_another(start) -> bool:
    """Whether another kind of file begins where readers still look for its beginning."""
    return b"%PDF-" in start[:BEGINNING] or _hides_page(start)


def _hides_page(start) -> bool:
    return bool(WEB_PAGE.search(start[:BEGINNING]))


def _refuse_strangers(start) -> None:
    if start.startswith(PROGRAMS):
        raise ValidationError(IS_PROGRAM, code="program")
    if start.startswith(OLE):
        raise ValidationError(IS_OLD, code="old")
    if start[4:8] == b"ftyp" and start[8:11] in (b"hei", b"avi", b"mif"):
        raise ValidationError(IS_HEIC, code="heic")
    if start.startswith(b"{\\rtf"):
        raise ValidationError(IS_RTF, code="rtf")
    if start.startswith(ARCHIVES):
        raise ValidationError(IS_ARCHIVE, code="archive")


def _find_media(start) -> Genre | None:
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return WEBP
    if start[4:8] == b"ftyp":
        return MP4
    if start[:4] == b"\x1aE\xdf\xa3" and b"webm" in start[:64]:
        return WEBM
    if len(start) > 3 and start[0] == 0xFF and start[1] in (0xFB, 0xF3, 0xF2):
        return MP3
    return None


def _find_text(file, start, size, name) -> Genre:
    """A text of UTF-8, which is no page and no drawing; only its name can tell a table from a text."""
    beginning = start[:BEGINNING].replace(b"\x00", b"")
    if SVG.search(beginning) or (beginning.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and SVG.search(start)):
        raise ValidationError(IS_SVG, code="svg")
    if WEB_PAGE.search(beginning):
        raise ValidationError(IS_WEB_PAGE, code="web_page")
    if UNSEEN.search(start):
        raise ValidationError(f"{UNKNOWN} Enregistrez-le dans un format courant, en PDF par exemple.", code="unknown")
    if size > MOST_TEXT_BYTES:
        raise ValidationError(f"Ce texte dépasse {say_limit(MOST_TEXT_BYTES)} : partagez-le.", code="too_big")
    file.seek(0)
    content = file.read()
    if UNSEEN.search(content):
        raise ValidationError(f"{UNKNOWN} Enregistrez-le dans un format courant, en PDF par exemple.", code="unknown")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(NOT_UTF8, code="not_utf8") from None
    return next((genre for genre in (CSV, MD) if get_suffix(name) in genre.names), TXT)


def get_suffix(name: str) -> str:
    """Return the ending of a file's name, in small letters and without its point."""
    return PurePath(name).suffix.lower().lstrip(".")


def _check_name(name, genre) -> None:
    suffix = get_suffix(name)
    if suffix and suffix not in genre.names and suffix.isalnum() and len(suffix) <= 5:
        raise ValidationError(
            f"Ce fichier est {_article(genre)}, mais son nom finit par « .{suffix} » : "
            f"renommez-le en « .{genre.suffixe} » si c’est bien celui que vous vouliez déposer.",
            code="name",
        )


def _article(genre) -> str:
    feminine = genre.libelle.startswith(("vidéo", "présentation"))
    return f"{'une' if feminine else 'un'} {genre.libelle}"
