"""What « Vos données » says of sessions, of a plan and of invoices: one's own, in one's own quality."""

from typing import Any

from accompagnement.actions.plans import read_plan
from accompagnement.models import Demande
from accompagnement.queries.factures import get_own_factures


def read_suivi(demande: Demande, personne) -> dict[str, Any]:
    """Return a requester's sessions, and their association's plan: opening it leaves its line."""
    seances = demande.seances.prefetch_related("corrections")
    told: dict[str, Any] = {"séances": [_seance(one) | {"corrigée": _before(one)} for one in seances]}
    if demande.is_personnelle:
        return told
    plan = read_plan(demande, by=personne)
    told["plan"] = {nature: lu.texte for nature, lu in plan.textes.items()}
    told["étapes du plan"] = [
        {"quoi": lue.texte, "état": lue.etape.get_etat_display(), "échéance": lue.etape.echeance}
        for lue in plan.etapes
    ]
    return told


def _seance(tenue) -> dict[str, Any]:
    return {
        "date": tenue.date,
        "minutes": tenue.duree_minutes,
        "format": tenue.get_format_display(),
        "présents": tenue.presents,
    }


def _before(seance) -> list[dict[str, Any]]:
    return [_seance(one) for one in seance.corrections.all()]


def read_factures(personne) -> list[dict[str, Any]]:
    """Return a provider's own invoices."""
    return [
        {
            "numéro": facture.numero,
            "code": facture.code,
            "mois": facture.mois.mois,
            "séances": facture.seances,
            "montant": facture.total,
            "état": facture.get_etat_display(),
        }
        for facture in get_own_factures(personne)
    ]
