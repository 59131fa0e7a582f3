"""Office files are zips: what a zip claims, what it truly unpacks to, and what it must not hold.

The central directory is a claim: everything is unpacked, chunk by chunk and thrown away, and counted.
"""

import re
import zipfile
from typing import IO

from django.core.exceptions import ValidationError

from socle.fichiers.genres import DOCX, ODP, ODS, ODT, PPTX, XLSX, Genre

MOST_MEMBERS = 5_000
MOST_UNPACKED = 200_000_000
MOST_RATIO = 200  # a text of spaces reaches it, an honest document stays under 50
SMALL = 5_000_000  # below this a ratio says nothing
CHUNK = 1 << 16
LOCAL_HEADER = 30
END_RECORD = 22
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED

ODF = {b"application/vnd.oasis.opendocument." + name: genre
       for name, genre in ((b"text", ODT), (b"spreadsheet", ODS), (b"presentation", ODP))}  # fmt: skip
OOXML = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
MACROS = re.compile(r"vba(project|data)|^(basic|scripts)/|macrosheets/", re.IGNORECASE)
MACRO_TYPE = b"macroenabled"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!")
XML = re.compile(r"\.(xml|rels|rdf|vml)$", re.IGNORECASE)
ENTITY, DOCTYPE = b"<!entity", b"<!doctype"
WITH_DOCTYPE = "META-INF/manifest.xml"  # early OpenDocument writers named its grammar there

DAMAGED = "Ce fichier est abîmé : ouvrez-le dans le logiciel qui l’a fait, enregistrez-le, puis déposez-le de nouveau."
BOMB = (
    "Ce fichier prend trop de place une fois déplié : recopiez ce qui est utile dans un document neuf, "
    "puis déposez celui-là."
)
ARCHIVE = "Ce fichier est une archive : dépliez-la, puis déposez un par un les fichiers qu’elle contient."
MIXED = (
    "Ce fichier est deux fichiers à la fois, ce qu’aucun logiciel ne fait de lui-même : il est refusé. "
    "Enregistrez le document à neuf, puis déposez-le."
)
WITH_MACROS = "Ce document contient des macros : enregistrez-le sans elles, en DOCX, XLSX ou ODT, puis déposez-le."
WITH_ENTITIES = (
    "Ce document contient des définitions qu’un document n’a jamais : il n’est pas lu. "
    "Recopiez son texte dans un document neuf."
)
WITH_PROGRAM = "Ce document contient un programme : enlevez-le, puis déposez le document."
PROTECTED = "Ce document est protégé par un mot de passe : enlevez-le, puis déposez-le de nouveau."


def recognise_archive(file: IO[bytes], size: int) -> Genre:
    """Return the office kind of a zip; raises ValidationError with the sentence to show."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_claims(members, size)
            _check_alone(archive, members, size)
            genre = _find_kind(archive)
            _check_members(archive, members, size)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise ValidationError(DAMAGED, code="damaged") from None
    except Exception as error:  # zlib.error and whatever a forged header raises: the file is at fault
        if isinstance(error, ValidationError):
            raise
        raise ValidationError(DAMAGED, code="damaged") from None
    return genre


def _check_claims(members, size) -> None:
    """Refuse, before anything is unpacked, what says of itself that it is too much."""
    claimed = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or claimed > MOST_UNPACKED or (claimed > SMALL and claimed > MOST_RATIO * size):
        raise ValidationError(BOMB, code="bomb")
    if any(member.flag_bits & 1 for member in members):
        raise ValidationError(PROTECTED, code="protected")
    if any(member.compress_type not in (STORED, DEFLATED) for member in members):
        raise ValidationError(ARCHIVE, code="archive")


def _check_alone(archive, members, size) -> None:
    """Refuse what begins or ends with something else, members that lie on one another, and names used twice."""
    if not members or len({member.filename for member in members}) != len(members):
        raise ValidationError(DAMAGED, code="damaged")
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end or (end == 0 and member.header_offset != 0):
            raise ValidationError(BOMB if end else MIXED, code="bomb" if end else "mixed")
        end = member.header_offset + LOCAL_HEADER + member.compress_size
    last = archive.fp
    last.seek(archive.start_dir)
    ending = last.read(size)
    found = ending.rfind(b"PK\x05\x06")
    if found < 0 or found + END_RECORD != len(ending):
        raise ValidationError(MIXED, code="mixed")


def _find_kind(archive) -> Genre:
    names = set(archive.namelist())
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            genre = ODF.get(file.read(100).strip())
        if genre and "content.xml" in names:
            return genre
    if "[Content_Types].xml" in names:
        for name, genre in OOXML.items():
            if name in names:
                return genre
    raise ValidationError(ARCHIVE, code="archive")


def _check_members(archive, members, size) -> None:
    """Unpack everything, keep nothing: sizes are counted, XML is searched for what reads elsewhere."""
    left = MOST_UNPACKED
    for member in members:
        if MACROS.search(member.filename):
            raise ValidationError(WITH_MACROS, code="macros")
        with archive.open(member) as file:
            tail, first, unpacked = b"", True, 0
            while chunk := file.read(CHUNK):
                if first and chunk.startswith(PROGRAMS):
                    raise ValidationError(WITH_PROGRAM, code="program")
                left, unpacked, first = left - len(chunk), unpacked + len(chunk), False
                if left < 0 or (unpacked > SMALL and unpacked > MOST_RATIO * size):
                    raise ValidationError(BOMB, code="bomb")
                tail = _check_xml(member.filename, tail + chunk) if XML.search(member.filename) else b""


def _check_xml(name, piece) -> bytes:
    """Look through a piece of XML, whatever its encoding; return its end, where a word may have been cut."""
    plain = piece.replace(b"\x00", b"").lower()
    if ENTITY in plain or (DOCTYPE in plain and name != WITH_DOCTYPE):
        raise ValidationError(WITH_ENTITIES, code="entities")
    if name == "[Content_Types].xml" and MACRO_TYPE in plain:
        raise ValidationError(WITH_MACROS, code="macros")
    return piece[-32:]
