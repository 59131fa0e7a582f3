"""What the pages of imports read."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse

from members.models import ImportFiches, LigneImport, Personne
from socle.compiled import compiled_query
from socle.moment import Attente
from socle.travaux import find_latest

Verdict, Etat = LigneImport.Verdict, ImportFiches.Etat
TONES = {
    Verdict.CREEE: ("ok", "plus-circle"),
    Verdict.MODIFIEE: ("fed", "pencil-square"),
    Verdict.INCHANGEE: ("neutral", "minus-circle"),
    Verdict.DOUTE: ("wait", "question-mark-circle"),
    Verdict.REFUSEE: ("late", "x-circle"),
    Verdict.ECARTEE: ("plum", "hand-raised"),
}
SHOWN_FIRST = (Verdict.DOUTE, Verdict.REFUSEE, Verdict.MODIFIEE, Verdict.CREEE)


def get_imports():
    """Return the files deposited, the latest first."""
    return ImportFiches.objects.select_related("par")


def count_verdicts(lot: ImportFiches) -> dict[str, int]:
    """Return how many lines got each verdict, all of them present, and how many undoing left as they were."""
    rows = lot.lignes.values_list("verdict").annotate(number=Count("pk"), kept=Count("pk", filter=~Q(retour="")))
    counted, kept = dict.fromkeys(map(str, TONES), 0), 0
    for verdict, number, unreturned in rows.order_by():
        counted[verdict] = number
        kept += unreturned
    return counted | {"gardees": kept}


def get_lines(lot: ImportFiches, wanted: str):
    """Return the lines of a verdict, of those that undoing kept, or all."""
    lines = lot.lignes.order_by("numero")
    if wanted == "gardees":
        return lines.exclude(retour="")
    return lines.filter(verdict=wanted) if wanted in TONES else lines


def choose_first(counted: dict[str, int]) -> str:
    """Return the verdict that asks for most attention."""
    return next((str(verdict) for verdict in SHOWN_FIRST if counted[verdict]), "")


def find_same_file(lot: ImportFiches) -> ImportFiches | None:
    """Return an earlier import of the very same file, written already."""
    return (
        ImportFiches.objects.filter(empreinte=lot.empreinte, genre=lot.genre, etat=Etat.FAIT)
        .exclude(pk=lot.pk)
        .first()
    )


def describe_progress(lot: ImportFiches):
    """Return the job that works on an import, if one does or failed to."""
    travail = find_latest(lot)
    return travail if travail and not travail.is_done else None


def get_attentes_imports(personne: Personne) -> Iterable[Attente]:
    """Remind the team of the files they deposited and did not import."""
    if not personne.is_federation_team:
        return []
    return [
        Attente(
            title=f"Vérifier l’import « {lot.nom_fichier} »",
            detail="Ses lignes sont lues : il reste à les importer, ou à y renoncer.",
            link=reverse("members:import_detail", args=[lot.pk]),
            badge="Import",
            tone="wait",
            icon="arrow-up-tray",
            due=None,
        )
        for lot in _get_deposited(personne.pk)
    ]


@compiled_query
def _get_deposited(personne):
    return ImportFiches.objects.filter(par=personne, etat=Etat.PRET)[:3]
