"""The sealed file for who signed it without an account: a signed link, good for that file alone and for a time."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pacte.models import CeremonieSignature
from pacte.notifications_bilans import FICHIER_SCELLE
from socle.fichiers.stockage import give_file
from socle.signatures import LienInvalide, read

GONE = 410


@login_not_required
@require_safe
def fichier_open(request, token):
    """A page says what the file is; nothing leaves on a mere visit."""
    ceremonie = find_sealed(token)
    if ceremonie is None:
        return render(request, "pacte/fichier_closed.html", status=GONE)
    return render(request, "pacte/fichier_open.html", {"ceremonie": ceremonie, "token": token})


@login_not_required
@require_safe
def fichier_file(request, token):
    ceremonie = find_sealed(token)
    if ceremonie is None:
        return render(request, "pacte/fichier_closed.html", status=GONE)
    return give_file(ceremonie.fichier, name=name_sealed(ceremonie))


def find_sealed(token: str) -> CeremonieSignature | None:
    """Return the sealed ceremony that a link is for; None if it is over, forged or made for something else."""
    try:
        pk = read(FICHIER_SCELLE, token)["ceremonie"]
    except LienInvalide:
        return None
    sealed = CeremonieSignature.objects.filter(pk=pk, scellee_le__isnull=False)
    return sealed.select_related("version__pacte", "version__federation").first()


def name_sealed(ceremonie: CeremonieSignature) -> str:
    """Return how the sealed file is called."""
    return f"pacte-{ceremonie.version.pacte.periode}-version-{ceremonie.version.numero}-scelle.pdf"
