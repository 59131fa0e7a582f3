"""Tie something to a mission or a commitment: from the pact, or from the page of what serves it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pacte.actions.liens import add_lien, remove_lien
from pacte.forms.liens import BlocForm, CibleForm
from pacte.models import LienBloc
from pacte.queries.indicateurs import find_suivi, get_suivis
from pacte.queries.liens import DITS, PAGES, find_cible, find_version, get_candidats
from pacte.views.blocs import tell
from pacte.views.indicateurs import find_or_404, get_published
from pacte.views.versions import attempt, status_of
from socle.numbers import read_number
from socle.permissions import require

LONGEST = 100


def lien_add(request, pk, identifiant):
    """Find what serves a block: collectives and trainings are listed, meetings and actions are searched."""
    version = get_published(request, pk)
    require(request.user, "pacte.edit_liens", version)
    suivi = find_or_404(version, identifiant)
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    form = CibleForm(request.POST or None)
    if form.is_valid():
        if tell(request, add_lien, version, identifiant, by=request.user, **form.cleaned_data):
            messages.success(request, "C’est relié : ce qui s’y fait compte dès maintenant pour ce passage du pacte.")
        return redirect("pacte:suivi_detail", version.pk, identifiant)
    context = {
        "version": version,
        "suivi": suivi,
        "form": form,
        "words": words,
        "groupes": get_candidats(identifiant, request.user, words),
    }
    return render(request, "pacte/lien_add.html", context, status=status_of(form))


def lien_choose(request):
    """From the page of something, choose the mission or the commitment that it serves."""
    require(request.user, "pacte.follow")
    genre, cible = _read_cible(request)
    version = find_version()
    liens = list(LienBloc.objects.filter(**{genre: cible}).select_related("par")) if cible else []
    suivis = get_suivis(version) if version else []
    form = BlocForm(request.POST or None, suivis=suivis, liens=liens)
    if cible and form.is_valid():
        chosen = form.cleaned_data["bloc"]
        if attempt(form, add_lien, version, chosen, genre=genre, objet=cible.pk, by=request.user):
            messages.success(request, "C’est relié : ce qui s’y fait compte dès maintenant pour ce passage du pacte.")
            return redirect(PAGES[genre], cible.pk)
    tied = {lien.identifiant: lien for lien in liens}
    context = {
        "version": version,
        "cible": cible,
        "genre": DITS[genre],
        "page": PAGES[genre],
        "form": form,
        "servis": [(suivi, tied[suivi.identifiant]) for suivi in suivis if suivi.identifiant in tied],
    }
    return render(request, "pacte/lien_choose.html", context, status=status_of(form))


def _read_cible(request):
    """Return what the address names: its kind, and itself if whoever asks may read it."""
    genre, objet = request.GET.get("genre", ""), read_number(request.GET.get("objet"))
    cible = find_cible(genre, objet, request.user) if objet else None
    if cible is None and genre not in PAGES:
        raise Http404
    return genre, cible


@require_POST
def lien_remove(request, pk):
    version = find_version()
    require(request.user, "pacte.edit_liens", version)
    lien = get_object_or_404(LienBloc.objects.visible_to(request.user), pk=pk)
    identifiant = lien.identifiant
    remove_lien(version, lien, by=request.user)
    messages.success(request, "Ce n’est plus relié : ce qui s’y fait ne compte plus pour ce passage du pacte.")
    if find_suivi(version, identifiant) is None:
        return redirect("pacte:suivi_list", version.pk)
    return redirect("pacte:suivi_detail", version.pk, identifiant)
