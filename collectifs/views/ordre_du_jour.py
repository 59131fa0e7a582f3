"""The agenda of a meeting: its items, the actions it comes back to, and what people propose."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from collectifs.actions import ordre_du_jour as actions
from collectifs.actions import propositions
from collectifs.forms import PointForm
from collectifs.forms.propositions import PropositionForm, TraitementForm
from collectifs.forms.reunions import PointEditForm, SuiviForm
from collectifs.models import ActionDecidee, Collectif, PointOrdreDuJour, PropositionPoint, Reunion
from collectifs.queries import get_people_of, get_undone_actions
from collectifs.queries.ordre_du_jour import get_meetings_to_propose_to, get_propositions
from socle.gestes import CONFLICT, attempt, attempt_form, attempt_text, find, say_changes
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require

LED = "collectif__fonction_referente"
DO = {
    "retenir": (propositions.take_up_proposition, "Le point est à l’ordre du jour, son auteur est prévenu."),
    "reporter": (propositions.put_off_proposition, "Il reviendra à la préparation de la réunion suivante."),
    "decliner": (propositions.decline_proposition, "C’est dit, la personne qui l’a proposé est prévenue."),
}


@require_POST
def point_add(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.run_reunion", reunion)
    form = PointForm(request.POST, people=get_people_of(reunion.collectif))
    if not attempt_form(form, actions.add_point, reunion, by=request.user):
        messages.error(request, "Le point n’a pas été ajouté : il lui faut un titre et une durée en minutes.")
    is_live = request.POST.get("page") == "live"
    return redirect("collectifs:compte_rendu_edit" if is_live else "collectifs:reunion_detail", pk)


def point_edit(request, pk):
    point = _find_point(request, pk)
    form = PointEditForm(request.POST or None, instance=point, people=get_people_of(point.reunion.collectif))
    standing = PointOrdreDuJour.objects.get(pk=pk)
    done, theirs = attempt_text(form, actions.edit_point, standing, by=request.user)
    if done:
        messages.success(request, "Le point est changé.")
        return redirect("collectifs:reunion_detail", point.reunion_id)
    context = {"point": standing, "reunion": point.reunion, "form": form, "sien": theirs and say_changes(form, theirs)}
    return render(request, "collectifs/point_edit.html", context, status=CONFLICT if theirs else 200)


@require_POST
def point_move(request, pk):
    point = _find_point(request, pk)
    attempt(request, actions.move_point, point, up=request.POST.get("sens") == "haut", by=request.user)
    return redirect("collectifs:reunion_detail", point.reunion_id)


@require_POST
def point_delete(request, pk):
    point = _find_point(request, pk)
    attempt(request, actions.remove_point, point, by=request.user)
    return redirect("collectifs:reunion_detail", point.reunion_id)


def _find_point(request, pk):
    """Find an item of a meeting that one runs; what is behind closed doors does not exist for others."""
    seen = PointOrdreDuJour.objects.filter(reunion__in=Reunion.objects.visible_to(request.user))
    hidden = seen.filter(is_huis_clos=True, pk=pk).exclude(Reunion.objects.all().run_by(request.user, "reunion__"))
    found = get_object_or_404(seen.exclude(pk__in=hidden.values("pk")).select_related(f"reunion__{LED}"), pk=pk)
    require(request.user, "collectifs.run_reunion", found.reunion)
    return found


def reunion_follow(request, pk):
    """Tick the undone actions that the meeting comes back to."""
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.run_reunion", reunion)
    chosen = ActionDecidee.objects.filter(pk__in=reunion.points.values("actions_suivies"))
    undone = get_undone_actions(reunion.collectif)
    typed = request.POST if request.method == "POST" else None  # nothing ticked is an answer
    form = SuiviForm(typed, undone=undone, initial={"suivre": chosen or undone})
    if form.is_valid() and attempt(request, actions.follow_actions, reunion, by=request.user, **form.cleaned_data):
        messages.success(request, "L’ordre du jour est à jour.")
        return redirect("collectifs:reunion_detail", pk)
    return render(request, "collectifs/reunion_follow.html", {"reunion": reunion, "form": form, "undone": undone})


def proposition_list(request, pk):
    """What one proposed, and for whoever prepares, what everybody did; and the form to propose."""
    collectif = find(Collectif, request, pk, "fonction_referente")
    may_propose = can(request.user, "collectifs.propose_point", collectif) and collectif.clos_le is None
    form = PropositionForm(request.POST or None) if may_propose else None
    if request.method == "POST":
        require(request.user, "collectifs.propose_point", collectif)
    chosen = read_number(request.POST.get("reunion") or request.GET.get("reunion"))
    meetings = get_meetings_to_propose_to(collectif, request.user)
    reunion = next((meeting for meeting in meetings if meeting.pk == chosen), None)
    if form and attempt_form(form, propositions.propose_point, collectif, reunion=reunion, by=request.user):
        messages.success(request, "Votre proposition est transmise à qui prépare la réunion.")
        return redirect("collectifs:proposition_list", pk)
    page = paginate(request, get_propositions(collectif, request.user), 50)
    context = {"collectif": collectif, "page": page, "form": form, "reunions": meetings, "reunion": reunion}
    return render(request, "collectifs/proposition_list.html", context)


@require_POST
def proposition_settle(request, pk):
    """Take up, put off or decline what was proposed, from the page of the meeting being prepared."""
    proposition = find(PropositionPoint, request, pk, LED)
    reunion = find(Reunion, request, read_number(request.POST.get("reunion")) or 0, LED)
    form = TraitementForm(request.POST)
    if reunion.collectif_id != proposition.collectif_id or not form.is_valid():
        messages.error(request, "Cette proposition n’a pas changé : choisissez de la retenir, reporter ou décliner.")
        return redirect("collectifs:reunion_detail", reunion.pk)
    do, said = DO[form.cleaned_data["suite"]]
    if attempt(request, do, proposition, reunion, mot=form.cleaned_data["mot"], by=request.user):
        messages.success(request, said)
    return redirect("collectifs:reunion_detail", reunion.pk)


@require_POST
def proposition_withdraw(request, pk):
    proposition = find(PropositionPoint, request, pk, "collectif")
    if attempt(request, propositions.withdraw_proposition, proposition, by=request.user):
        messages.success(request, "Votre proposition est retirée.")
    return redirect("collectifs:proposition_list", proposition.collectif_id)
