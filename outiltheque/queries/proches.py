"""Tools that go with another: same themes, publics, associations, and used by the same associations."""

from dataclasses import dataclass

from django.db import connection

from outiltheque.models import Outil

MOST = 5
# Sharing a theme says most; an association that uses both says a little. Only what is published is proposed.
RELATED = """
    WITH points AS (
        SELECT b.outil_id AS pk, 3 AS n FROM outiltheque_outil_themes a
          JOIN outiltheque_outil_themes b ON b.theme_id = a.theme_id WHERE a.outil_id = %(outil)s
        UNION ALL
        SELECT b.outil_id, 2 FROM outiltheque_outil_publics a
          JOIN outiltheque_outil_publics b ON b.public_id = a.public_id WHERE a.outil_id = %(outil)s
        UNION ALL
        SELECT b.outil_id, 2 FROM outiltheque_outil_associations a
          JOIN outiltheque_outil_associations b ON b.association_id = a.association_id WHERE a.outil_id = %(outil)s
        UNION ALL
        SELECT b.outil_id, 1 FROM outiltheque_usageoutil a
          JOIN outiltheque_usageoutil b ON b.association_id = a.association_id AND b.fin IS NULL
         WHERE a.outil_id = %(outil)s AND a.fin IS NULL
    )
    SELECT outil.id, outil.titre, outil.genre, sum(points.n) AS total FROM points
      JOIN outiltheque_outil outil ON outil.id = points.pk
     WHERE outil.id <> %(outil)s AND outil.etat = 'publie' AND outil.fondu_dans_id IS NULL
     GROUP BY outil.id ORDER BY total DESC, outil.relu_le DESC, outil.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Proche:
    """A tool that goes with another."""

    pk: int
    titre: str
    genre: str

    @property
    def genre_dit(self) -> str:
        return Outil.Genre(self.genre).label


def get_related(outil: Outil, personne) -> list[Proche]:
    """Return the published tools that share most with this one, in one query: everybody who reads it may read them."""
    with connection.cursor() as cursor:
        cursor.execute(RELATED, {"outil": outil.pk, "most": MOST})
        return [Proche(*row[:3]) for row in cursor.fetchall()]
