"""The page that the links of a convening open, without signing in. A visit changes nothing; its button does."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from collectifs.actions.presences import answer_convocation
from collectifs.forms import ReponseForm
from collectifs.liens import CHOIX, find_presence
from collectifs.models import Presence

POUVOIR = Presence.Reponse.POUVOIR


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def presence_answer(request, token, choix):
    if choix not in CHOIX:
        raise Http404
    presence = find_presence(token)
    if presence is None or not presence.reunion.can_be_answered:
        return render(request, "collectifs/presence_closed.html", {"presence": presence}, status=410)
    form = ReponseForm(request.POST or None, presence=presence) if CHOIX[choix] == POUVOIR else None
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {}
        try:
            answer_convocation(presence, reponse=CHOIX[choix], by=presence.personne, **given)
            return redirect("collectifs:presence_answered", token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"presence": presence, "token": token, "choix": choix, "form": form, "problem": problem}
    return render(request, "collectifs/presence_answer.html", context)


@login_not_required
@require_GET
def presence_answered(request, token):
    presence = find_presence(token)
    if presence is None:
        return render(request, "collectifs/presence_closed.html", {"presence": None}, status=410)
    return render(request, "collectifs/presence_answered.html", {"presence": presence, "token": token})
