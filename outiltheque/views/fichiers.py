"""The files of a version: joined, read, looked at, taken off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from outiltheque.actions.fichiers import MOST_FILES, add_fichier, remove_fichier
from outiltheque.forms.fichiers import FichierForm
from outiltheque.models import Fichier, VersionOutil
from outiltheque.queries.fichiers import find_public_fichier
from socle.fichiers import GENRES, give_file, give_picture
from socle.gestes import attempt, attempt_form, find
from socle.permissions import require


def fichier_add(request, pk):
    version = find(VersionOutil, request, pk, "outil")
    require(request.user, "outiltheque.write_version", version)
    form = FichierForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (fichier := _join(form, version, request.user)):
        messages.success(request, f"« {fichier.nom} » est joint. Son texte est lu dans un instant, pour la recherche.")
        return redirect(_page_of(version))
    context = {"version": version, "form": form, "retour": _page_of(version), "most": MOST_FILES}
    return render(request, "outiltheque/fichier_add.html", context)


def _join(form, version, personne):
    form.cleaned_data = form.given
    return attempt_form(form, add_fichier, version, by=personne)


def _page_of(version):
    return reverse("outiltheque:version_edit", args=[version.pk])


@require_POST
def fichier_delete(request, pk):
    fichier = find(Fichier, request, pk, "version__outil")
    if attempt(request, remove_fichier, fichier, by=request.user):
        messages.success(request, f"« {fichier.nom} » est retiré de cette version.")
    return redirect(_page_of(fichier.version))


@require_GET
def fichier_download(request, pk):
    fichier = find(Fichier, request, pk)
    return give_file(fichier.fichier, name=fichier.nom, genre=GENRES.get(fichier.genre))


@require_GET
def fichier_preview(request, pk):
    return give_picture(find(Fichier, request, pk).apercu)


@login_not_required
@require_GET
def vitrine_fichier(request, pk):
    """A file that an association chose to show to everybody (A28)."""
    fichier = find_public_fichier(pk)
    if fichier is None:
        raise Http404
    return give_file(fichier.fichier, name=fichier.nom, genre=GENRES.get(fichier.genre))
