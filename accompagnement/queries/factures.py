"""Invoices as their provider reads them, and as the operator does: a code, a service, a month, a number, an amount."""

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from accompagnement.models import Facture, MoisFacturable
from members.models import Personne
from socle.french import count
from socle.moment import Attente

Etat = Facture.Etat


def get_facturables(personne: Personne):
    """Return the months of one's own sessions that are not all billed, the oldest first.

    They say nothing of where a case stands: over, erased or under way, its months read the same.
    """
    own = MoisFacturable.objects.filter(prestataire__personne=personne, seances__gt=0)
    billed = Facture.objects.comptees().filter(mois=OuterRef("pk")).order_by().values("mois")
    number = Subquery(billed.annotate(n=Sum("seances")).values("n"))
    rows = own.annotate(facturees=Coalesce(number, 0), restent=F("seances") - F("facturees")).filter(restent__gt=0)
    return rows.select_related("service", "prestataire").order_by("mois", "code")


def get_attentes_factures() -> list[Attente]:
    """Return the invoices that wait for the operator, in one question: how many, and nothing of what they are for."""
    waiting = Facture.objects.filter(etat__in=[Etat.DEPOSEE, Etat.VERIFIEE]).count()
    if not waiting:
        return []
    title = f"{count(waiting, 'facture')} à vérifier ou à régler"
    return [Attente(title, "Accompagnement", reverse("accompagnement:facture_list"), icon="banknotes")]


def get_own_factures(personne: Personne):
    """Return one's own invoices, the latest first."""
    own = Facture.objects.filter(mois__prestataire__personne=personne)
    return own.select_related("mois__service").order_by("-deposee_le", "-numero")


def get_factures(etats):
    """Return the invoices at these stages, for the operator: by order of deposit."""
    found = Facture.objects.filter(etat__in=etats)
    return found.select_related("mois__service", "mois__prestataire__personne", "fonds").order_by("deposee_le", "pk")
