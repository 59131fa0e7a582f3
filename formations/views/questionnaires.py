"""Giving an opinion, reading what was answered, choosing what is asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from formations.actions import questionnaires as actions
from formations.forms.questionnaires import AvisForm, FinanceurForm, QuestionsForm
from formations.liens import avis_link, find_avis
from formations.models import AvisDemande, Formation, SessionFormation
from formations.queries.questionnaires import get_questions, get_results, is_awaited, list_questionnaires
from socle.gestes import attempt_form, find
from socle.permissions import require

GONE = 410


def avis_answer(request, pk):
    avis = get_object_or_404(AvisDemande.objects.select_related("session__formation"), pk=pk, personne=request.user)
    return _ask(request, avis)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def avis_tap(request, token):
    """A funder without an account answers by the address it was given, once."""
    avis = find_avis(token)
    if avis is None:
        return render(request, "formations/lien_closed.html", {}, status=GONE)
    return _ask(request, avis)


def _ask(request, avis):
    form = AvisForm(request.POST or None, questions=get_questions(avis.public, avis.moment))
    is_done = False
    if is_awaited(avis) and form.is_valid():
        attempt_form(form, actions.answer, avis)
        is_done = not form.errors
    context = {"avis": avis, "session": avis.session, "form": form, "is_done": is_done}
    context["is_awaited"] = is_awaited(avis)
    return render(request, "formations/avis_form.html", context)


@require_GET
def resultat_session(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.hold_sheet", session)
    context = {"session": session, "formation": session.formation}
    context["resultats"] = get_results(session.formation, session)
    return render(request, "formations/resultat_detail.html", context)


@require_GET
def resultat_formation(request, pk):
    formation = get_object_or_404(Formation.objects.visible_to(request.user), pk=pk)
    require(request.user, "formations.organise")
    context = {"formation": formation, "resultats": get_results(formation)}
    return render(request, "formations/resultat_detail.html", context)


def questions_edit(request):
    require(request.user, "formations.organise")
    public, moment = request.GET.get("public", "stagiaire"), request.GET.get("moment", "chaud")
    try:
        standing = get_questions(public, moment)
    except ValueError as error:
        raise Http404 from error
    given = {"public": public, "moment": moment, "questions": "\n".join(standing)}
    form = QuestionsForm(request.POST or None, initial=given)
    if attempt_form(form, actions.write_questions, by=request.user):
        messages.success(request, "Ces questions seront posées à partir de maintenant.")
        return redirect(request.get_full_path())
    context = {"form": form, "questionnaires": list_questionnaires(public, moment)}
    return render(request, "formations/questions_form.html", context)


def financeur_ask(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.organise")
    form = FinanceurForm(request.POST or None)
    avis = attempt_form(form, actions.ask_funder, session, by=request.user)
    context = {"form": form, "session": session, "lien": avis_link(avis) if avis else ""}
    return render(request, "formations/financeur_form.html", context)
