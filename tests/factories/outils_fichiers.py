"""Tools with files and texts, for what reads and searches them."""

import io

from django.core.files.base import ContentFile
from django.utils import timezone

from outiltheque.actions.fichiers import add_fichier
from outiltheque.actions.lectures import learn_words, read_fichier
from outiltheque.models import Fichier, Outil, VersionOutil
from outiltheque.models.versions import SPOKEN
from socle.fichiers import TOUS, recognise


def make_brouillon(association, *, by, titre="Trame d’entretien", resume="Pour préparer", **texts) -> VersionOutil:
    """A tool being written by an association: its only version."""
    outil = Outil.objects.create(titre=titre, resume=resume, genre=Outil.Genre.METHODE, cree_par=by)
    outil.associations.add(association)
    version = VersionOutil.objects.create(outil=outil, titre=titre, resume=resume, ecrite_par=by, **texts)
    learn_words(*(getattr(version, name) for name in SPOKEN))
    return version


def publish(version: VersionOutil, *, by) -> VersionOutil:
    """Let a version come out, at once."""
    now = timezone.now()
    for etat in ("proposee", "relue", "publiee"):
        more = {"relue_le": now, "relue_par": by, "mot_relecture": "Clair"} if etat == "relue" else {}
        VersionOutil.objects.filter(pk=version.pk).update(etat=etat, **more)
    VersionOutil.objects.filter(pk=version.pk).update(publiee_le=now)
    for etat in ("propose", "relu") if version.outil.etat == "brouillon" else ():
        Outil.objects.filter(pk=version.outil_id).update(etat=etat)
    Outil.objects.filter(pk=version.outil_id).update(
        etat="publie", courante=version, publie_le=now, relu_le=timezone.localdate()
    )
    version.refresh_from_db()
    return version


def join(version: VersionOutil, content: bytes, nom: str, *, by, lu: bool = True) -> Fichier:
    """A file joined to a version, its text read at once unless it must wait."""
    known = recognise(io.BytesIO(content), genres=TOUS, name=nom)
    fichier = add_fichier(
        version,
        nom=nom,
        genre=known.genre.suffixe,
        taille=known.taille,
        empreinte=known.empreinte,
        contenu=ContentFile(content),
        by=by,
    )
    if lu:
        read_fichier(fichier.pk)
    fichier.refresh_from_db()
    return fichier
