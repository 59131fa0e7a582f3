"""What the list of tools and the page of a tool read."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from members.models import Association, Public
from outiltheque.models import (
    LienOutil,
    Outil,
    Remerciement,
    ReponseConstat,
    RetourUsage,
    Theme,
    UsageOutil,
    VersionOutil,
)
from outiltheque.queries.familles import get_family
from outiltheque.queries.proches import get_related
from socle.filtres import list_options

OF_IT = Q(outil=OuterRef("pk"))
LATEST = 20


def get_options() -> dict[str, list[tuple[str, str]]]:
    """Return the lists of the filters, all in one query."""
    return list_options({"public": Public, "theme": Theme})


def describe(outils):
    """Say of each tool who wrote it, what it is about, for whom, and how many associations use it."""
    used = UsageOutil.objects.en_cours().filter(OF_IT).order_by().values("outil")
    return outils.annotate(
        noms_associations=_names(Association.objects.filter(outils=OuterRef("pk"))),
        noms_themes=_names(Theme.objects.filter(outils=OuterRef("pk"))),
        noms_publics=_names(Public.objects.filter(outils=OuterRef("pk"))),
        n_usages=Coalesce(Subquery(used.annotate(n=Count("pk")).values("n")), 0),
    )


def _names(rows):
    return ArraySubquery(rows.order_by("nom").values("nom"))


def find_outil(personne, pk: int) -> Outil:
    """Return a tool that a person may read, with what its page says of it; 404 otherwise."""
    seen = Outil.objects.visible_to(personne).select_related("retire_par", "remplace_par")
    found = seen.prefetch_related("associations", "publics", "themes").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_kept(personne, pk: int) -> int | None:
    """Return the number of the tool into which another one was merged, if the person may read it."""
    kept = Outil.objects.filter(pk=pk).values_list("fondu_dans", flat=True).first()
    return Outil.objects.visible_to(personne).filter(pk=kept).values_list("pk", flat=True).first() if kept else None


def get_version(outil: Outil, personne, pk: int | None = None) -> VersionOutil | None:
    """Return a version with its links and files: the one asked for, or the one that the person reads first."""
    seen = VersionOutil.objects.visible_to(personne).select_related("ecrite_par", "relue_par")
    seen = seen.prefetch_related(Prefetch("liens", LienOutil.objects.order_by("pk")))
    if pk is not None:
        return seen.filter(pk=pk).first()
    wanted = Q(pk=outil.courante_id) if outil.courante_id else Q(outil=outil)
    return seen.filter(wanted).order_by("-numero").first()


def get_page(outil: Outil, personne) -> dict[str, Any]:
    """Return what the page of a tool shows beside its text."""
    usages = UsageOutil.objects.en_cours().filter(outil=outil).select_related("association")
    feedback = RetourUsage.objects.filter(outil=outil, retire_le=None)
    thanks = Remerciement.objects.filter(outil=outil).aggregate(
        n=Count("pk"), mien=Count("pk", filter=Q(personne=personne))
    )
    of_it = Q(outil=outil) | Q(outil__fondu_dans=outil)
    shown = VersionOutil.objects.visible_to(personne).filter(of_it).select_related("outil", "ecrite_par")
    if not outil.is_paru:
        shown = shown.filter(outil=outil)
    answered = ReponseConstat.objects.filter(outil=outil, constat__retire_le=None)
    return {
        "usages": list(usages.order_by("debut", "pk")),
        "retours": feedback.select_related("association", "auteur", "repondu_par", "version"),
        "mercis": thanks["n"],
        "ai_remercie": bool(thanks["mien"]),
        "versions": list(shown.order_by("outil", "-numero")),
        "famille": get_family(outil, personne),
        "proches": get_related(outil, personne),
        "constats": list(answered.select_related("constat__association")[:LATEST]),
        "aujourd_hui": timezone.localdate(),
    }
