"""Who teaches without an account: the team makes a link and takes it back; the link opens one page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from formations.actions import formateurs as actions
from formations.codes import get_room_code
from formations.liens import find_lien, formateur_link
from formations.models import Emargement, Formateur, LienFormateur, SessionFormation
from formations.queries.emargements import get_halves
from formations.queries.sessions import get_amenagements, get_outside_trainers
from socle.gestes import find
from socle.numbers import read_number
from socle.permissions import require

GONE = 410


def lien_list(request, pk):
    """Who teaches without an account, and the link that each has; a new one is shown once."""
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.organise")
    context = {"session": session}
    if request.method == "POST":
        formateur = get_object_or_404(Formateur, pk=read_number(request.POST.get("formateur")))
        try:
            lien = actions.make_lien(session, formateur=formateur, by=request.user)
            context |= {"adresse": formateur_link(lien), "lien": lien}
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    context["formateurs"] = get_outside_trainers(session)
    return render(request, "formations/lien_list.html", context)


@require_POST
def lien_revoke(request, pk):
    require(request.user, "formations.organise")
    lien = get_object_or_404(LienFormateur.objects.select_related("session"), pk=pk)
    actions.revoke_lien(lien, by=request.user)
    messages.success(request, "Le lien est retiré : il n’ouvre plus rien.")
    return redirect("formations:lien_list", lien.session_id)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def formateur_tap(request, token):
    """Sign as who teaches, show the code, read what helps: without an account, for one session."""
    lien = find_lien(token)
    if lien is None:
        return render(request, "formations/lien_closed.html", {}, status=GONE)
    problem = ""
    if request.method == "POST" and "demi_journee" in request.POST:
        half = get_object_or_404(lien.session.demi_journees, pk=read_number(request.POST["demi_journee"]))
        half.session = lien.session
        try:
            actions.sign_by_lien(lien, half=half)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"lien": lien, "session": lien.session, "rows": _get_rows(lien), "problem": problem}
    if "lire" in request.POST:  # never at a visit: a scanner of mails follows links
        context |= {"is_lu": True, "amenagements": get_amenagements(lien.session)}
    return render(request, "formations/formateur_tap.html", context)


def _get_rows(lien) -> list[tuple]:
    """Each half-day, what was signed there, and the room's code while its window is open."""
    signed = Emargement.objects.filter(demi_journee__session=lien.session_id, formateur=lien.formateur_id)
    by_half = {row.demi_journee_id: row for row in signed}
    halves = get_halves(lien.session)
    return [(half, by_half.get(half.pk), get_room_code(half) if half.is_ouverte else "") for half in halves]
