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
from socle.gestes import CONFLICT

POUVOIR = Presence.Reponse.POUVOIR
MOVED = "La réunion a changé de date depuis : vérifiez que la nouvelle vous convient, puis appuyez de nouveau."


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def presence_answer(request, token, choix):
    if choix not in CHOIX:
        raise Http404
    presence = find_presence(token)
    if presence is None or not presence.reunion.can_be_answered:
        return render(request, "collectifs/presence_closed.html", {"presence": presence}, status=410)
    form = ReponseForm(request.POST or None, presence=presence) if CHOIX[choix] == POUVOIR else None
    is_moved = request.method == "POST" and not _saw_the_date(request, presence)
    problem = MOVED if is_moved else ""
    if request.method == "POST" and not is_moved and (form is None or form.is_valid()):
        try:
            given = form.cleaned_data if form else {}
            answer_convocation(presence, reponse=CHOIX[choix], by=presence.personne, **given)
            return redirect("collectifs:presence_answered", token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"presence": presence, "token": token, "choix": choix, "form": form, "problem": problem}
    context["is_deplacee"] = presence.date_dite not in ("", presence.reunion.debut.isoformat())
    return render(request, "collectifs/presence_answer.html", context, status=CONFLICT if is_moved else 200)


def _saw_the_date(request, presence) -> bool:
    """An answer goes for the date that was on the page, or in the mail: never for one that came since."""
    seen = request.POST.get("date") or presence.date_dite
    return seen in ("", presence.reunion.debut.isoformat())


@login_not_required
@require_GET
def presence_answered(request, token):
    presence = find_presence(token)
    if presence is None:
        return render(request, "collectifs/presence_closed.html", {"presence": None}, status=410)
    return render(request, "collectifs/presence_answered.html", {"presence": presence, "token": token})
