"""Prepare a ceremony, open it, close it or give it up: the list is known before, the digest after (R8)."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from members.models import Personne
from pacte.contenu_signe import digest_of, write_signed
from pacte.models import CeremonieSignature, SeanceSignature, Signataire, VersionPacte
from pacte.notifications import PacteSigne, SignatureDemandee, SignatureRappelee
from pacte.queries.signatures import get_papiers, get_signataires, has_every_answer, has_every_required
from socle import journal
from socle.notifications import notify
from socle.permissions import require
from socle.travaux import launch

MOST = 200
RAPPEL = timedelta(days=7)  # before the last day


@transaction.atomic
def prepare_ceremonie(
    version: VersionPacte, *, debut: date, fin: date, vigueur_du: date, by: Personne
) -> CeremonieSignature:
    """Say on which days an adopted version is signed, and from when it will hold."""
    require(by, "pacte.add_ceremonie", version)
    if not version.pacte.debut <= vigueur_du <= version.pacte.fin:
        raise ValidationError({"vigueur_du": "Ce jour est hors des années du pacte : choisissez-en un dedans."})
    ceremonie = CeremonieSignature(version=version, debut=debut, fin=fin, vigueur_du=vigueur_du, par=by)
    ceremonie.full_clean()
    ceremonie.save()
    journal.record("prépare la signature de", version, by=by, debut=debut.isoformat(), fin=fin.isoformat())
    return ceremonie


@transaction.atomic
def edit_ceremonie(ceremonie: CeremonieSignature, *, by: Personne, **days: Any) -> CeremonieSignature:
    """Change the days; once it is open, the last one alone."""
    standing = lock_ceremonie(ceremonie, by=by)
    for name, day in days.items():
        setattr(standing, name, day)
    standing.full_clean()
    standing.save()
    journal.record("change les jours de", standing, by=by, fin=standing.fin.isoformat())
    return standing


@transaction.atomic
def add_seance(ceremonie: CeremonieSignature, *, le: date, lieu: str, by: Personne) -> SeanceSignature:
    """Announce a sitting: there may be several (R8)."""
    standing = lock_ceremonie(ceremonie, by=by)
    if not standing.debut <= le <= standing.fin:
        raise ValidationError({"le": f"La signature va du {standing.debut:%d/%m/%Y} au {standing.fin:%d/%m/%Y}."})
    return SeanceSignature.objects.create(ceremonie=standing, le=le, lieu=lieu)


@transaction.atomic
def add_signataire(ceremonie: CeremonieSignature, *, by: Personne, **fields: Any) -> Signataire:
    """Name somebody who signs, with their mandate and the decision of their board behind it (R8)."""
    standing = lock_ceremonie(ceremonie, by=by)
    if not standing.is_preparee:
        raise ValidationError("La cérémonie est ouverte : la liste des signataires ne change plus.")
    if standing.signataires.count() >= MOST:
        raise ValidationError(f"Une cérémonie compte au plus {MOST} signataires.")
    last = standing.signataires.aggregate(last=Max("rang"))["last"] or 0
    signataire = Signataire(ceremonie=standing, rang=last + 1, **fields)
    signataire.full_clean()
    signataire.save()
    return signataire


@transaction.atomic
def edit_signataire(signataire: Signataire, *, by: Personne, **fields: Any) -> Signataire:
    """Correct who signs; once the ceremony is open, the person alone changes, and before they answered."""
    standing = lock_ceremonie(signataire.ceremonie, by=by)
    locked = Signataire.objects.select_for_update(of=("self",)).get(pk=signataire.pk, ceremonie=standing)
    if locked.reponse is not None:
        raise ValidationError("Cette personne a répondu : sa ligne ne change plus.")
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    if not standing.is_preparee:
        journal.record("change un signataire de", standing, by=by, signataire=str(locked))
    return locked


@transaction.atomic
def remove_signataire(signataire: Signataire, *, by: Personne) -> None:
    """Take somebody off the list while it is being prepared."""
    standing = lock_ceremonie(signataire.ceremonie, by=by)
    if not standing.is_preparee:
        raise ValidationError("La cérémonie est ouverte : la liste des signataires ne change plus.")
    Signataire.objects.filter(pk=signataire.pk).delete()


@transaction.atomic
def open_ceremonie(ceremonie: CeremonieSignature, *, by: Personne) -> CeremonieSignature:
    """Ask for the signatures: the list is known from now on, and those who have an account are told."""
    standing = lock_ceremonie(ceremonie, by=by)
    if not standing.is_preparee:
        raise ValidationError("Cette cérémonie est déjà ouverte.")
    if not standing.signataires.filter(is_requis=True).exists():
        raise ValidationError("Il faut au moins une signature nécessaire : ajoutez-la d’abord.")
    if standing.fin < timezone.localdate():
        raise ValidationError("Le dernier jour est passé : changez les jours de la cérémonie d’abord.")
    standing.ouverte_le = timezone.now()
    standing.save()
    _move(standing.version, VersionPacte.Etat.EN_SIGNATURE)
    journal.record("ouvre la signature de", standing.version, by=by)
    notify(SignatureDemandee(standing, get_signataires(standing)))
    return standing


@transaction.atomic
def abandon_ceremonie(ceremonie: CeremonieSignature, *, motif: str, by: Personne) -> CeremonieSignature:
    """Give a ceremony up, with what was answered kept; the version is adopted still, and may have another."""
    standing = lock_ceremonie(ceremonie, by=by)
    version = standing.version
    if version.is_publiee:
        raise ValidationError("Ce pacte est signé : sa cérémonie ne s’abandonne plus, elle se clôt.")
    standing.abandonnee_le, standing.abandon_motif = timezone.now(), motif
    standing.save()
    for papier in get_papiers(standing):
        papier.discard()
    if version.etat == VersionPacte.Etat.EN_SIGNATURE:
        _move(version, VersionPacte.Etat.ADOPTEE)
    journal.record("abandonne la signature de", version, by=by, motif=motif)
    return standing


@transaction.atomic
def close_ceremonie(ceremonie: CeremonieSignature, *, by: Personne) -> CeremonieSignature:
    """End the signing once every required signature is there; those who did not answer no longer can (R8)."""
    standing = lock_ceremonie(ceremonie, by=by)
    if not standing.is_running:
        raise ValidationError("Cette cérémonie n’est pas ouverte.")
    if not has_every_required(standing):
        raise ValidationError("Il manque une signature nécessaire : la cérémonie ne peut pas se clore.")
    if get_papiers(standing).exists():
        raise ValidationError("Un papier attend d’être confirmé : confirmez-le ou écartez-le avant de clore.")
    return finish(standing, by=by)


@transaction.atomic
def close_past_ceremonie(ceremonie: CeremonieSignature) -> bool:
    """Write what a ceremony that is over holds, so that it is sealed; say whether it was done.

    Nobody signs since its last day, whatever ran. A paper signed in time has some days to be entered, and is never
    left out while it waits to be confirmed; what lacks a required signature waits for somebody to decide.
    """
    standing = lock_running(ceremonie)
    is_late = standing.is_past and timezone.localdate() > standing.papiers_jusqu_au
    if not is_late or not has_every_required(standing) or get_papiers(standing).exists():
        return False
    finish(standing, by=None)
    return True


@transaction.atomic
def remind_signataires(ceremonie: CeremonieSignature) -> None:
    """Tell those who have not answered that the last day is near: once, however often this runs."""
    standing = lock_running(ceremonie)
    if standing.is_open and standing.fin - timezone.localdate() <= RAPPEL:
        notify(SignatureRappelee(standing, [s for s in get_signataires(standing) if s.waits_for_an_answer]))


def finish(standing: CeremonieSignature, *, by: Personne | None) -> CeremonieSignature:
    """Write what was signed and its digest, then ask for the seal; the row is locked by whoever calls."""
    signataires = get_signataires(standing)
    standing.contenu = write_signed(standing, signataires)
    standing.empreinte = digest_of(standing.contenu)
    standing.close_le = timezone.now()
    standing.save()
    journal.record("clôt la signature de", standing.version, by=by, empreinte=standing.empreinte)
    launch("pacte.sceller", standing, by=by or standing.par)
    notify(PacteSigne(standing, signataires))
    return standing


def finish_if_complete(standing: CeremonieSignature, *, by: Personne | None) -> None:
    if has_every_required(standing) and has_every_answer(standing):
        finish(standing, by=by)


def lock_ceremonie(ceremonie: CeremonieSignature, *, by: Personne) -> CeremonieSignature:
    """Return the row, locked; refuse if the ceremony is over."""
    require(by, "pacte.manage_ceremonie", ceremonie)
    return lock_running(ceremonie)


def lock_running(ceremonie: CeremonieSignature) -> CeremonieSignature:
    locked = CeremonieSignature.objects.select_for_update(of=("self",)).select_related(
        "version__pacte", "version__ratification__instance"
    )
    standing = locked.get(pk=ceremonie.pk)
    if standing.close_le or standing.abandonnee_le:
        raise ValidationError("Cette cérémonie est terminée : plus rien n’y change.")
    return standing


def _move(version, etat) -> None:
    version.etat = etat
    version.save(update_fields=["etat"])
