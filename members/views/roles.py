"""Federal roles and mission functions, for whoever administers the portal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from members.actions import assign_fonction, end_affectation, end_role, give_role
from members.forms.roles import AffectationForm, RoleForm
from members.models import Affectation, Personne, RoleFederal
from members.queries import get_fonctions, get_portrait, get_roles
from members.queries.annuaire import FOUND_AT_ONCE
from socle.permissions import require


@require_GET
def role_list(request):
    require(request.user, "members.view_role_list")
    text = request.GET.get("q", "").strip()
    found = Personne.objects.filter(is_active=True).connues().search(text)[:FOUND_AT_ONCE] if text else []
    context = {"roles": get_roles(), "fonctions": get_fonctions(), "text": text, "found": found}
    return render(request, "members/role_list.html", context)


def role_edit(request, pk):
    """What one person holds; give them a role or a function from today."""
    require(request.user, "members.manage_roles")
    personne = get_object_or_404(get_portrait(Personne.objects.filter(is_active=True)), pk=pk)
    asked = request.POST.get("quoi", "")
    role = RoleForm(request.POST if asked == "role" else None)
    fonction = AffectationForm(request.POST if asked == "fonction" else None)
    try:
        if asked == "role" and role.is_valid():
            give_role(personne, role=role.cleaned_data["role"], by=request.user)
            return _done(request, f"{personne} tient ce rôle à partir d’aujourd’hui.")
        if asked == "fonction" and fonction.is_valid():
            assign_fonction(fonction.cleaned_data["fonction"], personne=personne, by=request.user)
            return _done(request, f"{personne} tient cette fonction à partir d’aujourd’hui.")
    except ValidationError as refusal:
        (role if asked == "role" else fonction).add_error(None, ValidationError(refusal.messages))
    return render(request, "members/role_edit.html", {"personne": personne, "role": role, "fonction": fonction})


@require_POST
def role_end(request, pk):
    require(request.user, "members.manage_roles")
    role = get_object_or_404(RoleFederal.objects.en_cours().select_related("personne"), pk=pk)
    try:
        end_role(role, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("members:role_list")
    return _done(request, f"{role.personne} ne tient plus ce rôle.")


@require_POST
def affectation_end(request, pk):
    require(request.user, "members.manage_roles")
    affectation = get_object_or_404(Affectation.objects.en_cours().select_related("personne", "fonction"), pk=pk)
    end_affectation(affectation, by=request.user)
    return _done(request, f"{affectation.personne} ne tient plus cette fonction.")


def _done(request, sentence):
    messages.success(request, sentence)
    return redirect("members:role_list")
