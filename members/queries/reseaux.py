"""Networks on a day: who is in, who runs them, which ones sleep (D12, D20)."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from members.models import Affectation, AppartenanceReseau, Association, Reseau


def get_reseaux(on: date | None = None):
    """Return the networks as they are on a day; `is_en_sommeil` is computed, never kept.

    A network sleeps when nobody holds the function that runs it, or outside its window of dates.
    """
    on = on or timezone.localdate()
    runs = Affectation.objects.en_cours(on).filter(fonction=OuterRef("fonction_animatrice"))
    inside = (Q(debut=None) | Q(debut__lte=on)) & (Q(fin=None) | Q(fin__gte=on))
    belongs = Q(appartenances__debut__lte=on) & (Q(appartenances__fin=None) | Q(appartenances__fin__gte=on))
    held = Affectation.objects.en_cours(on).select_related("personne").order_by("debut", "pk")
    return (
        Reseau.objects.select_related("territoire", "fonction_animatrice")
        .annotate(
            is_anime=Exists(runs),
            is_dans_sa_fenetre=Q(inside),
            membres=Count("appartenances", filter=belongs, distinct=True),
        )
        .prefetch_related(Prefetch("fonction_animatrice__affectations", held, to_attr="en_poste"))
        .order_by("nom", "pk")
    )


def is_en_sommeil(reseau: Reseau) -> bool:
    """Say whether a network read by `get_reseaux` sleeps on that day."""
    return not (reseau.is_anime and reseau.is_dans_sa_fenetre)


def get_sleep(reseau: Reseau, on: date | None = None) -> str:
    """Return why a network sleeps, in words; empty when it is awake."""
    on = on or timezone.localdate()
    if not reseau.is_dans_sa_fenetre:
        return "Sa période n’a pas commencé." if reseau.debut and reseau.debut > on else "Sa période est passée."
    if reseau.fonction_animatrice_id is None:
        return "Aucune fonction n’est désignée pour l’animer."
    if not reseau.is_anime:
        return f"Personne ne tient la fonction « {reseau.fonction_animatrice} »."
    return ""


def get_belonging(reseau: Reseau, on: date | None = None):
    """Return the places in a network on a day, by name."""
    rows = AppartenanceReseau.objects.en_cours(on).filter(reseau=reseau, association__fondue_dans=None)
    return rows.select_related("association__territoire").order_by("association__nom", "pk")


def get_joinable(reseau: Reseau, personne):
    """Return the associations that a person may bring into a network: their own, or all for the team."""
    inside = AppartenanceReseau.objects.filter(reseau=reseau, fin=None).values("association")
    running = Association.objects.adherentes().filter(fondue_dans=None).exclude(pk__in=inside)
    if not personne.is_federation_team:
        managed = [tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire]
        running = running.filter(pk__in=managed)
    return running.order_by("nom", "pk")
