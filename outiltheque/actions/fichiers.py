"""Files join a version while it is written, and leave it; what no version names any more is erased."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from members.models import Personne
from outiltheque.actions.copies import copy_passages, share
from outiltheque.actions.versions import hold_version
from outiltheque.models import Fichier, VersionOutil
from socle import journal
from socle.fichiers import sweep_orphans
from socle.permissions import require
from socle.queue import enqueue

MOST_FILES = 20
FOLDER = "outils"
READ = "outiltheque.tasks.read_fichier"


@transaction.atomic
def add_fichier(
    version: VersionOutil, *, nom: str, genre: str, taille: int, empreinte: str, contenu: File, by: Personne
) -> Fichier:
    """Join a file to a version being written; what the tool already holds is not stored twice."""
    held = hold_version(version)
    require(by, "outiltheque.write_version", held)
    if held.fichiers.count() >= MOST_FILES:
        raise ValidationError(f"Une version a {MOST_FILES} fichiers au plus : retirez-en un d’abord.")
    fichier = Fichier(version=held, nom=nom, genre=genre, taille=taille, empreinte=empreinte, depose_par=by)
    fichier.validate_constraints()
    twin = Fichier.objects.filter(version__outil=held.outil, empreinte=empreinte).order_by("-pk").first()
    if twin:
        share(twin, fichier)
        fichier.save()
        copy_passages(twin, fichier)
    else:
        _store(fichier, contenu)
    if fichier.waits:
        transaction.on_commit(lambda: enqueue(READ, str(fichier.pk)))
    journal.record("outiltheque.add_fichier", held.outil, by=by, version=held.numero, empreinte=empreinte)
    return fichier


def _store(fichier, contenu) -> None:
    """Store a file and write its row; without the row there is no file."""
    fichier.fichier.save("", contenu, save=False)
    try:
        fichier.save()
    except BaseException:
        fichier.fichier.storage.delete(fichier.fichier.name)
        raise


@transaction.atomic
def remove_fichier(fichier: Fichier, *, by: Personne) -> None:
    """Take a file off a version being written; it is erased if no other version of the tool has it."""
    held = hold_version(fichier.version)
    require(by, "outiltheque.write_version", held)
    journal.record("outiltheque.remove_fichier", held.outil, by=by, version=held.numero, empreinte=fichier.empreinte)
    fichier.delete()


def sweep_stored() -> int:
    """Erase what a crash left in the storage without a row; return how many files."""
    known = {name for pair in Fichier.objects.values_list("fichier", "apercu") for name in pair}
    return sweep_orphans(FOLDER, known)
