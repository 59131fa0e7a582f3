"""The files of a version as its page says them."""

from outiltheque.models import Fichier, Vitrine

SHOWN = Vitrine.Champ.FICHIERS


def get_fichiers(version):
    """Return the files of a version, in the order in which they were joined."""
    return version.fichiers.order_by("pk")


def find_public_fichier(pk: int) -> Fichier | None:
    """Return a file that everybody may read: of a version that is shown, files included."""
    shown = Vitrine.objects.montrees().filter(champs__contains=[SHOWN])
    return Fichier.objects.filter(pk=pk, version__in=shown.values("version")).first()
