"""What the federation's team does with files of associations and people, up to the point where they may be written."""

from hashlib import sha256

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from members.imports.associations import LectureAssociations
from members.imports.colonnes import find_headings, propose, sign
from members.imports.fichiers import Tableau, read_file
from members.imports.lignes import Ligne
from members.imports.limites import FichierIllisible
from members.imports.personnes import LecturePersonnes
from members.models import Association, CorrespondanceColonnes, ImportFiches, LigneImport, Personne
from socle import journal
from socle.permissions import can, require
from socle.travaux import Advance, launch

Etat, Verdict, Genre = ImportFiches.Etat, LigneImport.Verdict, ImportFiches.Genre
READERS = {Genre.ASSOCIATIONS: LectureAssociations, Genre.PERSONNES: LecturePersonnes}
BATCH = 500
SAMPLED = 50
TOO_LATE = "Cet import n’en est plus là : quelqu’un d’autre l’a fait avancer. Voici où il en est."
READ_AGAIN = (Etat.DEPOSE, Etat.PRET, Etat.ECHEC)
LINE_FIELDS = ("numero", "brut", "lu", "verdict", "raison", "fiche", "differences", "candidates", "avant")


@transaction.atomic
def deposit_import(nom_fichier: str, content: bytes, *, genre: str, by: Personne) -> ImportFiches:
    """Keep a file and propose what its columns mean; raises FichierIllisible with the sentence to show."""
    require(by, "members.manage_imports")
    tableau = read_file(content)
    lot = ImportFiches(genre=genre, nom_fichier=nom_fichier[:200], empreinte=sha256(content).hexdigest(), par=by)
    _set_headings(lot, tableau)
    lot.fichier.save("fichier", ContentFile(content), save=False)
    lot.save()
    journal.record("members.deposit_import", lot, by=by, genre=genre, empreinte=lot.empreinte)
    return lot


@transaction.atomic
def choose_sheet(lot: ImportFiches, *, feuille: str, by: Personne) -> ImportFiches:
    """Read another sheet of the same workbook."""
    require(by, "members.manage_imports")
    standing = _lock(lot, READ_AGAIN)
    _set_headings(standing, read_file(_content(standing), feuille))
    standing.etat = Etat.DEPOSE
    standing.save()
    return standing


@transaction.atomic
def start_analysis(lot: ImportFiches, *, colonnes: dict[str, str], options: dict, by: Personne) -> ImportFiches:
    """Say what the columns mean, remember it for the next file, and have the lines read by a worker."""
    require(by, "members.manage_imports")
    standing = _lock(lot, READ_AGAIN)
    standing.colonnes, standing.options = colonnes, {**standing.options, **options}
    standing.etat, standing.avancement, standing.erreur = Etat.ANALYSE, 0, ""
    standing.save()
    CorrespondanceColonnes.objects.update_or_create(
        genre=standing.genre, signature=sign(standing.entetes), defaults={"colonnes": colonnes}
    )
    launch("members.analyse_import", standing, by=by)
    return standing


def analyse_import(pk: str, advance: Advance) -> None:
    """Read the lines of a file and give each its verdict. Started again, it reads them all again."""
    lot = ImportFiches.objects.select_related("par").get(pk=pk)
    if lot.etat != Etat.ANALYSE:
        return
    try:
        tableau = read_file(_content(lot), lot.feuille)
        headings = find_headings(tableau.lignes, lot.genre)
    except FichierIllisible as problem:
        ImportFiches.objects.filter(pk=pk).update(etat=Etat.ECHEC, erreur=str(problem))
        return
    lines = [
        Ligne(number, row)
        for number, row in enumerate(tableau.lignes, start=1)
        if number >= headings.premiere_ligne and any(row)
    ]
    _read_lines(lot, lines, advance)
    lot.etat, lot.total, lot.avancement = Etat.PRET, len(lines), 0
    lot.save(update_fields=["etat", "total", "avancement"])


def _read_lines(lot, lines, advance) -> None:
    lot.lignes.all().delete()
    reader = READERS[Genre(lot.genre)](lot)
    reader.prepare([ligne.brut for ligne in lines])
    for start in range(0, len(lines), BATCH):
        some = lines[start : start + BATCH]
        for ligne in some:
            reader.read(ligne)
        LigneImport.objects.bulk_create(_row(lot, ligne) for ligne in some)
        advance(start + len(some), len(lines))


def _row(lot, ligne) -> LigneImport:
    return LigneImport(lot=lot, **{name: getattr(ligne, name) for name in LINE_FIELDS})


@transaction.atomic
def choose_fiche(line: LigneImport, *, choice: str, by: Personne) -> LigneImport:
    """Say what a doubtful line is: one of the sheets proposed (its number), `nouvelle`, or `rien`."""
    require(by, "members.manage_imports")
    lot = _lock(line.lot, (Etat.PRET,))
    standing = LigneImport.objects.select_for_update().get(pk=line.pk)
    proposed = {str(candidate["fiche"]) for candidate in standing.candidates}
    if not standing.candidates or choice not in proposed | {"nouvelle", "rien"}:
        raise ValidationError("Cette ligne ne se décide pas ainsi : choisissez une des réponses proposées.")
    ligne = Ligne(standing.numero, standing.brut, lu=standing.lu, candidates=standing.candidates)
    if choice == "rien":
        ligne.decide(Verdict.ECARTEE, "Vous avez choisi de ne pas l’importer.")
    else:
        _decide_again(lot, ligne, choice)
    for name in ("lu", "verdict", "raison", "fiche", "differences", "avant"):
        setattr(standing, name, getattr(ligne, name))
    standing.save()
    return standing


def _decide_again(lot, ligne, choice) -> None:
    """Compare one line with one sheet, reading nothing of the others."""
    pks = [int(choice)] if choice != "nouvelle" else []
    model = Association if lot.genre == Genre.ASSOCIATIONS else Personne
    known = model.objects.filter(pk__in=pks, fondue_dans=None)
    email = ligne.lu.get("email")
    if model is Personne and email:
        known |= model.objects.filter(email=email)
    reader = READERS[Genre(lot.genre)](lot, known)
    ligne.fiche = pks[0] if pks else None
    if pks and pks[0] not in (reader.annuaire if model is Association else reader.repertoire).fiches:
        raise ValidationError("Cette fiche n’existe plus : choisissez une autre réponse.")
    reader.decide(ligne)


@transaction.atomic
def start_import(lot: ImportFiches, *, inviter: bool, by: Personne) -> ImportFiches:
    """Have the lines written by a worker; doubtful lines are left out."""
    require(by, "members.manage_imports")
    standing = _lock(lot, (Etat.PRET,))
    standing.etat, standing.avancement = Etat.ECRITURE, 0
    standing.options |= {"inviter": inviter, "par": by.pk}
    standing.save()
    launch("members.write_import", standing, by=by)
    return standing


@transaction.atomic
def discard_import(lot: ImportFiches, *, by: Personne) -> None:
    """Throw away a file that was not imported, and its lines."""
    require(by, "members.manage_imports")
    standing = _lock(lot, READ_AGAIN)
    journal.record("members.discard_import", standing, by=by)
    file = standing.fichier
    standing.delete()
    transaction.on_commit(lambda: file.delete(save=False))


@transaction.atomic
def start_undo(lot: ImportFiches, *, by: Personne) -> ImportFiches:
    """Have a whole import undone by a worker."""
    require(by, "members.manage_imports")
    standing = _lock(lot, (Etat.FAIT,))
    standing.options |= {"defait_par": by.pk}
    standing.save()
    launch("members.undo_import", standing, by=by)
    return standing


@transaction.atomic
def relaunch(lot: ImportFiches, *, by: Personne) -> None:
    """Ask again for the job that failed; what it already did is not done twice."""
    require(by, "members.manage_imports")
    jobs = {
        Etat.ANALYSE: "members.analyse_import",
        Etat.ECRITURE: "members.write_import",
        Etat.FAIT: "members.undo_import",
    }
    standing = _lock(lot, tuple(jobs))
    launch(jobs[Etat(standing.etat)], standing, by=by)


def get_actor(lot: ImportFiches, key: str) -> Personne:
    """Return who asked, if they still may; what waits for a worker may outlive a right."""
    actor = Personne.objects.get(pk=lot.options[key])
    if not (actor.is_active and can(actor, "members.manage_imports")):
        raise ValidationError("La personne qui a demandé ce travail n’en a plus le droit.")
    return actor


def history_of(lot: ImportFiches, actor: Personne):
    """Say in the history of each row who changed it and through which import."""
    return pghistory.context(personne=actor.pk, import_fiches=lot.pk)


def _lock(lot, states) -> ImportFiches:
    standing = ImportFiches.objects.select_for_update(of=("self",)).select_related("par").get(pk=lot.pk)
    if standing.etat not in states:
        raise ValidationError(TOO_LATE, code="too_late")
    return standing


def _content(lot) -> bytes:
    try:
        with lot.fichier.open("rb") as file:
            return file.read()
    except OSError:
        raise FichierIllisible("Ce fichier n’est plus là : déposez-le de nouveau.") from None


def _set_headings(lot: ImportFiches, tableau: Tableau) -> None:
    headings = find_headings(tableau.lignes, lot.genre)
    lot.feuilles, lot.feuille, lot.entetes = tableau.feuilles, tableau.feuille, headings.intitules
    rows = tableau.lignes[headings.premiere_ligne - 1 :]
    lot.options = {"exemples": [_samples(rows, rank) for rank in range(len(headings.intitules))]}
    lot.total = sum(1 for row in rows if any(row))
    known = CorrespondanceColonnes.objects.filter(genre=lot.genre, signature=sign(lot.entetes)).first()
    lot.colonnes = known.colonnes if known else propose(lot.entetes, lot.genre)


def _samples(rows, rank) -> list[str]:
    """Return the first cells of a column that say something."""
    said = (row[rank][:80] for row in rows[:SAMPLED] if rank < len(row) and row[rank])
    return list(dict.fromkeys(said))[:3]
