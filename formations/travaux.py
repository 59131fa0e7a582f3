"""The long job of trainings: putting a year's evidence together, away from the pages."""

from formations.archives import build_archive
from formations.models import DossierPreuves
from socle.travaux import Advance, job

PREUVES = "formations.preuves"


@job(PREUVES)
def make_dossier(pk: str, advance: Advance) -> None:
    """Make the archive that waits; asked twice, it is made once."""
    dossier = DossierPreuves.objects.filter(pk=pk, fichier="").first()
    if dossier is not None:
        build_archive(dossier, advance)
