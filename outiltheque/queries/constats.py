"""What is seen on the ground, and what answers it (A13, A26)."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q

from outiltheque.models import ConstatTerrain, Outil, ReponseConstat


def get_constats(personne, *, sans_reponse: bool = False):
    """Return the observations that a person may read, the latest first, each with how many tools answer it."""
    through = ConstatTerrain.publics.through.objects.filter(constatterrain=OuterRef("pk"))
    publics = through.order_by("public__nom").values("public__nom")
    standing = Q(reponses__outil__fondu_dans=None)
    seen = ConstatTerrain.objects.visible_to(personne).filter(retire_le=None)
    seen = seen.select_related("association", "territoire").annotate(
        n_reponses=Count("reponses", filter=standing), noms_publics=ArraySubquery(publics)
    )
    seen = seen.order_by("-ecrit_le", "-pk")
    return seen.filter(n_reponses=0) if sans_reponse else seen


def get_reponses(constat, personne):
    """Return the tools that answer an observation, of those that the person may read."""
    readable = Outil.objects.visible_to(personne).values("pk")
    answers = ReponseConstat.objects.filter(constat=constat, outil__in=readable)
    return answers.select_related("outil", "proposee_par")
