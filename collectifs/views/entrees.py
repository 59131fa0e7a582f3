"""The open doors of a workshop: pages for people without an account, good for its time only.

They set no cookie but the one that protects forms, and say nothing of the workshop that is not on its wall.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from collectifs.actions.ateliers import answer_questionnaire
from collectifs.actions.contributions import contribute_without_account
from collectifs.entrees import CONTRIBUER, QUESTIONNAIRE, find_atelier
from collectifs.forms.ateliers import ContributionLibreForm, QuestionnaireForm
from socle.limites import is_too_many

GONE, TOO_MANY = 410, 429
HOUR, MOST_AN_HOUR = 3600, 300  # a whole room shares one address
SLOW_DOWN = "Beaucoup de textes sont partis d’ici en une heure : patientez un peu, ou écrivez sur une feuille."
CLOSED = "collectifs/entree_closed.html"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_give(request, token):
    atelier = find_atelier(token, CONTRIBUER)
    if atelier is None or not atelier.is_collecting:
        return _show_closed(request, atelier, [request.POST.get("texte", "")])
    form = ContributionLibreForm(request.POST or None, initial={"categorie": request.GET.get("categorie", "")})
    status = 200
    if form.is_valid():
        status = _send(request, form, lambda given: contribute_without_account(atelier, **given))
        if status is None:
            return redirect(f"{request.path}?merci=1&categorie={form.cleaned_data['categorie']}")
    context = {"atelier": atelier, "form": form, "merci": "merci" in request.GET and not form.is_bound}
    return render(request, "collectifs/contribution_give.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire_answer(request, token):
    atelier = find_atelier(token, QUESTIONNAIRE)
    questions = list(atelier.questions.all()) if atelier else []
    if not questions or not atelier.is_questionnaire_open:
        typed = [text for name, text in request.POST.items() if name.startswith("q_")]
        return _show_closed(request, atelier, typed, is_questionnaire=True)
    if "merci" in request.GET and request.method != "POST":
        return render(request, "collectifs/questionnaire_answer.html", {"atelier": atelier, "merci": True})
    form = QuestionnaireForm.about(questions, request.POST or None)
    status = 200
    if form.is_valid():
        status = _send(request, form, lambda given: _answer(atelier, form, given))
        if status is None:
            return redirect(f"{request.path}?merci=1")
    return render(request, "collectifs/questionnaire_answer.html", {"atelier": atelier, "form": form}, status=status)


def _answer(atelier, form, given):
    return answer_questionnaire(
        atelier, categorie=given["categorie"], reponses=form.reponses, envoi=given["envoi"] or form.initial["envoi"]
    )


def _send(request, form, do) -> int | None:
    """Do what was asked; None once it is done, else the status of the page that gives the form back, filled."""
    given = dict(form.cleaned_data)
    if given.pop("site"):  # a machine that falls in the trap reads the same thanks as everybody
        return None
    if is_too_many(request, "atelier", most=MOST_AN_HOUR, seconds=HOUR):
        form.add_error(None, SLOW_DOWN)
        return TOO_MANY
    try:
        do(given)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return 200
    return None


def _show_closed(request, atelier, typed, *, is_questionnaire=False):
    """Say kindly why nothing is taken; what was typed is given back, to be copied."""
    context = {
        "atelier": atelier,
        "typed": "\n\n".join(text for text in typed if text.strip()),
        "is_questionnaire": is_questionnaire,
    }
    return render(request, CLOSED, context, status=GONE)
