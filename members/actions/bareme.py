"""What people do with a fee scale before it is voted, and with the figures it is reckoned on."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Assiette, Association, Bareme, Federation, Personne, RegleBareme
from socle import journal
from socle.permissions import require

FROZEN = (
    "Ce barème est voté : ses règles ne changent plus. Pour corriger, préparez un nouveau barème et faites-le voter."
)
COPIED = ("genre", "fixe", "taux", "base", "plancher", "plafond")
KEEP_OTHER = "Ce barème sert à une campagne : il se garde."


@transaction.atomic
def prepare_bareme(*, annee: int, nom: str, copy: Bareme | None = None, by: Personne) -> Bareme:
    """Start a scale for a year, with the rules of another one if there is one to start from."""
    require(by, "members.manage_cotisations")
    bareme = Bareme(annee=annee, nom=nom)
    bareme.full_clean()
    bareme.save()
    for regle in copy.regles.all() if copy else ():
        RegleBareme.objects.create(bareme=bareme, **{name: getattr(regle, name) for name in COPIED})
    journal.record("members.prepare_bareme", bareme, by=by, annee=annee, reprend=copy.pk if copy else None)
    return bareme


@transaction.atomic
def edit_regles(bareme: Bareme, *, regles: list[RegleBareme], by: Personne) -> None:
    """Replace all the rules of a scale that is not voted yet."""
    require(by, "members.manage_cotisations")
    standing = _lock_open(bareme)
    standing.regles.all().delete()
    for regle in regles:
        regle.pk, regle.bareme = None, standing
        regle.full_clean()
        regle.save()
    journal.record("members.edit_bareme", standing, by=by, regles=[_say(regle) for regle in regles])


@transaction.atomic
def vote_bareme(bareme: Bareme, *, vote_le: date, proces_verbal: str, by: Personne) -> Bareme:
    """Write down the vote: from then on the scale says what was voted and nothing else."""
    require(by, "members.manage_cotisations")
    standing = _lock_open(bareme)
    if not standing.regles.exists():
        raise ValidationError("Ce barème n’a aucune règle : il n’y a rien à voter.")
    if vote_le > timezone.localdate():
        raise ValidationError("Le vote est daté de plus tard qu’aujourd’hui : indiquez le jour où il a eu lieu.")
    standing.vote_le, standing.proces_verbal = vote_le, proces_verbal
    standing.full_clean()
    standing.save()
    journal.record("members.vote_bareme", standing, by=by, vote_le=str(vote_le), proces_verbal=proces_verbal)
    return standing


@transaction.atomic
def drop_bareme(bareme: Bareme, *, by: Personne) -> None:
    """Throw away a scale that was never voted."""
    require(by, "members.manage_cotisations")
    standing = _lock_open(bareme)
    if standing.campagnes.exists():
        raise ValidationError(KEEP_OTHER)
    journal.record("members.drop_bareme", standing, by=by)
    standing.delete()


@transaction.atomic
def declare_assiette(association: Association, *, annee: int, base: str, montant: Decimal, by: Personne) -> Assiette:
    """Write what an association declares; the journal keeps who declared what, and what it said before."""
    require(by, "members.declare_assiette", association)
    Association.objects.select_for_update().get(pk=association.pk)
    found = association.assiettes.filter(annee=annee, base=base).first()
    before = found.montant if found else None
    assiette = found or Assiette(association=association, annee=annee, base=base)
    if before == montant:
        return assiette
    assiette.montant = montant
    assiette.full_clean()
    assiette.save()
    said = None if before is None else str(before)
    journal.record("members.declare_assiette", assiette, by=by, montant=str(montant), avant=said)
    return assiette


@transaction.atomic
def edit_compte_bancaire(*, titulaire: str, iban: str, bic: str, by: Personne) -> Federation:
    """Say on which account dues are paid: it is printed on every call from then on."""
    require(by, "members.edit_compte_bancaire")
    federation = Federation.objects.select_for_update().order_by("pk").first()
    if federation is None:
        raise ValidationError("La fédération n’est pas encore décrite : il n’y a pas de compte à indiquer.")
    before = federation.iban
    federation.titulaire, federation.iban, federation.bic = titulaire, iban, bic
    federation.full_clean()
    federation.save()
    journal.record("members.edit_compte_bancaire", federation, by=by, iban=iban, avant=before)
    return federation


def _lock_open(bareme) -> Bareme:
    standing = Bareme.objects.select_for_update().get(pk=bareme.pk)
    if standing.vote_le:
        raise ValidationError(FROZEN)
    return standing


def _say(regle) -> dict:
    return {name: str(getattr(regle, name)) for name in COPIED}
