"""The same file in several versions of a tool is stored once."""

from outiltheque.models import Fichier, Passage, VersionOutil


def share(twin: Fichier, fichier: Fichier) -> None:
    """Let a file be the same stored one as its twin, with what was read of it."""
    for name in ("extraction", "motif", "pages", "extrait_le"):
        setattr(fichier, name, getattr(twin, name))
    fichier.fichier.name, fichier.apercu.name = twin.fichier.name, twin.apercu.name


def copy_passages(twin: Fichier, fichier: Fichier) -> None:
    """Give a file the text that was read of its twin."""
    rows = twin.passages.values_list("rang", "page", "texte")
    Passage.objects.bulk_create(
        [Passage(fichier=fichier, rang=rang, page=page, texte=texte) for rang, page, texte in rows], batch_size=500
    )


def carry_fichiers(source: VersionOutil, version: VersionOutil) -> None:
    """Give the files of a version to the one that follows it; nothing is stored twice."""
    for former in source.fichiers.all():
        fichier = Fichier(
            version=version, nom=former.nom, genre=former.genre, taille=former.taille, empreinte=former.empreinte,
            depose_par=former.depose_par, depose_le=former.depose_le,
        )  # fmt: skip
        share(former, fichier)
        fichier.save()
        copy_passages(former, fichier)
