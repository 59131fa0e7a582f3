"""Files as people send them: encodings, delimiters, headings, dates, telephones, numbers that a spreadsheet spoilt."""

import io
import zipfile
from contextlib import suppress

import pytest
import tablib
from hypothesis import given, settings
from hypothesis import strategies as st

from members.imports import fichiers
from members.imports.colonnes import find_headings, propose
from members.imports.fichiers import read_file
from members.imports.limites import MOST_BYTES, FichierIllisible
from members.imports.trigrammes import Alike, compare
from members.imports.valeurs import Refus, read_date, read_siret, read_telephone
from members.normalisation import normalise
from tests.factories.imports import make_csv, make_siret

TEXT = "Nom;Commune;Tél\r\nL’Œuvre de l’Été;Saint-Orvain;01.99.00.12.34\r\n"
MEANT = {"0": "nom", "1": "commune", "2": "telephone"}


def read(content, genre="associations"):
    rows = read_file(content).lignes
    headings = find_headings(rows, genre)
    return headings, propose(headings.intitules, genre), rows[headings.premiere_ligne - 1 :]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters(encoding, delimiter):
    _, meant, rows = read(TEXT.replace(";", delimiter).encode(encoding))
    assert meant == MEANT
    assert rows == [["L’Œuvre de l’Été", "Saint-Orvain", "01.99.00.12.34"]]


def test_titles_blank_lines_and_headings_over_two_rows():
    text = "Annuaire 2025;;;\r\n\r\nNom;Contact;;Ville\r\n;Mél;Tél;\r\nLe Palier;a@b.example;0199001234;Orvain\r\n\r\n"
    headings, meant, rows = read(text.encode())
    assert headings.intitules == ["Nom", "Contact · Mél", "Contact · Tél", "Ville"]
    assert meant == {"0": "nom", "1": "email", "2": "telephone", "3": "commune"}
    assert rows[0][0] == "Le Palier"


def test_quotes_separator_line_stray_and_no_break_spaces():
    text = 'sep=;\r\nNom;Commune\r\n"Le ""Palier"";\u00a0Sud  ";\u202fPort  Hauvert \r\n'
    _, _, rows = read(text.encode())
    assert rows == [['Le "Palier"; Sud', "Port Hauvert"]]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbooks_give_the_fullest_sheet_and_let_choose(kind):
    few = tablib.Dataset(["x"], headers=["Notes"], title="Notes")
    many = tablib.Dataset(["Le Palier", 12345678200010.0], ["Horizon", ""], headers=["Nom", "SIRET"], title="Liste")
    content = tablib.Databook([few, many]).export(kind)
    tableau = read_file(content)
    assert (tableau.feuilles, tableau.feuille) == (["Notes", "Liste"], "Liste")
    assert tableau.lignes[1] == ["Le Palier", "12345678200010"]
    assert read_file(content, "Notes").lignes[0] == ["Notes"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("31/12/2024", "2024-12-31"),
        ("31-12-24", "2024-12-31"),
        ("31.12.1998", "1998-12-31"),
        ("2024-12-31", "2024-12-31"),
        ("2024-12-31 00:00:00", "2024-12-31"),
        ("45657", "2024-12-31"),
        ("1/2/98", "1998-02-01"),
    ],
)
def test_dates_as_they_are_written(typed, kept):
    assert read_date(typed) == kept


@pytest.mark.parametrize("typed", ["31/02/2024", "hier", "12", "9999999", "00/00/0000", "1/1/1"])
def test_dates_that_are_none(typed):
    with pytest.raises(Refus, match=typed.replace(".", r"\.")):
        read_date(typed)


def test_siret_that_a_spreadsheet_took_for_a_number():
    whole = make_siret(1234)
    assert read_siret(f"{whole[:3]} {whole[3:6]} {whole[6:9]} {whole[9:]}") == whole
    assert read_siret(f"{whole}.0") == whole
    assert read_siret(whole.lstrip("0").zfill(13)) == whole
    full = "73282932000074"
    assert read_siret(f"{full[0]},{full[1:]}E+13") == full
    for lost in ("7,32829E+13", "7.3283E13", "73282900000000"):
        with pytest.raises(Refus, match="a perdu des chiffres"):
            read_siret(lost)
    with pytest.raises(Refus, match="seulement de zéros"):
        read_siret("00000000000000")


def test_telephones_with_dots_and_without_their_zero():
    assert read_telephone("01.99.00.12.34") == read_telephone("199001234") == "+33199001234"
    assert read_telephone("0262 12 34 56", "974") == "+262262123456"
    with pytest.raises(Refus, match="3114"):
        read_telephone("3114")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 250_000_000)
    return out.getvalue()


def far_apart() -> bytes:
    """Two cells at opposite corners, which a reader would hold as seventeen thousand million."""
    content = tablib.Dataset(["a"], headers=["Nom"]).export("xlsx")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            text = given.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="XFD1048576"')
            made.writestr(name, text)
    return out.getvalue()


HOSTILE = {
    "nothing": b"",
    "blank": b"\n;;;\n \n",
    "picture": b"\x89PNG\r\n" + bytes(range(256)),
    "paper": b"%PDF-1.7 abc",
    "bytes": bytes(range(256)) * 40,
    "page": b"<html><table><tr><td>Nom</td></tr></table></html>",
    "archive": b"PK\x03\x04" + b"x" * 50,
    "old book": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + b"y",
    "too heavy": b"a;b\n" * (MOST_BYTES // 4 + 1),
    "too wide": (";".join(["x"] * 150) + "\n").encode(),
    "too long": b"Nom;Commune\n" + b"a;b\n" * 20_100,
    "long cell": b"Nom;Commune\n" + b"a" * 6000 + b";b\n",
    "open quote": b'Nom;Commune\n"Le Palier;b\n' + b"a;b\n" * 100,
}


@pytest.mark.parametrize("name", [*HOSTILE, "bomb", "far apart"])
def test_a_hostile_file_gets_a_sentence(name):
    content = {"bomb": bomb, "far apart": far_apart}.get(name, lambda: HOSTILE[name])()
    with pytest.raises(FichierIllisible) as refused:
        read_file(content)
    assert str(refused.value).endswith((".", "!"))


def test_headings_alone_are_no_file():
    with pytest.raises(FichierIllisible, match="aucune ligne"):
        find_headings(read_file(make_csv(["Nom", "Commune"], [])).lignes, "associations")


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=600) | st.text(max_size=300).map(lambda text: text.encode("utf-16", "surrogatepass"))
)
def test_bytes_of_any_kind_are_read_or_refused_in_words(content):
    with suppress(FichierIllisible):
        rows = read_file(content).lignes
        assert all("\x00" not in cell for row in rows for cell in row)
        for genre in ("associations", "personnes"):
            try:
                headings = find_headings(rows, genre)
            except FichierIllisible:
                continue
            assert set(propose(headings.intitules, genre)) <= {str(rank) for rank in range(len(headings.intitules))}


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=6), max_size=8))
def test_a_csv_keeps_every_cell_of_every_line(rows):
    content = make_csv(["Nom", "Commune", "c", "d", "e", "f"], rows)
    try:
        read_rows = read_file(content).lignes
    except FichierIllisible:
        return
    said = ["".join(fichiers.clean(cell) for cell in row) for row in rows]
    assert [line for line in map("".join, read_rows[1:]) if line] == [line for line in said if line]


def test_names_that_look_alike_are_found_among_many():
    names = {n: normalise(f"Association {n} des Ormes") for n in range(500)}
    among = Alike(names | {9000: normalise("Centre social Les Lavandières Port-Hauvert")})
    found = among.find(normalise("Centre social les lavandiere port hauvert"), 0.5)
    assert found[0][0] == 9000
    assert compare("abc def", "abc def") == 1
    assert among.find("", 0.5) == []
