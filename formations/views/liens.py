"""The pages that the links of mails open, without signing in. A visit changes nothing; a button does."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from formations.actions.inscriptions import accept_offre, decline_inscription, refuse_offre
from formations.liens import find_inscription, find_offre
from formations.models import SessionFormation

GONE = 410
CHOICES = {"prendre": accept_offre, "laisser": refuse_offre}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def offre_tap(request, token):
    offre = find_offre(token)
    if offre is None:
        return render(request, "formations/lien_closed.html", {}, status=GONE)
    done = problem = ""
    choice = request.POST.get("choix") if request.method == "POST" else None
    if choice in CHOICES:
        try:
            CHOICES[choice](offre, by=offre.inscription.personne)
            done = choice
        except ValidationError as error:
            problem = " ".join(error.messages)
    inscription = offre.inscription
    context = {"offre": offre, "inscription": inscription, "session": inscription.session, "done": done}
    context["problem"] = problem
    is_over = not done and not offre.is_en_cours
    return render(request, "formations/offre_tap.html", context, status=GONE if is_over else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def refus_tap(request, token):
    inscription = find_inscription(token)
    if inscription is None:
        return render(request, "formations/lien_closed.html", {}, status=GONE)
    is_done, problem = False, ""
    if request.method == "POST":
        try:
            decline_inscription(inscription, by=inscription.personne)
            is_done = True
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"inscription": inscription, "session": inscription.session, "is_done": is_done, "problem": problem}
    context["is_open"] = inscription.is_vivante and inscription.session.etat in SessionFormation.INSCRIT
    return render(request, "formations/refus_tap.html", context)
