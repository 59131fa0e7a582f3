"""What complete minutes say, in 12 items, and which of them an approval cannot do without (R22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from collectifs.models.votes import Resultat
from members.queries import get_federation_name

REQUIRED = {1, 2, 3, 4, 7, 8, 10, 11, 12}


@dataclass(frozen=True)
class Element:
    """One item of the list: what it is, whether the minutes say it, and what to do if not."""

    number: int
    label: str
    ok: bool
    todo: str

    @property
    def is_required(self) -> bool:
        return self.number in REQUIRED


def check_completeness(minutes: dict[str, Any]) -> list[Element]:
    """Return the 12 items; `minutes` is what `queries.get_minutes` returns."""
    reunion, points = minutes["reunion"], minutes["points"]
    decisions = [decision for point in points for decision in point.decisions.all()]
    rows = [
        ("Nom de l’association", bool(get_federation_name()), "Donnez un nom à la fédération."),
        ("Collectif réuni", bool(reunion.collectif.nom), "Nommez le collectif."),
        ("Lieu", bool(reunion.place), "Indiquez le lieu ou le lien de visioconférence."),
        ("Date et heure d’ouverture", bool(reunion.ouverte_le), "Indiquez l’heure d’ouverture."),
        ("Convocation", bool(reunion.convoquee_le), "Cette réunion n’a pas été convoquée par le portail."),
        ("Ordre du jour", bool(points), "Ajoutez les points traités."),
        ("Présents et représentés", _is_attendance_known(minutes), "Cochez les présences, personne par personne."),
        ("Présidence et secrétariat", _has_officers(reunion), "Nommez qui a présidé et qui a tenu la plume."),
        ("Résumé des échanges", _is_told(points), "Écrivez quelques lignes sur chaque point."),
        ("Texte de chaque décision", _is_decided(points), "Un point « décision » n’a pas encore de décision."),
        ("Résultat de chaque décision", _is_counted(decisions), "Un vote n’a aucun suffrage exprimé."),
        ("Heure de levée et signataires", _is_closed(reunion), "Indiquez l’heure de levée et les signataires."),
    ]
    return [Element(number, label, ok, todo) for number, (label, ok, todo) in enumerate(rows, start=1)]


def missing_for_approval(elements: Iterable[Element]) -> list[Element]:
    """Return what keeps the minutes from being approved."""
    return [element for element in elements if element.is_required and not element.ok]


def _is_attendance_known(minutes) -> bool:
    return bool(minutes["presents"]) and not minutes["sans_pointage"]


def _has_officers(reunion) -> bool:
    return bool(reunion.presidence_id and reunion.secretaire_id)


def _is_told(points) -> bool:
    return bool(points) and all(getattr(point, "note", None) and point.note.texte.strip() for point in points)


def _is_decided(points) -> bool:
    return all(point.decisions.all() for point in points if point.genre == point.Genre.DECISION)


def _is_counted(decisions) -> bool:
    return all(decision.resultat not in (None, Resultat.SANS_VOTE) for decision in decisions)


def _is_closed(reunion) -> bool:
    return bool(reunion.fermee_le) and _has_officers(reunion)
