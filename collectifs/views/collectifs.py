from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import collectifs as actions
from collectifs.actions.clotures import close_collectif, reopen_collectif
from collectifs.actions.demandes import record_visit
from collectifs.forms import CollectifForm, EcheanceForm, ExterneForm
from collectifs.forms.collectifs import ReouvertureForm
from collectifs.models import Collectif, DemandeParticipation, Participation
from collectifs.queries import find_people, get_collectifs, get_hub, split_by_address
from collectifs.queries.collectifs import find_hub, get_animations
from members.models import Personne
from socle.gestes import CONFLICT, attempt, attempt_form, attempt_text, find, say_changes
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require
from socle.reperes import get_reperes

REFERENTE = "fonction_referente"
PER_PAGE = 24


@require_GET
def collectif_list(request):
    page = paginate(request, get_collectifs(request.user), PER_PAGE)
    return render(request, "collectifs/collectif_list.html", {"page": page})


@require_GET
def collectif_detail(request, pk):
    collectif = find_hub(request.user, pk)
    context = {"collectif": collectif, **get_hub(collectif, request.user)}
    return render(request, "collectifs/collectif_detail.html", context)


def collectif_add(request):
    require(request.user, "collectifs.add_collectif")
    form = CollectifForm(request.POST or None, reperes=get_reperes(request.user))
    if collectif := attempt_form(form, _create, by=request.user):
        return redirect("collectifs:collectif_detail", collectif.pk)
    return render(request, "collectifs/collectif_form.html", {"form": form})


def _create(*, lu, **fields):
    return actions.create_collectif(**fields)


def collectif_edit(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.edit_collectif", collectif)
    form = CollectifForm(request.POST or None, instance=collectif, reperes=get_reperes(request.user))
    done, theirs = attempt_text(form, actions.edit_collectif, Collectif.objects.get(pk=pk), by=request.user)
    if done:
        return redirect("collectifs:collectif_detail", pk)
    context = {"form": form, "collectif": find(Collectif, request, pk), "sien": theirs and say_changes(form, theirs)}
    return render(request, "collectifs/collectif_form.html", context, status=CONFLICT if theirs else 200)


def collectif_review(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.edit_collectif", collectif)
    form = EcheanceForm(request.POST or None, initial={"resultat_attendu": collectif.resultat_attendu})
    if attempt_form(form, _follow, collectif, by=request.user):
        messages.success(request, "C’est noté.")
        return redirect("collectifs:collectif_detail", pk)
    return render(request, "collectifs/collectif_review.html", {"form": form, "collectif": collectif})


def _follow(collectif, *, suite, resultat_attendu, echeance, bilan, by):
    if suite == "clore":
        return close_collectif(collectif, bilan=bilan, by=by)
    reworded = {"resultat_attendu": resultat_attendu} if suite == "reformuler" else {}
    return actions.edit_collectif(collectif, echeance=echeance, **reworded, by=by)


def collectif_reopen(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.edit_collectif", collectif)
    form = ReouvertureForm(request.POST or None, initial={"resultat_attendu": collectif.resultat_attendu})
    if attempt_form(form, reopen_collectif, collectif, by=request.user):
        messages.success(request, "Le collectif est rouvert.")
        return redirect("collectifs:collectif_detail", pk)
    return render(request, "collectifs/collectif_reopen.html", {"form": form, "collectif": collectif})


@require_POST
def collectif_visit(request, pk):
    """What a page shown says by itself: it was read. With « J’ai vu », nothing in it is new any more."""
    collectif = find(Collectif, request, pk)
    record_visit(collectif, is_all_read="tout" in request.POST, by=request.user)
    return HttpResponse(status=204) if request.htmx else redirect("collectifs:collectif_detail", pk)


@require_POST
def collectif_join(request, pk):
    collectif = find(Collectif, request, pk)
    actions.join_collectif(collectif, by=request.user)
    messages.success(request, f"Vous participez au collectif {collectif}. Ses réunions vous seront annoncées.")
    return redirect("collectifs:collectif_detail", pk)


@require_POST
def collectif_leave(request, pk):
    collectif = find(Collectif, request, pk)
    actions.leave_collectif(collectif, by=request.user)
    messages.success(request, f"Vous ne participez plus au collectif {collectif}.")
    return redirect("collectifs:collectif_list")


@require_GET
def participation_list(request, pk):
    return _show_participants(request, find(Collectif, request, pk, REFERENTE), ExterneForm())


def _show_participants(request, collectif, externe_form):
    running = Participation.objects.en_cours().filter(collectif=collectif)
    demandes = DemandeParticipation.objects.visible_to(request.user).en_attente().filter(collectif=collectif)
    participations = running.select_related("personne", "association").order_by("personne__nom", "association__nom")
    words = request.GET.get("q", "")
    may_invite = can(request.user, "collectifs.invite_member", collectif)
    context = {
        "collectif": collectif,
        "participations": participations,
        "sans_adresse": split_by_address(p.personne for p in participations if p.personne)[1],
        "words": words,
        "animations": get_animations(collectif),
        "demandes": demandes.select_related("personne"),
        "found": find_people(words, out_of=collectif, by=request.user) if may_invite else [],
        "externe_form": externe_form,
    }
    return render(request, "collectifs/participation_list.html", context)


@require_POST
def participation_add(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.invite_member", collectif)
    seen = Personne.objects.visible_to(request.user)
    personne = get_object_or_404(seen, pk=read_number(request.POST.get("personne")))
    if attempt(request, actions.invite_personne, collectif, personne, by=request.user):
        messages.success(request, f"{personne} participe au collectif.")
    return redirect("collectifs:participation_list", pk)


@require_POST
def participation_add_externe(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.invite_outsider", collectif)
    form = ExterneForm(request.POST)
    if participation := attempt_form(form, actions.invite_externe, collectif, by=request.user):
        messages.success(request, f"{participation.personne} participe au collectif, invitation extérieure.")
        return redirect("collectifs:participation_list", pk)
    return _show_participants(request, collectif, form)


@require_POST
def participation_end(request, pk):
    participation = get_object_or_404(Participation.objects.select_related("collectif"), pk=pk)
    find(Collectif, request, participation.collectif_id)
    actions.end_participation(participation, by=request.user)
    messages.success(request, f"{participation} ne participe plus au collectif.")
    return redirect("collectifs:participation_list", participation.collectif_id)
