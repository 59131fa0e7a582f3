"""What a session brings: the price agreed, in proportion to the hours attended, as the agreement says (§5)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from formations.models import DemiJournee, FactureFormation, Inscription, LigneFacture, SessionFormation
from members.models import Association

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
HEADINGS = ["Association", "Personne", "Qui finance", "Prix convenu", "Heures suivies", "À facturer", "Facture",
            "Formation", "Dates"]  # fmt: skip


@dataclass(frozen=True)
class AFacturer:
    """What one association owes for a session and is not invoiced yet."""

    association: Association
    lignes: list[Inscription]

    @property
    def montant(self) -> Decimal:
        return sum((ligne.du for ligne in self.lignes), Decimal(0))


def round_cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def compute_due(prix: Decimal, minutes: int, prevues: int) -> Decimal:
    """Return the price of the hours attended, out of the hours foreseen."""
    return round_cents(prix * min(minutes, prevues) / prevues) if prevues else Decimal(0)


def compute_tva(montant: Decimal, taux: Decimal) -> Decimal:
    return round_cents(montant * taux / HUNDRED)


def with_due(rows: QuerySet[Inscription]) -> list[Inscription]:
    """Return enrolments with the minutes attended, those foreseen, what is due and by which invoice it is asked."""
    rows = rows.annotate(suivies=Coalesce(Sum("emargements__minutes"), 0))
    lines = LigneFacture.objects.filter(inscription=OuterRef("pk"), facture__avoir_de=None, facture__avoir=None)
    rows = rows.annotate(
        facture=Subquery(lines.values("facture")[:1]), opco=Subquery(lines.values("facture__opco")[:1])
    )
    found = list(rows.select_related("session__formation", "personne", "association"))
    planned = get_planned({row.session_id for row in found})
    for row in found:
        row.prevues = planned.get(row.session_id, 0)
        row.du = compute_due(row.montant, row.suivies, row.prevues)
    return found


def get_planned(sessions) -> dict[int, int]:
    """Return how many minutes each session lasts."""
    planned: dict[int, int] = {}
    for half in DemiJournee.objects.filter(session__in=sessions):
        planned[half.session_id] = planned.get(half.session_id, 0) + half.minutes
    return planned


def get_to_invoice(session: SessionFormation) -> list[AFacturer]:
    """Return what each employer owes and is not invoiced yet."""
    paid = session.inscriptions.inscrites().filter(financement=Inscription.Financement.EMPLOYEUR)
    rows = with_due(paid.exclude(association=None).order_by("association__nom", "personne__nom", "pk"))
    groups: dict[int, list[Inscription]] = {}
    for row in rows:
        if row.du > 0 and row.facture is None:
            groups.setdefault(row.association_id, []).append(row)
    return [AFacturer(lignes[0].association, lignes) for lignes in groups.values()]


def get_invoices(session: SessionFormation) -> QuerySet[FactureFormation]:
    """Return the invoices and credit notes of a session, in their order."""
    rows = FactureFormation.objects.filter(session=session).select_related("association", "avoir", "avoir_de")
    return rows.order_by("annee", "rang")


def get_invoice_rows(session: SessionFormation) -> list[list]:
    """Return one row a person enrolled: agreed price, hours attended, what is due, the invoice that asks for it."""
    rows = with_due(session.inscriptions.inscrites().order_by("association__nom", "personne__nom", "pk"))
    numbers = {one.pk: one.numero for one in FactureFormation.objects.filter(session=session)}
    dates = f"{session.debut:%d/%m/%Y}" if session.debut else ""
    return [
        [
            str(row.association or ""), str(row.personne), row.get_financement_display(), row.montant,
            round_cents(Decimal(row.suivies) / 60), row.du, numbers.get(row.facture, ""),
            session.formation.titre, dates,
        ]
        for row in rows
    ]  # fmt: skip
