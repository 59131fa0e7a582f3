"""What is past its time goes away, by batches that may stop anywhere; nobody could read it already (§6.4)."""

from dateutil.relativedelta import relativedelta
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from formations.models import (
    ArriveeSurPlace,
    CertificatRealisation,
    DossierPreuves,
    Emargement,
    FeuillePapier,
    FeuillePresence,
    LienFormateur,
    Reclamation,
    SessionFormation,
)
from formations.models.bilans import DOSSIERS as FOLDER
from socle.fichiers import sweep_orphans

BATCH = 500
RECLAMATIONS = relativedelta(years=6)
# Signatures go before what they point to
OF_SESSIONS = (
    (Emargement, "demi_journee__session__in"),
    (FeuillePapier, "demi_journee__session__in"),
    (FeuillePresence, "demi_journee__session__in"),
    (ArriveeSurPlace, "session__in"),
    (LienFormateur, "session__in"),
    (CertificatRealisation, "inscription__session__in"),
)


def forget_evidence(batch: int = BATCH) -> dict[str, int]:
    """Erase sheets and certificates six years after their session, ten if Europe paid; return how many rows."""
    now = timezone.now()
    past = SessionFormation.objects.perimees(now).order_by().values("pk")
    counts = {model.__name__: _forget(model.objects.filter(**{where: past}), batch) for model, where in OF_SESSIONS}
    closed = Reclamation.objects.filter(close_le__lte=now - RECLAMATIONS)
    counts["Reclamation"] = _forget(closed, batch)
    counts["DossierPreuves"] = _forget(DossierPreuves.objects.perimes(now), batch)
    known = DossierPreuves.objects.exclude(fichier="").values_list("fichier", flat=True)
    sweep_orphans(FOLDER, known, default_storage)
    return counts


def _forget(rows, batch) -> int:
    """Erase a batch in its own transaction, again and again: stopped anywhere, what is done is done."""
    erased = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            erased += rows.model.objects.filter(pk__in=pks).delete()[0]
    return erased
