"""What everybody may read without signing in, and choosing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from outiltheque.actions import vitrines as actions
from outiltheque.forms.retours import VitrineForm
from outiltheque.licences import get_licence
from outiltheque.models import Outil, Vitrine
from outiltheque.queries.vitrines import find_public, get_public_list
from outiltheque.views.outils import HERE
from outiltheque.views.versions import find_version
from socle.gestes import attempt, attempt_form
from socle.pagination import paginate
from socle.permissions import require

PER_PAGE = 50


@require_GET
@login_not_required
def vitrine_list(request):
    genre = request.GET.get("genre", "")
    genre = genre if genre in Outil.Genre.values else ""
    page = paginate(request, get_public_list(genre), PER_PAGE)
    genres = [(value, label, value == genre) for value, label in Outil.Genre.choices]
    context = {"page": page, "genre": genre, "genres": genres}
    return render(request, "outiltheque/vitrine_list.html", context)


@require_GET
@login_not_required
def vitrine_detail(request, pk):
    vitrine = find_public(pk)
    if vitrine is None:
        raise Http404
    context = {"vitrine": vitrine, "version": vitrine.version, "outil": vitrine.version.outil}
    return render(
        request, "outiltheque/vitrine_detail.html", context | {"licence": get_licence(vitrine.version.licence)}
    )


def vitrine_edit(request, pk):
    version = find_version(request, pk)
    require(request.user, "outiltheque.show_version", version)
    vitrine = Vitrine.objects.filter(version=version).first()
    initial = {"champs": vitrine.champs if vitrine else []}
    form = VitrineForm(request.POST or None, initial=initial)
    if attempt_form(form, actions.show_version, version, by=request.user):
        messages.success(request, "Tout le monde peut lire cette version, sans se connecter.")
        return redirect("outiltheque:vitrine_detail", pk)
    context = {"form": form, "version": version, "outil": version.outil, "vitrine": vitrine}
    return render(request, "outiltheque/vitrine_edit.html", context)


@require_POST
def vitrine_hide(request, pk):
    version = find_version(request, pk)
    if attempt(request, actions.hide_version, version, by=request.user):
        messages.success(request, "Cette version ne se lit plus sans se connecter.")
    return redirect(HERE, version.outil_id)
