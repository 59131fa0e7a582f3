"""Which tools look like a text: by trigrams, on the title and the summary."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet

from members.normalisation import normalise
from outiltheque.models import Adaptation, Outil, Ressemblance

ALIKE = 0.5
MOST = 5


def find_alike(text: str, among: QuerySet[Outil]) -> QuerySet[Outil]:
    """Return the tools that look like a text, the nearest first, each with its `score`."""
    wanted = normalise(text)
    near = among.filter(recherche__trigram_similar=wanted).annotate(score=TrigramSimilarity("recherche", wanted))
    return near.filter(score__gte=ALIKE).order_by("-score", "pk")


def get_alike(outil: Outil) -> list[Outil]:
    """Return the published tools that one being written looks like, but for the one it says it comes from."""
    family = Adaptation.objects.filter(outil=outil).values("source__outil")
    others = Outil.objects.parus().exclude(pk=outil.pk).exclude(pk__in=family)
    return list(find_alike(f"{outil.titre} {outil.resume}", among=others)[:MOST])


def get_ressemblances():
    """Return the pairs that the team has to look at, the nearest first."""
    waiting = Ressemblance.objects.filter(etat=Ressemblance.Etat.A_VOIR)
    return waiting.filter(outil__fondu_dans=None, autre__fondu_dans=None).select_related("outil", "autre")
