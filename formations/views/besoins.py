"""Needs: the list, saying one, carrying it, answering it; and the two figures that the federation chooses."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from formations.actions import besoins as actions
from formations.forms.besoins import BesoinForm, ReglagesForm, ReponseBesoinForm, VoixForm
from formations.models import BesoinFormation, ReglageFormations
from formations.queries.besoins import get_besoins, get_my_associations, get_seuil
from members.models import Association
from socle.gestes import attempt, attempt_form, find
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50


@require_GET
def besoin_list(request):
    require(request.user, "formations.view_besoins")
    context = {
        "page": paginate(request, get_besoins(), PER_PAGE),
        "seuil": get_seuil(),
        "may_express": can(request.user, "formations.express_besoin"),
        "may_organise": can(request.user, "formations.organise"),
    }
    return render(request, "formations/besoin_list.html", context)


def besoin_add(request):
    require(request.user, "formations.express_besoin")
    form = BesoinForm(request.POST or None, associations=get_my_associations(request.user))
    if besoin := attempt_form(form, actions.express_besoin, by=request.user):
        messages.success(request, "Le besoin est dit. Les autres associations peuvent le soutenir.")
        return redirect("formations:besoin_detail", besoin.pk)
    return render(request, "formations/besoin_form.html", {"form": form})


@require_GET
def besoin_detail(request, pk):
    besoin = find(BesoinFormation, request, pk, "association", "exprime_par", "formation")
    soutiens = list(besoin.soutiens.filter(retire_le=None).select_related("association"))
    associations = get_my_associations(request.user)
    mine = [soutien for soutien in soutiens if soutien.association in associations]
    context = {
        "besoin": besoin,
        "soutiens": soutiens,
        "personnes": sum(soutien.personnes for soutien in soutiens),
        "seuil": get_seuil(),
        "mine": mine,
        "may_organise": can(request.user, "formations.organise"),
    }
    if besoin.etat == BesoinFormation.Etat.OUVERT and associations:
        initial = {"personnes": mine[0].personnes} if mine else {}
        context["form"] = VoixForm(associations=associations, initial=initial)
    return render(request, "formations/besoin_detail.html", context)


@require_POST
def besoin_support(request, pk):
    besoin = find(BesoinFormation, request, pk)
    associations = get_my_associations(request.user)
    if not associations:
        raise PermissionDenied
    form = VoixForm(request.POST, associations=associations)
    if attempt_form(form, actions.support_besoin, besoin, by=request.user):
        messages.success(request, "La voix de votre association est comptée.")
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect("formations:besoin_detail", pk)


@require_POST
def besoin_withdraw(request, pk):
    besoin = find(BesoinFormation, request, pk)
    association = get_object_or_404(Association, pk=read_number(request.POST.get("association")))
    if attempt(request, actions.withdraw_soutien, besoin, association=association, by=request.user):
        messages.success(request, "La voix de votre association est retirée.")
    return redirect("formations:besoin_detail", pk)


def besoin_answer(request, pk):
    require(request.user, "formations.organise")
    besoin = find(BesoinFormation, request, pk)
    form = ReponseBesoinForm(request.POST or None)
    if attempt_form(form, actions.answer_besoin, besoin, by=request.user):
        messages.success(request, "La réponse est donnée aux associations qui portaient ce besoin.")
        return redirect("formations:besoin_detail", pk)
    return render(request, "formations/besoin_answer.html", {"form": form, "besoin": besoin})


def reglages_edit(request):
    require(request.user, "formations.organise")
    form = ReglagesForm(request.POST or None, instance=ReglageFormations.load())
    if attempt_form(form, actions.set_reglages, by=request.user):
        messages.success(request, "Les réglages des formations ont changé.")
        return redirect("formations:besoin_list")
    return render(request, "formations/reglages_form.html", {"form": form})
