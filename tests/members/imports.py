"""How tests take a file from its deposit to what becomes of it, without a worker."""

from members.actions.imports import deposit_import, start_analysis, start_import, start_undo
from members.models import ImportFiches
from socle import travaux
from socle.models import Travail


def work(lot) -> ImportFiches:
    """Do what waits for a worker, then read the import again."""
    for pk in Travail.objects.filter(fini_le=None, probleme="").values_list("pk", flat=True):
        assert travaux.run(str(pk))
    lot.refresh_from_db()
    return lot


def analyse(content: bytes, genre: str, by, **options) -> ImportFiches:
    lot = deposit_import("fichier.csv", content, genre=genre, by=by)
    start_analysis(lot, colonnes=lot.colonnes, options=options, by=by)
    return work(lot)


def apply(lot, by, *, inviter=False) -> ImportFiches:
    start_import(lot, inviter=inviter, by=by)
    return work(lot)


def undo(lot, by) -> ImportFiches:
    start_undo(lot, by=by)
    return work(lot)


def verdicts(lot) -> list[str]:
    return list(lot.lignes.order_by("numero").values_list("verdict", flat=True))


def reasons(lot) -> list[str]:
    return list(lot.lignes.order_by("numero").values_list("raison", flat=True))
