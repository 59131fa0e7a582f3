"""The search of tools: their titles, what their versions say, and the text of their files (A31, A37).

Each word of the search is found in the title or summary (nearly written is enough), in the version that the person
may read, or in one of its files. A word that nobody ever wrote is first brought back to those that look like it.
Rights are part of the questions: what a person may not read finds nothing for them, not even a line less.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, F, Func, IntegerField, QuerySet, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from members.models import Personne
from members.normalisation import normalise
from outiltheque.models import VersionOutil
from outiltheque.models.mots import STOP_WORDS

MOST_WORDS = 6
MOST_FOUND = 1_000
CLOSE = 0.45
CORRECTIONS = 3
LONG_ENOUGH = 4
ENDINGS = re.compile(r"(?:es|s|e|x)$")
FIRST, LAST = "\ue000", "\ue001"
HEADLINE = f"StartSel={FIRST}, StopSel={LAST}, MaxWords=34, MinWords=16, MaxFragments=1"
IN_TITLE, IN_VERSION, IN_FILE = 4, 2, 1


class Mot(NamedTuple):
    """A word of a search, and what it may have meant."""

    ecrit: str
    proches: tuple[str, ...] = ()
    is_known: bool = True

    @property
    def nearly(self) -> list[str]:
        """What a title may hold nearly: nothing for a word that was written, « écouter » is no typo of « goûter »."""
        return [] if self.is_known else [self.ecrit, *self.proches]

    @property
    def question(self) -> str:
        """The question to the texts: the word, its root, or one that it looks like; all begin a word."""
        roots = dict.fromkeys(form for word in (self.ecrit, *self.proches) for form in (word, _find_root(word)))
        return " | ".join(f"{form}:*" if len(form) > 2 else form for form in roots)


@dataclass(frozen=True)
class Trouvaille:
    """Where the words of a search are in a tool: an extract, the file and the page it comes from if it is a file."""

    extrait: SafeString
    fichier_pk: int | None = None
    fichier_nom: str = ""
    page: int | None = None


def search_outils(outils: QuerySet, text: str, personne: Personne) -> QuerySet:
    """Keep the tools that `text` may mean, the best first, with `rang`; all of them when it holds no word."""
    words = read_words(text)
    if not words:
        return outils
    try:
        found = _find(outils, words, normalise(text[:200]), personne)
    except EmptyResultSet:  # nothing may be read
        return outils.none()
    ranks = Value(found, output_field=ArrayField(BigIntegerField()))
    place = Func(ranks, F("pk"), function="array_position", output_field=IntegerField())
    return outils.filter(pk__in=found).annotate(rang=place).order_by("rang")


def get_passages(outils, text: str, personne: Personne) -> dict[int, Trouvaille]:
    """Return, for each of these tools, where its words are said: in a file first, else in the version."""
    words = read_words(text)
    pks = [outil.pk for outil in outils]
    if not words or not pks:
        return {}
    try:
        versions, params = _readable(personne)
    except EmptyResultSet:
        return {}
    question = " | ".join(f"({word.question})" for word in words)
    sql = HEADLINES.format(versions=versions)
    with connection.cursor() as cursor:
        cursor.execute(sql, [question, pks, *params, pks, *params, HEADLINE])
        return {
            pk: Trouvaille(_mark(extract), file, name or "", page)
            for pk, file, name, page, extract in cursor.fetchall()
        }


def read_words(text: str) -> list[Mot]:
    """Return the words of a search that say something, each with those it may have meant (one question)."""
    words = normalise(text[:200]).split()
    words = list(dict.fromkeys(word for word in words if word not in STOP_WORDS) or dict.fromkeys(words))[:MOST_WORDS]
    close = _find_close([word for word in words if len(word) >= LONG_ENOUGH])
    return [Mot(word, close.get(word, ()), is_known=word not in close) for word in words]


def _find_root(word) -> str:
    root = ENDINGS.sub("", word)
    return root if len(root) >= LONG_ENOUGH else word


def _find_close(words) -> dict[str, tuple[str, ...]]:
    """Return, for each word that begins nothing ever written, the written words that look most like it, if any."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_WORDS, [CLOSE, CORRECTIONS, words])
        return {word: tuple(close) for word, close in cursor.fetchall()}


CLOSE_WORDS = """
SELECT ask.mot, ARRAY(
    SELECT known.mot FROM outiltheque_motconnu known
    WHERE known.mot %% ask.mot AND similarity(known.mot, ask.mot) >= %s
    ORDER BY similarity(known.mot, ask.mot) DESC, known.mot LIMIT %s
)
FROM unnest(%s::text[]) AS ask(mot)
WHERE NOT EXISTS (SELECT 1 FROM outiltheque_motconnu known WHERE known.mot LIKE ask.mot || '%%')
"""
# For one word: the tools whose title holds it, whose version does, one of whose files does; the best place counts.
FOR_A_WORD = """
SELECT outil_id, max(poids) AS poids FROM (
    SELECT id AS outil_id, {title} AS poids FROM outiltheque_outil
        WHERE recherche LIKE %s OR recherche %%> ANY(%s::text[])
    UNION ALL
    SELECT v.outil_id, {version} FROM outiltheque_versionoutil v
        WHERE v.vecteur @@ to_tsquery('portail_francais', %s) AND v.id IN ({versions})
    UNION ALL
    SELECT v.outil_id, {file} FROM outiltheque_passage p
        JOIN outiltheque_fichier f ON f.id = p.fichier_id JOIN outiltheque_versionoutil v ON v.id = f.version_id
        WHERE p.vecteur @@ to_tsquery('portail_francais', %s) AND v.id IN ({versions})
) place GROUP BY outil_id
"""
FOUND = """
SELECT o.id FROM ({words}) found JOIN outiltheque_outil o ON o.id = found.outil_id
WHERE o.id IN ({outils})
GROUP BY o.id HAVING count(*) = %s
ORDER BY sum(found.poids) + (o.recherche LIKE %s)::int * 8 + (o.recherche LIKE %s)::int * 4 DESC,
    CASE WHEN %s THEN word_similarity(%s, o.recherche) ELSE 0 END DESC, o.titre, o.id
LIMIT {most}
"""
# The tools are few, a page of them: their passages are read by their files, the best of each is kept.
HEADLINES = """
WITH asked AS (SELECT to_tsquery('portail_francais', %s) AS question),
places AS (
    SELECT v.outil_id, f.id AS fichier, f.nom, p.page, p.texte, p.vecteur, 1 AS ordre
    FROM outiltheque_passage p JOIN outiltheque_fichier f ON f.id = p.fichier_id
    JOIN outiltheque_versionoutil v ON v.id = f.version_id, asked
    WHERE v.outil_id = ANY(%s) AND v.id IN ({versions}) AND p.vecteur @@ asked.question
    UNION ALL
    SELECT v.outil_id, NULL, NULL, NULL, concat_ws(' ', v.description, v.constat, v.action, v.resultats,
        v.transcription, v.resume), v.vecteur, 2
    FROM outiltheque_versionoutil v, asked
    WHERE v.outil_id = ANY(%s) AND v.id IN ({versions}) AND v.vecteur @@ asked.question
),
best AS (
    SELECT DISTINCT ON (outil_id) outil_id, fichier, nom, page, texte
    FROM places, asked ORDER BY outil_id, ordre, ts_rank(vecteur, asked.question) DESC, page, fichier
)
SELECT outil_id, fichier, nom, page, ts_headline('portail_francais', texte, asked.question, %s) FROM best, asked
"""


def _find(outils, words, wanted, personne) -> list[int]:
    versions, readable = _readable(personne)
    kept, rights = outils.order_by().values("pk").query.sql_with_params()
    one = FOR_A_WORD.format(title=IN_TITLE, version=IN_VERSION, file=IN_FILE, versions=versions)
    params: list = []
    for word in words:
        in_texts = [word.question, *readable]
        params += [f"%{word.ecrit}%", word.nearly, *in_texts, *in_texts]
    sql = FOUND.format(words=" UNION ALL ".join([one] * len(words)), outils=kept, most=MOST_FOUND)
    is_amiss = any(word.nearly for word in words)  # how near is only asked then: it is slow over thousands of tools
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *rights, len(words), f"{wanted}%", f"%{wanted}%", is_amiss, wanted])
        return [pk for (pk,) in cursor.fetchall()]


def _readable(personne) -> tuple[str, tuple]:
    """Return the question of the versions that a person may read and that stand, and its values."""
    rows = VersionOutil.objects.visible_to(personne).exclude(etat=VersionOutil.Etat.REMPLACEE)
    return rows.order_by().values("pk").query.sql_with_params()


def _mark(extract: str) -> SafeString:
    """Return an extract that a page can show: escaped first, its words then marked."""
    marked = escape(" ".join(extract.split())).replace(FIRST, "<mark>").replace(LAST, "</mark>")
    return mark_safe(marked)  # noqa: S308 (escaped on the line above)
