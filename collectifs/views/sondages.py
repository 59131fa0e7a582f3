"""Polls of dates, in the portal and from the link of a mail. A visit changes nothing; a button does."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from collectifs.actions import sondages as actions
from collectifs.forms.sondages import DisponibilitesForm, ProlongationForm, SondageForm
from collectifs.liens import find_sondee
from collectifs.models import Reunion, SondageDates
from collectifs.queries.convocations import get_convies
from collectifs.queries.sondages import get_choices, read_sondage
from socle.gestes import attempt, attempt_form, find
from socle.numbers import read_number
from socle.permissions import can, require

LED = "reunion__collectif__fonction_referente"


def sondage_add(request, pk):
    reunion = find(Reunion, request, pk, "collectif__fonction_referente")
    require(request.user, "collectifs.edit_reunion", reunion)
    form = SondageForm(request.POST or None, reunion=reunion)
    if sondage := attempt_form(form, actions.open_sondage, reunion, by=request.user):
        messages.success(request, "Le sondage est ouvert, les courriels partent.")
        return redirect("collectifs:sondage_detail", sondage.pk)
    context = {"reunion": reunion, "form": form, "convies": get_convies(reunion)}
    return render(request, "collectifs/sondage_form.html", context)


@require_GET
def sondage_detail(request, pk):
    sondage = find(SondageDates, request, pk, LED, "retenue", "ouvert_par")
    may_edit = can(request.user, "collectifs.edit_reunion", sondage.reunion)
    grille = read_sondage(sondage)
    chosen = read_number(request.GET.get("pour")) if may_edit else None
    sondee = _pick(grille, chosen or request.user.pk)
    context = {"sondage": sondage, "reunion": sondage.reunion, "grille": grille, "may_edit": may_edit}
    context |= {"sondee": sondee, "is_pour": chosen is not None and sondee is not None}
    if sondee and sondage.is_ouvert:
        context["form"] = DisponibilitesForm(sondage=sondage, choix=get_choices(sondee), mot=sondee.mot)
    if may_edit and not sondage.clos_le:
        context["prolongation"] = ProlongationForm(initial={"jusqu_au": sondage.jusqu_au})
    return render(request, "collectifs/sondage_detail.html", context)


def _pick(grille, personne):
    asked = (ligne.sondee for ligne in grille.lignes)
    return next((sondee for sondee in asked if sondee.personne_id == personne), None)


@require_POST
def sondage_answer(request, pk):
    """Answer from the portal, or write the answer of somebody who was told in another way."""
    sondage = find(SondageDates, request, pk, LED)
    personne = read_number(request.POST.get("personne")) or request.user.pk
    sondee = get_object_or_404(sondage.sondees.select_related("personne"), personne=personne)
    form = DisponibilitesForm(request.POST, sondage=sondage)
    if attempt_form(form, actions.answer_sondage, sondee, by=request.user):
        messages.success(request, "Vos disponibilités sont notées." if personne == request.user.pk else "C’est noté.")
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("collectifs:sondage_detail", pk)


@require_POST
def sondage_remind(request, pk):
    sondage = find(SondageDates, request, pk, LED)
    if attempt(request, actions.remind_sondage, sondage, by=request.user):
        messages.success(request, "Le rappel part à l’instant vers les personnes qui n’ont pas répondu.")
    return redirect("collectifs:sondage_detail", pk)


@require_POST
def sondage_choose(request, pk):
    """Keep a date: tell whoever answered, or go on to the convening, which tells everybody."""
    sondage = find(SondageDates, request, pk, LED)
    retenue = get_object_or_404(sondage.dates, pk=read_number(request.POST.get("date")))
    convene = request.POST.get("suite") == "convoquer"
    if not attempt(request, actions.choose_date, sondage, retenue, tell=not convene, by=request.user):
        return redirect("collectifs:sondage_detail", pk)
    messages.success(request, "La date est retenue.")
    page = "collectifs:reunion_convene" if convene else "collectifs:reunion_detail"
    return redirect(page, sondage.reunion_id)


@require_POST
def sondage_extend(request, pk):
    sondage = find(SondageDates, request, pk, LED)
    form = ProlongationForm(request.POST)
    if attempt_form(form, actions.extend_sondage, sondage, by=request.user):
        messages.success(request, "Le dernier jour pour répondre a changé.")
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect("collectifs:sondage_detail", pk)


@require_POST
def sondage_close(request, pk):
    sondage = find(SondageDates, request, pk, LED)
    if attempt(request, actions.close_sondage, sondage, by=request.user):
        messages.success(request, "Le sondage est fermé, sans date retenue.")
    return redirect("collectifs:sondage_detail", pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sondage_tap(request, token):
    """The page that the link of a mail opens, without signing in."""
    sondee = find_sondee(token)
    if sondee is None or not sondee.sondage.is_ouvert:
        return render(request, "collectifs/sondage_closed.html", {"sondee": sondee}, status=410)
    known = {"choix": get_choices(sondee), "mot": sondee.mot}
    form = DisponibilitesForm(request.POST or None, sondage=sondee.sondage, **known)
    if request.method == "POST" and attempt_form(form, actions.answer_sondage, sondee, by=sondee.personne):
        return redirect("collectifs:sondage_tapped", token)
    context = {"sondee": sondee, "sondage": sondee.sondage, "reunion": sondee.sondage.reunion, "form": form}
    return render(request, "collectifs/sondage_tap.html", context)


@login_not_required
@require_GET
def sondage_tapped(request, token):
    sondee = find_sondee(token)
    if sondee is None or sondee.repondu_le is None:
        raise Http404
    context = {"sondee": sondee, "reunion": sondee.sondage.reunion, "token": token, "choix": get_choices(sondee)}
    return render(request, "collectifs/sondage_tapped.html", context)
