"""What a review says, as plain values: the words on each challenge, function and commitment, and what is counted.

Published, it is written once in canonical JSON: its digest is the review's code. Each figure carries the digest of
the rows that it counted: whoever has the rows can tell whether they are still those.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from pacte.genres import Genre
from pacte.models import ENSEMBLE, Bilan, VersionPacte
from pacte.queries.activite import GENRES, plural_of
from pacte.tree import Noeud, with_ranks
from socle.french import count, say_list, say_number

FORMAT = "bilan-de-pacte/1"
TOLD = (Genre.DEFI, Genre.FONCTION, Genre.ENGAGEMENT)
DAYS = ("jusqu_au", "debut", "echeance", "le")


def write_contenu(bilan: Bilan, version: VersionPacte, suivis: list, rows: dict[UUID, list[list[str]]]) -> dict:
    """Return what a review says of a version: `suivis` are its figures, `rows` what each of them counted."""
    noeuds = version.read().noeuds
    recits = {recit.bloc: recit.texte for recit in bilan.recits.all()}
    sections = [_say_section(noeud, rank, level, recits) for noeud, rank, level in walk_told(noeuds)]
    places = {section["identifiant"]: section["suivis"] for section in sections}
    others: list[dict[str, Any]] = []
    for suivi in suivis:
        above = [suivi.noeud, *reversed(suivi.sous)]
        place = next((places[n.ancre] for n in above if n.ancre in places), others)
        place.append(_say_suivi(suivi, rows.get(suivi.noeud.identifiant, [])))
    return {
        "format": FORMAT,
        "genre": bilan.genre,
        "pacte": bilan.pacte.titre,
        "periode": bilan.pacte.periode,
        "debut": bilan.pacte.debut.isoformat(),
        "jusqu_au": bilan.jusqu_au.isoformat(),
        "version": {"numero": version.numero, "empreinte": version.empreinte},
        "recit": recits.get(ENSEMBLE, ""),
        "sections": sections,
        "autres": others,
        "totaux": _sum(suivis, rows),
        "lignes": digest_rows(row for listed in rows.values() for row in listed),
    }


def walk_told(noeuds: list[Noeud], level: int = 1) -> Iterator[tuple[Noeud, str, int]]:
    """Yield the blocks of which a review tells, in reading order, with their rank and how deep they stand."""
    for noeud, rank in with_ranks(noeuds):
        is_told = noeud.genre in TOLD
        if is_told:
            yield noeud, rank, level
        yield from walk_told(noeud.enfants, min(level + is_told, 2))


def digest_rows(rows: Iterable[list[str]]) -> str:
    """Return the digest of rows, whatever their order; a row counted under two blocks is there once."""
    listed = sorted({tuple(row) for row in rows})
    return _digest(json.dumps(listed, ensure_ascii=False, separators=(",", ":")))


def write_canonical(contenu: dict[str, Any]) -> tuple[str, str]:
    """Return the one writing of a review, and its digest."""
    written = json.dumps(contenu, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return written, _digest(written)


def read_contenu(written: str) -> dict[str, Any]:
    """Return a review as it was published, its days as dates."""
    return with_days(json.loads(written))


def with_days(value: Any) -> Any:
    """Return the same values with dates where a day is written, for the pages."""
    if isinstance(value, list):
        return [with_days(each) for each in value]
    if isinstance(value, dict):
        return {k: date.fromisoformat(v) if k in DAYS and v else with_days(v) for k, v in value.items()}
    return value


def kind_of(row: list[str]) -> str:
    """Return which kind of event a row is: « reunion » of « reunion/12 »."""
    return row[0].partition("/")[0]


def count_rows(rows: Iterable[list[str]]) -> dict[str, int]:
    """Return how many rows there are of each kind of event: each figure is a number of rows."""
    kinds = Counter(map(kind_of, rows))
    return {kind: kinds[kind] for kind in GENRES if kinds[kind]}


def say_counts(comptes: dict[str, int]) -> str:
    """« 3 réunions tenues et 1 décision prise »."""
    return say_list([count(comptes[kind], GENRES[kind], plural_of(kind)) for kind in GENRES if comptes.get(kind)])


def _say_section(noeud, rank, level, recits) -> dict[str, Any]:
    return {
        "identifiant": noeud.ancre,
        "genre": str(noeud.genre),
        "titre": noeud.titre or noeud.texte,
        "texte": noeud.texte if noeud.titre else "",
        "rang": rank,
        "niveau": level,
        "recit": recits.get(noeud.identifiant, ""),
        "suivis": [],
    }


def _say_suivi(suivi, rows) -> dict[str, Any]:
    noeud, releve = suivi.noeud, suivi.releve
    comptes = count_rows(rows)
    return {
        "identifiant": noeud.ancre,
        "genre": str(noeud.genre),
        "titre": noeud.titre or noeud.texte,
        "indicateur": noeud.indicateur,
        "echeance": noeud.echeance.isoformat() if noeud.echeance else None,
        "situation": suivi.situation,
        "ton": suivi.tone,
        "comptes": comptes,
        "annees": dict(sorted(Counter(row[1][:4] for row in rows if kind_of(row) in GENRES).items())),
        "dit": say_counts(comptes),
        "releve": _say_releve(releve) if releve else None,
        "lignes": digest_rows(rows),
    }


def _say_releve(releve) -> dict[str, Any]:
    value = "" if releve.valeur is None else str(say_number(releve.valeur.normalize()))
    return {"le": releve.le.isoformat(), "valeur": value, "tenu": releve.is_tenu, "source": releve.source}


def _sum(suivis, rows) -> dict[str, Any]:
    """Count the events once each, though several blocks hold them, and how many commitments are kept."""
    comptes = count_rows({row[0]: row for listed in rows.values() for row in listed}.values())
    engagements = [suivi for suivi in suivis if suivi.noeud.genre == Genre.ENGAGEMENT]
    states = Counter(suivi.situation for suivi in engagements)
    return {
        "comptes": comptes,
        "dit": say_counts(comptes),
        "evenements": sum(comptes.values()),
        "engagements": len(engagements),
        "tenus": states["tenu"],
        "en_retard": states["en retard"],
    }


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()
