"""Statements in OFX, as accounting software exchange them."""

import io
from xml.etree.ElementTree import ParseError

from ofxtools.header import OFXHeaderError
from ofxtools.Parser import OFXTree

from members.banque.lecture import FichierRefuse, Lecture, LigneRefusee, read_day, read_machine_amount

UNREADABLE = "Ce fichier OFX n’est pas lisible : téléchargez-le de nouveau depuis le site de la banque."
MOST_LINES = 20_000


def read_ofx(content: bytes) -> Lecture:
    """Read a statement tag by tag: banks leave out what the standard asks for, and one bad line spoils no other."""
    tree = OFXTree()
    try:
        root = tree.parse(io.BytesIO(content))
    except (OFXHeaderError, ParseError, SyntaxError, ValueError, LookupError, AttributeError):
        raise FichierRefuse(UNREADABLE) from None
    if root is None:
        raise FichierRefuse(UNREADABLE)
    currencies = {_text(element) for element in root.iter("CURDEF")}
    if currencies - {"EUR", ""}:
        raise FichierRefuse(
            "Ce relevé n’est pas en euros : seul le compte de la fédération en euros se rapproche ici."
        )
    lecture = Lecture("ofx", compte=next((_text(element) for element in root.iter("ACCTID")), ""))
    for rank, line in enumerate(root.iter("STMTTRN"), 1):
        if rank > MOST_LINES:
            raise FichierRefuse(f"Ce fichier dépasse {MOST_LINES} lignes : découpez-le par mois.")
        _read_line(lecture, rank, line)
    return lecture


def _read_line(lecture, rank, line) -> None:
    said = {element.tag: _text(element) for element in line}
    text = " ".join(said.values())
    try:
        le = read_day(said.get("DTPOSTED", "")[:8])
        amount = read_machine_amount(said.get("TRNAMT", ""))
    except LigneRefusee as reason:
        lecture.refuse(rank, str(reason), text)
        return
    label = " ".join(said[name] for name in ("NAME", "MEMO", "CHECKNUM", "REFNUM") if said.get(name))
    lecture.keep(rank, text, le, amount, said.get("NAME", ""), label, said.get("FITID", ""))


def _text(element) -> str:
    return (element.text or "").strip()
