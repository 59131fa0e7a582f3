"""Money received and dues given up, for the team: each says its year, and what is undone says why."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from members.actions.cotisations import (
    agree_echeances,
    allocate_reglement,
    cancel_reglement,
    grant_exoneration,
    record_reglement,
    undo_imputation,
)
from members.forms.cotisations import CreditForm, EcheancesForm, ExonerationForm, MotifForm, ReglementForm
from members.models import AppelCotisation, Association, Imputation, Reglement
from members.queries.cotisations import get_appel, get_open_appels, with_credit
from members.views.shared import attempt
from socle.journal import entries_of
from socle.numbers import read_number
from socle.permissions import require

MANAGE = "members.manage_cotisations"


@require_GET
def appel_detail(request, pk):
    """A call and all that became of it."""
    appel = _find_appel(request, pk)
    context = {"appel": appel, "journal": entries_of(appel)[:20]}
    return render(request, "members/appel_detail.html", context)


def exoneration_add(request, pk):
    appel = _find_appel(request, pk)
    form = ExonerationForm(request.POST or None, initial={"montant": appel.reste})
    if form.is_valid() and attempt(form, grant_exoneration, appel, by=request.user, **form.cleaned_data):
        messages.success(request, "L’exonération est notée.")
        return redirect("members:appel_detail", appel.pk)
    return render(request, "members/exoneration_form.html", {"appel": appel, "form": form})


def echeances_edit(request, pk):
    """Agree on instalments; `?fois=3` proposes three equal parts, a month apart."""
    appel = _find_appel(request, pk)
    form = EcheancesForm(request.POST or None, appel=appel, times=min(read_number(request.GET.get("fois")), 12))
    if form.is_valid() and attempt(form, agree_echeances, appel, echeances=form.echeances, by=request.user):
        messages.success(
            request, "Les échéances sont enregistrées." if form.echeances else "L’appel se paie en une fois."
        )
        return redirect("members:appel_detail", appel.pk)
    return render(request, "members/echeances_edit.html", {"appel": appel, "form": form, "times": range(2, 7)})


def reglement_add(request, pk):
    """Record money received from an association, and the years it pays."""
    require(request.user, MANAGE)
    association = get_object_or_404(Association, pk=pk)
    form = ReglementForm(request.POST or None, appels=get_open_appels(association))
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("montant", "recu_le", "moyen", "libelle", "is_another")}
        imputations = form.imputations
        if attempt(form, record_reglement, association, imputations=imputations, by=request.user, **asked):
            messages.success(request, "Le règlement est noté. Son reçu est prêt à être produit.")
            return redirect("members:association_cotisations", association.pk)
    return render(request, "members/reglement_form.html", {"association": association, "form": form})


def reglement_detail(request, pk):
    """A payment: what it pays, its credit if there is any, and where the credit goes."""
    reglement = _find_reglement(request, pk)
    form = CreditForm(request.POST or None, appels=get_open_appels(reglement.association))
    if form.is_valid() and attempt(form, allocate_reglement, reglement, imputations=form.imputations, by=request.user):
        messages.success(request, "L’affectation est enregistrée.")
        return redirect("members:reglement_detail", reglement.pk)
    context = {"reglement": reglement, "form": form, "imputations": reglement.imputations.all()}
    return render(request, "members/reglement_detail.html", context)


def imputation_undo(request, pk):
    require(request.user, MANAGE)
    found = Imputation.objects.select_related("reglement__association", "appel__campagne")
    imputation = get_object_or_404(found, pk=pk)
    form = MotifForm(request.POST or None)
    if form.is_valid() and attempt(form, undo_imputation, imputation, by=request.user, **form.cleaned_data):
        messages.success(request, "L’affectation est défaite : la somme redevient un avoir.")
        return redirect("members:reglement_detail", imputation.reglement_id)
    return render(request, "members/imputation_undo.html", {"imputation": imputation, "form": form})


def reglement_cancel(request, pk):
    reglement = _find_reglement(request, pk)
    form = MotifForm(request.POST or None)
    if form.is_valid() and attempt(form, cancel_reglement, reglement, by=request.user, **form.cleaned_data):
        messages.success(request, "Ce règlement est annulé.")
        return redirect("members:association_cotisations", reglement.association_id)
    return render(request, "members/reglement_cancel.html", {"reglement": reglement, "form": form})


def _find_appel(request, pk) -> AppelCotisation:
    require(request.user, MANAGE)
    return get_object_or_404(get_appel(AppelCotisation.objects.all()), pk=pk)


def _find_reglement(request, pk) -> Reglement:
    require(request.user, MANAGE)
    found = with_credit(Reglement.objects.select_related("association", "saisi_par"))
    return get_object_or_404(found.prefetch_related("imputations__appel__campagne"), pk=pk)
