"""What comes to an end for providers and candidates: reminders, each once, and what is kept no longer (§6.4)."""

from datetime import timedelta

import pgtrigger
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accompagnement.delais import years_after
from accompagnement.models import Attestation, Candidature, Facture, MoisFacturable, Prestataire
from accompagnement.models.prestataires import VALIDITE_DECLARATION
from accompagnement.notifications_prestataires import ARenouveler
from socle.notifications import notify

DELAIS = (30, 7)
CONSERVATION_PIECES = timedelta(days=2 * 365)
BATCH = 500
ANNEES_FACTURE, ANNEES_SANS_FACTURE = 10, 2


def remind_prestataires() -> None:
    """Tell providers what ends within 30 days, then within 7; a day without the task loses no reminder."""
    today = timezone.localdate()
    active = Prestataire.objects.exclude(etat=Prestataire.Etat.SORTI).select_related("personne")
    for prestataire in active.annotate(derniere=Max("declarations_interets__signee_le")).iterator(chunk_size=BATCH):
        if prestataire.derniere:
            fin = prestataire.derniere + VALIDITE_DECLARATION - timedelta(days=1)
            _remind(prestataire, "Votre déclaration d’intérêts", fin, today)
        if prestataire.assure_jusqu_au and prestataire.genre == Prestataire.Genre.PROFESSIONNEL:
            _remind(prestataire, "Votre assurance professionnelle", prestataire.assure_jusqu_au, today)


def _remind(prestataire, quoi, fin, today) -> None:
    """Send the nearest of the two reminders; its key makes it go once, whoever asks again."""
    left = (fin - today).days
    due = [delai for delai in DELAIS if 0 <= left <= delai]
    if due:
        with transaction.atomic():
            notify(ARenouveler(prestataire, quoi, fin, min(due)))


@transaction.atomic
def forget_candidatures() -> None:
    """Erase the applications that are kept no longer, and the pieces of who left two years ago."""
    Candidature.objects.filter(Candidature.objects.forgotten()).delete()
    limit = timezone.localdate() - CONSERVATION_PIECES
    Attestation.objects.filter(prestataire__sorti_le__lt=limit).delete()


def forget_factures() -> None:
    """Erase the invoices of ten years ago, and the months that nobody billed in two years (§6.4)."""
    today = timezone.localdate()
    old = Facture.objects.filter(deposee_le__lt=years_after(today, -ANNEES_FACTURE))
    with pgtrigger.ignore("accompagnement.Facture:gardee"):
        old.delete()
    left = MoisFacturable.objects.filter(factures=None, mois__lt=years_after(today, -ANNEES_SANS_FACTURE))
    left.delete()
