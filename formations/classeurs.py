"""The yearly figures and the evidence as one spreadsheet, and as one archive with the scanned sheets."""

import io
import zipfile

from formations.models import FeuillePapier
from formations.queries.bilans import get_bpf, get_held, get_preuves
from socle.lazy import lazy
from socle.tableaux import neutralise

tablib = lazy("tablib")

UNKNOWN = "Charges (cadre D) : le portail ne tient pas la comptabilité ; reprenez-les de vos comptes."


def build_book(annee: int, kind: str) -> bytes:
    """Return the spreadsheet of a year: a summary, then a sheet of rows for each figure and each indicator."""
    figures, preuves = get_bpf(annee), get_preuves(annee)
    summary = [[figure.code, figure.libelle, figure.valeur] for figure in figures] + [["D", UNKNOWN, ""]]
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


def build_archive(annee: int) -> bytes:
    """Return the spreadsheets and the sheets signed on paper, in one file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in ("ods", "xlsx"):
            archive.writestr(f"bilan-{annee}.{kind}", build_book(annee, kind))
        for papier in FeuillePapier.objects.filter(demi_journee__session__in=get_held(annee)).order_by("pk"):
            extension = papier.fichier.name.rsplit(".", 1)[-1]
            with papier.fichier.open() as scan:
                name = f"feuilles/session-{papier.demi_journee.session_id}-{papier.pk}.{extension}"
                archive.writestr(name, scan.read())
    return content.getvalue()
