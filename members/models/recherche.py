"""The search that people and associations share: forgiving, ranked, one query, held by a trigram index.

Every word must be found, as written or nearly: `%>` keeps the rows one of whose words looks enough like it,
the threshold being set once for all connections (federation.settings). The column `recherche` holds the text as
`members.normalisation` spells it. A search of part of it (`within`) still lets the index choose the rows first.
"""

import copy

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Exists, F, FloatField, Q, Value, When

from members.normalisation import normalise, search_words
from socle.compiled import Plain

MOST_WORDS = 8
SHORT = 3
ARTICLE = "((le|la|les|l|un|une) )?"
EXACT, BEGINNING, WHOLE_WORDS, INSIDE, ALIKE = 4.0, 3.0, 2.0, 1.0, 0.0


class Recherche:
    """What somebody looks for: the text as search spells it, and its words that say something.

    A question may be compiled for it (`socle.compiled.Standing`): how many words, and which are short, is its form.
    """

    def __init__(self, text: str):
        self.wanted = normalise(text[:200])
        words = search_words(self.wanted)[:MOST_WORDS]
        self.words = [(word, len(word) < SHORT) for word in words]

    def __bool__(self):
        return bool(self.wanted)

    def get_query_shape(self):
        return tuple(is_short for _, is_short in self.words)

    def get_query_values(self) -> list:
        return [Plain(self.wanted), *(Plain(word) for word, _ in self.words)]

    def with_query_values(self, values: list):
        other = copy.copy(self)
        other.wanted, *words = values
        other.words = [(word, is_short) for word, (_, is_short) in zip(words, self.words, strict=True)]
        return other


class ExistsForEach(Exists):
    """Look for each row that is left, by an index, where the planner would read the other table whole.

    A search leaves a few hundred people out of tens of thousands: what they hold is found thirty times faster so.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


class RechercheQuerySet(models.QuerySet):
    """Rows with a `recherche` column."""

    def search(self, text: str | Recherche, within: str = "recherche"):
        """Keep what `text` may mean, the best first; everything, unsorted, when it holds no word."""
        asked = text if isinstance(text, Recherche) else Recherche(text)
        if not asked:
            return self
        found = self
        for word, is_short in asked.words:
            for column in dict.fromkeys(("recherche", within)):
                found = found.filter(self._holds(word, is_short, column))
        return found.annotate(
            rang=self._rank(asked.wanted, within), ressemblance=TrigramWordSimilarity(asked.wanted, within)
        ).order_by("-rang", "-ressemblance", "nom", "pk")

    @staticmethod
    def _holds(word, is_short, column):
        if is_short:
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
