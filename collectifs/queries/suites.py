"""Decisions and actions across meetings."""

from django.db.models import QuerySet

from collectifs.models import ActionDecidee, Decision


def get_register(personne, *, words="", collectif=None) -> QuerySet[Decision]:
    """Return the decisions a person may read across collectives, latest first."""
    seen = Decision.objects.visible_to(personne).search(words).select_related("reunion__collectif", "point")
    if collectif is not None:
        seen = seen.filter(reunion__collectif=collectif)
    return seen.order_by("-reunion__debut", "-pk")


def get_actions_of(collectif, personne, etat="ouvertes") -> QuerySet[ActionDecidee]:
    """Return a collective's actions that a person may read: open, late, finished, or all of them."""
    seen = ActionDecidee.objects.visible_to(personne, inside=collectif)
    kept = {
        "ouvertes": seen.ouvertes(),
        "retard": seen.en_retard(),
        "finies": seen.exclude(pk__in=seen.ouvertes().values("pk")),
    }
    return kept.get(etat, seen).select_related("responsable", "reunion")


def get_mine(personne) -> dict:
    """Return what a person has to do in every collective, and what they did lately."""
    mine = ActionDecidee.objects.filter(responsable=personne).select_related("collectif", "reunion")
    return {"ouvertes": mine.ouvertes(), "faites": mine.exclude(faite_le=None).order_by("-faite_le", "-pk")[:10]}
