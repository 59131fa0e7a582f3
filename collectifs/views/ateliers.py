"""The pages of a workshop: prepared, announced, shown on a wall, counted."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import ateliers as actions
from collectifs.entrees import CONTRIBUER, QUESTIONNAIRE, make_entree
from collectifs.forms import MotifForm
from collectifs.forms.ateliers import AtelierForm, NombresForm, ParticipationAtelierForm
from collectifs.models import Acteur, Atelier, Collectif
from collectifs.queries.ateliers import count_on_screen, count_people, get_atelier, get_ateliers, get_reponses
from socle.gestes import attempt, attempt_form, find
from socle.pagination import paginate
from socle.permissions import can, require

LED = "collectif__fonction_referente"
MOST_PEOPLE = 5000
GESTES = {
    "ouvrir": "La collecte est ouverte : projetez l’écran, le code y est.",
    "fermer": "La collecte est fermée : l’adresse du code ne prend plus rien.",
    "prolonger": "La collecte dure une demi-heure de plus.",
    "code": "Le code est remplacé : l’ancien ne sert plus.",
}


@require_GET
def atelier_list(request, pk):
    collectif = find(Collectif, request, pk, "fonction_referente")
    page = paginate(request, get_ateliers(collectif, request.user), 50)
    return render(request, "collectifs/atelier_list.html", {"collectif": collectif, "page": page})


@require_GET
def atelier_detail(request, pk):
    atelier = find(Atelier, request, pk, LED)
    leads = can(request.user, "collectifs.run_atelier", atelier)
    context = get_atelier(atelier, request.user, leads=leads)
    if context["questions"] and atelier.is_questionnaire_open:
        context["questionnaire"] = make_entree(atelier, QUESTIONNAIRE)
    context["participation_form"] = ParticipationAtelierForm(instance=context["participant"])
    return render(request, "collectifs/atelier_detail.html", context | {"leads": leads})


def atelier_add(request, pk):
    collectif = find(Collectif, request, pk)
    require(request.user, "collectifs.add_atelier", collectif)
    form = AtelierForm(request.POST or None)
    if atelier := attempt_form(form, actions.plan_atelier, collectif, by=request.user):
        messages.success(request, "L’atelier est en préparation. Annoncez-le quand tout est prêt.")
        return redirect("collectifs:atelier_detail", atelier.pk)
    return render(request, "collectifs/atelier_form.html", {"form": form, "collectif": collectif})


def atelier_edit(request, pk):
    atelier = find(Atelier, request, pk, LED)
    require(request.user, "collectifs.run_atelier", atelier)
    form = AtelierForm(request.POST or None, instance=find(Atelier, request, pk, LED))
    if attempt_form(form, actions.edit_atelier, atelier, by=request.user):
        return redirect("collectifs:atelier_detail", pk)
    context = {"form": form, "collectif": atelier.collectif, "atelier": atelier}
    return render(request, "collectifs/atelier_form.html", context)


@require_POST
def atelier_announce(request, pk):
    atelier = find(Atelier, request, pk, LED)
    if attempt(request, actions.announce_atelier, atelier, by=request.user):
        messages.success(request, "L’atelier est annoncé à toutes les personnes du collectif.")
    return redirect("collectifs:atelier_detail", pk)


def atelier_cancel(request, pk):
    atelier = find(Atelier, request, pk, LED)
    require(request.user, "collectifs.run_atelier", atelier)
    form = MotifForm(request.POST or None)
    if attempt_form(form, actions.cancel_atelier, atelier, by=request.user):
        messages.success(request, "L’atelier est annulé. Les personnes prévenues l’apprennent, avec le motif.")
        return redirect("collectifs:atelier_detail", pk)
    return render(request, "collectifs/atelier_cancel.html", {"form": form, "atelier": atelier})


@require_POST
def atelier_collect(request, pk):
    atelier = find(Atelier, request, pk, LED)
    geste = request.POST.get("geste", "")
    geste = geste if geste in GESTES else "ouvrir"
    if attempt(request, actions.set_collecte, atelier, geste=geste, by=request.user):
        messages.success(request, GESTES[geste])
    return redirect("collectifs:atelier_screen" if request.POST.get("ecran") else "collectifs:atelier_detail", pk)


@require_GET
def atelier_screen(request, pk):
    """What is shown on the wall: the code, and what was said as it arrives. Only htmx asks for the second part."""
    atelier = find(Atelier, request, pk, LED)
    require(request.user, "collectifs.run_atelier", atelier)
    context = {"atelier": atelier, "collectif": atelier.collectif, **count_on_screen(atelier)}
    if request.htmx:
        return render(request, "collectifs/atelier_screen.html#fil", context)
    context["adresse"] = make_entree(atelier, CONTRIBUER)
    return render(request, "collectifs/atelier_screen.html", context)


@require_POST
def atelier_join(request, pk):
    atelier = find(Atelier, request, pk, LED)
    if request.POST.get("quitter"):
        actions.leave_atelier(atelier, by=request.user)
        messages.success(request, "Vous ne participez plus à cet atelier.")
        return redirect("collectifs:atelier_detail", pk)
    form = ParticipationAtelierForm(request.POST)
    if attempt_form(form, actions.join_atelier, atelier, by=request.user):
        messages.success(request, "C’est noté : vous participez à cet atelier.")
    else:
        messages.error(request, " ".join(message for errors in form.errors.values() for message in errors))
    return redirect("collectifs:atelier_detail", pk)


def atelier_count(request, pk):
    """How many people of each category came, typed on a tablet."""
    atelier = find(Atelier, request, pk, LED)
    require(request.user, "collectifs.run_atelier", atelier)
    known = count_people(atelier)
    lines = [(value, label.capitalize(), known[value]) for value, label in Acteur.choices]
    form = NombresForm.about(lines, request.POST or None, most=MOST_PEOPLE)
    if form.is_valid() and attempt(request, actions.count_people, atelier, nombres=form.nombres, by=request.user):
        messages.success(request, "Les personnes présentes sont comptées.")
        return redirect("collectifs:atelier_detail", pk)
    return render(request, "collectifs/atelier_count.html", {"form": form, "atelier": atelier})


@require_GET
def questionnaire_detail(request, pk):
    atelier = find(Atelier, request, pk, LED)
    require(request.user, "collectifs.run_atelier", atelier)
    context = {"atelier": atelier, "reponses": get_reponses(atelier)}
    if atelier.is_questionnaire_open:
        context["adresse"] = make_entree(atelier, QUESTIONNAIRE)
    return render(request, "collectifs/questionnaire_detail.html", context)
