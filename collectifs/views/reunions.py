from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import ordre_du_jour as agenda
from collectifs.actions import presences as answers
from collectifs.actions import reunions as actions
from collectifs.calendrier import build_ics, freeze
from collectifs.forms import MotifForm, NouvelleReunionForm, PointForm, ReponseForm, ReunionForm
from collectifs.models import Collectif, PointOrdreDuJour, Presence, Reunion
from collectifs.queries import (
    get_a_reviser,
    get_minutes_to_approve,
    get_people_of,
    get_people_to_convene,
    get_reunion,
    get_reunions,
    get_undone_actions,
    split_by_address,
)
from collectifs.views.shared import attempt, attempt_form, find
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
    form = ReunionForm(request.POST or None, instance=reunion, people=get_people_of(reunion.collectif))
    if attempt_form(form, actions.edit_reunion, Reunion.objects.get(pk=pk), by=request.user):
        return redirect("collectifs:reunion_detail", pk)
    context = {"collectif": reunion.collectif, "reunion": reunion, "form": form}
    return render(request, "collectifs/reunion_form.html", context)


@require_GET
def reunion_detail(request, pk):
    reunion = find(Reunion, request, pk, LED, "compte_rendu", "presidence", "secretaire")
    may_run = can(request.user, "collectifs.run_reunion", reunion)
    context = get_reunion(reunion, request.user, with_huis_clos=may_run)
    if may_run and reunion.is_preparable:
        context["a_revoir"] = get_a_reviser(reunion.collectif, timezone.localdate(reunion.debut))
    if context["la_mienne"]:
        context["form"] = ReponseForm(presence=context["la_mienne"])
    context["point_form"] = PointForm(people=get_people_of(reunion.collectif))
    return render(request, "collectifs/reunion_detail.html", context)


def reunion_convene(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.edit_reunion", reunion)
    if request.method == "POST":
        if attempt(request, actions.convene_reunion, reunion, by=request.user):
            messages.success(request, "La convocation part à l’instant.")
        return redirect("collectifs:reunion_detail", pk)
    reached, unreached = split_by_address(get_people_to_convene(reunion))
    context = {"reunion": reunion, "reached": reached, "unreached": unreached}
    return render(request, "collectifs/reunion_convene.html", context)


def reunion_cancel(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.edit_reunion", reunion)
    form = MotifForm(request.POST or None)
    if attempt_form(form, actions.cancel_reunion, reunion, by=request.user):
        messages.success(request, "La réunion est annulée, les personnes convoquées sont prévenues.")
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
def point_add(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.run_reunion", reunion)
    form = PointForm(request.POST, people=get_people_of(reunion.collectif))
    if not attempt_form(form, agenda.add_point, reunion, by=request.user):
        messages.error(request, "Le point n’a pas été ajouté : il lui faut un titre et une durée en minutes.")
    is_live = request.POST.get("page") == "live"
    return redirect("collectifs:compte_rendu_edit" if is_live else "collectifs:reunion_detail", pk)


@require_POST
def point_move(request, pk):
    point = _find_point(request, pk)
    attempt(request, agenda.move_point, point, up=request.POST.get("sens") == "haut", by=request.user)
    return redirect("collectifs:reunion_detail", point.reunion_id)


@require_POST
def point_delete(request, pk):
    point = _find_point(request, pk)
    attempt(request, agenda.remove_point, point, by=request.user)
    return redirect("collectifs:reunion_detail", point.reunion_id)


def _find_point(request, pk):
    seen = PointOrdreDuJour.objects.filter(reunion__in=Reunion.objects.visible_to(request.user))
    return get_object_or_404(seen.select_related(f"reunion__{LED}"), pk=pk)


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
