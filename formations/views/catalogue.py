"""The catalogue, read by everybody without signing in, written by the team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from formations.actions import catalogue as actions
from formations.forms.catalogue import FormateurForm, FormationForm
from formations.models import Formation
from formations.models.formations import INDICATEUR_1
from formations.queries.sessions import get_catalogue, get_coming, get_sessions_of
from socle.gestes import CONFLICT, attempt, attempt_form, attempt_text, find, say_changes
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50
NEAR = 5


@login_not_required
@require_GET
def formation_list(request):
    pour = request.GET.get("pour", "")
    pour = pour if pour in Formation.PublicVise.values else ""
    context = {
        "page": paginate(request, get_catalogue(request.user, pour), PER_PAGE),
        "pour": pour,
        "publics": [(code, dit, code == pour) for code, dit in Formation.PublicVise.choices],
        "sessions": get_coming(request.user)[:NEAR],
        "may_organise": can(request.user, "formations.organise"),
    }
    return render(request, "formations/formation_list.html", context)


@login_not_required
@require_GET
def formation_detail(request, pk):
    formation = get_object_or_404(Formation.objects.visible_to(request.user), pk=pk)
    context = {
        "formation": formation,
        "sessions": get_sessions_of(formation, request.user),
        "rubriques": _read_page(formation),
        "may_organise": can(request.user, "formations.organise"),
    }
    return render(request, "formations/formation_detail.html", context)


def _read_page(formation):
    """What the public is told beside the aims, in order (R24); what is missing is left out."""
    texts = [name for name in INDICATEUR_1 if name not in ("objectifs", "duree", "mise_a_jour_le")]
    titles = {name: formation._meta.get_field(name).verbose_name.capitalize() for name in texts}
    return [(titles[name], getattr(formation, name)) for name in texts if getattr(formation, name)]


def formation_add(request):
    require(request.user, "formations.organise")
    form = FormationForm(request.POST or None)
    if formation := attempt_form(form, actions.create_formation, by=request.user):
        messages.success(request, "La page est enregistrée, sans être publiée.")
        return redirect("formations:formation_detail", formation.pk)
    return render(request, "formations/formation_form.html", {"form": form})


def formation_edit(request, pk):
    require(request.user, "formations.organise")
    formation = find(Formation, request, pk)
    form = FormationForm(request.POST or None, instance=find(Formation, request, pk))
    done, sien = attempt_text(form, actions.edit_formation, formation, by=request.user)
    if done:
        messages.success(request, "La page est à jour.")
        return redirect("formations:formation_detail", pk)
    context = {"form": form, "formation": formation, "sien": say_changes(form, sien) if sien else []}
    return render(request, "formations/formation_form.html", context, status=CONFLICT if sien else 200)


@require_POST
def formation_publish(request, pk):
    require(request.user, "formations.organise")
    if attempt(request, actions.publish_formation, find(Formation, request, pk), by=request.user):
        messages.success(request, "La page est publiée : tout le monde la lit.")
    return redirect("formations:formation_detail", pk)


@require_POST
def formation_withdraw(request, pk):
    require(request.user, "formations.organise")
    if attempt(request, actions.withdraw_formation, find(Formation, request, pk), by=request.user):
        messages.success(request, "La page est retirée du catalogue.")
    return redirect("formations:formation_detail", pk)


def formateur_add(request):
    require(request.user, "formations.organise")
    form = FormateurForm(request.POST or None)
    if formateur := attempt_form(form, actions.add_formateur, by=request.user):
        messages.success(request, f"{formateur} peut maintenant être choisie ou choisi pour une session.")
        return redirect("formations:formation_list")
    return render(request, "formations/formateur_form.html", {"form": form})
