"""The search that people and associations share: forgiving, ranked, one query, held by a trigram index.

Every word must be found, as written or nearly: `%>` keeps the rows one of whose words looks enough like it,
the threshold being set once for all connections (federation.settings). The column `recherche` holds the text as
`members.normalisation` spells it. A search of part of it (`within`) still lets the index choose the rows first.
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

    def search(self, text: str, within: str = "recherche"):
        """Keep what `text` may mean, the best first; everything, unsorted, when it holds no word."""
        wanted = normalise(text[:200])
        if not wanted:
            return self
        found = self
        for word in search_words(wanted)[:MOST_WORDS]:
            for column in dict.fromkeys(("recherche", within)):
                found = found.filter(self._holds(word, column))
        return found.annotate(
            rang=self._rank(wanted, within), ressemblance=TrigramWordSimilarity(wanted, within)
        ).order_by("-rang", "-ressemblance", "nom", "pk")

    @staticmethod
    def _holds(word, column):
        if len(word) < SHORT:
            return Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"})
        return Q(**{f"{column}__contains": word}) | Q(**{f"{column}__trigram_word_similar": word})

    @staticmethod
    def _rank(wanted, column):
        def when(lookup, value, rank):
            return When(**{f"{column}__{lookup}": value}, then=Value(rank))

        return Case(
            when("regex", rf"^{ARTICLE}{wanted}( |$)", EXACT),
            when("regex", rf"^{ARTICLE}{wanted}", BEGINNING),
            when("contains", f" {wanted} ", WHOLE_WORDS),
            when("endswith", f" {wanted}", WHOLE_WORDS),
            when("contains", wanted, INSIDE),
            default=Value(ALIKE),
            output_field=FloatField(),
        )

    def by_relevance_or(self, *order):
        """Keep the order of a search if there was one, else sort by `order`."""
        return self if "rang" in self.query.annotations else self.order_by(*(F(name).asc() for name in order))
