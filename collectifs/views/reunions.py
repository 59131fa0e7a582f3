from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import presences as answers
from collectifs.actions import reunions as actions
from collectifs.actions import series
from collectifs.calendrier import build_ics, freeze
from collectifs.forms import NouvelleReunionForm, PointForm, ReponseForm
from collectifs.forms.reunions import AnnulationForm, ReunionEditForm
from collectifs.models import Collectif, Presence, Reunion
from collectifs.queries import (
    get_a_reviser,
    get_minutes_to_approve,
    get_people_of,
    get_reunion,
    get_reunions,
    get_undone_actions,
)
from collectifs.queries.ordre_du_jour import get_preparation
from socle.gestes import CONFLICT, attempt, attempt_form, attempt_text, find, say_changes
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require

LED = "collectif__fonction_referente"


@require_GET
def reunion_list(request, pk):
    collectif = find(Collectif, request, pk)
    page = paginate(request, get_reunions(collectif, request.user), 20)
    return render(request, "collectifs/reunion_list.html", {"collectif": collectif, "page": page})


def reunion_add(request, pk):
    collectif = find(Collectif, request, pk, "fonction_referente")
    require(request.user, "collectifs.add_reunion", collectif)
    undone = get_undone_actions(collectif)
    due = get_a_reviser(collectif)
    ticked = {"suivre": undone[:12], "revoir": due}
    given = {"undone": undone, "due": due, "people": get_people_of(collectif)}
    form = NouvelleReunionForm(request.POST or None, **given, initial=ticked)
    if reunion := attempt_form(form, actions.plan_reunion, collectif, by=request.user):
        messages.success(request, "La réunion est préparée. Relisez l’ordre du jour, puis convoquez.")
        return redirect("collectifs:reunion_detail", reunion.pk)
    context = {"collectif": collectif, "form": form, "a_approuver": get_minutes_to_approve(collectif)}
    return render(request, "collectifs/reunion_form.html", context)


def reunion_edit(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.edit_reunion", reunion)
    form = ReunionEditForm(request.POST or None, instance=reunion, people=get_people_of(reunion.collectif))
    standing = Reunion.objects.select_related(LED).get(pk=pk)
    done, theirs = attempt_text(form, series.edit_serie, standing, by=request.user)
    if done:
        return redirect("collectifs:reunion_detail", pk)
    context = {"collectif": standing.collectif, "reunion": standing, "form": form}
    context["sien"] = theirs and say_changes(form, theirs)
    return render(request, "collectifs/reunion_form.html", context, status=CONFLICT if theirs else 200)


@require_GET
def reunion_detail(request, pk):
    reunion = find(Reunion, request, pk, LED, "compte_rendu", "presidence", "secretaire")
    may_run = can(request.user, "collectifs.run_reunion", reunion)
    context = get_reunion(reunion, request.user, with_huis_clos=may_run)
    if may_run and reunion.is_preparable:
        context["a_revoir"] = get_a_reviser(reunion.collectif, timezone.localdate(reunion.debut))
    if context["la_mienne"]:
        context["form"] = ReponseForm(presence=context["la_mienne"])
    if reunion.is_preparable and can(request.user, "collectifs.run_reunion", reunion):
        context |= get_preparation(reunion)
        context["point_form"] = PointForm(people=get_people_of(reunion.collectif))
    return render(request, "collectifs/reunion_detail.html", context)


def reunion_cancel(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.edit_reunion", reunion)
    form = AnnulationForm(request.POST or None, reunion=reunion)
    if number := attempt_form(form, series.cancel_serie, reunion, by=request.user):
        what = "La réunion est annulée" if number == 1 else f"{number} réunions de la série sont annulées"
        messages.success(request, f"{what}, les personnes convoquées sont prévenues.")
        return redirect("collectifs:reunion_detail", pk)
    return render(request, "collectifs/reunion_cancel.html", {"reunion": reunion, "form": form})


@require_POST
def reunion_answer(request, pk):
    """Answer from the meeting's page, or write the answer of somebody who was told in another way."""
    reunion = find(Reunion, request, pk, LED)
    personne = read_number(request.POST.get("personne")) or request.user.pk
    presence = get_object_or_404(reunion.presences, personne=personne)
    reponse = request.POST.get("reponse", "")
    form = ReponseForm(request.POST, presence=presence)
    pouvoir_a = form.cleaned_data["pouvoir_a"] if reponse == Presence.Reponse.POUVOIR and form.is_valid() else None
    given = {"reponse": reponse, "pouvoir_a": pouvoir_a, "by": request.user}
    if attempt(request, answers.answer_convocation, presence, **given):
        messages.success(request, "La réponse est notée.")
    return redirect("collectifs:reunion_detail", pk)


@require_GET
def reunion_ics(request, pk):
    reunion = find(Reunion, request, pk, "collectif")
    content = build_ics(freeze(reunion), method="PUBLISH")
    headers = {"Content-Disposition": 'attachment; filename="reunion.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
def reunion_open(request, pk):
    reunion = find(Reunion, request, pk, LED)
    if attempt(request, actions.open_reunion, reunion, by=request.user):
        return redirect("collectifs:compte_rendu_edit", pk)
    return redirect("collectifs:reunion_detail", pk)


@require_POST
def reunion_close(request, pk):
    reunion = find(Reunion, request, pk, LED)
    if attempt(request, actions.close_reunion, reunion, by=request.user):
        messages.success(request, "La séance est levée. Relisez le projet de compte rendu, puis diffusez-le.")
        return redirect("collectifs:compte_rendu_circulate", pk)
    return redirect("collectifs:reunion_detail", pk)
