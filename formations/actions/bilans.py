"""A year's figures: amounts taken from the accounts, evidence put together."""

from django.core.exceptions import ValidationError
from django.db import transaction

from formations.models import DossierPreuves, EcritureBilan
from members.models import Personne
from socle import journal
from socle.permissions import require
from socle.travaux import find_latest, launch

PREUVES = "formations.preuves"


@transaction.atomic
def add_ecriture(*, annee: int, by: Personne, **fields) -> EcritureBilan:
    """Write an amount that the portal cannot count: a subsidy, a charge."""
    require(by, "formations.organise")
    ecriture = EcritureBilan(annee=annee, saisie_par=by, **fields)
    ecriture.full_clean()
    ecriture.save()
    told = {"annee": annee, "poste": ecriture.poste, "montant": str(ecriture.montant)}
    journal.record("formations.add_ecriture", ecriture, by=by, **told)
    return ecriture


@transaction.atomic
def remove_ecriture(ecriture: EcritureBilan, *, by: Personne) -> None:
    """Take back an amount written by mistake; the journal keeps what it was."""
    require(by, "formations.organise")
    standing = EcritureBilan.objects.select_for_update().filter(pk=ecriture.pk).first()
    if standing is None:
        raise ValidationError("Ce montant a déjà été retiré.")
    told = {"annee": standing.annee, "poste": standing.poste, "montant": str(standing.montant)}
    journal.record("formations.remove_ecriture", standing, by=by, **told)
    standing.delete()


@transaction.atomic
def ask_dossier(annee: int, *, by: Personne) -> DossierPreuves:
    """Ask for the archive of a year; one that is being made is not asked again."""
    require(by, "formations.organise")
    for waiting in DossierPreuves.objects.filter(annee=annee, fichier="").select_for_update():
        travail = find_latest(waiting)
        if travail is not None and not travail.is_done and not travail.has_failed:
            return waiting
    dossier = DossierPreuves.objects.create(annee=annee, demande_par=by)
    journal.record("formations.ask_dossier", dossier, by=by, annee=annee)
    launch(PREUVES, dossier, by=by)
    return dossier
