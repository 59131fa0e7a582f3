"""What the lines of a file of people become. Nobody's own address is ever shown, nor changed, by an import."""

from collections import defaultdict
from typing import Any

from members.imports.associations import Annuaire, repeat
from members.imports.champs import PLACES, get_champs
from members.imports.lignes import Ligne, Verdict, set_differences, understand
from members.imports.trigrammes import Alike, compare
from members.models import Affectation, ImportFiches, Personne, Rattachement, RoleFederal
from members.normalisation import normalise

CHAMPS = get_champs(ImportFiches.Genre.PERSONNES)
COLUMNS = ("prenom", "nom", "email", "courriel_partage", "telephone")
SAME_PERSON, NEAR = 0.35, 0.55
OWN = "C’est votre propre fiche : un import ne la change jamais."
HELD = "Cette personne tient un rôle ou une fonction à la fédération : un import ne change jamais sa fiche."
ADDRESS_KEPT = "L’adresse du fichier n’est pas reprise : cette personne a déjà la sienne."
ADDRESS_TAKEN = "L’adresse n’est pas reprise : c’est celle d’une autre fiche."
TO_ACCEPT = "Rattachement ({to}) : la personne doit l’accepter. Cochez « Inviter par courriel » pour le lui proposer."


class Repertoire:
    """The people who exist, by what tells who they are."""

    def __init__(self, rows=None):
        self.fiches: dict[int, dict[str, Any]] = {}
        self.by: dict[str, dict[str, set[int]]] = {key: defaultdict(set) for key in ("email", "boite", "nom", "tel")}
        columns = ("pk", "fondue_dans", "is_active", "identifiant", *COLUMNS)
        rows = (rows if rows is not None else Personne.objects.all()).filter(effacee_le=None)
        for row in rows.values(*columns).iterator(chunk_size=5000):
            self._index(row)
        self.ties: dict[int, set[int]] = defaultdict(set)
        tied = Rattachement.objects.en_cours().values_list("personne", "association")
        for pk, association in tied.filter(personne__in=rows).iterator(chunk_size=5000):
            self.ties[pk].add(association)
        self.alike = Alike({pk: name_key(row["prenom"], row["nom"]) for pk, row in self.fiches.items()})

    def _index(self, row) -> None:
        pk = row.pop("fondue_dans") or row["pk"]
        if pk == row["pk"]:
            self.fiches[pk] = row
            self.by["nom"][name_key(row["prenom"], row["nom"])].add(pk)
        keys = {"email": row["email"], "boite": row["courriel_partage"], "tel": row["telephone"]}
        for name, key in keys.items():
            if key:
                self.by[name][key.lower()].add(pk)

    def find(self, name: str, value: str | None) -> set[int]:
        found = self.by[name].get(value, set()) if value else set()
        return {pk for pk in found if pk in self.fiches}


def name_key(prenom: str, nom: str) -> str:
    """Return a name whatever the order of its words."""
    return " ".join(sorted(normalise(f"{prenom} {nom}").split()))


def split_name(whole: str, *, name_first: bool) -> tuple[str, str]:
    """Return first name and name: what is in capitals is the name, else the order is that of the heading."""
    parts = whole.split()
    capitals = [word for word in parts if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(parts):
        return " ".join(word for word in parts if word not in capitals), " ".join(capitals)
    if len(parts) < 2:
        return "", whole
    return (" ".join(parts[1:]), parts[0]) if name_first else (parts[0], " ".join(parts[1:]))


def lower_capitals(name: str) -> str:
    """« VALMERESSE » is how a spreadsheet writes « Valmeresse »."""
    return name.title() if len(name) > 2 and name.isupper() else name


def find_protected(by: Personne) -> dict[int, str]:
    """Return whose sheets an import never changes, and why."""
    held: set[int] = set(Personne.objects.filter(is_superuser=True).values_list("pk", flat=True))
    for model in (RoleFederal, Affectation):
        held |= set(model.objects.en_cours().values_list("personne", flat=True))
    return dict.fromkeys(held, HELD) | {by.pk: OWN}


class LecturePersonnes:
    """Read the lines of one file, in their order."""

    champs = CHAMPS

    def __init__(self, lot: ImportFiches, rows=None):
        self.lot = lot
        self.annuaire = Annuaire()
        self.repertoire = Repertoire(rows)
        self.protected = find_protected(lot.par)
        self.shared: set[str] = set(self.repertoire.by["boite"])
        self.seen: dict[tuple, Ligne] = {}
        whole = next((int(rank) for rank, name in lot.colonnes.items() if name == "nom_complet"), 0)
        self.name_first = normalise(lot.entetes[whole] if whole < len(lot.entetes) else "").startswith("nom")

    def prepare(self, rows: list[list[str]]) -> None:
        """An address written for several names is a box that several people read."""
        ranks = {name: int(rank) for rank, name in self.lot.colonnes.items()}
        if "email" not in ranks:
            return
        names = defaultdict(set)
        for row in rows:
            cells = {name: row[rank] for name, rank in ranks.items() if rank < len(row)}
            if cells.get("email"):
                said = f"{cells.get('prenom', '')} {cells.get('nom', '')} {cells.get('nom_complet', '')}"
                names[cells["email"].lower()].add(name_key(said, ""))
        self.shared |= {email for email, people in names.items() if len(people) > 1}

    def read(self, ligne: Ligne) -> None:
        """Give a line its verdict."""
        understand(ligne, self.lot.colonnes, self.champs)
        if ligne.verdict == Verdict.REFUSEE or not self._is_coherent(ligne):
            return
        self._match(ligne)
        if ligne.verdict == Verdict.A_LIRE and not self._is_repeated(ligne):
            self.decide(ligne)
        if ligne.verdict != Verdict.REFUSEE:
            for key in self._keys(ligne):
                self.seen.setdefault(key, ligne)

    def _is_coherent(self, ligne) -> bool:
        lu = ligne.lu
        if whole := lu.pop("nom_complet", ""):
            prenom, nom = split_name(whole, name_first=self.name_first)
            lu["prenom"], lu["nom"] = lu.get("prenom") or prenom[:80], lu.get("nom") or nom[:120]
        if not lu.get("nom"):
            lu["nom"] = lu.pop("prenom", "")  # a person may have one name only
        if not lu["nom"]:
            ligne.refuse("Cette ligne ne nomme personne.")
            return False
        for name in ("prenom", "nom"):
            if lu.get(name):
                lu[name] = lower_capitals(lu[name])
        if lu.get("email") in self.shared:
            lu["courriel_partage"] = lu.pop("email")
            ligne.say("Plusieurs personnes lisent cette adresse : elle est notée comme boîte partagée.")
        return self._resolve_association(ligne)

    def _resolve_association(self, ligne) -> bool:
        said = ligne.lu.get("association")
        if not said:
            return True
        found = self.annuaire.resolve(said)
        if found is None:
            near = self.annuaire.suggest(said)
            hint = f"Vouliez-vous dire « {near} » ?" if near else "Importez-la d’abord."
            ligne.refuse(f"L’association « {said} » n’est pas dans l’annuaire. {hint}")
            return False
        ligne.lu |= {"association_pk": found, "association": self.annuaire.fiches[found]["nom"]}
        self._read_place(ligne.lu)
        ligne.lu.setdefault("place", self.lot.options.get("place") or Rattachement.Genre.BENEVOLE)
        return True

    @staticmethod
    def _read_place(lu) -> None:
        """A column of functions often says « bénévole » or « salariée », which is a place."""
        place = PLACES.get(normalise(lu.get("fonction", "")))
        if place:
            lu.setdefault("place", place)
            if place != Rattachement.Genre.BENEVOLE_RESPONSABLE:
                lu.pop("fonction")

    def _match(self, ligne) -> None:
        lu, people = ligne.lu, self.repertoire
        name = name_key(lu.get("prenom", ""), lu["nom"])
        if found := people.find("email", lu.get("email")):
            pk = next(iter(found))
            if compare(name, self._name(pk)) >= SAME_PERSON:
                ligne.fiche = pk
            else:
                self._doubt(ligne, {pk: "même adresse électronique, autre nom"})
            return
        same = people.find("nom", name)
        sure = {pk for pk in same if self._is_tied(ligne, pk)}
        if len(sure) == 1:
            ligne.fiche = next(iter(sure))
            return
        doubts = {pk: f"même nom{self._say_tie(ligne, pk)}" for pk in same}
        for pk, _ in people.alike.find(name, NEAR, most=10):
            if pk not in doubts and self._is_tied(ligne, pk):
                doubts[pk] = f"nom proche{self._say_tie(ligne, pk)}"
        if doubts:
            self._doubt(ligne, doubts)

    def _name(self, pk) -> str:
        return self.repertoire.alike.names[pk]

    def _is_tied(self, ligne, pk) -> bool:
        """Whether something beside the name says that it is the same person."""
        return bool(self._say_tie(ligne, pk))

    def _say_tie(self, ligne, pk) -> str:
        lu, row = ligne.lu, self.repertoire.fiches[pk]
        ties = [
            (lu.get("telephone") and lu["telephone"] == row["telephone"], "même téléphone"),
            (
                lu.get("courriel_partage") and lu["courriel_partage"] == row["courriel_partage"].lower(),
                "même boîte partagée",
            ),
            (lu.get("association_pk") in self.repertoire.ties.get(pk, ()), "même association"),
        ]
        return "".join(f", {said}" for holds, said in ties if holds)

    def _doubt(self, ligne, doubts) -> None:
        ligne.decide(Verdict.DOUTE, "Est-ce quelqu’un que le portail connaît déjà ?")
        for pk, why in list(doubts.items())[:3]:
            row = self.repertoire.fiches[pk]
            ties = [self.annuaire.fiches[tie]["nom"] for tie in sorted(self.repertoire.ties.get(pk, ()))[:3]]
            said = f"{row['prenom']} {row['nom']}".strip()
            ligne.candidates.append({"fiche": pk, "nom": said, "detail": ", ".join(ties), "pourquoi": why})

    def _keys(self, ligne):
        lu = ligne.lu
        name = name_key(lu.get("prenom", ""), lu["nom"])
        keys = [("fiche", ligne.fiche), ("email", lu.get("email"))]
        keys += [
            (kind, lu.get(kind) and (name, lu[kind])) for kind in ("association_pk", "telephone", "courriel_partage")
        ]
        if not any(key[1] for key in keys):
            keys.append(("nom", name))
        return [key for key in keys if key[1]]

    def _is_repeated(self, ligne) -> bool:
        """Whether an earlier line says the same person: in another association, it is another place of theirs."""
        earlier = next((self.seen[key] for key in self._keys(ligne) if key in self.seen), None)
        if earlier is None:
            return False
        elsewhere = ligne.lu.get("association_pk")
        if elsewhere and elsewhere != earlier.lu.get("association_pk") and earlier.verdict == Verdict.CREEE:
            ligne.lu["suite"] = earlier.numero
            ligne.decide(Verdict.MODIFIEE, f"Une autre place de la personne de la ligne {earlier.numero}.")
            ligne.differences = [self._tie_difference(ligne)]
        else:
            compared = {name: champ for name, champ in self.champs.items() if name not in ("association", "debut")}
            repeat(ligne, earlier, compared)
        return True

    def _tie_difference(self, ligne):
        place = dict(Rattachement.Genre.choices)[ligne.lu["place"]]
        said = ", ".join(part for part in (ligne.lu["association"], ligne.lu.get("fonction"), place) if part)
        return {"champ": "rattachement", "libelle": "rattachement", "avant": "", "apres": said}

    def decide(self, ligne: Ligne) -> None:
        """Compare with the sheet, or announce a new person, without an account."""
        if ligne.fiche is None:
            self._drop_taken_address(ligne)
            set_differences(ligne, self.champs, None)
            if ligne.lu.get("association_pk"):
                ligne.differences.append(self._tie_difference(ligne))
            ligne.decide(Verdict.CREEE)
            return
        if reason := self.protected.get(ligne.fiche):
            ligne.decide(Verdict.ECARTEE, reason)
            return
        self._keep_address(ligne)
        is_same = name_key(ligne.lu.get("prenom", ""), ligne.lu["nom"]) == self._name(ligne.fiche)
        names = ("prenom", "nom") if is_same else ()  # the same words in another order change nothing
        compared = {name: champ for name, champ in self.champs.items() if name not in names}
        set_differences(ligne, compared, self.repertoire.fiches[ligne.fiche])
        to = ligne.lu.get("association_pk")
        if to and to not in self.repertoire.ties.get(ligne.fiche, ()):
            ligne.say(TO_ACCEPT.format(to=ligne.lu["association"]))
        ligne.decide(Verdict.MODIFIEE if ligne.differences else Verdict.INCHANGEE)

    def _keep_address(self, ligne) -> None:
        """Somebody's own address is only ever given to a sheet that has none and opens nothing."""
        row, said = self.repertoire.fiches[ligne.fiche], ligne.lu.get("email")
        if row["is_active"] and row["courriel_partage"]:
            ligne.lu.pop("courriel_partage", None)
        if said and (row["email"] or row["is_active"]):
            ligne.lu.pop("email")
            if row["email"] != said:
                ligne.say(ADDRESS_KEPT)

    def _drop_taken_address(self, ligne) -> None:
        if self.repertoire.find("email", ligne.lu.get("email")):
            ligne.lu.pop("email")
            ligne.say(ADDRESS_TAKEN)
