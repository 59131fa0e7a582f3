"""What the lines of a file of associations become: matched with the directory, compared, or doubted."""

from collections.abc import Callable
from typing import Any

from members.imports.champs import get_champs
from members.imports.lignes import Ligne, Verdict, compare_values, set_differences, understand
from members.imports.trigrammes import Alike, compare
from members.models import Adhesion, Association, ImportFiches, Territoire
from members.normalisation import normalise

CHAMPS = get_champs(ImportFiches.Genre.ASSOCIATIONS)
COLUMNS = [name for name, champ in CHAMPS.items() if champ.is_colonne and name != "territoire"]
SAME_NAME, NEAR = 0.4, 0.5


class Annuaire:
    """The sheets that exist, by what identifies them. A sheet that another replaced leads to that one."""

    def __init__(self, rows=None):
        self.fiches: dict[int, dict[str, Any]] = {}
        self.by: dict[str, dict[str, set[int]]] = {
            name: {} for name in ("siret", "siren", "rna", "email", "nom", "cle")
        }
        rows = rows if rows is not None else Association.objects.all()
        replaced = {}
        for row in rows.values("pk", "fondue_dans", "territoire__nom", *COLUMNS):
            row["territoire"] = row.pop("territoire__nom") or ""
            replaced[row["pk"]] = row.pop("fondue_dans")
            self.fiches[row["pk"]] = row
        self.replaced = {pk: _follow(pk, replaced) for pk in self.fiches}
        for pk, row in self.fiches.items():
            self._index(row, self.replaced[pk])
        standing = {pk: row for pk, row in self.fiches.items() if self.replaced[pk] == pk}
        self.alike = Alike({pk: spell(row["nom"], row["commune"]) for pk, row in standing.items()})

    def _index(self, row, pk) -> None:
        keys = {name: row[name] for name in ("siret", "siren", "rna")}
        keys |= {"email": row["email"].lower(), "nom": normalise(row["nom"]), "cle": spell(row["nom"], row["commune"])}
        for name, key in keys.items():
            if key:
                self.by[name].setdefault(key, set()).add(pk)

    def find(self, name: str, value: str | None) -> set[int]:
        return self.by[name].get(value, set()) if value else set()

    def resolve(self, said: str) -> int | None:
        """Return the association that a file names, by its number or its name, if there is exactly one."""
        digits = "".join(said.split())
        for found in (self.find("siret", digits), self.find("rna", digits.upper()), self.find("cle", normalise(said))):
            if len(found) == 1:
                return next(iter(found))
        found = self.find("nom", normalise(said))
        return next(iter(found)) if len(found) == 1 else None

    def suggest(self, said: str) -> str:
        """Return the name of the association that a misspelt name may be, or nothing."""
        found = self.alike.find(normalise(said), least=0.35, most=1)
        return self.fiches[found[0][0]]["nom"] if found else ""


def spell(nom: str, commune: str) -> str:
    return normalise(f"{nom} {commune}")


def _follow(pk, replaced) -> int:
    while replaced.get(pk):
        pk = replaced[pk]
    return pk


class LectureAssociations:
    """Read the lines of one file, in their order."""

    champs = CHAMPS

    def __init__(self, lot: ImportFiches, rows=None):
        self.lot = lot
        self.annuaire = Annuaire(rows)
        self.territoires = {normalise(nom): nom for nom in Territoire.objects.values_list("nom", flat=True)}
        self.members = set(Adhesion.objects.values_list("association", flat=True))
        self.seen: dict[tuple[str, Any], Ligne] = {}

    def prepare(self, rows) -> None:
        """Look at the whole file before its lines: nothing to learn from it for associations."""

    def read(self, ligne: Ligne) -> None:
        """Give a line its verdict."""
        understand(ligne, self.lot.colonnes, self.champs)
        if ligne.verdict == Verdict.REFUSEE or not self._is_coherent(ligne):
            return
        self._match(ligne)
        if ligne.verdict == Verdict.A_LIRE and not self._is_repeated(ligne):
            self.decide(ligne)
        if ligne.verdict not in (Verdict.REFUSEE,):
            for key in self._keys(ligne):
                self.seen.setdefault(key, ligne)

    def _is_coherent(self, ligne) -> bool:
        lu = ligne.lu
        siret, siren = lu.get("siret"), lu.get("siren")
        if siret and siren and not siret.startswith(siren):
            ligne.refuse(f"Le SIREN « {siren} » n’est pas le début du SIRET « {siret} » : corrigez l’un des deux.")
        elif siret:
            lu["siren"] = siret[:9]
        if territoire := lu.get("territoire"):
            lu["territoire"] = self.territoires.get(normalise(territoire), "")
            if not lu["territoire"]:
                ligne.refuse(f"Le territoire « {territoire} » n’existe pas dans le portail : corrigez son nom.")
        return ligne.verdict != Verdict.REFUSEE

    def _match(self, ligne) -> None:
        """Find the sheet a line is about: numbers first, then address, then name and commune, then what is alike."""
        lu, annuaire = ligne.lu, self.annuaire
        by_number = {name: annuaire.find(name, lu.get(name)) for name in ("siret", "rna")}
        found = by_number["siret"] | by_number["rna"]
        if len(found) > 1:
            ligne.refuse("Le SIRET et le RNA de cette ligne sont ceux de deux fiches différentes : vérifiez-les.")
        elif found:
            ligne.fiche = next(iter(found))
        else:
            self._match_by_name(ligne, spell(lu.get("nom", ""), lu.get("commune", "")))

    def _match_by_name(self, ligne, wanted) -> None:
        lu, annuaire = ligne.lu, self.annuaire
        same = annuaire.find("cle", wanted) if lu.get("nom") else set()
        if not lu.get("commune"):
            same = annuaire.find("nom", normalise(lu.get("nom", "")))
        if len(same) == 1 and not self._is_another(ligne, next(iter(same))):
            ligne.fiche = next(iter(same))
            return
        doubts = dict.fromkeys(same, "même nom et même commune")
        doubts |= dict.fromkeys(annuaire.find("siren", lu.get("siren")) - set(doubts), "même SIREN")
        for pk in annuaire.find("email", lu.get("email")) - set(doubts):
            doubts[pk] = "même adresse électronique"
        for pk, near in annuaire.alike.find(wanted, NEAR) if lu.get("nom") else ():
            doubts.setdefault(pk, self._why(ligne, pk, near))
        if doubts:
            self._doubt(ligne, doubts)

    def _is_another(self, ligne, pk) -> bool:
        """Same name, but another legal person says its number."""
        known, said = self.annuaire.fiches[pk]["siren"], ligne.lu.get("siren")
        return bool(known and said and known != said)

    def _why(self, ligne, pk, near) -> str:
        row = self.annuaire.fiches[pk]
        name = "même nom" if compare(normalise(row["nom"]), normalise(ligne.lu["nom"])) == 1 else "nom proche"
        commune = (
            "même commune" if compare_values("commune", row["commune"], ligne.lu.get("commune")) else "autre commune"
        )
        return f"{name}, {commune}"

    def _doubt(self, ligne, doubts) -> None:
        ligne.decide(Verdict.DOUTE, "Est-ce une fiche qui existe déjà, ou une nouvelle association ?")
        for pk, why in list(doubts.items())[:3]:
            row = self.annuaire.fiches[pk]
            ligne.candidates.append({"fiche": pk, "nom": row["nom"], "detail": row["commune"], "pourquoi": why})

    def _keys(self, ligne):
        lu = ligne.lu
        keys = [("fiche", ligne.fiche), ("siret", lu.get("siret")), ("rna", lu.get("rna"))]
        if lu.get("nom"):
            keys.append(("cle", spell(lu["nom"], lu.get("commune", ""))))
        return [key for key in keys if key[1]]

    def _is_repeated(self, ligne) -> bool:
        """Whether an earlier line says the same association."""
        earlier = next((self.seen[key] for key in self._keys(ligne) if key in self.seen), None)
        if earlier is None:
            return False
        repeat(ligne, earlier, self.champs)
        return True

    def decide(self, ligne: Ligne) -> None:
        """Compare with the sheet, or make sure that a new one has what it needs."""
        if ligne.fiche:
            set_differences(ligne, self.champs, self.annuaire.fiches[ligne.fiche])
            self._say_membership(ligne)
            ligne.decide(Verdict.MODIFIEE if ligne.differences else Verdict.INCHANGEE)
            return
        ligne.lu.setdefault("genre", self.lot.options.get("genre", ""))
        missing = [CHAMPS[name].libelle for name in ("nom", "commune", "genre") if not ligne.lu.get(name)]
        if missing:
            ligne.refuse(f"Pour créer une fiche, il manque : {', '.join(missing)}.")
            return
        set_differences(ligne, self.champs, None)
        self._say_membership(ligne)
        ligne.decide(Verdict.CREEE)

    def _say_membership(self, ligne) -> None:
        """A membership opens when the file gives its date and the association never had one."""
        since = ligne.lu.get("adherente_depuis")
        if since and ligne.fiche not in self.members:
            ligne.differences.append(
                {"champ": "adherente_depuis", "libelle": "adhérente depuis", "avant": "", "apres": since}
            )
        elif since:
            ligne.lu.pop("adherente_depuis")


def repeat(ligne: Ligne, earlier: Ligne, champs, said: Callable[[Any], str] = str) -> None:
    """Say that a line repeats another: nothing to do if it says the same, refused if it contradicts it."""
    other = [
        champs[name].libelle
        for name, value in ligne.lu.items()
        if name in champs and earlier.lu.get(name) and not compare_values(name, earlier.lu[name], value)
    ]
    ligne.fiche = earlier.fiche
    if other:
        ligne.refuse(
            f"Cette ligne parle de la même fiche que la ligne {earlier.numero} et la contredit "
            f"({', '.join(other)}) : gardez une seule des deux."
        )
    else:
        ligne.decide(Verdict.INCHANGEE, f"Doublon de la ligne {earlier.numero}.")
