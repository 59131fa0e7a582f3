"""Social projects of an association."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from members.actions.projets import add_projet_social, edit_projet_social
from members.actions.relecture import RowChanged
from members.forms.agrements import ProjetSocialForm
from members.models import Association, ProjetSocial
from socle.permissions import require

CONFLICT = 409


def projet_social_add(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.manage_agrements", association)
    form = ProjetSocialForm(request.POST or None)
    if form.is_valid():
        add_projet_social(association, by=request.user, **form.typed)
        messages.success(request, "Le projet social est sur la fiche.")
        return redirect("members:association_agrements", association.pk)
    return render(request, "members/projet_social_add.html", {"association": association, "form": form})


def projet_social_edit(request, pk):
    readable = ProjetSocial.objects.filter(association__in=Association.objects.visible_to(request.user))
    projet = get_object_or_404(readable.select_related("association"), pk=pk)
    require(request.user, "members.manage_agrements", projet.association)
    form, conflict = ProjetSocialForm(request.POST or None, instance=projet), None
    if form.is_valid():
        try:
            edit_projet_social(projet, read=form.cleaned_data["lu"], by=request.user, **form.typed)
        except RowChanged as change:
            conflict = change
            form.read_again(change.standing)
        else:
            messages.success(request, "Le projet social est à jour.")
            return redirect("members:association_agrements", projet.association_id)
    context = {"projet": projet, "form": form, "conflict": conflict}
    return render(request, "members/projet_social_edit.html", context, status=CONFLICT if conflict else 200)
