"""Statements in CAMT.053, the format that European banks share."""

import re
from decimal import Decimal, InvalidOperation

from lxml import etree
from pycamt import parser as pycamt

from members.banque.lecture import FichierRefuse, Lecture, LigneRefusee, read_day, read_machine_amount

DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
DETAILS_OF_ONE = ("Amt", "AmtDtls", "Chrgs")
NO_NAME = {"", "NOTPROVIDED", "NONREF", "NONE", "0"}
MOST_ENTRIES = 20_000


def read_camt(text: str) -> Lecture:
    """Read a statement, with the library for its meaning and with its tree made simple and safe before."""
    try:
        parser = pycamt.Camt053Parser(DECLARATION.sub("", text, count=1))
        _simplify(parser)
        entries = parser.get_transactions()
    except (etree.LxmlError, pycamt.Camt053ParseError, ValueError, AttributeError):
        raise FichierRefuse(
            "Ce fichier XML n’est pas un relevé CAMT.053 lisible : téléchargez-le de nouveau."
        ) from None
    if len(entries) > MOST_ENTRIES:
        raise FichierRefuse(f"Ce fichier dépasse {MOST_ENTRIES} lignes : découpez-le par mois.")
    lecture = Lecture("camt053")
    for rank, entry in enumerate(entries, 1):
        said = " ".join(str(value) for value in entry.values() if value)
        try:
            _keep(lecture, rank, entry, said)
        except LigneRefusee as reason:
            lecture.refuse(rank, str(reason), said)
    return lecture


def _simplify(parser) -> None:
    """Drop the namespaces, whatever their prefix, and the details that would count a sum twice."""
    for element in parser.tree.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    parser.namespaces = {}
    for entry in parser.tree.iter("Ntry"):
        details = list(entry.iter("TxDtls"))
        if len(details) == 1:
            _keep_amount_of_entry(details[0])
        elif details and not _adds_up(entry, details):
            for detail in list(entry.findall("NtryDtls")):
                entry.remove(detail)


def _keep_amount_of_entry(detail) -> None:
    """A single detail repeats the sum of its line, at times in the payer's own currency: the line is right."""
    for name in DETAILS_OF_ONE:
        for element in detail.findall(name):
            detail.remove(element)


def _adds_up(entry, details) -> bool:
    """Whether each detail of a grouped line says its share, in the same currency, and together they make it."""
    whole = entry.find("Amt")
    shares = [detail.find("Amt") for detail in details]
    if whole is None or any(share is None or share.get("Ccy") != whole.get("Ccy") for share in shares):
        return False
    try:
        return sum(Decimal(share.text or "") for share in shares) == Decimal(whole.text or "")
    except InvalidOperation:
        return False


def _keep(lecture, rank, entry, said) -> None:
    if (entry.get("Status") or "BOOK") != "BOOK":
        raise LigneRefusee("pas encore comptabilisée par la banque")
    if (entry.get("Currency") or "EUR") != "EUR":
        raise LigneRefusee("autre monnaie que l’euro")
    direction = entry.get("CreditDebitIndicator")
    if direction not in ("CRDT", "DBIT"):
        raise LigneRefusee("ni crédit ni débit")
    amount = read_machine_amount(entry.get("Amount") or "")
    le = read_day((entry.get("BookingDate") or entry.get("ValueDate") or "")[:10])
    if direction == "CRDT" and entry.get("ReversalIndicator") == "true":
        raise LigneRefusee("annulation d’un débit")
    lecture.compte = entry.get("AccountIBAN") or lecture.compte
    label = [entry.get(name) for name in ("RemittanceInformationFull", "RemittanceInformation")]
    label += [entry.get(name) for name in ("AdditionalRemittanceInformation", "AdditionalEntryInformation")]
    libelle = " ".join(dict.fromkeys(part for part in label if part))
    payeur = entry.get("DebtorName") or ""
    lecture.keep(rank, said, le, -amount if direction == "DBIT" else amount, payeur, libelle, _name(entry))


def _name(entry) -> str:
    names = [entry.get("TransactionID") or "", entry.get("EndToEndId") or ""]
    known = [name for name in names if name.upper() not in NO_NAME]
    return "/".join(known) if known and known[0] == names[0] else ""
