"""Assemblies: announced, their voters' list worked out, frozen, printed."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.assemblees import edit_assemblee, freeze_liste, is_attendance_open, plan_assemblee
from members.documents.gouvernance import ListeElectoralePdf
from members.forms.assemblees import AssembleeForm
from members.models import Assemblee
from members.queries.assemblees import filter_lignes, find_own_associations, get_assemblees, get_liste_electorale
from members.views.gestes import attempt, attempt_form, done, draw_form
from socle.documents import produce
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50
FILTERS = {
    "votent": "Votent",
    "non": "Ne votent pas",
    "presentes": "Présentes",
    "pouvoirs": "Ont donné pouvoir",
}


def find_assemblee(pk) -> Assemblee:
    return get_object_or_404(get_assemblees(), pk=pk)


@require_GET
def assemblee_list(request):
    require(request.user, "members.view_gouvernance")
    page = paginate(request, get_assemblees(), PER_PAGE)
    may_manage = can(request.user, "members.manage_assemblees")
    context = {"page": page, "today": timezone.localdate(), "may_manage": may_manage}
    return render(request, "members/assemblee_list.html", context)


@require_GET
def assemblee_detail(request, pk):
    """What an assembly is, and where each of one's own associations stands: it votes, or why not."""
    require(request.user, "members.view_gouvernance")
    assemblee = find_assemblee(pk)
    liste = get_liste_electorale(assemblee)
    own = [(association, liste.find(association.pk)) for association in find_own_associations(request.user)]
    context = {
        "assemblee": assemblee,
        "liste": liste,
        "own": own,
        "is_past": assemblee.le < timezone.localdate(),
        "is_open": is_attendance_open(assemblee),
        "may_manage": can(request.user, "members.manage_assemblees"),
    }
    return render(request, "members/assemblee_detail.html", context)


def assemblee_add(request):
    require(request.user, "members.manage_assemblees")
    form = AssembleeForm(request.POST or None)
    if attempt_form(form, lambda: plan_assemblee(by=request.user, **form.cleaned_data)):
        return done(request, "L’assemblée est annoncée.", "members:assemblee_list")
    return draw_form(
        request,
        form,
        "Annoncer une assemblée",
        back=("members:assemblee_list",),
        back_label="Assemblées",
        submit="Annoncer l’assemblée",
        next="Tout le réseau la voit, et la liste électorale se calcule aussitôt pour cette date.",
    )


def assemblee_edit(request, pk):
    assemblee = find_assemblee(pk)
    require(request.user, "members.manage_assemblees")
    initial = {name: getattr(assemblee, name) for name in ("intitule", "instance", "le", "lieu")}
    form = AssembleeForm(request.POST or None, initial=initial)
    if attempt_form(form, lambda: edit_assemblee(assemblee, by=request.user, **form.cleaned_data)):
        return done(request, "L’assemblée est à jour.", "members:assemblee_detail", pk)
    return draw_form(
        request,
        form,
        "Modifier l’assemblée",
        back=("members:assemblee_detail", pk),
        back_label=assemblee.intitule,
        submit="Enregistrer",
        next="Si la date change, la liste électorale se calcule à la nouvelle date.",
    )


@require_GET
def liste_electorale(request, pk):
    """Who votes that day and who does not, with the reason in plain words, so that it can be put right."""
    require(request.user, "members.manage_assemblees")
    assemblee = find_assemblee(pk)
    liste = get_liste_electorale(assemblee)
    text, kept = request.GET.get("q", "").strip(), request.GET.get("statut", "votent")
    kept = kept if kept in FILTERS else "votent"
    groups = {
        "votent": liste.electeurs,
        "non": liste.exclues,
        "presentes": [row for row in liste.electeurs if row.is_presente],
        "pouvoirs": [row for row in liste.electeurs if row.pouvoir_id],
    }
    tabs = [(name, label, len(groups[name]), name == kept) for name, label in FILTERS.items()]
    page = paginate(request, filter_lignes(groups[kept], text), PER_PAGE)
    context = {"assemblee": assemblee, "liste": liste, "page": page, "text": text, "kept": kept, "tabs": tabs}
    template = "members/assemblee_liste.html" + ("#resultats" if request.htmx else "")
    return render(request, template, context)


def assemblee_freeze(request, pk):
    """Say what freezing does, then do it, once."""
    assemblee = find_assemblee(pk)
    require(request.user, "members.manage_assemblees")
    if request.method == "POST":
        if attempt(request, freeze_liste, assemblee, by=request.user):
            return done(request, "La liste est arrêtée.", "members:liste_electorale", pk)
        return redirect("members:assemblee_detail", pk)
    context = {"assemblee": assemblee, "liste": get_liste_electorale(assemblee)}
    return render(request, "members/assemblee_freeze.html", context)


@require_POST
def assemblee_pdf(request, pk):
    """Ask for the list with its column of signatures, as a paper."""
    assemblee = find_assemblee(pk)
    require(request.user, "members.manage_assemblees")
    document = produce(ListeElectoralePdf, by=request.user, assemblee=assemblee.pk)
    return redirect("socle:document_detail", document.pk)
