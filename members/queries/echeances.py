"""What awaits a person about approvals and agreements with funders: one question to the database, for whom it is."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from members.models import Agrement, CompteRenduFinancier, Convention, Personne
from members.queries.agrements import Etape, get_pending, with_etape
from members.queries.conventions import SOON
from socle.compiled import compiled_query
from socle.french import count, say_due, say_full_date, say_of
from socle.moment import Attente

URGENT, OPENED = 6, 12
KIND = dict(Agrement.Genre.choices)


def get_attentes(personne: Personne) -> list[Attente]:
    """Return the renewals and the yearly accounts that somebody must see to; true whatever task ran or not."""
    managed = [tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire]
    if not (managed or personne.is_federation_team):
        return []
    today = timezone.localdate()
    [found] = _read_due(personne, managed)
    attentes = [_attente_agrement(row, today) for row in found["agrements"] or []]
    attentes += filter(None, (_attente_convention(row, today) for row in found["conventions"] or []))
    return attentes + _attente_horizon(found.get("fins") or [], today)


@compiled_query
def _read_due(personne, managed):
    today = timezone.localdate()
    read = {"agrements": _agrements(managed, today), "conventions": _conventions(personne, managed)}
    if personne.is_federation_team:
        read["fins"] = ArraySubquery(_without_file(today).values("fin"))
    return Personne.objects.filter(pk=personne.pk).values(**read)


def _agrements(managed, today):
    """The approvals of one's own associations whose renewal must go on, or whose answer never came."""
    rows = get_pending(today, OPENED).filter(association__in=managed)
    rows = rows.exclude(renouvellement__depose_le__isnull=False, fin__gte=today)
    columns = {"pk": "pk", "nom": "association__nom", "genre": "genre", "fin": "fin"}
    return ArraySubquery(with_etape(rows).values(json=JSONObject(**columns, etape="etape")))


def _without_file(today) -> QuerySet[Agrement]:
    return get_pending(today, URGENT).filter(renouvellement__depose_le__isnull=True)


def _conventions(personne, managed):
    """The agreements of one's own associations, and the federation's own for its team, with the years handed in."""
    rows = Convention.objects.filter(association__in=managed)
    if personne.is_federation_team:
        rows = rows | Convention.objects.filter(association=None)
    handed = CompteRenduFinancier.objects.filter(convention=OuterRef("pk")).order_by("exercice").values("exercice")
    return ArraySubquery(
        rows.annotate(rendus=ArraySubquery(handed)).values(
            json=JSONObject(
                pk="pk",
                nom="intitule",
                debut="debut",
                fin="fin",
                mois_cloture="mois_cloture",
                rendus=F("rendus"),
            )
        )
    )


def _attente_agrement(row, today) -> Attente:
    fin = date.fromisoformat(row["fin"])
    is_answer = row["etape"] == Etape.DEPOSE
    return Attente(
        title=f"L’agrément « {KIND[row['genre']]} » {say_of(row['nom'])} {_say_end(fin, today)}",
        detail="Le dossier est déposé : notez ici la réponse de la CAF."
        if is_answer
        else "Diagnostic, bilan, nouveau projet : le dossier se prépare en trois parties.",
        link=reverse("members:renouvellement_edit", args=[row["pk"]]),
        icon="shield-check",
        tone="late" if fin < today else "wait",
        badge="Réponse à noter" if is_answer else Etape(row["etape"]).label.capitalize(),
        due=fin,
    )


def _say_end(fin, today) -> str:
    return f"a pris fin le {say_full_date(fin)}" if fin < today else f"finit {say_due(fin, today=today)}"


def _attente_convention(row, today) -> Attente | None:
    convention = Convention(
        debut=date.fromisoformat(row["debut"]), fin=date.fromisoformat(row["fin"]), mois_cloture=row["mois_cloture"]
    )
    year = next((year for year in convention.exercices if year not in row["rendus"]), None)
    if year is None or convention.end_of(year) >= today or (convention.due_of(year) - today).days > SOON:
        return None
    due = convention.due_of(year)
    return Attente(
        title=f"Compte rendu {year} de la convention « {row['nom']} »",
        detail=f"À rendre au plus tard le {say_full_date(due)}, six mois après la fin de l’exercice.",
        link=reverse("members:convention_detail", args=[row["pk"]]),
        icon="banknotes",
        tone="late" if due < today else "wait",
        badge=say_due(due, today=today),
        due=due,
    )


def _attente_horizon(fins, today) -> list[Attente]:
    if not fins:
        return []
    past = sum(fin < today for fin in fins)
    ended = f", dont {count(past, 'déjà fini')}" if past else ""
    verb = "finit" if len(fins) == 1 else "finissent"
    return [
        Attente(
            title=f"{count(len(fins), 'agrément')} {verb} d’ici six mois sans dossier déposé{ended}",
            detail="L’horizon les montre, avec le dossier de chacun.",
            link=reverse("members:agrement_list"),
            icon="shield-check",
            tone="late" if past else "wait",
            due=max(fins[0], today),
        )
    ]
