"""The pages of pacts and their versions: list, reading, import, publication, files."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from pacte import actions
from pacte.documents import PactePdf
from pacte.forms import ImportForm, PacteForm, PublicationForm
from pacte.markdown import export_markdown
from pacte.outline import write_contents
from pacte.queries import describe_content, find_in_force, get_versions, propose_start
from pacte.queries.avenants import pick_before
from pacte.queries.bilans import get_bilans
from pacte.queries.indicateurs import find_progress
from pacte.queries.signatures import get_ceremonies
from pacte.tree import to_data
from socle.documents import produce
from socle.permissions import require

UNPROCESSABLE = 422


@require_GET
def pacte_list(request):
    versions = list(get_versions(request.user))
    return render(
        request,
        "pacte/pacte_list.html",
        {
            "en_vigueur": next((version for version in versions if version.situation == "en vigueur"), None),
            "autres": [version for version in versions if version.situation != "en vigueur"],
        },
    )


def pacte_add(request):
    require(request.user, "pacte.add_pacte")
    form = PacteForm(request.POST or None)
    if form.is_valid() and (version := attempt(form, actions.start_pacte, by=request.user, **form.cleaned_data)):
        return redirect("pacte:version_edit", version.pk)
    return render(request, "pacte/pacte_form.html", {"form": form}, status=status_of(form))


def pacte_import(request):
    require(request.user, "pacte.add_pacte")
    form = ImportForm(request.POST or None, request.FILES or None) if request.method == "POST" else ImportForm()
    if form.is_valid():
        version = attempt(form, actions.import_pacte, form.result, source=form.source, by=request.user)
        if version:
            return redirect("pacte:version_edit", version.pk)
    return render(request, "pacte/pacte_import.html", {"form": form}, status=status_of(form))


@require_GET
def version_detail(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    texte = version.read()
    versions = list(get_versions(request.user).filter(pacte=version.pacte_id))
    return render(
        request,
        "pacte/version_detail.html",
        {
            "version": version,
            "texte": texte,
            "sommaire": list(write_contents(texte.noeuds)),
            "versions": versions,
            "avant": pick_before(versions, version),
            "bilans": get_bilans(request.user).filter(pacte=version.pacte_id),
            "progress": find_progress(version) if version.is_publiee else None,
            "ceremonie": get_ceremonies(request.user).courantes().filter(version=version).first(),
        },
    )


def pacte_edit(request, pk):
    version = get_draft(request, pk)
    form = PacteForm(request.POST or None, instance=version.pacte)
    if form.is_valid() and attempt(form, actions.edit_pacte, version, by=request.user, **form.cleaned_data):
        return redirect("pacte:version_edit", version.pk)
    return render(request, "pacte/pacte_form.html", {"form": form, "version": version}, status=status_of(form))


@require_POST
def version_keep(request, pk):
    version = actions.keep_apercu(get_draft(request, pk), by=request.user)
    messages.success(request, "L’import est gardé comme brouillon : vous pouvez continuer à l’écrire.")
    return redirect("pacte:version_edit", version.pk)


def version_discard(request, pk):
    version = get_draft(request, pk)
    if request.method == "POST":
        actions.discard_version(version, by=request.user)
        messages.success(request, "Le brouillon est abandonné.")
        return redirect("pacte:pacte_list")
    contenu = describe_content(version.read())
    return render(request, "pacte/version_discard.html", {"version": version, "contenu": contenu})


@require_POST
def version_add(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    try:
        avenant = actions.add_avenant(version, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("pacte:version_detail", version.pk)
    return redirect("pacte:version_edit", avenant.pk)


def version_publish(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    require(request.user, "pacte.publish_version", version)
    form = PublicationForm(request.POST or None, initial={"vigueur_du": propose_start(version)})
    if form.is_valid():
        day = form.cleaned_data["vigueur_du"]
        if attempt(form, actions.publish_version, version, vigueur_du=day, by=request.user):
            messages.success(request, f"La version {version.numero} est publiée : tous les membres peuvent la lire.")
            return redirect("pacte:version_detail", version.pk)
    day = getattr(form, "cleaned_data", {}).get("vigueur_du") or propose_start(version)
    context = {
        "version": version,
        "form": form,
        "remplacee": find_in_force(version, day),
        "contenu": describe_content(version.read()),
    }
    return render(request, "pacte/version_publish.html", context, status=status_of(form))


@require_POST
def version_pdf(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    return redirect("socle:document_detail", produce(PactePdf, by=request.user, version=version.pk).pk)


@require_GET
def version_markdown(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    return as_file(export_markdown(version.read()), "text/markdown; charset=utf-8", version, "md")


@require_GET
def version_json(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    content = json.dumps(to_data(version.read()), ensure_ascii=False, indent=2)
    return as_file(content, "application/json", version, "json")


def as_file(content, kind, version, extension):
    name = f"pacte-{version.pacte.periode}-version-{version.numero}.{extension}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def get_draft(request, pk):
    version = get_object_or_404(get_versions(request.user), pk=pk)
    require(request.user, "pacte.edit_version", version)
    return version


def attempt(form, action, *args, **kwargs):
    """Do it, or tell the form why not."""
    try:
        return action(*args, **kwargs)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def status_of(form):
    return UNPROCESSABLE if form.is_bound and form.errors else 200
