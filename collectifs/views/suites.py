"""Decisions and the actions that follow, written during a meeting."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from collectifs.actions import suites as actions
from collectifs.forms import ActionForm, DecisionForm
from collectifs.models import ActionDecidee, Decision, PointOrdreDuJour, Reunion
from collectifs.queries import get_people_of, get_replaceable
from collectifs.views.live import prepare_point
from socle.gestes import attempt_form
from socle.permissions import require

LED = "reunion__collectif__fonction_referente"
SUITES = "collectifs/compte_rendu_edit.html#suites"
GESTES = (actions.NOTER, actions.OUVRIR, actions.PROPOSER)


@require_POST
def decision_add(request, pk):
    """Write a decision: noted at once, put to the vote first, or only proposed, by the button pressed."""
    point = _find_point(request, pk)
    geste = request.POST.get("geste", "")
    geste = geste if geste in GESTES else actions.NOTER
    replaceable = get_replaceable(point.reunion.collectif) if request.POST.get("remplace") else ()
    form = DecisionForm(request.POST, auto_id=f"decision-{pk}-%s", geste=geste, replaceable=replaceable)
    done = attempt_form(form, actions.add_decision, point, geste=geste, by=request.user)
    if done and done.etat == Decision.Etat.OUVERTE and not request.htmx:
        return redirect("collectifs:decision_vote", done.pk)
    return _show_suites(request, point, decision_form=None if done else form)


@require_POST
def action_add(request, pk):
    point = _find_point(request, pk)
    choices = {"people": get_people_of(point.reunion.collectif), "decisions": point.decisions.all()}
    form = ActionForm(request.POST, **choices, auto_id=f"action-{pk}-%s")
    done = attempt_form(form, actions.add_action, point, by=request.user)
    return _show_suites(request, point, action_form=None if done else form)


def _find_point(request, pk):
    seen = PointOrdreDuJour.objects.filter(reunion__in=Reunion.objects.visible_to(request.user))
    point = get_object_or_404(seen.select_related(LED, "reunion__compte_rendu"), pk=pk)
    require(request.user, "collectifs.edit_compte_rendu", point.reunion)
    return point


def _show_suites(request, point, **forms):
    problems = [form for form in forms.values() if form is not None]
    if request.htmx:
        return render(request, SUITES, {"point": prepare_point(point, **forms), "reunion": point.reunion})
    for form in problems:
        messages.error(request, " ".join(message for errors in form.errors.values() for message in errors))
    return redirect(f"{_live_address(point.reunion_id)}#point-{point.pk}")


def _live_address(pk):
    return redirect("collectifs:compte_rendu_edit", pk).url


@require_POST
def decision_delete(request, pk):
    decision = get_object_or_404(Decision.objects.visible_to(request.user).select_related(LED, "point"), pk=pk)
    actions.remove_decision(decision, by=request.user)
    return redirect(f"{_live_address(decision.reunion_id)}#point-{decision.point_id}")


@require_POST
def action_delete(request, pk):
    action = get_object_or_404(ActionDecidee.objects.visible_to(request.user).exclude(reunion=None), pk=pk)
    actions.remove_action(action, by=request.user)
    return redirect(f"{_live_address(action.reunion_id)}#point-{action.point_id}")
