"""What is seen on the ground, and the tools that answer it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from outiltheque.actions import constats as actions
from outiltheque.forms.retours import ConstatForm, ReponseConstatForm
from outiltheque.models import ConstatTerrain
from outiltheque.queries.constats import get_actions, get_constats, get_outils
from socle.gestes import attempt, attempt_form
from socle.pagination import paginate
from socle.permissions import require

PER_PAGE = 50


@require_GET
def constat_list(request):
    unanswered = "sans_reponse" in request.GET
    page = paginate(request, get_constats(request.user, sans_reponse=unanswered), PER_PAGE)
    return render(request, "outiltheque/constat_list.html", {"page": page, "sans_reponse": unanswered})


def constat_add(request):
    require(request.user, "outiltheque.add_constat")
    form = ConstatForm(request.POST or None, personne=request.user)
    if constat := attempt_form(form, actions.add_constat, by=request.user):
        messages.success(request, "Votre constat se lit aussitôt dans le réseau.")
        return redirect("outiltheque:constat_detail", constat.pk)
    return render(request, "outiltheque/constat_form.html", {"form": form})


def _find(request, pk):
    seen = ConstatTerrain.objects.visible_to(request.user).select_related("association", "territoire", "auteur")
    found = seen.prefetch_related("publics").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def constat_detail(request, pk):
    constat = _find(request, pk)
    context = {
        "constat": constat,
        "reponses": get_outils(constat, request.user),
        "actions": get_actions(constat, request.user),
    }
    return render(request, "outiltheque/constat_detail.html", context)


def constat_answer(request, pk):
    constat = _find(request, pk)
    require(request.user, "outiltheque.answer_constat", constat)
    form = ReponseConstatForm(request.POST or None, personne=request.user)
    if attempt_form(form, _answer, constat, by=request.user):
        messages.success(request, "Merci. La personne qui a écrit le constat est prévenue.")
        return redirect("outiltheque:constat_detail", pk)
    return render(request, "outiltheque/constat_answer.html", {"form": form, "constat": constat})


def _answer(constat, *, outil, action, comment, by):
    if action:
        return actions.link_action(constat, action=action, comment=comment, by=by)
    return actions.answer_constat(constat, outil=outil, comment=comment, by=by)


@require_POST
def constat_withdraw(request, pk):
    constat = _find(request, pk)
    if attempt(request, actions.withdraw_constat, constat, by=request.user):
        messages.success(request, "Le constat est retiré.")
    return redirect("outiltheque:constat_list")
