"""The search that people and associations share: forgiving, ranked, one query, held by a trigram index.

Every word must be found, as written or nearly: `%>` keeps the rows one of whose words looks enough like it,
the threshold being set once for all connections (federation.settings). The column `recherche` holds the text as
`members.normalisation` spells it.
"""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, F, FloatField, Q, Value, When

from members.normalisation import normalise, search_words

MOST_WORDS = 8
SHORT = 3
ARTICLE = "((le|la|les|l|un|une) )?"
EXACT, BEGINNING, WHOLE_WORDS, INSIDE, ALIKE = 4.0, 3.0, 2.0, 1.0, 0.0


class RechercheQuerySet(models.QuerySet):
    """Rows with a `recherche` column."""

    def search(self, text: str):
        """Keep what `text` may mean, the best first; everything, unsorted, when it holds no word."""
        wanted = normalise(text[:200])
        if not wanted:
            return self
        found = self
        for word in search_words(wanted)[:MOST_WORDS]:
            found = found.filter(self._holds(word))
        return found.annotate(
            rang=self._rank(wanted), ressemblance=TrigramWordSimilarity(wanted, "recherche")
        ).order_by("-rang", "-ressemblance", "nom", "pk")

    @staticmethod
    def _holds(word):
        if len(word) < SHORT:
            return Q(recherche__startswith=word) | Q(recherche__contains=f" {word}")
        return Q(recherche__contains=word) | Q(recherche__trigram_word_similar=word)

    @staticmethod
    def _rank(wanted):
        return Case(
            When(recherche__regex=rf"^{ARTICLE}{wanted}( |$)", then=Value(EXACT)),
            When(recherche__regex=rf"^{ARTICLE}{wanted}", then=Value(BEGINNING)),
            When(Q(recherche__contains=f" {wanted} ") | Q(recherche__endswith=f" {wanted}"), then=Value(WHOLE_WORDS)),
            When(recherche__contains=wanted, then=Value(INSIDE)),
            default=Value(ALIKE),
            output_field=FloatField(),
        )

    def by_relevance_or(self, *order):
        """Keep the order of a search if there was one, else sort by `order`."""
        return self if "rang" in self.query.annotations else self.order_by(*(F(name).asc() for name in order))
