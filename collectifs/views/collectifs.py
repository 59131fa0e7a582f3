from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import collectifs as actions
from collectifs.forms import CollectifForm, EcheanceForm, ExterneForm
from collectifs.models import Collectif, Participation
from collectifs.queries import find_people, get_collectifs, get_hub, split_by_address
from collectifs.views.shared import attempt, attempt_form, find
from members.models import Personne
from socle.numbers import read_number
from socle.permissions import can, require

REFERENTE = "fonction_referente"


@require_GET
def collectif_list(request):
    return render(request, "collectifs/collectif_list.html", {"collectifs": get_collectifs(request.user)})


@require_GET
def collectif_detail(request, pk):
    collectif = find(Collectif, request, pk, REFERENTE)
    context = {"collectif": collectif, **get_hub(collectif, request.user)}
    return render(request, "collectifs/collectif_detail.html", context)


def collectif_add(request):
    require(request.user, "collectifs.add_collectif")
    form = CollectifForm(request.POST or None)
    if collectif := attempt_form(form, actions.create_collectif, by=request.user):
        return redirect("collectifs:collectif_detail", collectif.pk)
    return render(request, "collectifs/collectif_form.html", {"form": form})


def collectif_edit(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.edit_collectif", collectif)
    form = CollectifForm(request.POST or None, instance=collectif)
    if attempt_form(form, actions.edit_collectif, Collectif.objects.get(pk=pk), by=request.user):
        return redirect("collectifs:collectif_detail", pk)
    return render(request, "collectifs/collectif_form.html", {"form": form, "collectif": collectif})


def collectif_review(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.edit_collectif", collectif)
    form = EcheanceForm(request.POST or None, initial={"resultat_attendu": collectif.resultat_attendu})
    if form.is_valid():
        _follow(collectif, by=request.user, **form.cleaned_data)
        messages.success(request, "C’est noté.")
        return redirect("collectifs:collectif_detail", pk)
    return render(request, "collectifs/collectif_review.html", {"form": form, "collectif": collectif})


def _follow(collectif, *, suite, resultat_attendu, echeance, by):
    if suite == "clore":
        actions.close_collectif(collectif, by=by)
    elif suite == "prolonger":
        actions.edit_collectif(collectif, echeance=echeance, by=by)
    else:
        actions.edit_collectif(collectif, echeance=echeance, resultat_attendu=resultat_attendu, by=by)


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
    collectif = find(Collectif, request, pk, REFERENTE)
    running = Participation.objects.en_cours().filter(collectif=collectif)
    participations = running.select_related("personne", "association").order_by("personne__nom", "association__nom")
    words = request.GET.get("q", "")
    may_invite = can(request.user, "collectifs.invite_member", collectif)
    context = {
        "collectif": collectif,
        "participations": participations,
        "sans_adresse": split_by_address(p.personne for p in participations if p.personne)[1],
        "words": words,
        "found": find_people(words, out_of=collectif, by=request.user) if may_invite else [],
        "externe_form": ExterneForm(),
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
    else:
        messages.error(request, "Il manque un prénom ou un nom, ou l’adresse est incomplète : recommencez.")
    return redirect("collectifs:participation_list", pk)


@require_POST
def participation_end(request, pk):
    participation = get_object_or_404(Participation.objects.select_related("collectif"), pk=pk)
    find(Collectif, request, participation.collectif_id)
    actions.end_participation(participation, by=request.user)
    messages.success(request, f"{participation} ne participe plus au collectif.")
    return redirect("collectifs:participation_list", participation.collectif_id)
