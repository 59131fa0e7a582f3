"""What everybody may read, without signing in: only what was chosen, version by version (A28)."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from members.models import Association
from outiltheque.models import UsageOutil, Vitrine


def get_public_list(genre: str = ""):
    """Return the latest version that each tool shows to everybody."""
    shown = Vitrine.objects.montrees().annotate(
        rang=Window(RowNumber(), partition_by=F("version__outil"), order_by=F("version__numero").desc())
    )
    shown = shown.filter(rang=1).select_related("version__outil")
    if genre:
        shown = shown.filter(version__outil__genre=genre)
    return _with_authors(shown).order_by("version__titre", "pk")


def find_public(pk: int) -> Vitrine | None:
    """Return what everybody may read of a version, or None."""
    used = UsageOutil.objects.en_cours().filter(outil=OuterRef("version__outil")).order_by().values("outil")
    shown = Vitrine.objects.montrees().select_related("version__outil").prefetch_related("version__liens")
    counted = shown.annotate(n_usages=Coalesce(Subquery(used.annotate(n=Count("pk")).values("n")), 0))
    return _with_authors(counted).filter(version=pk).first()


def _with_authors(shown):
    wrote = Association.objects.filter(Q(outils=OuterRef("version__outil")), fondue_dans=None)
    return shown.annotate(noms_associations=ArraySubquery(wrote.order_by("nom").values("nom")))
