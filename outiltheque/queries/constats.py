"""What is seen on the ground, and what answers it (A13, A26)."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q

from outiltheque.models import ActionQuiRepond, ConstatTerrain, Outil, ReponseConstat
from socle.reponses import Reponse, get_reponses, get_sources


def get_constats(personne, *, sans_reponse: bool = False):
    """Return the observations that a person may read, the latest first, each with how many tools answer it.

    `has_action` says whether something that this person may read is done about it.
    """
    through = ConstatTerrain.publics.through.objects.filter(constatterrain=OuterRef("pk"))
    publics = through.order_by("public__nom").values("public__nom")
    standing = Q(reponses__outil__fondu_dans=None)
    seen = ConstatTerrain.objects.visible_to(personne).filter(retire_le=None)
    seen = seen.select_related("association", "territoire").annotate(
        n_reponses=Count("reponses", filter=standing),
        noms_publics=ArraySubquery(publics),
        has_action=_has_action(personne),
    )
    seen = seen.order_by("-ecrit_le", "-pk")
    return seen.filter(n_reponses=0, has_action=False) if sans_reponse else seen


def _has_action(personne):
    done = ActionQuiRepond.objects.filter(constat=OuterRef("pk"))
    seen = Q(pk__in=())
    for source in get_sources():
        seen |= Q(genre=source.genre, objet__in=source.readable(personne).order_by().values("pk"))
    return Exists(done.filter(seen))


def get_actions(constat, personne) -> Iterable[tuple[ActionQuiRepond, Reponse]]:
    """Return what is done about an observation, of what the person may read."""
    rows = list(constat.actions.select_related("proposee_par"))
    found = get_reponses(personne, [(row.genre, row.objet) for row in rows])
    return [(row, found[row.genre, row.objet]) for row in rows if (row.genre, row.objet) in found]


def get_outils(constat, personne):
    """Return the tools that answer an observation, of those that the person may read."""
    readable = Outil.objects.visible_to(personne).values("pk")
    answers = ReponseConstat.objects.filter(constat=constat, outil__in=readable)
    return answers.select_related("outil", "proposee_par")
