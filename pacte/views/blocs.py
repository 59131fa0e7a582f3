"""The editor: the outline of a draft, and one page for each of its blocks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from pacte import actions
from pacte.differences import diff_words
from pacte.forms import BlocForm, MoveForm
from pacte.genres import CHILD_OF, Genre
from pacte.outline import find, write_all, write_around
from pacte.queries import describe_content, get_history
from pacte.tree import with_ranks
from pacte.views.versions import attempt, get_draft, status_of

CONFLICT = 409


@require_GET
def version_edit(request, pk):
    version = get_draft(request, pk)
    texte = version.read()
    return render(
        request,
        "pacte/version_edit.html",
        {
            "version": version,
            "texte": texte,
            "lignes": list(write_all(texte.noeuds)),
            "contenu": describe_content(texte),
            "non_reconnus": texte.count(Genre.TEXTE),
            "retires": version.blocs.retires(),
            "is_cover_open": not version.pacte.versions.figees().exists(),
        },
    )


def bloc_add(request, pk):
    version = get_draft(request, pk)
    given = request.POST if request.method == "POST" else request.GET
    parent = find_bloc(version, given.get("sous"))
    genre = CHILD_OF.get(parent.genre, Genre.TEXTE) if parent else Genre.TEXTE
    form = BlocForm(request.POST or None, initial={"genre": genre})
    if form.is_valid():
        fields = form.cleaned_data | {"parent": parent}
        fields.pop("revision")
        if bloc := attempt(form, actions.add_bloc, version, by=request.user, **fields):
            messages.success(request, "Le bloc est ajouté, à la fin de ses voisins.")
            return redirect("pacte:bloc_edit", version.pk, bloc.identifiant)
    context = {"version": version, "form": form, "parent": parent}
    return render(request, "pacte/bloc_add.html", context, status=status_of(form))


def bloc_edit(request, pk, identifiant):
    version = get_draft(request, pk)
    bloc = get_object_or_404(version.blocs.select_related("modifie_par", "parent"), identifiant=identifiant)
    form = BlocForm(request.POST or None, instance=bloc, initial={"revision": bloc.revision})
    if form.is_valid():
        fields = form.cleaned_data | {"revision": form.cleaned_data["revision"] or 0}
        bloc.refresh_from_db()
        try:
            if attempt(form, actions.edit_bloc, bloc, by=request.user, **fields):
                messages.success(request, "Le bloc est enregistré.")
                return redirect("pacte:bloc_edit", version.pk, identifiant)
        except actions.ConflitDeRevision as conflict:
            return show_conflict(request, version, conflict.bloc, fields)
    return render(request, "pacte/bloc_edit.html", describe_bloc(version, bloc, form), status=status_of(form))


def describe_bloc(version, bloc, form):
    noeuds = version.read().noeuds
    noeud = find(noeuds, bloc.identifiant)
    return {
        "version": version,
        "bloc": bloc,
        "form": form,
        "lignes": list(write_around(noeuds, bloc.identifiant)),
        "enfants": list(with_ranks(noeud.enfants)) if noeud else [],
        "historique": get_history(bloc),
    }


def show_conflict(request, version, bloc, typed):
    """Nothing is lost: what was typed stays in the form, beside what somebody else kept meanwhile."""
    pairs = [("Titre", bloc.titre, typed["titre"]), ("Texte", bloc.texte, typed["texte"])]
    context = {
        "version": version,
        "bloc": bloc,
        "form": BlocForm(initial=typed | {"revision": bloc.revision}),
        "differences": [(name, diff_words(kept, mine)) for name, kept, mine in pairs if kept != mine],
    }
    return render(request, "pacte/bloc_conflict.html", context, status=CONFLICT)


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
        return version.blocs.presents().filter(identifiant=identifiant).first() if identifiant else None
    except ValidationError:
        return None


def tell(request, action, *args, **kwargs):
    """Do it, or say on the next page why not."""
    try:
        return action(*args, **kwargs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
