"""Funds and ceilings, for the operator alone: whoever else read a total could subtract one case from another."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accompagnement.actions import fonds as actions
from accompagnement.forms.fonds import FondsForm, PlafondForm, RallongeForm
from accompagnement.models import Fonds, Plafond
from accompagnement.queries.fonds import get_annees, with_engage
from socle.gestes import attempt_form
from socle.permissions import require

LIST = "accompagnement:fonds_list"


@require_GET
def fonds_list(request):
    require(request.user, actions.MANAGE)
    today = timezone.localdate()
    annees = get_annees(today.year)
    context = {
        "fonds": with_engage(Fonds.objects.prefetch_related("services")),
        "plafonds": Plafond.objects.select_related("service"),
        "entames": [un for un in annees if un.engage],
        "intacts": [un for un in annees if not un.engage],
        "today": today,
    }
    return render(request, "accompagnement/fonds_list.html", context)


def fonds_edit(request, pk=None):
    require(request.user, actions.MANAGE)
    fonds = get_object_or_404(Fonds, pk=pk) if pk else Fonds()
    form = FondsForm(request.POST or None, instance=fonds)
    if form.is_valid():
        services = form.cleaned_data["services"]
        try:
            actions.save_fonds(form.instance, services, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Le fonds est enregistré.")
            return redirect(LIST)
    return render(request, "accompagnement/fonds_edit.html", {"form": form, "titre": fonds.nom if pk else ""})


def plafond_edit(request, pk=None):
    require(request.user, actions.MANAGE)
    plafond = get_object_or_404(Plafond.objects.select_related("service"), pk=pk) if pk else Plafond()
    form = PlafondForm(request.POST or None, instance=plafond)
    if form.is_valid():
        actions.save_plafond(form.instance, by=request.user)
        messages.success(
            request, "Le plafond est enregistré : il vaut dès maintenant pour les accompagnements de cette année-là."
        )
        return redirect(LIST)
    return _draw(request, plafond, form=form)


def _draw(request, plafond, form, rallonge=None):
    context = {
        "plafond": plafond,
        "form": form,
        "rallonge": rallonge or RallongeForm(),
        "rallonges": plafond.rallonges.select_related("decidee_par") if plafond.pk else [],
    }
    return render(request, "accompagnement/plafond_edit.html", context)


@require_POST
def rallonge_add(request, pk):
    require(request.user, actions.MANAGE)
    plafond = get_object_or_404(Plafond.objects.select_related("service"), pk=pk)
    form = RallongeForm(request.POST)
    if attempt_form(form, actions.add_rallonge, plafond, by=request.user):
        messages.success(request, "La rallonge est ajoutée au plafond de cette année-là.")
        return redirect(LIST)
    return _draw(request, plafond, PlafondForm(instance=plafond), form)
