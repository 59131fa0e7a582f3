"""What an accompaniment costs, by service and by year: an average that shows nobody (B28, R17).

It is written where enough people, and enough associations, stand behind the invoices paid in the year, and where no
single case makes most of the sum (the 85 % of §6.3). Neither a total nor a number of cases is given: there is nothing
to subtract one from another. An average is rounded to ten euros, so that one more case does not show.
"""

from decimal import Decimal

from django.db.models import Count, F, Sum

from accompagnement.models import Facture, Presence, Service

ARRONDI = 10
DOMINANCE = Decimal("0.85")  # of the sum, for one case


def cellule_de_cout(service_pk: int) -> str:
    """Return the cell where people are counted behind a service's cost."""
    return f"cout:{service_pk}"


def get_couts(annee: int, *, k: int, organisations: int) -> list[tuple[str, int | None]]:
    """Return the average cost of an accompaniment of each service paid for that year; None where it is withheld."""
    paid = Facture.objects.filter(etat=Facture.Etat.REGLEE, reglee_le__year=annee).order_by()
    rows = paid.values_list("mois__service", "mois__code").annotate(n=Sum(F("montant") + F("tva")))
    cases: dict[int, list[Decimal]] = {}
    for service, _, total in rows:
        cases.setdefault(service, []).append(total)
    behind = _count_behind(annee)
    names = Service.objects.filter(pk__in=cases).order_by("bouquet__ordre", "ordre", "nom")
    enough = {
        pk: behind.get((cellule_de_cout(pk), Presence.Genre.PERSONNE), 0) >= k
        and behind.get((cellule_de_cout(pk), Presence.Genre.ORGANISATION), 0) >= organisations
        for pk in cases
    }
    return [(service.nom, _average(cases[service.pk]) if enough[service.pk] else None) for service in names]


def _average(totals: list[Decimal]) -> int | None:
    whole = sum(totals)
    if max(totals) > whole * DOMINANCE:
        return None
    return int(round(whole / len(totals) / ARRONDI) * ARRONDI)


def _count_behind(annee) -> dict[tuple[str, str], int]:
    rows = Presence.objects.filter(annee=annee, cellule__startswith="cout:").values_list("cellule", "genre")
    return {(cellule, genre): n for cellule, genre, n in rows.annotate(n=Count("pk"))}
