"""Sheets that may be one: suggestions, preview, making one, undoing; and what the person concerned may do."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.regroupements import (
    MODELS,
    UNDOABLE,
    check_merge,
    dismiss_pair,
    join_account,
    merge_fiches,
    undo_merge,
)
from members.forms.doublons import RegroupementForm
from members.models import Doublon, Regroupement
from members.notifications.doublons import REJOINDRE
from members.queries.doublons import find_pairs, get_fiches
from members.queries.regroupements import describe_moves, get_apercu, get_regroupements, orient
from socle import signatures
from socle.pagination import paginate
from socle.permissions import can, require

Genre = Doublon.Genre
PER_PAGE = 25
UNPROCESSABLE = 422


@require_GET
def doublon_list(request):
    """The pairs to look at; whoever manages several associations sees those among them."""
    is_team = can(request.user, "members.manage_imports")
    managed = [tie.association_id for tie in request.user.rattachements_en_cours if tie.is_gestionnaire]
    if not is_team and len(set(managed)) < 2:
        raise PermissionDenied
    genre = Genre.PERSONNES if is_team and request.GET.get("genre") == Genre.PERSONNES else Genre.ASSOCIATIONS
    pairs = find_pairs(genre, None if is_team else managed)
    context = {"genre": genre, "page": paginate(request, pairs, PER_PAGE), "is_team": is_team}
    return render(request, "members/doublon_list.html", context)


def doublon_merge(request, genre, premiere, seconde):
    """What making one of two sheets would move, and the values to choose."""
    gardee, absorbee = orient(*_find_pair(genre, premiere, seconde), request.GET.get("garder", ""))
    _require_both(request.user, genre, gardee, absorbee)
    apercu = get_apercu(gardee, absorbee)
    form = RegroupementForm(request.POST if request.method == "POST" else None, apercu=apercu, gardee=gardee)
    refusal = _find_refusal(request.user, gardee, absorbee)
    if request.method == "POST" and form.is_valid() and not refusal:
        try:
            regroupement = merge_fiches(gardee, absorbee, by=request.user, **form.decided)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"Les deux fiches n’en font plus qu’une : {gardee}.")
            return redirect("members:regroupement_detail", regroupement.pk)
    context = {"genre": genre, "gardee": gardee, "absorbee": absorbee, "apercu": apercu}
    status = UNPROCESSABLE if form.errors or (refusal and request.method == "POST") else 200
    return render(request, "members/doublon_merge.html", {**context, "form": form, "refusal": refusal}, status=status)


@require_POST
def doublon_dismiss(request, genre, premiere, seconde):
    dismiss_pair(genre, *_find_pair(genre, premiere, seconde), by=request.user)
    messages.success(request, "C’est noté : ces deux fiches ne seront plus proposées ensemble.")
    answer = redirect("members:doublon_list")
    answer["Location"] += f"?genre={genre}"
    return answer


@require_GET
def regroupement_list(request):
    require(request.user, "members.manage_imports")
    page = paginate(request, get_regroupements(), PER_PAGE)
    return render(request, "members/regroupement_list.html", {"page": page, "limite": timezone.now() - UNDOABLE})


@require_GET
def regroupement_detail(request, pk):
    """What was moved, what stayed, and until when it can be undone."""
    regroupement, gardee = _find_merge(request.user, pk)
    state = regroupement.etat_avant
    context = {
        "regroupement": regroupement,
        "gardee": gardee,
        "moved": describe_moves(regroupement.deplacements),
        "stayed": describe_moves(state["restes"]),
        "left": describe_moves(state.get("non_rendus", [])),
        "kept_fields": state.get("champs_gardes", []),
        "until": regroupement.le + UNDOABLE,
        "may_undo": not regroupement.defait_le and regroupement.le + UNDOABLE > timezone.now(),
    }
    return render(request, "members/regroupement_detail.html", context)


@require_POST
def regroupement_undo(request, pk):
    regroupement, _ = _find_merge(request.user, pk)
    try:
        undo_merge(regroupement, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "Ce sont de nouveau deux fiches.")
    return redirect("members:regroupement_detail", pk)


def regroupement_confirm(request, token):
    """The owner of the account that closed, signed in with the other: both are theirs."""
    try:
        held = signatures.read(REJOINDRE, token)
    except signatures.LienInvalide:
        return render(request, "members/regroupement_closed.html")
    regroupement = Regroupement.objects.filter(pk=held.get("regroupement"), gardee=request.user.pk).first()
    if regroupement is None or regroupement.defait_le:
        return render(request, "members/regroupement_closed.html")
    if request.method == "POST":
        join_account(regroupement, by=request.user)
        messages.success(request, "C’est fait : tout ce qui était à votre ancien compte est à celui-ci.")
        return redirect("members:mon_compte")
    return render(request, "members/regroupement_confirm.html", {"regroupement": regroupement})


def _find_pair(genre, premiere, seconde):
    if genre not in MODELS or premiere == seconde:
        raise Http404
    found = get_fiches(genre).in_bulk([premiere, seconde])
    if len(found) < 2:
        raise Http404
    return found[premiere], found[seconde]


def _require_both(user, genre, gardee, absorbee) -> None:
    if genre == Genre.ASSOCIATIONS:
        require(user, "members.merge_associations", (gardee, absorbee))
    else:
        require(user, "members.merge_personnes")


def _find_refusal(user, gardee, absorbee) -> str:
    try:
        check_merge(gardee, absorbee, by=user)
    except ValidationError as error:
        return error.messages[0]
    return ""


def _find_merge(user, pk):
    regroupement = get_object_or_404(get_regroupements(), pk=pk)
    model = MODELS[regroupement.genre]
    found = model.objects.in_bulk([regroupement.gardee, regroupement.absorbee])
    if len(found) < 2:
        raise Http404
    gardee, absorbee = found[regroupement.gardee], found[regroupement.absorbee]
    _require_both(user, regroupement.genre, gardee, absorbee)
    return regroupement, gardee
