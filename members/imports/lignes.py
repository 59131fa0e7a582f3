"""A line of a file while it is understood: its cells, what they mean, what it would change, and why not."""

from dataclasses import dataclass, field
from typing import Any

from members.imports.champs import Champ
from members.imports.valeurs import Refus, read_telephone
from members.models import Association, LigneImport
from members.normalisation import normalise
from members.telephones import say_phone

Verdict = LigneImport.Verdict
WRITTEN_ALIKE = {"nom", "prenom", "commune", "adresse", "presentation", "territoire"}


@dataclass
class Ligne:
    """What becomes of a line; the fields are those of LigneImport."""

    numero: int
    brut: list[str]
    lu: dict[str, Any] = field(default_factory=dict)
    verdict: str = Verdict.A_LIRE
    raison: str = ""
    fiche: int | None = None
    differences: list[dict[str, str]] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    avant: dict[str, Any] = field(default_factory=dict)

    def refuse(self, reason: str) -> None:
        self.verdict, self.raison = Verdict.REFUSEE, reason

    def say(self, reason: str) -> None:
        self.raison = f"{self.raison} {reason}".strip()

    def decide(self, verdict: str, reason: str = "") -> None:
        self.verdict = verdict
        self.say(reason)


def understand(ligne: Ligne, colonnes: dict[str, str], champs: dict[str, Champ]) -> None:
    """Fill `lu` from the cells; a cell that cannot be kept refuses the line, and every such cell is said."""
    wrong = []
    for rank, name in colonnes.items():
        typed = ligne.brut[int(rank)] if int(rank) < len(ligne.brut) else ""
        if not typed or name not in champs or name == "telephone":
            continue
        try:
            ligne.lu[name] = champs[name].read(typed)
        except Refus as refus:
            wrong.append(str(refus))
    wrong += _read_phone(ligne, colonnes)
    if wrong:
        ligne.refuse(" ".join(wrong))


def _read_phone(ligne, colonnes) -> list[str]:
    """A telephone is read last: its region is the département's."""
    for rank, name in colonnes.items():
        if name == "telephone" and int(rank) < len(ligne.brut) and ligne.brut[int(rank)]:
            try:
                ligne.lu[name] = read_telephone(ligne.brut[int(rank)], ligne.lu.get("departement", ""))
            except Refus as refus:
                return [str(refus)]
    return []


def compare_values(name: str, before: Any, after: Any) -> bool:
    """Say whether a field already says what the line says; capitals and accents alone change nothing."""
    if name in WRITTEN_ALIKE and before and after:
        return normalise(str(before)) == normalise(str(after))
    if name == "site":
        return str(before or "").rstrip("/").lower() == str(after or "").rstrip("/").lower()
    return (before or "") == (after or "")


def set_differences(ligne: Ligne, champs: dict[str, Champ], fiche: dict[str, Any] | None) -> None:
    """Write what the line would change of a sheet, field by field; an empty cell changes nothing."""
    ligne.differences, ligne.avant = [], {}
    for name, champ in champs.items():
        after = ligne.lu.get(name)
        before = (fiche or {}).get(name)
        if not champ.is_colonne or not after or (fiche and compare_values(name, before, after)):
            continue
        ligne.avant[name] = before
        ligne.differences.append(
            {
                "champ": name,
                "libelle": champ.libelle,
                "avant": say_value(name, before),
                "apres": say_value(name, after),
            }
        )


def say_value(name: str, value: Any) -> str:
    """Return a value as it is read."""
    if name == "telephone":
        return say_phone(value or "")
    if name == "genre":
        return dict(Association.Genre.choices).get(value, value or "")
    return str(value or "")
