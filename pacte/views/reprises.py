"""The next pact drafted from the one before: what becomes of each block, and how far it is."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pacte.actions import reprises
from pacte.forms.reprises import RepriseForm
from pacte.models import Reprise
from pacte.queries import get_versions
from pacte.queries.reprises import count_waiting, get_devenirs
from pacte.views.blocs import find_bloc, tell
from pacte.views.versions import attempt, get_draft, status_of


@require_POST
def version_follow(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    following = tell(request, reprises.start_following, version, by=request.user)
    if following is None:
        return redirect("pacte:version_detail", version.pk)
    return redirect("pacte:reprise_list", following.pk)


def reprise_list(request, pk):
    version = get_following(request, pk)
    if request.method == "POST":
        bloc = find_bloc(version.origine, request.POST.get("garder"))
        if bloc and tell(request, reprises.decide_reprise, version, bloc, choix="garder", avec=True, by=request.user):
            messages.success(request, "C’est gardé, avec ce qui est dessous et attendait encore.")
        return redirect("pacte:reprise_list", version.pk)
    devenirs = get_devenirs(version)
    context = {
        "version": version,
        "devenirs": devenirs,
        "decides": sum(devenir.reprise is not None for devenir in devenirs),
        "attendent": [devenir for devenir in devenirs if devenir.reprise is None],
        "abandonnes": version.reprises.filter(choix=Reprise.Choix.ABANDONNER).select_related("bloc", "par"),
    }
    return render(request, "pacte/reprise_list.html", context)


def reprise_decide(request, pk, identifiant):
    version = get_following(request, pk)
    bloc = get_object_or_404(version.origine.blocs.presents(), identifiant=identifiant)
    reprise = version.reprises.filter(bloc=bloc).select_related("par").first()
    form = RepriseForm(request.POST or None, initial=propose(version, bloc, reprise))
    if form.is_valid() and attempt(form, reprises.decide_reprise, version, bloc, by=request.user, **form.cleaned_data):
        messages.success(request, "C’est décidé.")
        waiting = next((d for d in get_devenirs(version) if d.reprise is None), None)
        if waiting is None:
            return redirect("pacte:reprise_list", version.pk)
        return redirect("pacte:reprise_decide", version.pk, waiting.ligne.noeud.identifiant)
    context = {"version": version, "bloc": bloc, "form": form, "reprise": reprise, "reste": count_waiting(version)}
    return render(request, "pacte/reprise_decide.html", context, status=status_of(form))


def get_following(request, pk):
    """Return a draft that follows another pact, 404 for any other."""
    version = get_draft(request, pk)
    if version.origine_id is None:
        raise Http404
    return version


def propose(version, bloc, reprise):
    """Return what the form shows first: the words of the new pact if it has some, those of the one before if not."""
    standing = version.blocs.filter(identifiant=bloc.identifiant).first() or bloc
    shown = {"choix": reprise.choix, "motif": reprise.motif} if reprise else {}
    return shown | {"titre": standing.titre, "texte": standing.texte, "revision": standing.revision}
