"""What comes back: uses, feedback and its answer, thanks."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from outiltheque.actions import retours as actions
from outiltheque.forms.retours import MerciForm, ReponseRetourForm, RetourForm, UsageForm
from outiltheque.models import Outil, RetourUsage, UsageOutil
from outiltheque.views.outils import HERE, find_or_404
from socle.gestes import attempt, attempt_form
from socle.permissions import require


@require_POST
def usage_add(request, pk):
    outil = find_or_404(request.user, pk)
    form = UsageForm(request.POST, personne=request.user)
    if attempt_form(form, actions.use_outil, outil, by=request.user):
        messages.success(request, "C’est noté : votre association l’utilise.")
    elif form.errors:
        messages.error(request, "Choisissez une de vos associations.")
    return redirect(HERE, pk)


@require_POST
def usage_stop(request, pk):
    usage = get_object_or_404(UsageOutil.objects.select_related("outil"), pk=pk)
    find_or_404(request.user, usage.outil_id)
    if attempt(request, actions.stop_usage, usage, by=request.user):
        messages.success(request, "C’est noté : votre association ne l’utilise plus.")
    return redirect(HERE, usage.outil_id)


def retour_add(request, pk):
    outil = find_or_404(request.user, pk)
    require(request.user, "outiltheque.use_outil", outil)
    form = RetourForm(request.POST or None, personne=request.user)
    if retour := attempt_form(form, actions.add_retour, outil, by=request.user):
        messages.success(request, "Merci. Les auteurs de l’outil lisent votre retour.")
        return redirect(f"{redirect(HERE, pk).url}#retour-{retour.pk}")
    return render(request, "outiltheque/retour_form.html", {"form": form, "outil": outil})


def _find_retour(request, pk):
    seen = Outil.objects.visible_to(request.user).values("pk")
    retour = RetourUsage.objects.filter(pk=pk, retire_le=None, outil__in=seen)
    found = retour.select_related("outil", "association", "auteur").prefetch_related("outil__associations").first()
    if found is None:
        raise Http404
    return found


@require_POST
def retour_withdraw(request, pk):
    retour = _find_retour(request, pk)
    if attempt(request, actions.withdraw_retour, retour, by=request.user):
        messages.success(request, "Le retour est retiré.")
    return redirect(HERE, retour.outil_id)


def retour_answer(request, pk):
    retour = _find_retour(request, pk)
    require(request.user, "outiltheque.answer_retour", retour)
    form = ReponseRetourForm(request.POST or None)
    if attempt_form(form, actions.answer_retour, retour, by=request.user):
        messages.success(request, "Votre réponse se lit sous le retour.")
        return redirect(f"{redirect(HERE, retour.outil_id).url}#retour-{pk}")
    return render(request, "outiltheque/retour_answer.html", {"form": form, "retour": retour})


@require_POST
def merci_add(request, pk):
    outil = find_or_404(request.user, pk)
    form = MerciForm(request.POST)
    if attempt_form(form, actions.thank_outil, outil, by=request.user):
        messages.success(request, "Merci ! Les auteurs le liront dans leur courriel de la semaine.")
    elif form.errors:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(HERE, pk)
