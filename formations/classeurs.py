"""The yearly figures and the evidence as one spreadsheet: a sheet of rows for each figure and each indicator."""

from formations.queries.bilans import INCONNUS, get_bpf
from formations.queries.preuves import get_preuves
from socle.lazy import lazy
from socle.tableaux import neutralise

tablib = lazy("tablib")


def build_book(annee: int, kind: str) -> bytes:
    """Return the spreadsheet of a year: a summary, then a sheet of rows for each figure and each indicator."""
    figures, preuves = get_bpf(annee), get_preuves(annee)
    summary = [[figure.code, figure.libelle, figure.valeur] for figure in figures]
    summary += [["À compléter", said, ""] for said in INCONNUS]
    missing = [[preuve.indicateur, text] for preuve in preuves for text in preuve.manques]
    sheets = [_sheet("Bilan", ["Cadre", "Chiffre", "Valeur"], summary)]
    sheets += [_sheet(figure.code, figure.colonnes, figure.lignes) for figure in figures]
    sheets += [_sheet(f"Ind {preuve.indicateur}", preuve.colonnes, preuve.lignes) for preuve in preuves]
    sheets.append(_sheet("Manques", ["Indicateur", "Ce qui manque"], missing))
    return tablib.Databook(sheets).export(kind)


def _sheet(title, headings, rows):
    sheet = tablib.Dataset(headers=headings, title=title[:31])
    for row in rows:
        sheet.append([neutralise(cell) for cell in row])
    return sheet
