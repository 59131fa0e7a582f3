"""What the team does with money received: record it, say which year it pays, waive, agree on instalments.

Whatever checks a sum then writes holds the rows it counts: a payment first, then the dues in their order.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from members.euros import ZERO
from members.models import AppelCotisation, Association, EcheanceAppel, Exoneration, Imputation, Personne, Reglement
from socle import journal
from socle.french import say_euros, say_full_date
from socle.permissions import require

Allocations = Mapping[AppelCotisation, Decimal]


@transaction.atomic
def record_reglement(
    association: Association,
    *,
    montant: Decimal,
    recu_le: date,
    moyen: str,
    imputations: Allocations,
    libelle: str = "",
    is_another: bool = False,
    by: Personne,
) -> Reglement:
    """Write down money received, and which dues it pays as somebody chose; what is left over is a credit.

    The same payment twice is refused unless `is_another` says that there are really two.
    """
    require(by, "members.manage_cotisations")
    Association.objects.select_for_update().get(pk=association.pk)
    same = association.reglements.filter(montant=montant, recu_le=recu_le, moyen=moyen)
    if not is_another and same.exists():
        raise ValidationError(
            f"Un règlement de {say_euros(montant)} reçu le {say_full_date(recu_le)} est déjà noté. Si c’en est un "
            "deuxième, cochez la case qui le dit.",
            code="twice",
        )
    if recu_le > timezone.localdate():
        raise ValidationError("Ce règlement est daté de plus tard qu’aujourd’hui : il se note une fois reçu.")
    reglement = Reglement(
        association=association, montant=montant, recu_le=recu_le, moyen=moyen, libelle=libelle, saisi_par=by
    )
    reglement.full_clean()
    reglement.save()
    journal.record("members.record_reglement", reglement, by=by, montant=str(montant), moyen=moyen)
    _allocate(reglement, imputations, by)
    return reglement


@transaction.atomic
def allocate_reglement(reglement: Reglement, *, imputations: Allocations, by: Personne) -> None:
    """Say which dues the credit of a payment settles."""
    require(by, "members.manage_cotisations")
    _allocate(Reglement.objects.select_for_update().get(pk=reglement.pk), imputations, by)


@transaction.atomic
def undo_imputation(imputation: Imputation, *, motif: str, by: Personne) -> None:
    """Take back what a payment settled: the due is unpaid again and the money is a credit; the reason is kept."""
    require(by, "members.manage_cotisations")
    Reglement.objects.select_for_update().get(pk=imputation.reglement_id)
    found = Imputation.objects.filter(pk=imputation.pk).first()
    if found is None:
        raise ValidationError("Cette affectation est déjà défaite.")
    year = found.appel.campagne.annee
    journal.record("members.undo_imputation", found, by=by, motif=motif, montant=str(found.montant), annee=year)
    found.delete()


@transaction.atomic
def cancel_reglement(reglement: Reglement, *, motif: str, by: Personne) -> None:
    """Erase a payment that was not one: an unpaid cheque, a mistake. A bank line that it came from waits again."""
    require(by, "members.manage_cotisations")
    standing = Reglement.objects.select_for_update().get(pk=reglement.pk)
    if standing.imputations.exists():
        raise ValidationError("Ce règlement paie encore une cotisation : défaites d’abord son affectation.")
    journal.record("members.cancel_reglement", standing, by=by, motif=motif, montant=str(standing.montant))
    standing.delete()


@transaction.atomic
def grant_exoneration(
    appel: AppelCotisation, *, montant: Decimal, accordee_le: date, motif: str, proces_verbal: str, by: Personne
) -> Exoneration:
    """Give up a due in whole or in part, as a body decided; never more than what is left to pay."""
    require(by, "members.manage_cotisations")
    [standing] = _lock_appels([appel])
    if montant > (left := _left(standing)):
        raise ValidationError(f"Il reste {say_euros(left)} à payer : l’exonération ne peut pas dépasser ce montant.")
    if accordee_le > timezone.localdate():
        raise ValidationError(
            "Cette décision est datée de plus tard qu’aujourd’hui : indiquez le jour où elle a été prise."
        )
    waived = Exoneration(
        appel=standing, montant=montant, accordee_le=accordee_le, motif=motif, proces_verbal=proces_verbal
    )
    waived.full_clean()
    waived.save()
    journal.record("members.grant_exoneration", waived, by=by, montant=str(montant), proces_verbal=proces_verbal)
    return waived


@transaction.atomic
def agree_echeances(appel: AppelCotisation, *, echeances: list[tuple[date, Decimal]], by: Personne) -> None:
    """Agree on the dates at which a due is paid; together they are the due, to the cent. None puts it back whole."""
    require(by, "members.manage_cotisations")
    [standing] = _lock_appels([appel])
    days = [day for day, _ in echeances]
    total = sum((amount for _, amount in echeances), ZERO)
    if echeances and total != standing.montant:
        raise ValidationError(
            f"Ces échéances font {say_euros(total)} ; l’appel est de {say_euros(standing.montant)} : elles doivent "
            "faire exactement ce montant."
        )
    if len(set(days)) != len(days):
        raise ValidationError("Deux échéances tombent le même jour : regroupez-les.")
    if days and min(days) < standing.emis_le:
        raise ValidationError("Une échéance précède l’appel : choisissez une date plus tardive.")
    standing.echeances.all().delete()
    EcheanceAppel.objects.bulk_create(
        EcheanceAppel(appel=standing, le=day, montant=amount) for day, amount in sorted(echeances)
    )
    said = [[str(day), str(amount)] for day, amount in sorted(echeances)]
    journal.record("members.agree_echeances", standing, by=by, echeances=said)


def _allocate(reglement, imputations, by) -> None:
    """Write the shares of a payment; `reglement` is already held."""
    standing = {appel.pk: appel for appel in _lock_appels(imputations)}
    if any(appel.association_id != reglement.association_id for appel in standing.values()):
        raise ValidationError("Ce règlement vient d’une autre association : il ne peut pas payer cette cotisation.")
    credit = reglement.montant - _sum(reglement.imputations)
    for appel, montant in imputations.items():
        left = _left(standing[appel.pk])
        if montant > left:
            year = standing[appel.pk].campagne.annee
            raise ValidationError(
                f"Pour {year}, il reste {say_euros(left)} à payer : {say_euros(montant)} serait trop. Le surplus "
                "reste en avoir, sans être affecté."
            )
        if montant > credit:
            raise ValidationError(
                f"Il reste {say_euros(credit)} à affecter sur ce règlement : {say_euros(montant)} serait trop."
            )
        credit -= montant
        _write_share(reglement, standing[appel.pk], montant)
    if imputations:
        said = {str(standing[appel.pk].campagne.annee): str(montant) for appel, montant in imputations.items()}
        journal.record("members.allocate_reglement", reglement, by=by, annees=said)


def _write_share(reglement, appel, montant) -> None:
    share = reglement.imputations.filter(appel=appel).first() or Imputation(
        reglement=reglement, appel=appel, montant=ZERO
    )
    share.montant += montant
    share.full_clean()
    share.save()


def _lock_appels(appels) -> list[AppelCotisation]:
    held = AppelCotisation.objects.select_for_update(of=("self",)).select_related("campagne")
    return list(held.filter(pk__in=[appel.pk for appel in appels]).order_by("pk"))


def _left(appel) -> Decimal:
    return appel.montant - _sum(appel.imputations) - _sum(appel.exonerations)


def _sum(rows) -> Decimal:
    return rows.aggregate(total=Sum("montant"))["total"] or ZERO
