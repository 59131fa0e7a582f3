"""Agreements with funders: those of the federation, those of an association, the accounts they ask for."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.conventions import (
    add_convention,
    edit_convention,
    hand_compte_rendu,
    take_back_compte_rendu,
)
from members.actions.relecture import RowChanged
from members.forms.conventions import CompteRenduForm, ConventionForm
from members.models import Association, CompteRenduFinancier, Convention
from members.onglets import get_onglets
from members.queries.agrements import find_current
from members.queries.conventions import (
    find_reperes_convention,
    follow_conventions,
    get_echeances,
    with_comptes_rendus,
)
from socle.pagination import paginate
from socle.permissions import can, require
from socle.tableaux import send_table

PER_PAGE = 50
CONFLICT = 409
OF_ASSOCIATIONS = "associations"
# What the State's form of account (15059) asks for, line by line.
HEADINGS = ["Partie", "Ligne", "Prévu", "Réalisé", "Écart, et pourquoi"]
SUBVENTION = "Subvention de ce financeur"
LIGNES = (
    "Autres produits de l’action",
    "Achats et fournitures",
    "Services extérieurs",
    "Personnel",
    "Autres charges",
    "Contributions volontaires (bénévolat, locaux prêtés)",
)
QUESTIONS = (
    "Qui a participé, et combien de personnes ?",
    "Quand et où les actions ont-elles eu lieu ?",
    "Ce que l’action a changé",
    "Une parole recueillie, avec l’accord de la personne",
    "Ce qui n’a pas été fait, et pourquoi",
)


@require_GET
def convention_list(request):
    require(request.user, "members.view_convention_list")
    is_others = request.GET.get("de") == OF_ASSOCIATIONS
    rows = Convention.objects.visible_to(request.user).filter(association__isnull=not is_others)
    page = paginate(request, follow_conventions(rows, timezone.localdate()), PER_PAGE)
    return render(request, "members/convention_list.html", {"page": page, "is_others": is_others})


@require_GET
def association_conventions(request, pk):
    association = _get_association(request, pk)
    rows = Convention.objects.visible_to(request.user).filter(association=association)
    context = {
        "association": association,
        "suivis": follow_conventions(rows, timezone.localdate()),
        "onglets": get_onglets(association, request.user, "members:association_agrements"),
    }
    return render(request, "members/association_conventions.html", context)


def convention_add(request):
    require(request.user, "members.view_convention_list")
    return _add(request, None)


def association_convention_add(request, pk):
    return _add(request, _get_association(request, pk))


def _add(request, association):
    form = ConventionForm(request.POST or None)
    if form.is_valid():
        try:
            convention = add_convention(association, by=request.user, **form.typed)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, "La convention est enregistrée.")
            return redirect("members:convention_detail", convention.pk)
    return render(request, "members/convention_add.html", {"association": association, "form": form})


@require_GET
def convention_detail(request, pk):
    return _show(request, _get(request, pk), CompteRenduForm())


def convention_edit(request, pk):
    convention = _get(request, pk)
    form, conflict = ConventionForm(request.POST or None, instance=convention), None
    if form.is_valid():
        try:
            edit_convention(convention, read=form.cleaned_data["lu"], by=request.user, **form.typed)
        except RowChanged as change:
            conflict = change
            form.read_again(change.standing)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, "La convention est corrigée.")
            return redirect("members:convention_detail", convention.pk)
    context = {"convention": convention, "form": form, "conflict": conflict}
    return render(request, "members/convention_edit.html", context, status=CONFLICT if conflict else 200)


@require_POST
def compte_rendu_hand(request, pk, exercice):
    convention = _get(request, pk)
    form = CompteRenduForm(request.POST)
    if form.is_valid():
        try:
            hand_compte_rendu(convention, exercice=exercice, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, f"Le compte rendu {exercice} est noté comme rendu.")
            return redirect("members:convention_detail", convention.pk)
    return _show(request, convention, form, exercice)


@require_POST
def compte_rendu_take_back(request, pk, exercice):
    convention = _get(request, pk)
    rendu = get_object_or_404(CompteRenduFinancier, convention=convention, exercice=exercice)
    take_back_compte_rendu(rendu, by=request.user)
    messages.success(request, f"Le compte rendu {exercice} est de nouveau à rendre.")
    return redirect("members:convention_detail", convention.pk)


@require_GET
def compte_rendu_aide(request, pk, exercice):
    convention, echeance = _get_exercice(request, pk, exercice)
    association = convention.association
    context = {"convention": convention, "echeance": echeance, "association": association}
    context |= {"lignes": LIGNES, "questions": QUESTIONS}
    context |= find_current(association, echeance.fin) if association else {}
    return render(request, "members/compte_rendu_aide.html", context)


@require_GET
def compte_rendu_export(request, pk, exercice, kind):
    convention, _ = _get_exercice(request, pk, exercice)
    rows = [["L’argent", SUBVENTION, convention.montant_annuel, "", ""]]
    for part, lines in (("L’argent", LIGNES), ("Les indicateurs", convention.attendus), ("Le récit", QUESTIONS)):
        rows += [[part, line, "", "", ""] for line in lines]
    return send_table(f"compte-rendu-{convention.pk}-{exercice}", kind, HEADINGS, rows)


def _get_exercice(request, pk, exercice):
    convention = _get(request, pk)
    echeances = get_echeances(convention, timezone.localdate())
    echeance = next((row for row in echeances if row.exercice == exercice), None)
    if echeance is None:
        raise Http404
    return convention, echeance


def _show(request, convention, form, exercice=None):
    context = {
        "convention": convention,
        "echeances": get_echeances(convention, timezone.localdate(), asked=exercice),
        "reperes": find_reperes_convention(convention),
        "form": form,
        "exercice": exercice,
    }
    return render(request, "members/convention_detail.html", context)


def _get(request, pk):
    return get_object_or_404(with_comptes_rendus(Convention.objects.visible_to(request.user)), pk=pk)


def _get_association(request, pk):
    """Return an association whose agreements somebody may read; for others the page does not exist."""
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    if not can(request.user, "members.edit_convention", Convention(association=association)):
        raise Http404
    return association
