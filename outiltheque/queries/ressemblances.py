"""Which tools look like a text: by trigrams, on the title and the summary."""

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Q, QuerySet

from members.normalisation import normalise, search_words
from outiltheque.models import Outil, Ressemblance

ALIKE = 0.5
MOST_WORDS = 8


def find_alike(text: str, among: QuerySet[Outil]) -> QuerySet[Outil]:
    """Return the tools that look like a text, the nearest first, each with its `score`."""
    wanted = normalise(text)
    near = among.filter(recherche__trigram_similar=wanted).annotate(score=TrigramSimilarity("recherche", wanted))
    return near.filter(score__gte=ALIKE).order_by("-score", "pk")


def get_ressemblances():
    """Return the pairs that the team has to look at, the nearest first."""
    waiting = Ressemblance.objects.filter(etat=Ressemblance.Etat.A_VOIR)
    return waiting.filter(outil__fondu_dans=None, autre__fondu_dans=None).select_related("outil", "autre")


def search_titles(outils: QuerySet[Outil], text: str) -> QuerySet[Outil]:
    """Keep the tools whose title or summary holds each word, nearly spelt is enough; the nearest first."""
    wanted = normalise(text)
    for word in search_words(wanted)[:MOST_WORDS] if wanted else ():
        outils = outils.filter(Q(recherche__contains=word) | Q(recherche__trigram_word_similar=word))
    near = outils.annotate(ressemblance=TrigramWordSimilarity(wanted, "recherche")) if wanted else outils
    return near.order_by("-ressemblance", "pk") if wanted else near
