"""Write the lines of an import, five hundred at a time: each is written once, whatever becomes of the worker."""

from abc import ABC, abstractmethod
from collections import defaultdict
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import DataError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.dateparse import parse_date

from members.actions.imports import BATCH, Etat, Genre, Verdict, get_actor, history_of
from members.actions.imports_invitations import invite_people
from members.imports.champs import get_champs
from members.imports.lignes import compare_values
from members.imports.personnes import find_protected
from members.models import Adhesion, Association, ImportFiches, LigneImport, Personne, Rattachement, Territoire
from members.models.associations import APART, RECHERCHE
from members.normalisation import normalise
from socle import journal
from socle.bulk import save_many
from socle.contrat import check_whole
from socle.travaux import Advance

CHANGED_SINCE = "La fiche a changé depuis la lecture du fichier ({champs}) : déposez-le de nouveau pour comparer."
GONE = "La fiche n’existe plus, ou une autre la remplace : déposez le fichier de nouveau."
TAKEN = (
    "Un numéro ou une adresse de cette ligne vient d’être pris par une autre fiche : déposez le fichier de nouveau."
)
WRITTEN = ("fiche", "ecrit", "ecrite_le", "verdict", "raison")


def write_import(pk: str, advance: Advance) -> None:
    """Write what waits in an import, then say that it is done."""
    lot = ImportFiches.objects.select_related("par").get(pk=pk)
    if lot.etat != Etat.ECRITURE:
        return
    actor = get_actor(lot, "par")
    writer = WRITERS[Genre(lot.genre)](lot, actor)
    wanted = lot.lignes.filter(verdict__in=[Verdict.CREEE, Verdict.MODIFIEE])
    total = wanted.count()
    while writer.write_some():
        advance(wanted.exclude(ecrite_le=None).count(), total)
    if lot.options.get("inviter") and lot.genre == Genre.PERSONNES:
        invite_people(lot, actor, advance)
    _finish(lot, actor)


@transaction.atomic
def _finish(lot, actor) -> None:
    standing = ImportFiches.objects.select_for_update().get(pk=lot.pk)
    if standing.etat == Etat.ECRITURE:
        standing.etat, standing.applique_le = Etat.FAIT, timezone.now()
        standing.save()
        written = list(standing.lignes.exclude(ecrite_le=None).values_list("verdict", flat=True))
        done = {str(verdict): written.count(verdict) for verdict in set(written)}
        journal.record("members.write_import", standing, by=actor, lignes=done)
        file = standing.fichier
        transaction.on_commit(lambda: file.delete(save=False))  # its lines are kept, each of which can be forgotten


class Ecriture(ABC):
    """What writing lines of associations and of people have in common."""

    model: Any
    genre: str

    def __init_subclass__(cls):
        super().__init_subclass__()
        check_whole(cls)

    def __init__(self, lot: ImportFiches, actor: Personne):
        self.lot, self.actor = lot, actor
        champs = get_champs(self.genre)
        self.columns = [name for name, champ in champs.items() if champ.is_colonne]

    @transaction.atomic
    def write_some(self) -> bool:
        """Write the next lines; return whether there were any. A line that cannot be written is refused."""
        waiting = self.lot.lignes.filter(verdict__in=[Verdict.CREEE, Verdict.MODIFIEE], ecrite_le=None)
        lines = list(waiting.select_for_update().order_by("numero")[:BATCH])
        if not lines:
            return False
        with history_of(self.lot, self.actor):
            try:
                with transaction.atomic():
                    self.write(lines)
            except (IntegrityError, DataError):
                self._write_one_by_one(lines)
        save_many(lines, WRITTEN)
        return True

    def _write_one_by_one(self, lines) -> None:
        """One of these lines lost a race for a number or an address: find which, and write the others."""
        for line in lines:
            fresh = LigneImport.objects.get(pk=line.pk)
            for name in (*WRITTEN, "lu", "avant"):
                setattr(line, name, getattr(fresh, name))
            try:
                with transaction.atomic():
                    self.write([line])
            except (IntegrityError, DataError):
                refuse(line, TAKEN)

    def write(self, lines) -> None:
        """Write lines; their rows are saved by the caller."""
        changed = self._load([line for line in lines if line.verdict == Verdict.MODIFIEE])
        made = {line.numero: self.make(line) for line in lines if line.verdict == Verdict.CREEE}
        self.model.objects.bulk_create(made.values())
        self._save_changed([line for line in lines if line.verdict == Verdict.MODIFIEE], changed)
        now = timezone.now()
        for line in lines:
            if line.numero in made:
                line.fiche = made[line.numero].pk
            if line.verdict != Verdict.REFUSEE:
                line.ecrit |= {"champs": {name: line.lu[name] for name in line.avant if name in line.lu}}
                line.ecrite_le = now
        self.write_beside([line for line in lines if line.ecrite_le])

    def _load(self, lines) -> dict[int, Any]:
        """Lock the sheets to change; refuse the lines whose sheet is no longer what was shown."""
        pks = [line.fiche for line in lines if line.fiche]
        rows = self.model.objects.filter(fondue_dans=None).select_for_update(of=("self",)).order_by("pk")
        found = rows.in_bulk(pks)
        for line in lines:
            row = found.get(line.fiche)
            if line.fiche and row is None:
                refuse(line, GONE)
            elif row is not None:
                self._check_unchanged(line, row)
        return found

    def _check_unchanged(self, line, row) -> None:
        if reason := self.why_not(row):
            refuse(line, reason)
            return
        moved = [
            d["libelle"] for d in line.differences if d["champ"] in line.avant and self._moved(line, row, d["champ"])
        ]
        if moved:
            refuse(line, CHANGED_SINCE.format(champs=", ".join(moved)))

    def _moved(self, line, row, name) -> bool:
        return not compare_values(name, self.say(row, name), line.avant[name])

    def _save_changed(self, lines, rows) -> None:
        """Save the sheets, those that change in the same fields together."""
        groups = defaultdict(list)
        for line in lines:
            row = rows.get(line.fiche)
            names = [name for name in line.avant if name in line.lu]
            if row is not None and names and line.verdict != Verdict.REFUSEE:
                self.fill(row, {name: line.lu[name] for name in names})
                groups[tuple(sorted(names))].append(row)
        self.save_groups(groups)

    def save_groups(self, groups) -> None:
        """Save sheets by the fields that changed, and what search reads of them."""
        for names, some in groups.items():
            save_many(some, [*names, "recherche"])

    def say(self, row, name):
        return getattr(row, name)

    def why_not(self, row) -> str:
        return ""

    @abstractmethod
    def make(self, line):
        """Return the sheet that a line makes."""

    @abstractmethod
    def fill(self, row, values) -> None:
        """Write the values of a line in its sheet."""

    @abstractmethod
    def write_beside(self, lines) -> None:
        """Write what goes with the sheets: members, posts, roles."""


class EcritureAssociations(Ecriture):
    model, genre = Association, Genre.ASSOCIATIONS

    def __init__(self, lot, actor):
        super().__init__(lot, actor)
        self.territoires = {territoire.nom: territoire for territoire in Territoire.objects.all()}

    def say(self, row, name):
        if name == "territoire":
            return next((nom for nom, t in self.territoires.items() if t.pk == row.territoire_id), "")
        return getattr(row, name)

    def make(self, line):
        row = Association()
        self.fill(row, {name: line.lu[name] for name in self.columns if line.lu.get(name)})
        return row

    def fill(self, row, values) -> None:
        for name, value in values.items():
            setattr(row, name, self.territoires.get(value) if name == "territoire" else value)
        own = normalise(f"{row.nom} {row.commune}")
        _, mark, places = row.recherche.partition(APART)
        row.recherche = f"{own}{mark}{places}"[:RECHERCHE]

    def write_beside(self, lines) -> None:
        """Open the memberships that the file dates."""
        dated = [line for line in lines if line.lu.get("adherente_depuis")]
        known = set(
            Adhesion.objects.filter(association__in=[line.fiche for line in dated]).values_list(
                "association", flat=True
            )
        )
        opened = {
            line.numero: Adhesion(
                association_id=line.fiche,
                categorie=Adhesion.Categorie.ACTIVE,
                periode=DateRange(parse_date(line.lu["adherente_depuis"]), None),
            )
            for line in dated
            if line.fiche not in known
        }
        Adhesion.objects.bulk_create(opened.values())
        keep_made(lines, opened)


class EcriturePersonnes(Ecriture):
    model, genre = Personne, Genre.PERSONNES

    def __init__(self, lot, actor):
        super().__init__(lot, actor)
        self.protected = find_protected(lot.par) | find_protected(actor)
        self.password = make_password(None)

    def why_not(self, row) -> str:
        return self.protected.get(row.pk, "")

    def make(self, line):
        row = Personne(is_active=False, password=self.password)
        self.fill(row, {name: line.lu[name] for name in self.columns if line.lu.get(name)})
        return row

    def fill(self, row, values) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        row.recherche = normalise(str(row))[:250]

    def write_beside(self, lines) -> None:
        """Tie the new people to the associations that the file names; those who exist already must accept."""
        self._find_followed(lines)
        tied = [line for line in lines if line.lu.get("association_pk") and line.fiche and self._is_new(line)]
        opened = {
            line.numero: Rattachement(
                personne_id=line.fiche,
                association_id=line.lu["association_pk"],
                genre=line.lu["place"],
                fonction=line.lu.get("fonction", ""),
                debut=parse_date(line.lu.get("debut") or "") or timezone.localdate(),
            )
            for line in tied
        }
        Rattachement.objects.bulk_create(opened.values())
        keep_made(lines, opened)

    def _is_new(self, line) -> bool:
        return line.verdict == Verdict.CREEE or "suite" in line.lu

    def _find_followed(self, lines) -> None:
        """Another place of somebody that an earlier line made."""
        following = [line for line in lines if "suite" in line.lu]
        here = {line.numero: line.fiche for line in lines}
        numbers = [line.lu["suite"] for line in following]
        before = dict(self.lot.lignes.filter(numero__in=numbers).values_list("numero", "fiche"))
        for line in following:
            line.fiche = here.get(line.lu["suite"]) or before.get(line.lu["suite"])


def keep_made(lines, made) -> None:
    """Note on each line the row made beside its sheet, so that it can be undone."""
    for line in lines:
        if row := made.get(line.numero):
            line.ecrit |= {"crees": [[row._meta.label_lower, row.pk]]}


def refuse(line: LigneImport, reason: str) -> None:
    line.verdict, line.raison = Verdict.REFUSEE, reason


WRITERS = {Genre.ASSOCIATIONS: EcritureAssociations, Genre.PERSONNES: EcriturePersonnes}
