"""The evidence of a year in one archive: every paper, drawn again, and the scans, one file at a time.

Nothing is held in memory but the paper at hand. Each is kept aside as it is made, so that a worker that takes over
begins where the other fell; the archive is then written on the disk and given to the storage piece by piece.
"""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import NAMESPACE_URL, uuid5

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from formations.classeurs import build_book
from formations.documents import CertificatPdf, ConventionPdf, ConvocationPdf, FacturePdf, FeuillePdf, ProgrammePdf
from formations.models import (
    CertificatRealisation,
    DossierPreuves,
    FactureFormation,
    FeuillePapier,
    Inscription,
    SessionFormation,
)
from formations.models.bilans import DOSSIERS as FOLDER
from formations.queries.bilans import get_held
from formations.queries.preuves import get_preuves
from socle import documents
from socle.travaux import Advance

BOOKS = ("ods", "xlsx")


@dataclass(frozen=True)
class Papier:
    """One file of the archive: where it goes, and how it is drawn, or the scan that it is."""

    nom: str
    genre: type[documents.Document] | None = None
    parametres: dict | None = None
    scan: FeuillePapier | None = None


def list_papers(annee: int) -> Iterator[Papier]:
    """Return every paper of a year, in a settled order."""
    sessions = list(get_held(annee))
    for pk in sorted({session.formation_id for session in sessions}):
        yield Papier(f"programmes/programme-{pk}.pdf", ProgrammePdf, {"formation": pk})
    for session in sessions:
        yield from _list_of(session)


def _list_of(session: SessionFormation) -> Iterator[Papier]:
    folder = f"session-{session.pk}"
    yield Papier(f"{folder}/feuille-de-presence.pdf", FeuillePdf, {"session": session.pk})
    for scan in FeuillePapier.objects.filter(demi_journee__session=session).order_by("pk"):
        extension = scan.fichier.name.rsplit(".", 1)[-1]
        yield Papier(f"{folder}/feuilles-signees/feuille-{scan.pk}.{extension}", scan=scan)
    seated = session.inscriptions.inscrites()
    for pk in seated.order_by("pk").values_list("pk", flat=True):
        yield Papier(f"{folder}/convocations/convocation-{pk}.pdf", ConvocationPdf, {"inscription": pk})
    paid = seated.filter(financement=Inscription.Financement.EMPLOYEUR).exclude(association=None)
    for pk in paid.order_by("association").values_list("association", flat=True).distinct():
        given = {"session": session.pk, "association": pk}
        yield Papier(f"{folder}/conventions/convention-{pk}.pdf", ConventionPdf, given)
    made = CertificatRealisation.objects.filter(inscription__session=session).order_by("pk")
    for pk in made.values_list("pk", flat=True):
        yield Papier(f"{folder}/certificats/certificat-{pk}.pdf", CertificatPdf, {"certificat": str(pk)})
    for facture in FactureFormation.objects.filter(session=session).order_by("annee", "rang"):
        yield Papier(f"{folder}/factures/{facture.numero}.pdf", FacturePdf, {"facture": str(facture.pk)})


def build_archive(dossier: DossierPreuves, advance: Advance) -> None:
    """Draw each paper, then put all of them together; begun again, it goes on from the papers kept aside."""
    papers = list(list_papers(dossier.annee))
    advance(0, len(papers) + 1)
    drawn = [paper for paper in papers if paper.genre]
    for rank, paper in enumerate(drawn, 1):
        _draw(dossier, paper)
        advance(rank, len(papers) + 1)
    with tempfile.TemporaryFile() as whole:
        _put_together(dossier, papers, whole)
        dossier.taille, dossier.papiers = whole.tell(), len(papers)
        whole.seek(0)
        dossier.empreinte = hashlib.file_digest(whole, "sha256").hexdigest()
        whole.seek(0)
        dossier.fichier.save(f"{dossier.pk}.zip", File(whole), save=True)
    advance(len(papers) + 1, len(papers) + 1)
    for paper in drawn:
        default_storage.delete(_aside(dossier, paper))


def _aside(dossier, paper) -> str:
    return f"{FOLDER}/{dossier.pk}/{paper.nom.replace('/', '_')}"


def _draw(dossier, paper) -> None:
    name = _aside(dossier, paper)
    if default_storage.exists(name):
        return
    stamp = SimpleNamespace(pk=uuid5(NAMESPACE_URL, f"{dossier.pk}/{paper.nom}"), cree_le=dossier.cree_le)
    context = {**paper.genre.context(paper.parametres), "document": stamp}
    content = documents.render_pdf(paper.genre.template, context, paper.genre.inside(paper.parametres))
    default_storage.save(name, ContentFile(content))


def _put_together(dossier, papers, whole) -> None:
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for kind in BOOKS:
            archive.writestr(f"bilan-{dossier.annee}.{kind}", build_book(dossier.annee, kind))
        archive.writestr("ce-qui-manque.txt", _say_missing(dossier.annee, papers))
        for paper in papers:
            stored = paper.scan.fichier.open() if paper.scan else default_storage.open(_aside(dossier, paper))
            with stored as source, archive.open(paper.nom, "w") as target:
                shutil.copyfileobj(source, target)


def _say_missing(annee, papers) -> str:
    lines = [f"Preuves {annee} : {len(papers)} papiers.", ""]
    for preuve in get_preuves(annee):
        lines.append(f"Indicateur {preuve.indicateur}, {preuve.libelle}")
        lines += [f"- {text}" for text in preuve.manques] or ["- rien ne manque"]
        lines.append("")
    return "\n".join(lines)
