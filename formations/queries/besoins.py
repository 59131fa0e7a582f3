"""Needs as their list and their page read them."""

from formations.models import BesoinFormation, ReglageFormations
from members.models import Association


def get_besoins():
    """Return the needs, those still open and most carried first."""
    return (
        BesoinFormation.objects.with_soutiens()
        .select_related("association", "formation")
        .order_by("-etat", "-soutenu_par", "-cree_le", "-pk")
    )


def get_my_associations(personne) -> list[Association]:
    """Return the associations whose voice a person may give."""
    return list({tie.association_id: tie.association for tie in personne.rattachements_en_cours}.values())


def get_seuil() -> int:
    return ReglageFormations.load().seuil_besoin
