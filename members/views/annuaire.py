"""The directory: the one of the network, and the one that everybody may read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from members.actions import SheetChanged, edit_association
from members.actions.associations import LISTS
from members.filters import AssociationFilter
from members.forms.associations import AssociationForm
from members.models import Association
from members.queries import (
    get_directory_options,
    get_open_invitations,
    get_public_sheet,
    get_sheet,
    search_everything,
)
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50
CONFLICT = 409


@require_GET
def association_list(request):
    return _directory(request, Association.objects.visible_to(request.user), "members/association_list.html")


@require_GET
@login_not_required
def annuaire_public(request):
    return _directory(request, Association.objects.filter(is_publiee=True), "members/annuaire_public.html")


def _directory(request, associations, template):
    filtre = AssociationFilter(request.GET, associations.select_related("territoire"), options=get_directory_options())
    page = paginate(request, filtre.qs, PER_PAGE)
    return render(request, template + ("#resultats" if request.htmx else ""), {"filtre": filtre, "page": page})


@require_GET
def association_detail(request, pk):
    visible = Association.objects.visible_to(request.user)
    association = get_object_or_404(get_sheet(visible), pk=pk)
    may_invite = can(request.user, "members.invite_personne", association)
    return render(
        request,
        "members/association_detail.html",
        {
            "association": association,
            "may_edit": can(request.user, "members.edit_association", association),
            "may_invite": may_invite,
            "invitations": get_open_invitations(association) if may_invite else [],
        },
    )


@require_GET
@login_not_required
def annuaire_public_detail(request, pk):
    association = get_object_or_404(get_public_sheet(Association.objects.filter(is_publiee=True)), pk=pk)
    return render(request, "members/annuaire_public_detail.html", {"association": association})


def association_edit(request, pk):
    visible = Association.objects.visible_to(request.user).prefetch_related(*LISTS)
    association = get_object_or_404(visible, pk=pk)
    require(request.user, "members.edit_association", association)
    form = AssociationForm(request.POST or None, instance=association)
    conflict = None
    if form.is_valid():
        try:
            edit_association(association, read=form.cleaned_data.pop("lu"), by=request.user, **form.cleaned_data)
        except SheetChanged as change:
            conflict = change
            form.read_again(change.standing)
        else:
            messages.success(request, "La fiche est à jour.")
            return redirect("members:association_detail", association.pk)
    return render(
        request,
        "members/association_edit.html",
        {"association": association, "form": form, "conflict": conflict},
        status=CONFLICT if conflict else 200,
    )


@require_GET
def recherche(request):
    text = request.GET.get("q", "").strip()
    return render(request, "members/recherche.html", {"text": text, "found": search_everything(text, request.user)})
