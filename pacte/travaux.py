"""The long job of this app: draw a signed pact and seal it. It may start again where the rows say it stopped."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from pacte.documents import PactePdf
from pacte.models import CeremonieSignature
from pacte.notifications_bilans import FichierScelle
from socle import journal
from socle.documents import render_pdf
from socle.lazy import lazy
from socle.notifications import notify
from socle.travaux import Advance, job

sceau = lazy("pacte.sceau")

REASON = "Pacte signé, clos par le portail"
STEPS = 2


@job("pacte.sceller")
def sceller(pk: str, advance: Advance) -> None:
    """Seal a closed ceremony's pact, once; what prevents it is said on its page, and nothing is kept."""
    ceremonie = CeremonieSignature.objects.select_related("version__federation").get(pk=pk)
    if ceremonie.close_le is None or ceremonie.scellee_le is not None:
        return
    params = {"version": ceremonie.version_id}
    advance(0, STEPS)
    drawn = render_pdf(PactePdf.template, PactePdf.context(params), PactePdf.inside(params))
    advance(1, STEPS)
    try:
        scelle = sceau.seal(drawn, motif=REASON, par=str(ceremonie.version.federation))
    except sceau.SceauImpossible as error:
        CeremonieSignature.objects.filter(pk=pk, scellee_le=None).update(probleme=str(error)[:200])
        return
    keep(ceremonie, PactePdf.filename(params), scelle)


@transaction.atomic
def keep(ceremonie, name, scelle) -> None:
    """Keep the sealed file: the first one made is the one that holds."""
    standing = CeremonieSignature.objects.select_for_update().get(pk=ceremonie.pk)
    if standing.scellee_le is not None:
        return
    standing.fichier.save(name, ContentFile(scelle.contenu), save=False)
    standing.fichier_empreinte = sha256(scelle.contenu).hexdigest()
    standing.niveau, standing.scellee_le, standing.probleme = scelle.niveau, timezone.now(), ""
    standing.save()
    notify(FichierScelle(standing, list(standing.signataires.select_related("signature"))))
    journal.record("scelle", ceremonie.version, by=None, niveau=scelle.niveau, fichier=standing.fichier_empreinte)
