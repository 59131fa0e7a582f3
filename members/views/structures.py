"""The places that an association runs."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from members.actions import add_structure, close_structure, edit_structure
from members.forms.associations import FermetureForm, StructureForm
from members.models import Association, Structure
from members.views.shared import attempt
from socle.permissions import require


def structure_add(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.edit_association", association)
    form = StructureForm(request.POST or None, instance=Structure(association=association))
    if form.is_valid() and attempt(form, add_structure, association, by=request.user, **form.cleaned_data):
        messages.success(request, "Le lieu est sur la fiche.")
        return redirect("members:association_detail", pk)
    return render(request, "members/structure_edit.html", {"association": association, "form": form})


def structure_edit(request, pk):
    structure = _managed(request, pk)
    form = StructureForm(request.POST or None, instance=structure)
    if form.is_valid() and attempt(form, edit_structure, structure, by=request.user, **form.cleaned_data):
        messages.success(request, "Le lieu est à jour.")
        return redirect("members:association_detail", structure.association_id)
    context = {"association": structure.association, "form": form, "structure": structure}
    return render(request, "members/structure_edit.html", context)


def structure_close(request, pk):
    structure = _managed(request, pk)
    form = FermetureForm(request.POST or None)
    if form.is_valid() and attempt(form, close_structure, structure, by=request.user, **form.cleaned_data):
        messages.success(request, "La fermeture est notée.")
        return redirect("members:association_detail", structure.association_id)
    return render(request, "members/structure_close.html", {"structure": structure, "form": form})


def _managed(request, pk) -> Structure:
    visible = Structure.objects.filter(association__in=Association.objects.visible_to(request.user))
    structure = get_object_or_404(visible.select_related("association"), pk=pk)
    require(request.user, "members.edit_association", structure.association)
    return structure
