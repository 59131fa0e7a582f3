"""The directory as a file: exactly what is on screen, and nothing a spreadsheet obeys."""

import csv
import io

import pytest
import tablib
from django.http import Http404
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from members.models import Association, Territoire
from socle.tableaux import FORMATS, OBEYED, neutralise, send_table
from tests.factories.members import make_association, make_structure
from tests.members.test_annuaire import LIST, names

FILE = "/annuaire/exporter/{}/"


def read_file(kind, content):
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def fetch(client, kind, query=()):
    answer = client.get(FILE.format(kind), dict(query))
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[kind]
    return answer, read_file(kind, b"".join(answer.streaming_content))


@pytest.mark.django_db
class TestFile:
    @pytest.fixture
    def client(self, cast, client_of):
        rives = Territoire.objects.create(nom="Rives")
        for n in range(60):
            make_association(f"Asso {n:02}", commune="Ici", territoire=rives, siret=None)
        make_association("Élan", "centre_social", telephone="+33261910000", email="a@b.example", latitude="47.5",
                         longitude="-1.25")  # fmt: skip
        return client_of(cast.adherente)

    @pytest.mark.parametrize("kind", FORMATS)
    @pytest.mark.parametrize("query", [{}, {"genre": "centre_social"}, {"q": "asso 3"}, {"tri": "-nom"}])
    def test_it_says_what_the_pages_say_in_the_same_order(self, client, kind, query):
        shown, number = [], 1
        while True:
            page = client.get(LIST, query | {"page": number})
            shown += names(page)
            if 'rel="next"' not in page.text:
                break
            number += 1
        _, (headings, *lines) = fetch(client, kind, query)
        assert [line[0] for line in lines] == shown
        assert headings[:2] == ["Nom", "Genre"]

    @pytest.mark.parametrize("kind", FORMATS)
    def test_cells_are_those_of_the_sheet(self, client, kind):
        _, (headings, line) = fetch(client, kind, {"genre": "centre_social"})
        cells = dict(zip(headings, line, strict=False))
        assert cells["Nom"] == "Élan"
        assert cells["Genre"] == "centre social"
        assert cells["Téléphone"] == "02\u00a061\u00a091\u00a000\u00a000"
        assert cells["Adresse électronique"] == "a@b.example"
        assert cells["Latitude"] in (47.5, "47,50000")
        assert cells["Longitude"] in (-1.25, "-1,25000")

    @pytest.mark.parametrize("kind", FORMATS)
    @pytest.mark.trap("formula-in-export")
    def test_nothing_in_it_is_a_formula(self, client, cast, kind):
        cast.palier.nom = '=HYPERLINK("http://x.example";"clic")'
        cast.palier.presentation = "+1\u0007 et @SUM(A1)"
        cast.palier.adresse = "\t=1+1"
        cast.palier.save()
        make_structure(cast.palier, "-2+3")
        _, lines = fetch(client, kind, {"q": "hyperlink"})
        cells = [cell for line in lines[1:] for cell in line if isinstance(cell, str)]
        assert any("HYPERLINK" in cell for cell in cells)
        assert [cell for cell in cells if cell.startswith(OBEYED)] == []

    def test_csv_opens_by_itself_in_a_french_spreadsheet(self, client):
        content = b"".join(client.get(FILE.format("csv")).streaming_content)
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.splitlines()[0].decode("utf-8-sig").startswith("Nom;Genre;")

    def test_its_name_says_the_day_and_the_filters(self, client):
        today = timezone.localdate().isoformat()
        rives = Territoire.objects.get(nom="Rives").pk
        answer = client.get(FILE.format("csv"), {"genre": "evs", "territoire": rives})
        assert f'annuaire-{today}-espace-de-vie-sociale-rives.csv"' in answer["Content-Disposition"]
        past = client.get(FILE.format("ods"), {"le": "2024-03-03"})
        assert 'filename="annuaire-2024-03-03-3-mars-2024.ods"' in past["Content-Disposition"]
        long = client.get(FILE.format("csv"), {"q": "é" * 200})
        assert len(long["Content-Disposition"]) < 150

    def test_there_are_three_formats(self, client):
        assert client.get(FILE.format("pdf")).status_code == 404
        assert client.get(FILE.format("../../x")).status_code == 404

    @pytest.mark.parametrize("extra", [1, 3])
    def test_it_asks_a_constant_number_of_times(self, client, extra, django_assert_num_queries):
        Association.objects.exclude(nom__in=[f"Asso {n:02}" for n in range(extra)]).filter(
            nom__startswith="Asso"
        ).delete()
        client.get(LIST)
        with django_assert_num_queries(3):
            fetch(client, "csv")


@given(st.text(max_size=60) | st.integers() | st.none() | st.floats(allow_nan=False))
def test_whatever_a_cell_holds_no_spreadsheet_obeys_it(cell):
    safe = neutralise(cell)
    assert not (isinstance(safe, str) and safe.startswith(OBEYED))


@pytest.mark.parametrize("kind", FORMATS)
def test_any_text_can_be_written(kind):
    rows = [["\x00a\x1f", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "x" * 50_000, None]]
    content = b"".join(send_table("essai", kind, ["a", "b", "c", "d"], rows).streaming_content)
    assert read_file(kind, content)[1][0] == "a"


def test_another_format_does_not_exist():
    with pytest.raises(Http404):
        send_table("essai", "exe", [], [])


def test_the_library_writes_what_we_read():
    assert {"xlsx", "ods"} <= {format.title for format in tablib.formats.registry.formats()}
