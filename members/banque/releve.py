"""Which reader a file is for, and what is refused before any of them."""

import re

from members.banque.lecture import FichierRefuse, Lecture
from members.banque.tableur import read_csv
from socle.lazy import lazy

camt, ofx = lazy("members.banque.camt"), lazy("members.banque.ofx")

LARGEST_FILE = 5 * 1024 * 1024
OTHER_KINDS = {
    b"PK\x03\x04": "C’est un classeur : dans le tableur, enregistrez-le au format CSV, puis choisissez ce fichier-là.",
    b"\xd0\xcf\x11\xe0": "C’est un classeur : enregistrez-le au format CSV, puis choisissez ce fichier-là.",
    b"%PDF": "C’est un PDF : sur le site de la banque, téléchargez le relevé en CSV, en CAMT.053 ou en OFX.",
    b"\x1f\x8b": "Ce fichier est compressé : décompressez-le d’abord.",
}
BEGINNING = 4096
IS_OFX = re.compile(rb"^\s*OFXHEADER|<\?OFX|<OFX>", re.IGNORECASE)
HIDES_SOMETHING = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
ENCODINGS = {"utf-8": "utf-8-sig", "iso-8859-1": "cp1252", "iso-8859-15": "iso-8859-15", "windows-1252": "cp1252"}


def read_releve(content: bytes) -> Lecture:
    """Read a statement of any of the three kinds; raises FichierRefuse with a sentence for anything else."""
    if len(content) > LARGEST_FILE:
        raise FichierRefuse("Ce fichier dépasse 5 Mo : découpez le relevé par mois.")
    if not content.strip():
        raise FichierRefuse("Ce fichier est vide : téléchargez de nouveau le relevé.")
    for start, sentence in OTHER_KINDS.items():
        if content.startswith(start):
            raise FichierRefuse(sentence)
    beginning = content[:BEGINNING]
    if IS_OFX.search(beginning):
        _check_nothing_hidden(content.decode("latin-1"))
        return _not_empty(ofx.read_ofx(content))
    if beginning.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        text = _decode_xml(content)
        _check_nothing_hidden(text)
        return _not_empty(camt.read_camt(text))
    return _not_empty(read_csv(_decode(content)))


def _not_empty(lecture: Lecture) -> Lecture:
    if lecture.lignes == 0:
        raise FichierRefuse("Ce relevé n’a aucune ligne : vérifiez la période choisie sur le site de la banque.")
    return lecture


def _check_nothing_hidden(text) -> None:
    """Refuse what a statement never holds, before any parser sees it: entities may grow or read elsewhere."""
    if HIDES_SOMETHING.search(text):
        raise FichierRefuse("Ce fichier contient des définitions qu’un relevé n’a jamais : il n’est pas lu.")


def _decode_xml(content) -> str:
    """Decode by ourselves, so that no declared encoding hides anything from the check that follows."""
    declared = ENCODING.search(content[:BEGINNING])
    name = declared[1].decode().lower() if declared else "utf-8"
    try:
        return content.decode(ENCODINGS[name])
    except (KeyError, UnicodeDecodeError):
        raise FichierRefuse("Ce fichier XML est dans un codage que le portail ne lit pas.") from None


def _decode(content) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    else:
        text = content.decode("latin-1")
    if "\x00" in text:
        raise FichierRefuse("Ce fichier n’est pas un texte : téléchargez le relevé en CSV, en CAMT.053 ou en OFX.")
    return text
