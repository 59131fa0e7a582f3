"""The search of tools: their titles, what their versions say, and the text of their files (A31, A37).

Each word begins one that is said by a version that the person may read: in its title or summary, its texts, its files.
A word that nobody ever wrote is first brought back to those that look like it, and may be anywhere in a title.
What may be meant is found by indexes and ranked by where it is said; extracts are made for one page only.
Rights are part of the questions: what a person may not read finds nothing for them, not even a line less.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Func, Max, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from members.models import Personne
from members.normalisation import normalise
from outiltheque.models import VersionOutil
from outiltheque.models.mots import STOP_WORDS
from outiltheque.models.versions import find_readable

MOST_WORDS = 6
AT_ONCE = 500
CLOSE = 0.45
CORRECTIONS = 3
LONG_ENOUGH = 4
ENDINGS = re.compile(r"(?:es|s|e|x)$")
FIRST, LAST = "\ue000", "\ue001"
HEADLINE = f"StartSel={FIRST}, StopSel={LAST}, MaxWords=34, MinWords=16, MaxFragments=1"
STANDING = [etat for etat in VersionOutil.Etat.values if etat != VersionOutil.Etat.REMPLACEE]


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


class Trouves(Sequence):
    """The tools that a search found, the best first: they are read from the database a slice at a time."""

    def __init__(self, outils: QuerySet, pks: list[int]):
        self.outils, self.pks = outils, pks

    def __len__(self):
        return len(self.pks)

    def __getitem__(self, index):
        if not isinstance(index, slice):
            return self[index : index + 1 or None][0]
        wanted = self.pks[index]
        rows = {outil.pk: outil for outil in self.outils.filter(pk__in=wanted)}
        return [rows[pk] for pk in wanted if pk in rows]

    def __iter__(self):
        for start in range(0, len(self.pks), AT_ONCE):
            yield from self[start : start + AT_ONCE]


def find_outils(outils: QuerySet, text: str, personne: Personne) -> list[int] | None:
    """Return the numbers of the tools that `text` may mean, the best first; None when it holds no word."""
    words = read_words(text)
    if not words:
        return None
    try:
        return _find(outils, words, normalise(text[:200]), personne)
    except EmptyResultSet:  # nothing may be read
        return []


def search_outils(outils: QuerySet, text: str, personne: Personne) -> QuerySet | Trouves:
    """Keep the tools that `text` may mean, the best first; all of them when it holds no word."""
    found = find_outils(outils, text, personne)
    return outils if found is None else Trouves(outils, found)


def get_passages(outils, text: str, personne: Personne) -> dict[int, Trouvaille]:
    """Return, for each of these tools, where its words are said: in a file first, else in the version."""
    words = read_words(text)
    pks = [outil.pk for outil in outils]
    if not words or not pks:
        return {}
    try:
        versions, params = _readable(personne, pks)
    except EmptyResultSet:
        return {}
    question = _join(words, "|")
    sql = HEADLINES.format(versions=versions)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, question, question, question, question, HEADLINE])
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
# What may be meant: the versions that say every word, in their texts or files; for a word that begins nothing ever
# written, those of the tools whose title holds it, or nearly, and that say the others.
SAY_ALL = """
SELECT v.id FROM outiltheque_versionoutil v
WHERE outiltheque_mots(v.vecteur, v.mots_fichiers) @@ to_tsquery('portail_francais', %s)
"""
NEARLY_IN_TITLE = """
SELECT v.id FROM outiltheque_outil o JOIN outiltheque_versionoutil v ON v.outil_id = o.id
WHERE ({some}) AND {every}
"""
IN_TITLE = "({outil}.recherche LIKE %s OR {outil}.recherche %%> ANY(%s::text[]))"
IN_WORDS = """(v.vecteur @@ to_tsquery('portail_francais', %s)
    OR v.mots_fichiers @@ to_tsquery('portail_francais', %s))"""
# A word of the title counts more than one of the texts, and this one more than one of a file.
POINTS = f"""CASE WHEN {IN_TITLE.format(outil="outiltheque_outil")} THEN 4
    WHEN outiltheque_versionoutil.vecteur @@ to_tsquery('portail_francais', %s) THEN 2 ELSE 1 END"""
BEGINS, HOLDS = (f"(outiltheque_outil.recherche LIKE %s)::int * {points}" for points in (8, 4))
# The tools are few, a page of them: their passages are read by their files, the best of each is kept.
HEADLINES = """
WITH lisibles (id, outil_id) AS MATERIALIZED ({versions}),
places AS (
    SELECT v.outil_id, f.id AS fichier, f.nom, p.page, p.texte, p.vecteur, 1 AS ordre
    FROM outiltheque_passage p JOIN outiltheque_fichier f ON f.id = p.fichier_id
    JOIN lisibles v ON v.id = f.version_id
    WHERE p.vecteur @@ to_tsquery('portail_francais', %s)
    UNION ALL
    SELECT v.outil_id, NULL, NULL, NULL, concat_ws(' ', v.description, v.constat, v.action, v.resultats,
        v.transcription, v.resume), v.vecteur, 2
    FROM outiltheque_versionoutil v JOIN lisibles ON lisibles.id = v.id
    WHERE v.vecteur @@ to_tsquery('portail_francais', %s)
),
best AS (
    SELECT DISTINCT ON (outil_id) outil_id, fichier, nom, page, texte
    FROM places ORDER BY outil_id, ordre, ts_rank(vecteur, to_tsquery('portail_francais', %s)) DESC, page, fichier
)
SELECT outil_id, fichier, nom, page,
    ts_headline('portail_francais', texte, to_tsquery('portail_francais', %s), %s) FROM best
"""


def _find(outils, words, wanted, personne) -> list[int]:
    """Return all the tools that are meant, the best first, the latest first among equals."""
    titles = [(f"%{word.ecrit}%", word.nearly) for word in words]
    rights = find_readable(personne, version="versions__", outil="")
    found = outils.order_by().values("pk").filter(
        rights, versions__etat__in=STANDING, versions__in=_candidates(words, titles)
    )  # fmt: skip
    points = " + ".join([BEGINS, HOLDS, *[POINTS] * len(words)])
    params = [f"{wanted}%", f"%{wanted}%"]
    for word, title in zip(words, titles, strict=True):
        params += [*title, word.question]
    found = found.annotate(points=Max(RawSQL(points, params)))  # noqa: S611 (our own words, the values apart)
    order = [F("points").desc(), F("publie_le").desc(nulls_last=True), F("pk").desc()]
    if any(word.nearly for word in words):  # how near is only asked then: it is slow over thousands of tools
        order.insert(1, Func(Value(wanted), F("recherche"), function="word_similarity").desc())
    return list(found.order_by(*order).values_list("pk", flat=True))


def _candidates(words, titles) -> RawSQL:
    sql, params = SAY_ALL, [_join(words, "&")]
    nearly = [title for word, title in zip(words, titles, strict=True) if not word.is_known]
    if nearly:
        every = [IN_WORDS if word.is_known else f"({IN_TITLE.format(outil='o')} OR {IN_WORDS})" for word in words]
        some = " OR ".join([IN_TITLE.format(outil="o")] * len(nearly))
        sql = f"{SAY_ALL} UNION {NEARLY_IN_TITLE.format(some=some, every=' AND '.join(every))}"
        params += chain.from_iterable(nearly)
        for word, title in zip(words, titles, strict=True):
            params += [*(() if word.is_known else title), word.question, word.question]
    return RawSQL(sql, params)  # noqa: S611 (our own words, the values apart)


def _join(words, sign) -> str:
    return f" {sign} ".join(f"({word.question})" for word in words)


def _readable(personne, outils) -> tuple[str, tuple]:
    """Return the question of the versions of these tools that a person may read and that stand, and its values."""
    rows = VersionOutil.objects.visible_to(personne).filter(etat__in=STANDING, outil__in=outils)
    return rows.order_by().values("pk", "outil_id").query.sql_with_params()


def _mark(extract: str) -> SafeString:
    """Return an extract that a page can show: escaped first, its words then marked."""
    marked = escape(" ".join(extract.split())).replace(FIRST, "<mark>").replace(LAST, "</mark>")
    return mark_safe(marked)  # noqa: S308 (escaped on the line above)
