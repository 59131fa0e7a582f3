"""CAF approvals: the horizon, an association's own page, the file of a renewal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.agrements import (
    add_agrement,
    close_agrement,
    edit_agrement,
    edit_renouvellement,
    obtain_agrement,
    remove_agrement,
)
from members.actions.relecture import RowChanged
from members.forms.agrements import AgrementForm, FinAgrementForm, HorizonFilter, ObtentionForm, RenouvellementForm
from members.models import Agrement, Association, Territoire
from members.onglets import get_onglets
from members.queries.agrements import (
    Etape,
    count_horizon,
    draw_horizon,
    find_renouvellement,
    find_reperes,
    get_agrements,
    get_horizon,
    list_steps,
    split_agrements,
    sum_horizon,
    with_etape,
)
from members.queries.pairs import find_pairs
from socle.pagination import paginate
from socle.permissions import can, require
from socle.tableaux import send_table

PER_PAGE = 50
CONFLICT = 409
HERE = "members:association_agrements"
HEADINGS = ["Association", "Agrément", "Commune", "Territoire", "Département", "CAF", "Du", "Au", "Dossier"]


@require_GET
def agrement_list(request):
    require(request.user, "members.view_horizon")
    today = timezone.localdate()
    filtre = _filter(request, today)
    counts = count_horizon(filtre.qs, today)
    rows = filtre.qs.select_related("association__territoire", "structure")
    context = {
        "filtre": filtre,
        "page": paginate(request, rows, PER_PAGE),
        "figures": sum_horizon(counts, today),
        "courbe": draw_horizon(counts, today, is_cumul=filtre.is_cumul),
        "today": today,
    }
    return render(request, "members/agrement_list.html" + ("#horizon" if request.htmx else ""), context)


@require_GET
def agrement_export(request, kind):
    require(request.user, "members.view_horizon")
    today = timezone.localdate()
    rows = _filter(request, today).qs.select_related("association__territoire")
    return send_table(f"agrements-horizon-{today.isoformat()}", kind, HEADINGS, (_line(row) for row in rows))


def _filter(request, today):
    territoires = list(Territoire.objects.order_by("nom").values_list("pk", "nom"))
    return HorizonFilter(request.GET, get_horizon(today), territoires=territoires)


def _line(row):
    association = row.association
    territoire = association.territoire.nom if association.territoire else ""
    places = [association.commune, territoire, association.departement]
    dates = [row.debut.strftime("%d/%m/%Y"), row.fin.strftime("%d/%m/%Y")]
    return [association.nom, row.get_genre_display(), *places, row.caf, *dates, Etape(row.etape).label]


@require_GET
def association_agrements(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    may_manage = can(request.user, "members.manage_agrements", association)
    agrements = get_agrements(association)
    today = timezone.localdate()
    context = {
        "association": association,
        "may_manage": may_manage,
        "reperes": find_reperes(agrements) if may_manage else [],
        **split_agrements(agrements, today),
        "today": today,
        "projets": association.projets_sociaux.all(),
        "onglets": get_onglets(association, request.user, HERE),
    }
    return render(request, "members/association_agrements.html", context)


def agrement_add(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.manage_agrements", association)
    form = AgrementForm(request.POST or None, association=association, instance=Agrement(association=association))
    if form.is_valid():
        try:
            add_agrement(association, by=request.user, **form.typed)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _done(request, association, "L’agrément est enregistré.")
    return render(request, "members/agrement_add.html", {"association": association, "form": form})


def agrement_edit(request, pk):
    agrement = _get(request, pk)
    require(request.user, "members.manage_agrements", agrement.association)
    form, conflict = AgrementForm(request.POST or None, association=agrement.association, instance=agrement), None
    if form.is_valid():
        try:
            edit_agrement(agrement, read=form.cleaned_data["lu"], by=request.user, **form.typed)
        except RowChanged as change:
            conflict = change
            form.read_again(change.standing)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            return _done(request, agrement.association, "L’agrément est corrigé.")
    context = {"agrement": agrement, "form": form, "conflict": conflict}
    return render(request, "members/agrement_edit.html", context, status=CONFLICT if conflict else 200)


def agrement_close(request, pk):
    agrement = _get(request, pk)
    require(request.user, "members.manage_agrements", agrement.association)
    form = FinAgrementForm(request.POST or None, initial={"fin": agrement.fin})
    if form.is_valid():
        try:
            close_agrement(agrement, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            return _done(request, agrement.association, "C’est noté\u202f: cet agrément ne sera pas redemandé.")
    return render(request, "members/agrement_close.html", {"agrement": agrement, "form": form})


@require_POST
def agrement_remove(request, pk):
    agrement = _get(request, pk)
    require(request.user, "members.manage_agrements", agrement.association)
    remove_agrement(agrement, by=request.user)
    return _done(request, agrement.association, "L’agrément est retiré de la fiche.")


def renouvellement_edit(request, pk):
    agrement, today = _get_file(request, pk), timezone.localdate()
    dossier = find_renouvellement(agrement)
    form, conflict = RenouvellementForm(request.POST or None, instance=dossier), None
    if form.is_valid():
        try:
            edit_renouvellement(agrement, read=form.cleaned_data["lu"], by=request.user, **form.typed)
        except RowChanged as change:
            conflict = change
            form.read_again(change.standing)
        else:
            messages.success(request, "Le dossier est à jour.")
            return redirect("members:renouvellement_edit", agrement.pk)
    standing = conflict.standing if conflict else find_renouvellement(agrement)
    context = {
        "agrement": agrement,
        "steps": list_steps(standing, is_obtenu=agrement.etape == Etape.OBTENU),
        "form": form,
        "conflict": conflict,
        "pairs": find_pairs(agrement, today),
        "today": today,
    }
    return render(request, "members/renouvellement_edit.html", context, status=CONFLICT if conflict else 200)


def agrement_obtain(request, pk):
    agrement = _get_file(request, pk)
    form = ObtentionForm(request.POST or None, agrement=agrement)
    if form.is_valid():
        try:
            obtain_agrement(agrement, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            return _done(request, agrement.association, "Bravo\u202f! Le nouvel agrément est enregistré.")
    return render(request, "members/agrement_obtain.html", {"agrement": agrement, "form": form})


def _get(request, pk):
    rows = with_etape(Agrement.objects.select_related("association", "structure"))
    return get_object_or_404(rows.filter(association__in=Association.objects.visible_to(request.user)), pk=pk)


def _get_file(request, pk):
    """Return an approval whose file somebody may read; for others this file does not exist."""
    agrement = _get(request, pk)
    if not can(request.user, "members.manage_agrements", agrement.association):
        raise Http404
    return agrement


def _done(request, association, sentence):
    messages.success(request, sentence)
    return redirect(HERE, association.pk)
