"""Governance as everybody reads it, an association's own, and what the team has to look after."""

from datetime import timedelta

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from members.models import Association, Instance
from members.queries.assemblees import find_next_assemblee, find_own_associations, get_representants
from members.queries.gouvernance import (
    count_waiting,
    find_callers,
    get_compositions,
    get_ending_mandats,
    get_instances,
    get_reperes,
    get_vacancies,
    get_waiting_cooptations,
    search_instances,
)
from members.reperes import find_reperes
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50
WITHOUT_ASSEMBLY = timedelta(days=180)
QUESTIONS = {
    "vacances": "Places vacantes",
    "echeances": "Mandats qui finissent",
    "cooptations": "Cooptations à ratifier",
}


@require_GET
def gouvernance(request):
    """The door: the federation's bodies, the next assembly, the bodies of one's own associations."""
    require(request.user, "members.view_gouvernance")
    own = find_own_associations(request.user)
    tied = {tie.association_id for tie in request.user.rattachements_en_cours} | {a.pk for a in own}
    shown = search_instances().filter(Q(association=None) | Q(association__in=tied))
    compositions = get_compositions(shown).values()
    context = {
        "federales": [c for c in compositions if c.instance.association_id is None],
        "miennes": [c for c in compositions if c.instance.association_id],
        "assemblee": find_next_assemblee(),
        "associations": own,
        "may_manage": can(request.user, "members.manage_assemblees"),
        "may_rule": can(request.user, "members.edit_regles"),
    }
    return render(request, "members/gouvernance.html", context)


@require_GET
def instance_list(request):
    require(request.user, "members.view_gouvernance")
    text, genre = request.GET.get("q", "").strip(), request.GET.get("genre", "")
    genre = genre if genre in Instance.Genre else ""
    page = paginate(request, search_instances(text, genre), PER_PAGE)
    compositions = get_compositions(page.object_list)
    is_team = can(request.user, "members.view_gouvernance_overview")
    for composition in compositions.values():
        composition.reperes = len([r for r in find_reperes(composition) if not r.derogation]) if is_team else 0
    page.object_list = list(compositions.values())
    context = {"page": page, "text": text, "genre": genre, "genres": Instance.Genre.choices, "is_team": is_team}
    template = "members/instance_list.html" + ("#resultats" if request.htmx else "")
    return render(request, template, context)


@require_GET
def gouvernance_overview(request):
    """What the team looks after in all the network: free seats, mandates that end, co-optations that wait."""
    require(request.user, "members.view_gouvernance_overview")
    question = request.GET.get("quoi", "vacances")
    question = question if question in QUESTIONS else "vacances"
    assemblee = find_next_assemblee()
    until = assemblee.le if assemblee else timezone.localdate() + WITHOUT_ASSEMBLY
    rows = {
        "vacances": get_vacancies,
        "echeances": lambda: get_ending_mandats(until),
        "cooptations": get_waiting_cooptations,
    }[question]()
    page = paginate(request, rows, PER_PAGE)
    callers = find_callers(row.instance.association_id for row in page.object_list)
    for row in page.object_list:
        row.a_appeler = callers.get(row.instance.association_id)
    numbers = count_waiting(until)
    tabs = [(name, label, numbers[name], name == question) for name, label in QUESTIONS.items()]
    context = {"page": page, "question": question, "until": until, "assemblee": assemblee, "tabs": tabs}
    return render(request, "members/gouvernance_overview.html", context)


@require_GET
def association_gouvernance(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.view_gouvernance")
    may_edit = can(request.user, "members.edit_gouvernance", association)
    parts = []
    for composition in get_compositions(get_instances(association)).values():
        pending, noted = get_reperes(composition) if may_edit else ([], [])
        parts.append({"composition": composition, "reperes": pending, "notes": noted})
    context = {
        "association": association,
        "parts": parts,
        "representants": get_representants(association),
        "today": timezone.localdate(),
        "assemblee": find_next_assemblee(),
        "may_edit": may_edit,
        "may_name": can(request.user, "members.name_representant", association),
    }
    return render(request, "members/association_gouvernance.html", context)
