"""The long job of the reports: counting and auditing a year, away from the pages."""

from rapports.models import PreparationRapport
from socle.travaux import Advance, job

JOB = "rapports.preparation"


@job(JOB)
def make_preparation(pk: str, advance: Advance) -> None:
    """Prepare the figures that wait; prepared twice, they are the same."""
    from rapports.actions import prepare  # noqa: PLC0415 (the action launches this job)

    preparation = PreparationRapport.objects.filter(pk=pk, contenu__isnull=True).first()
    if preparation is not None:
        advance(0, 1)
        prepare(preparation)
        advance(1, 1)
