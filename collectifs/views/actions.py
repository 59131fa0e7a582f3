"""Actions, from what is to do to what is done: one's own, a collective's, and the page of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from collectifs.actions import actions_decidees as actions
from collectifs.forms import ActionEditForm, MotifForm
from collectifs.liens import find_action
from collectifs.models import ActionDecidee, Collectif
from collectifs.queries import count_mine, get_actions_of, get_board, get_mine, get_people_of
from socle.gestes import attempt, attempt_form, find
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require

LED = "collectif__fonction_referente"
PER_PAGE = 50
TABS = [("a_faire", "À faire"), ("retard", "En retard"), ("faites", "Faites"), ("abandonnees", "Abandonnées")]
MOVES = {  # what a button says: what it does, what is answered
    "en_cours": (actions.start_action, "C’est noté : l’action est en cours."),
    "a_faire": (actions.put_back_action, "L’action est remise à faire."),
    "faite": (actions.finish_action, "C’est fait, merci."),
    "rouvrir": (actions.reopen_action, "L’action est rouverte."),
}


@require_GET
def action_mine(request):
    etat = request.GET.get("etat", "")
    etat = etat if etat in dict(TABS) else TABS[0][0]
    counts = count_mine(request.user)
    tabs = [(value, label, counts[value], value == etat) for value, label in TABS]
    page = paginate(request, get_mine(request.user, etat), PER_PAGE)
    return render(request, "collectifs/action_mine.html", {"tabs": tabs, "etat": etat, "page": page})


@require_GET
def action_list(request, pk):
    collectif = find(Collectif, request, pk, "fonction_referente")
    state = request.GET.get("etat", "ouvertes")
    page = paginate(request, get_actions_of(collectif, request.user, state), 30)
    return render(request, "collectifs/action_list.html", {"collectif": collectif, "page": page, f"is_{state}": True})


@require_GET
def action_board(request, pk):
    collectif = find(Collectif, request, pk, "fonction_referente")
    columns = get_board(collectif, request.user)
    for _, _, rows in columns:
        for action in rows:
            action.may_move = can(request.user, "collectifs.finish_action", action)
    return render(request, "collectifs/action_board.html", {"collectif": collectif, "columns": columns})


@require_GET
def action_detail(request, pk):
    action = find(ActionDecidee, request, pk, LED, "responsable", "reunion__collectif__fonction_referente", "decision")
    return render(request, "collectifs/action_detail.html", {"action": action, "collectif": action.collectif})


@require_POST
def action_move(request, pk):
    """Move an action from a button, and come back to the page it was pressed on."""
    action = find(ActionDecidee, request, pk, LED)
    do, said = MOVES.get(request.POST.get("vers"), (None, ""))
    if do is None:
        messages.error(request, "Ce geste n’existe pas : rien n’a changé.")
    elif attempt(request, do, action, by=request.user):
        messages.success(request, said)
    return _go_back(request, action)


def _go_back(request, action):
    page = request.POST.get("page")
    if page == "tableau":
        return redirect(f"{redirect('collectifs:action_board', action.collectif_id).url}#action-{action.pk}")
    if page == "fiche":
        return redirect("collectifs:action_detail", action.pk)
    return redirect("collectifs:action_mine")


@require_POST
def action_finish(request, pk):
    """The same from the minutes being written: « fait », or its contrary."""
    action = find(ActionDecidee, request, pk, LED)
    do, said = MOVES["rouvrir" if request.POST.get("defaire") else "faite"]
    if attempt(request, do, action, by=request.user):
        messages.success(request, said)
    if back := read_number(request.POST.get("retour")):
        return redirect("collectifs:compte_rendu_edit", back)
    return redirect("collectifs:action_mine")


def action_edit(request, pk):
    action = find(ActionDecidee, request, pk, LED, "responsable")
    require(request.user, "collectifs.edit_action", action)
    form = ActionEditForm(request.POST or None, action=action, people=get_people_of(action.collectif))
    if attempt_form(form, actions.edit_action, action, by=request.user):
        messages.success(request, "C’est noté.")
        return _go_on(request, pk)
    return render(request, "collectifs/action_edit.html", {"action": action, "form": form})


def action_drop(request, pk):
    action = find(ActionDecidee, request, pk, LED)
    require(request.user, "collectifs.drop_action", action)
    form = MotifForm(request.POST or None)
    if attempt_form(form, actions.drop_action, action, by=request.user):
        messages.success(request, "L’action est abandonnée, le motif est gardé.")
        return _go_on(request, pk)
    return render(request, "collectifs/action_drop.html", {"action": action, "form": form})


def _go_on(request, pk):
    """Show the action, or one's own when handing it over took it out of sight."""
    seen = ActionDecidee.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect("collectifs:action_detail", pk) if seen else redirect("collectifs:action_mine")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def action_tap(request, token):
    """The link of a reminder, without signing in: a visit shows a button, and the button says it is done."""
    action = find_action(token)
    if action is None:
        return render(request, "collectifs/action_closed.html", status=410)
    if request.method == "POST" and action.is_ouverte:
        actions.finish_action(action, by=action.responsable)
        return redirect("collectifs:action_tap", token)
    return render(request, "collectifs/action_tap.html", {"action": action})
