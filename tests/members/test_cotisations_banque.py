"""Statements as banks give them: only what came in is kept, every line is accounted for, nothing hostile is run."""

import csv
import io
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.banque import LARGEST_FILE, FichierRefuse, read_releve

TWO_COLUMNS = """Banque Populaire du Val;;;
Compte;FR76 0000;;
Solde au 30/11/2026;12 345,67;;

Date;Libellé;Débit euros;Crédit euros
03/11/2026;VIR SEPA LE PALIER RF26 2026 0001 2;;150,00
04/11/2026;PRLV ASSURANCE;-89,90;
05/11/2026;REMISE CHEQUES;;1 250,50
"""
ONE_COLUMN = (
    "Date de comptabilisation;Libelle simplifie;Informations complementaires;Montant (EUR);Devise\r\n"
    '03-11-26;VIR L’ÉCOLE;"Cotisation ; 2026";+80,00;EUR\r\n'
    "04-11-26;CB;;-12,00;EUR\r\n"
    "05-11-26;VIR GENEVE;;50,00;CHF\r\n"
)
COMMAS = 'date,label,amount\n2026-11-03,"VIR, LES TAUPINIERES","1,250.50"\n2026-11-04,CB,-3.10\n'
SIGNED = "Date\tLibellé\tMontant\tSens\n03.11.2026\tVIR\t150,00\tC\n04.11.2026\tPRLV\t20,00\tD\n"

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">150.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-03</Dt></BookgDt>
<AcctSvcrRef>BANK1</AcctSvcrRef><NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy="CHF">163.00</Amt></InstdAmt></AmtDtls>
<RltdPties><Dbtr><Nm>Le Palier</Nm></Dbtr></RltdPties><RmtInf><Ustrd>RF26 2026 0001 2</Ustrd></RmtInf></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-04</Dt></BookgDt>
<NtryDtls><TxDtls><RmtInf><Ustrd>un</Ustrd></RmtInf></TxDtls><TxDtls><RmtInf><Ustrd>deux</Ustrd></RmtInf></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">90.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-05</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-11-05</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30006<ACCTID>1234567<ACCTTYPE>CHECKING
</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261103120000<TRNAMT>+150.00<FITID>A1<NAME>LE PALIER<MEMO>RF26 2026 0001 2</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261104<TRNAMT>-12,50<FITID>A2<NAME>FRAIS</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20269999<TRNAMT>10.00<FITID>A3<NAME>ABIME</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""

BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;">]><Document>&c;</Document>'


def read(text: str, encoding="utf-8"):
    return read_releve(text.encode(encoding))


def test_debit_and_credit_columns_under_a_preamble():
    lecture = read(TWO_COLUMNS)
    assert [(o.le, o.montant, o.libelle) for o in lecture.operations] == [
        (date(2026, 11, 3), Decimal("150.00"), "VIR SEPA LE PALIER RF26 2026 0001 2"),
        (date(2026, 11, 5), Decimal("1250.50"), "REMISE CHEQUES"),
    ]
    assert (lecture.debits, lecture.refus) == (1, [])


def test_a_signed_column_in_windows_encoding():
    lecture = read(ONE_COLUMN, "cp1252")
    [kept] = lecture.operations
    assert (kept.montant, kept.libelle) == (Decimal(80), "VIR L’ÉCOLE Cotisation ; 2026")
    assert [(refusal.ligne, refusal.raison) for refusal in lecture.refus] == [(4, "autre monnaie que l’euro")]
    assert lecture.debits == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_banks(encoding):
    assert read(TWO_COLUMNS, encoding).lignes == 3


def test_commas_and_english_headings():
    lecture = read(COMMAS)
    assert [(o.montant, o.libelle) for o in lecture.operations] == [(Decimal("1250.50"), "VIR, LES TAUPINIERES")]


def test_a_column_that_says_which_way():
    lecture = read(SIGNED)
    assert (len(lecture.operations), lecture.debits) == (1, 1)


def test_a_bad_line_spoils_no_other():
    rows = ["31/02/2026;a;1,00", "03/11/2026;b;douze", "03/11/2026;c;0,00", "03/11/2026;d;7,00", ";Total;7,00"]
    lecture = read("\n".join(["Date;Libellé;Montant", *rows]))
    assert [refusal.raison for refusal in lecture.refus] == [
        "cette date n’existe pas",
        "montant illisible",
        "montant nul",
        "date illisible",
    ]
    assert [o.libelle for o in lecture.operations] == ["d"]


def test_camt_keeps_the_sum_of_the_line_and_never_counts_it_twice():
    lecture = read(CAMT)
    assert [(o.montant, o.payeur, o.libelle, o.cle) for o in lecture.operations] == [
        (Decimal("150.00"), "Le Palier", "RF26 2026 0001 2", "BANK1"),
        (Decimal("300.00"), "", "", ""),
    ]
    assert (lecture.debits, [refusal.raison for refusal in lecture.refus]) == (
        1,
        ["pas encore comptabilisée par la banque"],
    )


def test_camt_with_a_prefix_reads_the_same():
    prefixed = CAMT.replace("xmlns=", "xmlns:b=")
    for name in ("Document", "BkToCstmrStmt", "Stmt", "Ntry", "Amt", "CdtDbtInd", "Sts", "BookgDt", "Dt"):
        prefixed = prefixed.replace(f"<{name}>", f"<b:{name}>").replace(f"</{name}>", f"</b:{name}>")
        prefixed = prefixed.replace(f"<{name} ", f"<b:{name} ")
    assert len(read(prefixed).operations) == 2


def test_ofx_is_read_tag_by_tag():
    lecture = read(OFX)
    [kept] = lecture.operations
    assert (kept.montant, kept.payeur, kept.cle) == (Decimal("150.00"), "LE PALIER", "A1")
    assert (lecture.debits, lecture.refus[0].raison) == (1, "cette date n’existe pas")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"  \n ", "vide"),
        (b"x" * (LARGEST_FILE + 1), "5 Mo"),
        (b"PK\x03\x04rest", "classeur"),
        (b"%PDF-1.7", "PDF"),
        (b"Nom;Ville\nA;B\n", "en-t\u00eates"),
        (b"Date;Montant\n", "aucune ligne"),
        (BOMB.encode(), "définitions"),
        (BOMB.replace("<!DOCTYPE", "<!doctype").encode(), "définitions"),
        (b"\xff\xfe" + BOMB.encode("utf-16-le"), "en-t\u00eates"),
        (BOMB.replace('"1.0"', '"1.0" encoding="UTF-7"').encode("utf-7"), "codage"),
        (b"<html><body>Session expir\xc3\xa9e</body></html>", "CAMT.053"),
        (b"<Document", "CAMT.053"),
        (b"OFXHEADER:100\nn'importe quoi", "OFX"),
        (b"\x00\x01\x02\x03", "pas un texte"),
        (b'Date;Montant\n"' + b"a" * 200_000, "tableau lisible"),
    ],
)
def test_what_is_no_statement_gets_a_sentence(content, said):
    with pytest.raises(FichierRefuse, match=said) as refusal:
        read_releve(content)
    assert str(refusal.value).endswith(".")


def test_twins_of_one_file_are_told_apart_and_found_again():
    twin = "03/11/2026;VIR;;150,00\n"
    once, twice = read(TWO_COLUMNS + twin), read(TWO_COLUMNS + twin + twin)
    names = [name for name, _ in twice.identify()]
    assert len(set(names)) == len(names) == 4
    assert {name for name, _ in once.identify()} < set(names)


cells = st.one_of(
    st.sampled_from(
        ["03/11/2026", "2026-11-03", "31/02/2026", "150,00", "-12.50", "0", "", "EUR", "CHF", "1e9", "\x00"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=30),
)
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(
    st.lists(
        st.lists(cells, min_size=1, max_size=7).filter(lambda row: any(cell.strip() for cell in row)), max_size=12
    )
)
def test_no_line_is_lost(rows):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["Date", "Libellé", "Débit", "Crédit", "Montant", "Devise", "Tiers"])
    writer.writerows(rows)
    try:
        lecture = read_releve(text.getvalue().encode())
    except FichierRefuse:
        return
    assert len(lecture.operations) + lecture.debits + len(lecture.refus) == len(rows)
    assert all(operation.montant > 0 for operation in lecture.operations)


@QUIET
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))))
def test_no_file_is_an_accident(content):
    for start in (b"", b"Date;Montant\n", b"<?xml version='1.0'?><Document>", OFX[:180].encode() + b"\n\n<OFX>"):
        with suppress(FichierRefuse):
            assert read_releve(start + content).lignes > 0


@QUIET
@given(st.sampled_from([CAMT, OFX, TWO_COLUMNS]), st.data())
def test_a_statement_with_holes_is_read_or_refused(statement, data):
    start = data.draw(st.integers(0, len(statement)))
    end = data.draw(st.integers(start, min(len(statement), start + 80)))
    typed = data.draw(st.text(max_size=20))
    spoilt = (statement[:start] + typed + statement[end:]).encode("utf-8", "replace")
    with suppress(FichierRefuse):
        assert read_releve(spoilt).lignes > 0
