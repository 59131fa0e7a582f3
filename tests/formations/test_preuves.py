"""The archive of a year: every paper itself, made by a worker, begun again where it fell, in little memory."""

import tracemalloc
import zipfile

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from formations import archives
from formations.actions.bilans import ask_dossier
from formations.actions.emargements import issue_certificates
from formations.models import DossierPreuves, FeuillePapier
from formations.travaux import make_dossier
from socle import documents, travaux
from socle.models import Travail
from tests.factories.formations import make_inscription, make_session
from tests.factories.formations_papiers import make_facture, make_owed
from tests.factories.members import make_personne

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def year(cast):
    """A session with everything: certificates, an invoice, a scan."""
    session = make_owed(cast)
    issue_certificates(session, by=cast.chargee)
    make_facture(cast, session)
    other = make_session(etat="tenue", days=-3, by=cast.chargee)
    scan = ContentFile(b"%PDF-1.4 the sheet signed by hand", "feuille.pdf")
    FeuillePapier.objects.create(demi_journee=other.demi_journees.first(), fichier=scan, deposee_par=cast.chargee)
    return session.fin.year


@pytest.fixture
def drawn(monkeypatch):
    """Papers drawn at once, each saying what it is; the list of what was drawn."""
    made = []

    def draw(template, context, inside=()):
        made.append(template)
        assert context["document"].pk
        return f"%PDF {template}".encode()

    monkeypatch.setattr(documents, "render_pdf", draw)
    return made


def run_all():
    return travaux.run(str(Travail.objects.latest("cree_le").pk))


def test_the_archive_holds_every_paper_itself(year, cast, drawn, client_of):
    dossier = ask_dossier(year, by=cast.chargee)
    assert run_all()
    dossier.refresh_from_db()
    with dossier.fichier.open() as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        kinds = {name.partition("/")[2].partition("/")[0] for name in names if name.startswith("session")}
        assert kinds == {
            "feuille-de-presence.pdf", "feuilles-signees", "convocations", "conventions", "certificats", "factures",
        }  # fmt: skip
        assert sum("/certificats/" in name for name in names) == 2
        assert sum("/convocations/" in name for name in names) == 2
        assert {f"bilan-{year}.ods", f"bilan-{year}.xlsx", "ce-qui-manque.txt"} <= set(names)
        assert any(name.startswith("programmes/") for name in names)
        (scan,) = [name for name in names if "feuilles-signees" in name]
        assert archive.read(scan) == b"%PDF-1.4 the sheet signed by hand"
        assert "Indicateur 12" in archive.read("ce-qui-manque.txt").decode()
        assert len(names) == len(set(names)) == dossier.papiers + 3
    travail = Travail.objects.latest("cree_le")
    assert (travail.is_done, travail.fait) == (True, travail.total)
    left = list(default_storage.listdir(f"{archives.FOLDER}"))
    assert left[1] == [dossier.fichier.name.rpartition("/")[2]]
    assert not any(default_storage.listdir(f"{archives.FOLDER}/{name}")[1] for name in left[0])
    given = client_of(cast.chargee).get(f"/formations/preuves/{dossier.pk}/")
    assert b"".join(given.streaming_content)[:2] == b"PK"
    assert client_of(cast.directrice).get(f"/formations/preuves/{dossier.pk}/").status_code == 403


def test_a_real_paper_is_drawn_for_a_screen_reader(cast):
    make_session(etat="tenue", days=-3, by=cast.chargee)
    dossier = DossierPreuves.objects.create(annee=make_owed(cast).fin.year, demande_par=cast.chargee)
    papers = [one for one in archives.list_papers(dossier.annee) if "feuille-de-presence" in one.nom]
    archives._draw(dossier, papers[0])
    with default_storage.open(archives._aside(dossier, papers[0])) as file, pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root


def test_a_worker_that_takes_over_draws_only_what_is_left(year, cast, monkeypatch, drawn):
    dossier = ask_dossier(year, by=cast.chargee)
    whole = sum(1 for paper in archives.list_papers(year) if paper.genre)
    calls, draw = [], documents.render_pdf

    def fall(*args):
        if len(calls) == 3:
            calls.append("fell")
            raise OSError
        calls.append("drawn")
        return draw(*args)

    monkeypatch.setattr(documents, "render_pdf", fall)
    with pytest.raises(OSError):  # noqa: PT011
        run_all()
    assert run_all()
    assert len(drawn) == whole
    dossier.refresh_from_db()
    assert dossier.is_ready
    assert run_all() is False
    make_dossier(str(dossier.pk), lambda done, total: None)
    assert len(drawn) == whole


def test_memory_does_not_grow_with_the_papers(cast, monkeypatch):
    session = make_session(etat="tenue", days=-3, by=cast.chargee, places=60)
    for _ in range(40):
        make_inscription(session, make_personne(), financement="benevole")
    monkeypatch.setattr(documents, "render_pdf", lambda *args: bytes(2_000_000))
    before, dossier = (
        DossierPreuves.objects.create(annee=session.fin.year - gap, demande_par=cast.chargee) for gap in (1, 0)
    )
    archives.build_archive(before, lambda done, total: None)  # the libraries it needs are loaded, and not counted
    tracemalloc.start()
    archives.build_archive(dossier, lambda done, total: None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert dossier.papiers == 42
    assert peak < 16_000_000  # 84 million of papers went through


def test_it_is_asked_once_by_the_team_and_followed_on_a_page(year, cast, client_of, drawn, monkeypatch):
    with pytest.raises(PermissionDenied):
        ask_dossier(year, by=cast.directrice)
    team, page = client_of(cast.chargee), f"/formations/bilan/{year}/preuves/"
    assert "Préparer l’archive" in team.get(page).content.decode()
    team.post(page)
    assert ask_dossier(year, by=cast.chargee) == DossierPreuves.objects.get()
    waiting = team.get(page).content.decode()
    assert "L’archive se prépare" in waiting
    assert "Préparer l’archive" not in waiting
    run_all()
    ready = team.get(page).content.decode()
    assert f"/formations/preuves/{DossierPreuves.objects.get().pk}/" in ready
    assert team.get(f"/formations/bilan/{year}/export.zip").status_code == 404


def test_a_job_that_failed_is_said_and_asked_again(year, cast, client_of, monkeypatch):
    ask_dossier(year, by=cast.chargee)
    Travail.objects.update(probleme="OSError")
    page = client_of(cast.chargee).get(f"/formations/bilan/{year}/preuves/").content.decode()
    assert "n’a pas pu être faite" in page
    assert "Préparer l’archive" in page
    ask_dossier(year, by=cast.chargee)
    assert DossierPreuves.objects.count() == 2
