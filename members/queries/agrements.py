"""What is known of CAF approvals: an association's own, the horizon of the next months, who renewed nearby."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncMonth

from members.models import Adhesion, Agrement, Association, RappelAgrement, Renouvellement
from members.mois import add_months, list_months
from socle.french import say_full_date, say_short_month

HORIZON = 18
SOON = 6
MOST_YEARS = 4
MOST_MONTHS = 12 * MOST_YEARS
RAPPELS = (3, 6, 12)
SHORT = {
    Agrement.Genre.ANIMATION_GLOBALE: "Animation globale",
    Agrement.Genre.FAMILLES: "Familles",
    Agrement.Genre.EVS: "EVS",
}
PARTS = ("diagnostic_le", "bilan_le", "projet_le")
ONE_DAY = timedelta(days=1)


class Etape(TextChoices):
    """How far the file of a renewal is; read from its dates, never stored."""

    A_OUVRIR = "a_ouvrir", "dossier à ouvrir"
    EN_COURS = "en_cours", "dossier en cours"
    PRET = "pret", "dossier prêt à déposer"
    DEPOSE = "depose", "dossier déposé"
    OBTENU = "obtenu", "renouvelé"


ANSWERED = {Etape.DEPOSE, Etape.OBTENU}


def with_etape(agrements) -> QuerySet[Agrement]:
    """Say of each approval how far its renewal is (`etape`) and how many of its three parts are done (`parties`)."""
    done = [
        Case(When(**{f"renouvellement__{part}__isnull": False}, then=1), default=0, output_field=IntegerField())
        for part in PARTS
    ]
    return (
        agrements.with_suite()
        .annotate(parties=done[0] + done[1] + done[2])
        .annotate(
            etape=Case(
                When(has_suite=True, then=Value(Etape.OBTENU)),
                When(renouvellement__depose_le__isnull=False, then=Value(Etape.DEPOSE)),
                When(parties=len(PARTS), then=Value(Etape.PRET)),
                When(parties__gt=0, then=Value(Etape.EN_COURS)),
                default=Value(Etape.A_OUVRIR),
                output_field=CharField(),
            )
        )
    )


def get_agrements(association: Association) -> list[Agrement]:
    """Return an association's approvals, the latest end first, with how far each renewal is."""
    rows = with_etape(Agrement.objects.filter(association=association)).select_related("structure")
    return list(rows.order_by("-fin", "pk"))


def split_agrements(agrements: list[Agrement], today: date) -> dict[str, list[Agrement]]:
    """Tell apart what runs or awaits its renewal, and what is only history."""
    history = [row for row in agrements if row.fin < today and (row.has_suite or row.motif_fin)]
    return {"agrements": [row for row in agrements if row not in history], "anciens": history}


def find_current(association: Association, on: date) -> dict:
    """Return the approvals and the social project that ran on a day, to be copied in an account."""
    projet = association.projets_sociaux.filter(debut__lte=on, fin__gte=on).first()
    return {"agrements": list(association.agrements.en_cours(on)), "projet": projet}


def find_reperes(agrements) -> list[str]:
    """Return, in words, what looks odd in an association's approvals (R6): never a reason to refuse them."""
    reperes = [_say_too_long(row) for row in agrements if row.fin > add_months(row.debut, MOST_MONTHS)]
    rows = sorted(agrements, key=lambda row: (row.genre, row.structure_id or 0, row.debut, row.fin))
    for _, same in groupby(rows, key=lambda row: (row.genre, row.structure_id)):
        reperes += _compare(list(same))
    return reperes


def _compare(rows) -> list[str]:
    found, until = [], rows[0].fin
    for row in rows[1:]:
        if row.debut <= until:
            found.append(_say_overlap(row, min(until, row.fin)))
        elif row.debut > until + ONE_DAY:
            found.append(_say_gap(row, until + ONE_DAY, row.debut - ONE_DAY))
        until = max(until, row.fin)
    return found


def _say_too_long(row) -> str:
    return (
        f"L’agrément « {row.get_genre_display()} » {say_period(row.debut, row.fin)} dure plus de {MOST_YEARS} ans. "
        "Une CAF agrée pour quatre ans au plus : vérifiez les dates sur sa notification."
    )


def _say_overlap(row, until) -> str:
    return (
        f"Deux agréments « {row.get_genre_display()} » se recouvrent {say_period(row.debut, until)}. "
        "Un seul court d’ordinaire à la fois : vérifiez les dates, ou dites pour quel lieu est chacun."
    )


def _say_gap(row, first, last) -> str:
    return (
        f"Aucun agrément « {row.get_genre_display()} » ne couvre la période {say_period(first, last)}. "
        "Si la CAF l’a accordé sans interruption, corrigez les dates."
    )


def say_period(first: date, last: date) -> str:
    """« du 1er janvier 2024 au 31 décembre 2027 », « le 1er janvier 2024 » for a single day."""
    if first == last:
        return f"le {say_full_date(first)}"
    return f"du {say_full_date(first)} au {say_full_date(last)}"


# The horizon


def get_horizon(today: date) -> QuerySet[Agrement]:
    """Return the approvals that end within eighteen months, and those that ended and were never given again.

    Left out: what somebody said would not be asked for again, and associations that are not members any more.
    """
    rows = with_etape(Agrement.objects.filter(motif_fin="", fin__lte=add_months(today, HORIZON)))
    rows = rows.filter(Q(fin__gte=today) | Q(has_suite=False)).exclude(is_gone(today))
    return rows.order_by("fin", "association__nom", "pk")


def get_pending(today: date, months: int) -> QuerySet[Agrement]:
    """Return the approvals that end within some months, or ended, and were neither given again nor given up."""
    rows = Agrement.objects.filter(motif_fin="", fin__lte=add_months(today, months)).with_suite()
    return rows.filter(has_suite=False).exclude(is_gone(today)).order_by("fin", "pk")


def is_gone(today):
    """Whether the approval's association was a member and is not, or was put together with another."""
    ever = Adhesion.objects.filter(association=OuterRef("association"))
    still = ever.filter(Q(periode__upper_inf=True) | Q(periode__endswith__gt=today))
    return Q(association__fondue_dans__isnull=False) | (Q(Exists(ever)) & ~Q(Exists(still)))


@dataclass
class Compte:
    """How many approvals end in a month, by kind and by how far their file is; no month: already ended."""

    genre: str
    mois: date | None
    etape: str
    nombre: int


def count_horizon(rows, today: date) -> list[Compte]:
    """Return the figures of the horizon, in one query whatever its length."""
    month = Case(
        When(fin__gte=today, then=Cast(TruncMonth("fin"), DateField())), default=None, output_field=DateField()
    )
    counted = rows.order_by().annotate(mois=month).values_list("genre", "mois", "etape").annotate(nombre=Count("pk"))
    return [Compte(*row) for row in counted]


def sum_horizon(counts: list[Compte], today: date) -> dict:
    """Return the four figures above the chart."""
    near = add_months(today, SOON).replace(day=1)

    def total(keep):
        return sum(count.nombre for count in counts if keep(count))

    return {
        "mois": near,
        "finis": total(lambda count: count.mois is None),
        "proches": total(lambda count: count.mois and count.mois <= near and count.etape not in ANSWERED),
        "deposes": total(lambda count: count.etape == Etape.DEPOSE),
        "obtenus": total(lambda count: count.etape == Etape.OBTENU),
    }


def draw_horizon(counts: list[Compte], today: date, *, is_cumul: bool) -> dict:
    """Return the data of the horizon's chart: what ended, then each month; a line per kind, and one for all."""
    months = [None, *list_months(today, HORIZON + 1)]
    kinds = [kind for kind in Agrement.Genre if any(count.genre == kind for count in counts)]
    series = [(SHORT[kind], _follow(counts, months, {kind}, is_cumul)) for kind in kinds]
    if len(series) != 1:
        series.insert(0, ("Ensemble", _follow(counts, months, set(Agrement.Genre), is_cumul)))
    return {"labels": _labels(months), "series": series}


def _follow(counts, months, kinds, is_cumul) -> list[int]:
    values, total = [], 0
    for month in months:
        here = sum(count.nombre for count in counts if count.mois == month and count.genre in kinds)
        total += here
        values.append(total if is_cumul else here)
    return values


def _labels(months) -> list[tuple[str, str, str]]:
    """Name every month, and write under the axis one in three, with the year where it changes."""
    labels, year = [("Déjà finis", "", "")], 0
    for rank, month in enumerate(months[1:]):
        is_written = rank % 3 == 0
        under = str(month.year) if is_written and month.year != year else ""
        year = month.year if is_written else year
        said = f"{say_short_month(month).capitalize()} {month.year}"
        labels.append((said, say_short_month(month) if is_written else "", under))
    return labels


# Reminders


def find_seuil(fin: date, today: date) -> int | None:
    """Return the reminder whose time has come (12, 6 or 3 months before the end), the nearest to the end."""
    if fin < today:
        return None
    return next((months for months in RAPPELS if add_months(fin, -months) <= today), None)


def get_agrements_to_remind(today: date) -> list[Agrement]:
    """Return the approvals whose reminder should have left and did not; none that was given again or given up."""
    # A month more: a year before 29 February is 28 February, of which a year later is a day short.
    rows = get_pending(today, max(RAPPELS) + 1).filter(fin__gte=today).select_related("association")
    sent = set(RappelAgrement.objects.filter(fin__gte=today).values_list("agrement", "fin", "mois"))
    return [row for row in rows if _is_due(row, today, sent)]


def _is_due(row, today, sent) -> bool:
    seuil = find_seuil(row.fin, today)
    return seuil is not None and not any((row.pk, row.fin, months) in sent for months in RAPPELS if months <= seuil)


STEPS = (
    ("diagnostic_le", "Diagnostic réévalué", "à faire"),
    ("bilan_le", "Bilan du projet", "à faire"),
    ("projet_le", "Nouveau projet", "à écrire"),
    ("depose_le", "Dossier déposé", "à la CAF"),
)


def list_steps(dossier: Renouvellement, *, is_obtenu: bool) -> list[dict[str, str]]:
    """Return the three parts of a file, its deposit and its answer: the first that is not done is the current one."""
    days = [(text, getattr(dossier, name), missing) for name, text, missing in STEPS]
    steps = [(text, day is not None, say_full_date(day) if day else missing) for text, day, missing in days]
    answer = f"jusqu’au {say_full_date(dossier.obtenu.fin)}" if dossier.obtenu else ""
    steps.append(("Agrément obtenu", is_obtenu, answer or ("sans ce dossier" if is_obtenu else "réponse de la CAF")))
    current = None if is_obtenu else next(text for text, is_done, _ in steps if not is_done)
    return [
        {"text": text, "detail": detail, "state": "done" if is_done else "now" if text == current else "todo"}
        for text, is_done, detail in steps
    ]


def find_renouvellement(agrement: Agrement) -> Renouvellement:
    """Return the file of a renewal, a blank one if nobody opened it."""
    known = Renouvellement.objects.filter(agrement=agrement).select_related("obtenu").first()
    return known or Renouvellement(agrement=agrement)
