"""Pairs of sheets that may be one: same numbers, same telephone, names that look alike in the same place.

Each way of finding a pair is held by an index or by a group that stays small (a telephone shared by more than five
sheets says nothing), so that sixty thousand people are looked at in one query.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Prefetch
from django.utils import timezone

from members.models import Association, Doublon, Personne, Rattachement

Genre = Doublon.Genre
MOST = 200
CROWD, HOMONYMS, TEAM = 5, 10, 400

STANDING = "fondue_dans_id IS NULL AND effacee_le IS NULL AND NOT is_superuser"
PEOPLE = f"""
    WITH standing AS MATERIALIZED (
        SELECT id, recherche, telephone, lower(courriel_partage) AS boite, lower(email) AS email
          FROM members_personne WHERE {STANDING}
    ), tied AS MATERIALIZED (
        SELECT DISTINCT association_id, p.id, recherche, left(recherche, 1) AS initiale
          FROM members_rattachement t JOIN standing p ON p.id = personne_id
         WHERE debut <= %(on)s AND (fin IS NULL OR fin >= %(on)s)
    ), team AS (
        SELECT association_id FROM tied GROUP BY 1 HAVING count(*) <= {TEAM}
    ), found AS (
        (SELECT a.id AS one, b.id AS other, false AS association
           FROM standing a JOIN standing b ON b.recherche = a.recherche AND a.id < b.id
          WHERE a.recherche IN (SELECT recherche FROM standing GROUP BY 1 HAVING count(*) BETWEEN 2 AND {HOMONYMS})
            AND NOT EXISTS (SELECT 1 FROM members_doublon d
                             WHERE d.genre = %(genre)s AND d.premiere = a.id AND d.seconde = b.id)
          LIMIT {MOST})
        UNION ALL
        SELECT a.id, b.id, false FROM standing a JOIN standing b ON b.telephone = a.telephone AND a.id < b.id
         WHERE a.telephone IN (SELECT telephone FROM standing WHERE telephone <> ''
                                GROUP BY 1 HAVING count(*) BETWEEN 2 AND {CROWD})
           AND similarity(a.recherche, b.recherche) >= 0.35
        UNION ALL
        SELECT least(a.id, b.id), greatest(a.id, b.id), false FROM standing a JOIN standing b ON b.boite = a.email
         WHERE b.boite <> '' AND a.id <> b.id AND similarity(a.recherche, b.recherche) >= 0.35
        UNION ALL
        SELECT a.id, b.id, true FROM tied a JOIN tied b USING (association_id, initiale)
         WHERE a.id < b.id AND similarity(a.recherche, b.recherche) >= 0.5
           AND association_id IN (SELECT association_id FROM team)
    ), pairs AS MATERIALIZED (
        SELECT one, other, bool_or(association) AS association FROM found GROUP BY 1, 2
    ), told AS (
        SELECT one, other, similarity(a.recherche, b.recherche) AS nom,
               a.telephone <> '' AND a.telephone = b.telephone AS telephone,
               coalesce(lower(a.email) = lower(b.courriel_partage) OR lower(b.email) = lower(a.courriel_partage)
                        OR (a.courriel_partage <> '' AND lower(a.courriel_partage) = lower(b.courriel_partage)), false)
               AS email,
               false AS siren, false AS commune, association
          FROM pairs JOIN members_personne a ON a.id = one JOIN members_personne b ON b.id = other
    )
"""  # noqa: S608 (the words and numbers are ours)
ASSOCIATIONS = f"""
    WITH standing AS MATERIALIZED (
        SELECT id, unaccent(lower(nom)) AS cle, unaccent(lower(commune)) AS lieu, siren, rna, lower(email) AS email,
               telephone
          FROM members_association
         WHERE fondue_dans_id IS NULL AND (%(among)s::bigint[] IS NULL OR id = ANY(%(among)s::bigint[]))
    ), found AS (
        SELECT a.id AS one, b.id AS other FROM standing a JOIN standing b ON b.lieu = a.lieu AND a.id < b.id
         WHERE similarity(a.cle, b.cle) >= 0.45
        UNION
        SELECT a.id, b.id FROM standing a JOIN standing b ON b.cle = a.cle AND a.id < b.id
        UNION
        SELECT a.id, b.id FROM standing a JOIN standing b ON b.siren = a.siren AND a.id < b.id
        UNION
        SELECT a.id, b.id FROM standing a JOIN standing b ON b.rna = a.rna AND a.id < b.id
        UNION
        SELECT a.id, b.id FROM standing a JOIN standing b ON b.email = a.email AND a.id < b.id
         WHERE a.email IN (SELECT email FROM standing WHERE email <> ''
                            GROUP BY 1 HAVING count(*) BETWEEN 2 AND {CROWD})
    ), told AS (
        SELECT one, other, similarity(a.cle, b.cle) AS nom,
               a.telephone <> '' AND a.telephone = b.telephone AS telephone,
               a.email <> '' AND a.email = b.email AS email,
               coalesce(a.siren = b.siren OR a.rna = b.rna, false) AS siren, a.lieu = b.lieu AS commune,
               false AS association
          FROM found JOIN standing a ON a.id = one JOIN standing b ON b.id = other
    )
"""  # noqa: S608 (the numbers are ours)
SCORED = """
    SELECT one, other, nom, telephone, email, siren, commune, association,
           round((CASE WHEN nom >= 0.999 THEN 50 ELSE nom * 40 END)::numeric)::int
           + 25 * telephone::int + 30 * email::int + 40 * siren::int + 15 * commune::int + 20 * association::int
           AS score
      FROM told
     WHERE NOT EXISTS (SELECT 1 FROM members_doublon d
                        WHERE d.genre = %(genre)s AND d.premiere = one AND d.seconde = other)
     ORDER BY score DESC, one, other LIMIT %(most)s
"""
QUERIES = {Genre.ASSOCIATIONS: ASSOCIATIONS + SCORED, Genre.PERSONNES: PEOPLE + SCORED}
SAID = {
    "telephone": "même téléphone",
    "email": "même adresse électronique",
    "siren": "même SIREN ou RNA",
    "commune": "même commune",
    "association": "même association",
}
SURE, LIKELY = 85, 60


@dataclass
class Paire:
    """Two sheets that may be one, and why."""

    premiere: Any
    seconde: Any
    score: int
    raisons: list[str]

    @property
    def force(self) -> str:
        if self.score >= SURE:
            return "très probable"
        return "probable" if self.score >= LIKELY else "possible"

    @property
    def tone(self) -> str:
        return {"très probable": "late", "probable": "wait"}.get(self.force, "neutral")


def find_pairs(genre: str, among: list[int] | None = None) -> list[Paire]:
    """Return the pairs that look most alike, the nearest first; `among` keeps to some associations."""
    asked = {"on": timezone.localdate(), "genre": genre, "most": MOST, "among": among}
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[Genre(genre)], asked)
        columns = [column.name for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    fiches = get_fiches(genre).in_bulk({pk for row in rows for pk in (row["one"], row["other"])})
    return [
        Paire(fiches[row["one"]], fiches[row["other"]], row["score"], explain_pair(row))
        for row in rows
        if row["one"] in fiches and row["other"] in fiches
    ]


def explain_pair(row: dict[str, Any]) -> list[str]:
    """Return in words what two sheets have in common."""
    said = []
    if row["nom"] >= 0.999:
        said.append("même nom")
    elif row["nom"] >= 0.45:
        said.append("noms très proches" if row["nom"] >= 0.7 else "noms proches")
    return said + [words for name, words in SAID.items() if row[name]]


def get_fiches(genre: str):
    """Return the sheets of a kind with what tells them apart."""
    if genre == Genre.ASSOCIATIONS:
        return Association.objects.filter(fondue_dans=None)
    running = Rattachement.objects.en_cours().select_related("association").order_by("debut", "pk")
    return Personne.objects.filter(fondue_dans=None, effacee_le=None).prefetch_related(
        Prefetch("rattachements", running, to_attr="places")
    )
