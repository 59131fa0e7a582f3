"""The information pages, before any form; and the operator's pages on the catalogue."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement.actions import catalogue as actions
from accompagnement.actions.essaimage import import_catalogue, preview_import
from accompagnement.forms.catalogue import (
    BouquetForm,
    ImportForm,
    PhaseForm,
    ReseauMetierForm,
    ServiceForm,
    VersionForm,
)
from accompagnement.forms.prestataires import CharteForm, CritereForm
from accompagnement.models import (
    Bouquet,
    ChartePrestataire,
    Competence,
    Critere,
    Phase,
    ReseauMetier,
    Service,
)
from accompagnement.queries import get_coordinateurs
from accompagnement.queries.catalogue import (
    describe_catalogue,
    get_catalogue,
    get_offre,
    get_ouverture,
    get_phases,
)
from accompagnement.views.base import attempt
from socle.permissions import require

MANAGE = actions.MANAGE
PLACE = "accompagnement:catalogue_edit"
KINDS = {
    "reseau": (ReseauMetier, ReseauMetierForm, "Réseau de métier", ("genres",)),
    "bouquet": (Bouquet, BouquetForm, "Bouquet", ()),
    "service": (Service, ServiceForm, "Service", ("competences", "reseaux")),
    "phase": (Phase, PhaseForm, "Phase", ("territoires", "reseaux")),
    "critere": (Critere, CritereForm, "Critère de la grille", ()),
    "charte": (ChartePrestataire, CharteForm, "Charte des prestataires", ()),
}
RETIRABLES = ("bouquet", "service", "critere")
AUX_PRESTATAIRES = ("critere", "charte")


@require_GET
def bouquet_detail(request, cle):
    """What a bundle is, for whom, how it goes and who will know; nothing is asked, nothing is kept."""
    ouverture = get_ouverture(request.user)
    bouquet = next((one for one in get_offre(ouverture) if one.cle == str(cle)), None)
    if bouquet is None:
        raise Http404
    context = {"bouquet": bouquet, "ouverture": ouverture, "coordinateurs": get_coordinateurs()}
    return render(request, "accompagnement/bouquet_detail.html", context)


@require_GET
def catalogue_edit(request):
    require(request.user, MANAGE)
    context = {
        "bouquets": get_catalogue(),
        "reseaux": ReseauMetier.objects.all(),
        "phases": get_phases(),
    }
    return render(request, "accompagnement/catalogue_edit.html", context)


def fiche_edit(request, genre, pk=None, bouquet=None):
    """Write a sheet of the catalogue, new or not."""
    require(request.user, MANAGE)
    if genre not in KINDS:
        raise Http404
    model, form_class, word, _ = KINDS[genre]
    fiche = get_object_or_404(model, pk=pk) if pk else model()
    if genre == "service" and not pk:
        fiche.bouquet = get_object_or_404(Bouquet, pk=bouquet)
    form = form_class(request.POST or None, instance=fiche)
    if form.is_valid() and attempt(request, actions.save_fiche, form.instance, **_links(genre, form)):
        messages.success(request, "C’est enregistré.")
        return redirect(_back(genre))
    context = {"form": form, "fiche": fiche, "mot": word, "genre": genre, "may_retire": pk and genre in RETIRABLES}
    context["retour"] = _back(genre)
    return render(request, "accompagnement/catalogue_form.html", context)


def _back(genre) -> str:
    return "accompagnement:candidature_list" if genre in AUX_PRESTATAIRES else PLACE


def _links(genre, form) -> dict:
    """Return the lists of a sheet, with the skills typed beside those ticked."""
    links = {name: form.cleaned_data[name] for name in KINDS[genre][3] if name != "genres"}
    typed = form.cleaned_data.get("competences_nouvelles", [])
    if typed:
        added = [Competence.objects.get_or_create(nom=name)[0] for name in typed]
        links["competences"] = [*links["competences"], *added]
    return links


@require_POST
def fiche_retire(request, genre, pk):
    """Retire a bundle or a service, or offer it again."""
    require(request.user, MANAGE)
    if genre not in RETIRABLES:
        raise Http404
    fiche = get_object_or_404(KINDS[genre][0], pk=pk)
    act = actions.restore_fiche if fiche.is_retire else actions.retire_fiche
    attempt(request, act, fiche)
    return redirect(_back(genre))


def phase_begin(request, pk):
    """Begin a phase, or publish a new version of the catalogue in one that runs: both freeze it under a name."""
    require(request.user, MANAGE)
    phase = get_object_or_404(get_phases(), pk=pk)
    form = VersionForm(request.POST or None)
    act = actions.publish_version if phase.is_commencee else actions.begin_phase
    if form.is_valid() and attempt(request, act, phase, version=form.cleaned_data["version"]):
        messages.success(
            request, "Le catalogue est gelé sous ce nom, et c’est lui que les personnes lisent maintenant."
        )
        return redirect(PLACE)
    return render(request, "accompagnement/phase_begin.html", {"form": form, "phase": phase})


@require_POST
def phase_end(request, pk):
    require(request.user, MANAGE)
    attempt(request, actions.end_phase, get_object_or_404(Phase, pk=pk))
    return redirect(PLACE)


@require_GET
def catalogue_export(request):
    require(request.user, MANAGE)
    answer = JsonResponse(describe_catalogue(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="catalogue.json"'
    return answer


def catalogue_import(request):
    """Read a file, show what it would change, and write it only once that was read and confirmed."""
    require(request.user, MANAGE)
    form = ImportForm(request.POST or None, request.FILES or None)
    apercu = None
    if form.is_valid():
        contenu, signature = form.cleaned_data["contenu"], form.cleaned_data["signature"]
        if signature and attempt(request, import_catalogue, contenu, signature=signature):
            messages.success(request, "Le catalogue est importé. Rien de ce qui existait n’a été supprimé.")
            return redirect(PLACE)
        apercu = attempt(request, preview_import, contenu)
    context = {"form": form, "apercu": apercu, "texte": form.is_bound and form.cleaned_data.get("texte", "")}
    return render(request, "accompagnement/catalogue_import.html", context)
