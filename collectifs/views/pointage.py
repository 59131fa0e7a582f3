"""The attendance sheet on a tablet: a tap writes one person, at once, with or without a script."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import pointage as actions
from collectifs.forms.convocations import PassageForm
from collectifs.models import CompteRendu, PersonneDePassage, Presence
from collectifs.queries.pointage import read_feuille
from collectifs.views.comptes_rendus import find_minutes
from members.models import Personne
from socle.gestes import attempt, attempt_form
from socle.numbers import read_number
from socle.permissions import require

PAGE = "collectifs/presence_sheet.html"
SAID = {"oui": True, "non": False, "": None}
FOUND_AT_ONCE = 6


@require_GET
def presence_sheet(request, pk):
    """Everybody expected, by category; the same page asked by htmx every few seconds gives what others tapped."""
    compte_rendu = find_minutes(request, pk)
    require(request.user, "collectifs.edit_compte_rendu", compte_rendu)
    words = request.GET.get("q", "").strip()
    context = {"reunion": compte_rendu.reunion, "feuille": read_feuille(compte_rendu.reunion, words), "words": words}
    if request.htmx:
        return render(request, f"{PAGE}#feuille", context)
    context |= {"form": PassageForm(), "trouvees": _find(compte_rendu.reunion, words, request.user)}
    return render(request, PAGE, context)


def _find(reunion, words, by):
    """Return people of the network of this name whom nobody expected."""
    if len(words) < 3:
        return []
    expected = reunion.presences.values("personne")
    return Personne.objects.visible_to(by).search(words).exclude(pk__in=expected)[:FOUND_AT_ONCE]


@require_POST
def presence_point(request, pk):
    presence = _own(request, Presence, pk)
    value = request.POST.get("presente", "")
    if value in SAID:
        actions.point_presence(presence, is_presente=SAID[value], by=request.user)
    return _answer(request, presence.reunion)


@require_POST
def passage_add(request, pk):
    reunion = find_minutes(request, pk).reunion
    form = PassageForm(request.POST)
    if attempt_form(form, actions.add_passage, reunion, by=request.user):
        messages.success(request, "La personne est notée présente.")
        return redirect("collectifs:presence_sheet", pk)
    context = {"reunion": reunion, "feuille": read_feuille(reunion), "form": form}
    return render(request, PAGE, context)


@require_POST
def arrivee_add(request, pk):
    reunion = find_minutes(request, pk).reunion
    wanted = Personne.objects.visible_to(request.user)
    personne = get_object_or_404(wanted, pk=read_number(request.POST.get("personne")))
    if attempt(request, actions.add_arrivee, reunion, personne, by=request.user):
        messages.success(request, f"{personne} : présence notée.")
    return redirect("collectifs:presence_sheet", pk)


@require_POST
def passage_remove(request, pk):
    passage = _own(request, PersonneDePassage, pk)
    actions.remove_passage(passage, by=request.user)
    return _answer(request, passage.reunion)


def _own(request, model, pk):
    seen = CompteRendu.objects.visible_to(request.user).values("reunion")
    return get_object_or_404(model.objects.filter(reunion__in=seen).select_related("reunion__collectif"), pk=pk)


def _answer(request, reunion):
    if request.htmx:
        words = request.POST.get("q", "")
        context = {"reunion": reunion, "feuille": read_feuille(reunion, words), "words": words}
        return render(request, f"{PAGE}#feuille", context)
    return redirect("collectifs:presence_sheet", reunion.pk)
