"""An association's path in the federation, and what the team writes there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from members.actions.transformations import lift_suspension, suspend_association, transform_association
from members.forms.transformations import LeveeForm, SuspensionForm, TransformationForm
from members.models import Association, Suspension
from members.onglets import get_onglets
from members.queries.transformations import get_evenements, get_path, get_running, get_suspension
from socle.permissions import can, require

CHANGE = "members.change_parcours"


@require_GET
def association_parcours(request, pk):
    """Memberships and gaps, suspensions, decisions, what it became; dates for all, reasons for those concerned."""
    visible = Association.objects.visible_to(request.user)
    association = get_object_or_404(get_path(visible), pk=pk)
    may_read = can(request.user, "members.view_parcours_motifs", association)
    context = {
        "association": association,
        "evenements": get_evenements(association, has_motifs=may_read),
        "may_read": may_read,
        "may_change": can(request.user, CHANGE),
        "suspension": get_suspension(association),
        "adhesion": get_running(association),
        "onglets": get_onglets(association, request.user, "members:association_parcours"),
    }
    return render(request, "members/association_parcours.html", context)


def suspension_add(request, pk):
    association = _changed(request, pk)
    form = SuspensionForm(request.POST or None)
    if form.is_valid() and _try(form, suspend_association, association, by=request.user, **form.cleaned_data):
        messages.success(request, f"{association} est suspendue.")
        return redirect("members:association_parcours", pk)
    return render(request, "members/suspension_add.html", {"association": association, "form": form})


def suspension_lift(request, pk, suspension):
    association = _changed(request, pk)
    suspension = get_object_or_404(Suspension, pk=suspension, adhesion__association=association)
    form = LeveeForm(request.POST or None)
    if form.is_valid() and _try(form, lift_suspension, suspension, by=request.user, **form.cleaned_data):
        messages.success(request, "La suspension est levée.")
        return redirect("members:association_parcours", pk)
    context = {"association": association, "suspension": suspension, "form": form}
    return render(request, "members/suspension_lift.html", context)


def transformation_add(request, pk):
    association = _changed(request, pk)
    form = TransformationForm(request.POST or None, association=association)
    if form.is_valid() and _try(form, transform_association, association, by=request.user, **form.cleaned_data):
        messages.success(request, "C’est noté. Son passé reste lisible, et sa fiche dit ce qu’elle est devenue.")
        return redirect("members:association_parcours", pk)
    return render(request, "members/transformation_add.html", {"association": association, "form": form})


def _changed(request, pk) -> Association:
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, CHANGE)
    return association


def _try(form, action, *args, **kwargs) -> bool:
    """Do what the form asks; put the refusal in the form if there is one."""
    try:
        action(*args, **kwargs)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
