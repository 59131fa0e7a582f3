"""The directory: the one of the network, and the one that everybody may read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from members.actions import SheetChanged, edit_association
from members.actions.associations import LISTS
from members.carte import draw_carte
from members.exports import get_colonnes, name_file, read_rows
from members.filters import OLDEST, AssociationFilter, PublicFilter
from members.forms.associations import AssociationForm
from members.models import Association
from members.onglets import get_onglets
from members.queries import (
    COLONNES,
    Rangee,
    find_kept,
    find_public_sheet,
    find_sheet,
    get_directory_options,
    get_equipe,
    get_open_invitations,
    get_points,
    get_public_sheet,
    get_sheet,
    get_titulaires,
    read_agrements,
    read_lieux,
    search_everything,
)
from members.queries.transformations import get_suites
from members.visibilite import INVITATIONS, Lecteur, seen_by, shown_to
from socle.french import say_full_date
from socle.pagination import paginate
from socle.permissions import can, require
from socle.tableaux import send_table

PER_PAGE = 50
CONFLICT = 409
HERE = "members:association_detail"
EXPORTS = [("csv", "CSV, pour tout tableur"), ("xlsx", "XLSX, pour Excel"), ("ods", "ODS, pour LibreOffice")]
NETWORK = {"sheet": HERE, "export": "members:association_export", "may_keep": True}
PUBLIC = {"sheet": "members:annuaire_public_detail", "export": "members:annuaire_public_export"}


@require_GET
def association_list(request):
    filtre = _network_filter(request)
    return _directory(request, filtre, "members/association_list.html", NETWORK)


@require_GET
@login_not_required
def annuaire_public(request):
    filtre = _public_filter(request)
    return _directory(request, filtre, "members/annuaire_public.html", PUBLIC)


def _network_filter(request):
    return AssociationFilter(
        request.GET, Association.objects.visible_to(request.user), options=get_directory_options()
    )


def _public_filter(request):
    return PublicFilter(request.GET, Association.objects.publiees(), options=get_directory_options())


def _directory(request, filtre, template, addresses):
    page = paginate(request, filtre.qs.values_list(*COLONNES), PER_PAGE)
    page.object_list = [Rangee(*row) for row in page.object_list]
    context = addresses | {
        "filtre": filtre,
        "page": page,
        "here": request.path,
        "exports": EXPORTS,
        "as_of": f"?le={filtre.le.isoformat()}" if filtre.le else "",
    }
    if filtre.is_map:
        pointed = filtre.qs if isinstance(filtre, AssociationFilter) else filtre.qs.showing_point()
        context["carte"] = draw_carte(get_points(pointed), total=page.paginator.count)
    return render(request, template + ("#resultats" if request.htmx else ""), context)


@require_GET
def association_export(request, kind):
    filtre = _network_filter(request)
    return _send(filtre, get_sheet(filtre.qs, filtre.le), kind, Lecteur.CONNECTEES, "annuaire")


@require_GET
def annuaire_public_export(request, kind):
    filtre = _public_filter(request)
    return _send(filtre, get_public_sheet(filtre.qs), kind, Lecteur.PUBLIC, "annuaire-public")


def _send(filtre, associations, kind, lecteur, start):
    """Send all the pages of a search as one file."""
    colonnes = get_colonnes(lecteur)
    headings = [colonne.heading for colonne in colonnes]
    rows = read_rows(associations, colonnes, lecteur)
    return send_table(name_file(filtre, filtre.le or timezone.localdate(), start), kind, headings, rows)


@require_GET
def association_detail(request, pk):
    on = _read_day(request)
    association = find_sheet(request.user, pk, on)
    if association is None:
        return _go_to_kept(Association, pk, HERE)
    voit = seen_by(request.user, association)
    context = {
        "association": association,
        "on": on,
        "on_dit": say_full_date(on) if on else "",
        "voit": voit,
        "suites": get_suites(association),
        "lieux": read_lieux(association),
        "agrements": read_agrements(association),
        "equipe": get_equipe(association, request.user, on),
        "instances": get_titulaires(association, request.user, on),
        "may_edit": not on and can(request.user, "members.edit_association", association),
        "may_invite": not on and can(request.user, "members.invite_personne", association),
        "invitations": get_open_invitations(association) if INVITATIONS in voit and not on else [],
        "onglets": get_onglets(association, request.user, HERE),
    }
    return render(request, "members/association_detail.html", context)


def _read_day(request):
    """Return the past day that a sheet is read on; None for today and for what is not a past day."""
    try:
        day = parse_date(request.GET.get("le", ""))
    except ValueError:
        return None
    return day if day and day.year >= OLDEST and day < timezone.localdate() else None


def _go_to_kept(model, pk, page):
    """Lead from a sheet that another one replaced to the one that stays."""
    kept = find_kept(model, pk)
    return redirect(page, get_object_or_404(model, pk=kept).pk)


@require_GET
@login_not_required
def annuaire_public_detail(request, pk):
    association = find_public_sheet(pk)
    if association is None:
        kept = get_object_or_404(Association.objects.publiees(), pk=find_kept(Association, pk))
        return redirect("members:annuaire_public_detail", kept.pk)
    context = {"association": association, "lieux": read_lieux(association)}
    return render(
        request,
        "members/annuaire_public_detail.html",
        context | {"voit": shown_to(Lecteur.PUBLIC, association)},
    )


def association_edit(request, pk):
    visible = Association.objects.visible_to(request.user).prefetch_related(*LISTS)
    association = get_object_or_404(visible, pk=pk)
    require(request.user, "members.edit_association", association)
    form = AssociationForm(request.POST or None, instance=association)
    conflict = None
    if form.is_valid():
        try:
            edit_association(association, read=form.cleaned_data.pop("lu"), by=request.user, **form.cleaned_data)
        except SheetChanged as change:
            conflict = change
            form.read_again(change.standing)
        else:
            messages.success(request, "La fiche est à jour.")
            return redirect("members:association_detail", association.pk)
    return render(
        request,
        "members/association_edit.html",
        {"association": association, "form": form, "conflict": conflict},
        status=CONFLICT if conflict else 200,
    )


@require_GET
def recherche(request):
    text = request.GET.get("q", "").strip()
    return render(request, "members/recherche.html", {"text": text, "found": search_everything(text, request.user)})
