"""The versions of a tool: written, proposed, reviewed, published."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from outiltheque.actions import versions as actions
from outiltheque.forms.outils import LienForm, RelectureForm, VersionForm
from outiltheque.licences import get_licence
from outiltheque.models import LienOutil, VersionOutil
from outiltheque.queries.ressemblances import get_alike, get_ressemblances
from outiltheque.views.outils import HERE, find_or_404
from socle.gestes import attempt, attempt_form, attempt_text, say_changes
from socle.permissions import require

CONFLICT = 409


def find_version(request, pk):
    """Return a version that the person may read, with its tool; 404 otherwise."""
    seen = VersionOutil.objects.visible_to(request.user).select_related("outil", "ecrite_par", "relue_par")
    found = seen.prefetch_related("outil__associations", "liens").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def version_detail(request, pk):
    """One version as it was, and what it says of itself."""
    version = find_version(request, pk)
    context = {"version": version, "outil": version.outil, "licence": get_licence(version.licence)}
    return render(request, "outiltheque/version_detail.html", context)


@require_POST
def version_add(request, pk):
    outil = find_or_404(request.user, pk)
    if not attempt(request, actions.start_version, outil, by=request.user):
        return redirect(HERE, pk)
    return redirect("outiltheque:version_edit", outil.versions.first().pk)


def version_edit(request, pk):
    version = find_version(request, pk)
    require(request.user, "outiltheque.write_version", version)
    form = VersionForm(request.POST or None, instance=find_version(request, pk))
    done, theirs = attempt_text(form, actions.edit_version, version, by=request.user)
    if done:
        messages.success(request, "Le texte est enregistré.")
        return redirect("outiltheque:version_edit", pk)
    sien = say_changes(form, theirs) if theirs else None
    alike = [] if version.outil.is_paru else get_alike(version.outil)
    context = {"form": form, "version": version, "outil": version.outil, "sien": sien, "lien_form": LienForm(),
               "proches": alike}  # fmt: skip
    return render(request, "outiltheque/version_edit.html", context, status=CONFLICT if sien else 200)


def lien_add(request, pk):
    version = find_version(request, pk)
    require(request.user, "outiltheque.write_version", version)
    form = LienForm(request.POST or None)
    if attempt_form(form, actions.add_lien, version, by=request.user):
        return redirect("outiltheque:version_edit", pk)
    return render(request, "outiltheque/lien_form.html", {"form": form, "version": version})


@require_POST
def lien_delete(request, pk):
    lien = LienOutil.objects.filter(pk=pk).select_related("version").first()
    if lien is None:
        raise Http404
    find_version(request, lien.version_id)
    actions.remove_lien(lien, by=request.user)
    return redirect("outiltheque:version_edit", lien.version_id)


@require_POST
def version_propose(request, pk):
    version = find_version(request, pk)
    if attempt(request, actions.propose_version, version, by=request.user):
        messages.success(request, "C’est proposé. L’équipe fédérale le relit et vous laisse un mot.")
        return redirect(HERE, version.outil_id)
    return redirect("outiltheque:version_edit", pk)


@require_POST
def version_take_back(request, pk):
    version = find_version(request, pk)
    if attempt(request, actions.take_back_version, version, by=request.user):
        return redirect("outiltheque:version_edit", pk)
    return redirect(HERE, version.outil_id)


@require_POST
def version_drop(request, pk):
    version = find_version(request, pk)
    if attempt(request, actions.drop_version, version, by=request.user):
        messages.success(request, "La version en préparation est abandonnée. Celle qui est publiée ne change pas.")
        return redirect(HERE, version.outil_id)
    return redirect("outiltheque:version_edit", pk)


def version_review(request, pk):
    version = find_version(request, pk)
    require(request.user, "outiltheque.review_version", version)
    form = RelectureForm(request.POST or None)
    if attempt_form(form, _review, version, by=request.user):
        messages.success(request, "Votre mot part aux auteurs.")
        return redirect("outiltheque:outil_queue")
    alike = get_ressemblances().filter(outil=version.outil)
    context = {"form": form, "version": version, "outil": version.outil, "ressemblances": alike}
    return render(request, "outiltheque/version_review.html", context)


def _review(version, *, suite, mot, by):
    return actions.review_version(version, accepte=suite == "accepter", mot=mot, by=by)


@require_POST
def version_publish(request, pk):
    version = find_version(request, pk)
    if attempt(request, actions.publish_version, version, by=request.user):
        messages.success(request, "L’outil est publié : tout le réseau le lit.")
    return redirect(HERE, version.outil_id)
