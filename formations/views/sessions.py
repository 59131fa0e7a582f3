"""Sessions: the calendar and a page for everybody, the life of a session for the team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from formations.actions import sessions as actions
from formations.calendrier import build_ics
from formations.forms.sessions import MotifForm, ReportForm, SessionForm
from formations.models import Formation, ReglageFormations, SessionFormation
from formations.queries.places import get_exceptions, get_offre, get_places, get_rank
from formations.queries.sessions import find_mine, get_announced, get_coming
from socle.gestes import CONFLICT, attempt, attempt_form, attempt_text, find, say_changes
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50
TRAINERS = SessionForm.base_fields["formateurs"].label
STEPS = {
    "ouvrir": (actions.open_session, "Les inscriptions sont ouvertes."),
    "confirmer": (
        actions.confirm_session,
        "La session est confirmée : toutes les personnes concernées en sont prévenues.",
    ),
    "tenue": (actions.hold_it, "La session est notée comme tenue."),
    "clore": (actions.close_session, "La session est close."),
}


@login_not_required
@require_GET
def session_list(request):
    context = {
        "page": paginate(request, get_coming(request.user), PER_PAGE),
        "may_organise": can(request.user, "formations.organise"),
    }
    return render(request, "formations/session_list.html", context)


@login_not_required
@require_GET
def session_feed(request):
    """What is announced, as calendar programs read it: the same for everybody, called off sessions marked so."""
    headers = {"Content-Disposition": 'inline; filename="formations.ics"'}
    return HttpResponse(build_ics(get_announced()), content_type="text/calendar; charset=utf-8", headers=headers)


@login_not_required
@require_GET
def session_detail(request, pk):
    rows = SessionFormation.objects.visible_to(request.user).select_related("formation", "organisee_par")
    session = get_object_or_404(rows, pk=pk)
    mine = find_mine(session, request.user)
    waits = mine is not None and mine.etat == mine.Etat.EN_ATTENTE
    context = {
        "session": session,
        "places": get_places(session),
        "demi_journees": session.demi_journees.all(),
        "formateurs": session.formateurs.select_related("personne"),
        "exceptions": get_exceptions(session),
        "delai": ReglageFormations.load().delai_offre,
        "mine": mine,
        "offre": get_offre(mine) if waits else None,
        "rang": get_rank(mine) if waits else None,
        "may_organise": can(request.user, "formations.organise"),
        "sees_list": can(request.user, "formations.view_inscriptions", session),
    }
    return render(request, "formations/session_detail.html", context)


def session_add(request, pk):
    require(request.user, "formations.organise")
    formation = find(Formation, request, pk)
    form = SessionForm(request.POST or None)
    if session := attempt_form(form, actions.create_session, formation, by=request.user):
        messages.success(request, "La session est prête. Relisez-la, puis ouvrez les inscriptions.")
        return redirect("formations:session_detail", session.pk)
    return render(request, "formations/session_form.html", {"form": form, "formation": formation})


def session_edit(request, pk):
    require(request.user, "formations.organise")
    session = find(SessionFormation, request, pk, "formation")
    form = SessionForm(request.POST or None, instance=find(SessionFormation, request, pk, "formation"))
    done, sien = attempt_text(form, actions.edit_session, session, by=request.user)
    if done:
        messages.success(request, "La session est à jour.")
        return redirect("formations:session_detail", pk)
    form_changes = [change for change in say_changes(form, sien) if change[0] != TRAINERS] if sien else []
    context = {"form": form, "session": session, "formation": session.formation, "sien": form_changes}
    return render(request, "formations/session_form.html", context, status=CONFLICT if sien else 200)


def session_postpone(request, pk):
    require(request.user, "formations.organise")
    session = find(SessionFormation, request, pk, "formation")
    form = ReportForm(request.POST or None, session=session)
    if attempt_form(form, actions.postpone_session, session, by=request.user):
        messages.success(request, "Les dates ont changé ; les inscriptions et les rangs sont conservés.")
        return redirect("formations:session_detail", pk)
    return render(request, "formations/session_postpone.html", {"form": form, "session": session})


def session_cancel(request, pk):
    require(request.user, "formations.organise")
    session = find(SessionFormation, request, pk, "formation")
    form = MotifForm(request.POST or None)
    if attempt_form(form, actions.cancel_session, session, by=request.user):
        messages.success(request, "La session est annulée : les personnes concernées en sont prévenues.")
        return redirect("formations:session_detail", pk)
    context = {"form": form, "session": session, "places": get_places(session)}
    return render(request, "formations/session_cancel.html", context)


@require_POST
def session_move(request, pk):
    require(request.user, "formations.organise")
    session = find(SessionFormation, request, pk, "formation")
    step = STEPS.get(request.POST.get("etape", ""))
    if step is None:
        raise Http404
    do, said = step
    if attempt(request, do, session, by=request.user):
        messages.success(request, said)
    return redirect("formations:session_detail", pk)
