"""What the team does with what the bank says: read a statement, agree to what a sum pays, set it aside."""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.actions.cotisations import Allocations, record_reglement
from members.banque import FichierRefuse, Lecture, read_releve
from members.models import AppelCotisation, Association, LigneReleve, Personne, Reglement, ReleveBancaire
from socle import journal
from socle.permissions import require

LONGEST_NAME = 200
TREATED = "Quelqu’un s’est déjà occupé de cette ligne."


@transaction.atomic
def import_releve(name: str, *, content: bytes, by: Personne) -> tuple[ReleveBancaire, Lecture, int]:
    """Keep the sums of a statement that are not known yet; nothing goes to the accounts.

    Returns the statement, what was read, and how many sums are new. The same file again is refused with a sentence;
    the same operation in another file adds nothing.
    """
    require(by, "members.manage_cotisations")
    try:
        lecture = read_releve(content)
    except FichierRefuse as reason:
        raise ValidationError(str(reason), code="unreadable") from None
    releve = ReleveBancaire(
        nom_fichier=name[-LONGEST_NAME:] or "relevé",
        genre=lecture.genre,
        empreinte=sha256(content).hexdigest(),
        par=by,
    )
    releve.full_clean()
    releve.save()
    before = LigneReleve.objects.count()
    LigneReleve.objects.bulk_create(
        (
            LigneReleve(
                releve=releve,
                identite=identite,
                le=operation.le,
                montant=operation.montant,
                payeur=operation.payeur,
                libelle=operation.libelle,
            )
            for identite, operation in lecture.identify()
        ),
        ignore_conflicts=True,
    )
    new = LigneReleve.objects.count() - before
    journal.record("members.import_releve", releve, by=by, lignes=lecture.lignes, nouvelles=new)
    return releve, lecture, new


@transaction.atomic
def accept_ligne(
    ligne: LigneReleve,
    *,
    association: Association,
    imputations: Allocations,
    is_another: bool = False,
    by: Personne,
) -> Reglement:
    """Agree that a sum was paid by an association, and for which years: only then does it enter the accounts."""
    require(by, "members.manage_cotisations")
    standing = _lock_waiting(ligne)
    reglement = record_reglement(
        association,
        montant=standing.montant,
        recu_le=standing.le,
        moyen=Reglement.Moyen.VIREMENT,
        libelle=standing.libelle[:200],
        imputations=imputations,
        is_another=is_another,
        by=by,
    )
    standing.reglement = reglement
    standing.save(update_fields=["reglement"])
    journal.record("members.accept_ligne", standing, by=by, reglement=reglement.pk)
    return reglement


@transaction.atomic
def set_aside_ligne(ligne: LigneReleve, *, by: Personne) -> None:
    """Say that a sum is no due: a subsidy, a refund."""
    require(by, "members.manage_cotisations")
    standing = _lock_waiting(ligne)
    standing.ecartee_le = timezone.now()
    standing.save(update_fields=["ecartee_le"])
    journal.record("members.set_aside_ligne", standing, by=by)


@transaction.atomic
def put_back_ligne(ligne: LigneReleve, *, by: Personne) -> None:
    """Take back a line that was set aside."""
    require(by, "members.manage_cotisations")
    standing = LigneReleve.objects.select_for_update().get(pk=ligne.pk)
    if standing.ecartee_le:
        standing.ecartee_le = None
        standing.save(update_fields=["ecartee_le"])
        journal.record("members.put_back_ligne", standing, by=by)


def accept_proposition(ligne: LigneReleve, *, appel: AppelCotisation, by: Personne) -> Reglement:
    """Agree to what was proposed: the due is settled as far as it goes, the rest is a credit."""
    left = AppelCotisation.objects.as_of().get(pk=appel.pk).reste
    share = min(left, ligne.montant)
    imputations = {appel: share} if share else {}
    return accept_ligne(ligne, association=appel.association, imputations=imputations, by=by)


def _lock_waiting(ligne) -> LigneReleve:
    standing = LigneReleve.objects.select_for_update().get(pk=ligne.pk)
    if standing.reglement_id or standing.ecartee_le:
        raise ValidationError(TREATED)
    return standing
