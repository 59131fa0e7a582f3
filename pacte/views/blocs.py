"""The editor: one page for each block of a draft, its history, what becomes of two texts written at once."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from pacte import actions
from pacte.forms import BlocForm, MoveForm
from pacte.genres import propose_genre
from pacte.models import Bloc
from pacte.outline import find, write_around
from pacte.queries.historique import FIELDS, compare, get_etats
from pacte.tree import with_ranks
from pacte.views.versions import attempt, get_draft, status_of

CONFLICT = 409
LONG = 9


def bloc_add(request, pk):
    version = get_draft(request, pk)
    given = request.POST if request.method == "POST" else request.GET
    apres = find_bloc(version, given.get("apres"))
    parent = apres.parent if apres else find_bloc(version, given.get("sous"))
    form = BlocForm(request.POST or None, initial={"genre": propose_for(version, parent, apres)})
    if form.is_valid():
        fields = form.cleaned_data | {"parent": parent, "apres": apres}
        fields.pop("revision")
        if bloc := attempt(form, actions.add_bloc, version, by=request.user, **fields):
            where = f"juste après « {apres} »" if apres else "à la fin de ses voisins"
            messages.success(request, f"Le bloc est ajouté, {where}.")
            return redirect("pacte:bloc_edit", version.pk, bloc.identifiant)
    context = {"version": version, "form": form, "parent": parent, "apres": apres}
    return render(request, "pacte/bloc_add.html", context, status=status_of(form))


def propose_for(version, parent, apres):
    """Return the kind that is proposed: that of the neighbour above, or what stands under this parent."""
    before = apres or version.blocs.presents().filter(parent=parent).last() if parent else apres
    above = (parent.genre, parent.titre) if parent else ("", "")
    return propose_genre(*above, before=before.genre if before else "")


def bloc_edit(request, pk, identifiant):
    version = get_draft(request, pk)
    bloc = get_object_or_404(version.blocs.select_related("modifie_par", "parent"), identifiant=identifiant)
    form = BlocForm(request.POST or None, instance=bloc, initial={"revision": bloc.revision})
    if form.is_valid():
        fields = form.cleaned_data | {"revision": form.cleaned_data["revision"] or 0}
        bloc.refresh_from_db()
        try:
            if kept := attempt(form, actions.edit_bloc, bloc, by=request.user, **fields):
                return say_kept(request, kept)
        except actions.ConflitDeRevision as conflict:
            return show_conflict(request, version, conflict.bloc, fields)
    if is_autosave(request):
        return JsonResponse({"dit": say_problems(form)})
    return render(request, "pacte/bloc_edit.html", describe_bloc(version, bloc, form), status=status_of(form))


def is_autosave(request):
    """Whether the page sends what is typed by itself, without leaving it."""
    return request.method == "POST" and "X-Autosave" in request.headers


def say_kept(request, bloc):
    """Tell the page which revision it holds; one that is about to be left, or has no script, is told in words."""
    if not is_autosave(request) or request.headers["X-Autosave"] == "fin":
        messages.success(request, "Le bloc est enregistré.")
    if is_autosave(request):
        return JsonResponse({"revision": bloc.revision})
    return redirect("pacte:bloc_edit", bloc.version_id, bloc.identifiant)


def say_problems(form):
    return f"Pas encore gardé. {' '.join(message for errors in form.errors.values() for message in errors)}"


def describe_bloc(version, bloc, form):
    noeuds = version.read().noeuds
    noeud = find(noeuds, bloc.identifiant)
    return {
        "version": version,
        "bloc": bloc,
        "form": form,
        "lignes": list(write_around(noeuds, bloc.identifiant)),
        "enfants": list(with_ranks(noeud.enfants)) if noeud else [],
        "etats": get_etats(bloc),
        "page_id": str(uuid4()),
    }


def show_conflict(request, version, bloc, typed):
    """Nothing is lost: what was typed stays in the form, beside what somebody else kept meanwhile."""
    mine = Bloc(**{name: typed[name] for name in FIELDS})
    context = {
        "version": version,
        "bloc": bloc,
        "form": BlocForm(initial=typed | {"revision": bloc.revision}),
        "differences": compare(bloc, mine),
    }
    if is_autosave(request):  # the page that writes by itself expects this answer: it is no failure
        return JsonResponse({"deux": render_to_string("pacte/_bloc_deux.html", context, request)})
    return render(request, "pacte/bloc_conflict.html", context, status=CONFLICT)


@require_GET
def bloc_history(request, pk, identifiant):
    version = get_draft(request, pk)
    bloc = get_object_or_404(version.blocs.select_related("modifie_par"), identifiant=identifiant)
    context = {"version": version, "bloc": bloc, "etats": get_etats(bloc)}
    return render(request, "pacte/bloc_history.html", context)


@require_POST
def bloc_revert(request, pk, identifiant, event):
    """Write an older state again, as a new one: what stands now stays in the history."""
    version = get_draft(request, pk)
    bloc = get_object_or_404(version.blocs.presents(), identifiant=identifiant)
    state = get_object_or_404(bloc.events, pk=event)
    fields = {name: getattr(state, name) for name in FIELDS}
    seen = request.POST.get("revision", "")
    try:
        revision = int(seen) if seen.isdecimal() and len(seen) < LONG else 0
        if tell(request, actions.edit_bloc, bloc, revision=revision, by=request.user, **fields):
            messages.success(request, "Cet état est repris, comme un nouveau : celui d’avant reste dans l’historique.")
    except actions.ConflitDeRevision:
        messages.error(request, "Quelqu’un vient d’écrire ce bloc : relisez son historique d’abord.")
        return redirect("pacte:bloc_history", version.pk, identifiant)
    return redirect("pacte:bloc_edit", version.pk, identifiant)


@require_POST
def bloc_move(request, pk, identifiant):
    version = get_draft(request, pk)
    bloc = get_object_or_404(version.blocs.presents(), identifiant=identifiant)
    form = MoveForm(request.POST)
    if form.is_valid():
        tell(request, actions.move_bloc, bloc, sens=form.cleaned_data["sens"], by=request.user)
    return redirect("pacte:bloc_edit", version.pk, identifiant)


@require_POST
def bloc_delete(request, pk, identifiant):
    version = get_draft(request, pk)
    bloc = get_object_or_404(version.blocs.presents(), identifiant=identifiant)
    if tell(request, actions.remove_bloc, bloc, by=request.user):
        messages.success(request, "Le bloc est retiré. Il reste au bas du plan, où vous pouvez le restaurer.")
    return redirect("pacte:version_edit", version.pk)


@require_POST
def bloc_restore(request, pk, identifiant):
    version = get_draft(request, pk)
    bloc = get_object_or_404(version.blocs.retires(), identifiant=identifiant)
    tell(request, actions.restore_bloc, bloc, by=request.user)
    return redirect("pacte:bloc_edit", version.pk, identifiant)


def find_bloc(version, identifiant):
    """Return the block that a new one goes under; the top of the pact if none is named or it is gone."""
    try:
        known = version.blocs.presents().select_related("parent").filter(identifiant=identifiant)
        return known.first() if identifiant else None
    except ValidationError:
        return None


def tell(request, action, *args, **kwargs):
    """Do it, or say on the next page why not."""
    try:
        return action(*args, **kwargs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
