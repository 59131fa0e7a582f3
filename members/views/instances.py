"""One governing body: who sits there on a day, its seats, its warnings, its history, its paper."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.gouvernance import add_sieges, create_instance, edit_instance, edit_siege, note_derogation
from members.documents.gouvernance import CompositionPdf
from members.forms.gouvernance import DerogationForm, InstanceForm, JourForm, SiegeForm, SiegesForm
from members.models import Association, Instance, Siege
from members.queries.gouvernance import find_repere, get_composition, get_history, get_reperes
from members.views.gestes import attempt_form, done, draw_form
from socle.documents import produce
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50


def find_instance(pk) -> Instance:
    return get_object_or_404(Instance.objects.select_related("association"), pk=pk)


@require_GET
def instance_detail(request, pk):
    instance = find_instance(pk)
    require(request.user, "members.view_gouvernance")
    today = timezone.localdate()
    form = JourForm(request.GET if "le" in request.GET else None, initial={"le": today})
    on = form.cleaned_data["le"] if form.is_bound and form.is_valid() else today
    composition = get_composition(instance, on)
    may_edit = can(request.user, "members.edit_instance", instance)
    pending, noted = get_reperes(composition) if may_edit and on == today else ([], [])
    context = {
        "instance": instance,
        "composition": composition,
        "form": form,
        "on": on,
        "today": today,
        "is_today": on == today,
        "reperes": pending,
        "notes": noted,
        "may_edit": may_edit and on == today,
        "may_rule": can(request.user, "members.edit_regles"),
    }
    return render(request, "members/instance_detail.html", context)


@require_GET
def instance_history(request, pk):
    instance = find_instance(pk)
    require(request.user, "members.view_gouvernance")
    page = paginate(request, get_history(instance), PER_PAGE)
    context = {"instance": instance, "page": page, "today": timezone.localdate()}
    return render(request, "members/instance_history.html", context)


def instance_add(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.edit_gouvernance", association)
    return _add(request, association, ("members:association_gouvernance", association.pk))


def instance_add_federale(request):
    require(request.user, "members.edit_instance", Instance())
    return _add(request, None, ("members:gouvernance",))


def _add(request, association, back):
    form = InstanceForm(request.POST or None, is_federale=association is None)
    if attempt_form(form, lambda: create_instance(association=association, by=request.user, **form.cleaned_data)):
        return done(request, "L’instance est créée : ajoutez ses places, puis les mandats.", *back)
    return draw_form(
        request,
        form,
        "Ajouter une instance",
        lead=association or "Fédération",
        back=back,
        back_label=association or "Gouvernance",
        submit="Ajouter l’instance",
        next="Tout le réseau verra sa composition dès qu’un mandat y sera noté.",
    )


def instance_edit(request, pk):
    instance = find_instance(pk)
    require(request.user, "members.edit_instance", instance)
    initial = {"genre": instance.genre, "nom": instance.nom}
    form = InstanceForm(request.POST or None, initial=initial, is_federale=instance.association_id is None)
    if attempt_form(form, lambda: edit_instance(instance, by=request.user, **form.cleaned_data)):
        return done(request, "L’instance est à jour.", "members:instance_detail", pk)
    return draw_form(
        request,
        form,
        "Modifier l’instance",
        **back_to(instance),
        submit="Enregistrer",
        next="Le nom change partout ; les mandats et leur histoire restent.",
    )


def siege_add(request, pk):
    instance = find_instance(pk)
    require(request.user, "members.edit_instance", instance)
    form = SiegesForm(request.POST or None)
    if attempt_form(form, lambda: add_sieges(instance, by=request.user, **form.cleaned_data)):
        return done(
            request,
            "C’est fait : ces places sont vacantes tant que personne n’y siège.",
            "members:instance_detail",
            pk,
        )
    return draw_form(
        request,
        form,
        "Ajouter des places",
        **back_to(instance),
        submit="Ajouter",
        next="Elles paraissent aussitôt dans la composition, vacantes.",
    )


def siege_edit(request, pk):
    siege = get_object_or_404(Siege.objects.select_related("instance__association"), pk=pk)
    require(request.user, "members.edit_instance", siege.instance)
    initial = {name: getattr(siege, name) for name in ("intitule", "college", "has_voix", "fin")}
    form = SiegeForm(request.POST or None, initial=initial)
    if attempt_form(form, lambda: edit_siege(siege, by=request.user, **form.cleaned_data)):
        return done(request, "La place est à jour.", "members:instance_detail", siege.instance_id)
    return draw_form(
        request,
        form,
        "Modifier une place",
        **back_to(siege.instance),
        submit="Enregistrer",
        next="Les mandats passés à cette place restent dans l’histoire.",
    )


def derogation_add(request, pk):
    """Write why people go on in spite of a warning that is still true."""
    instance = find_instance(pk)
    require(request.user, "members.edit_instance", instance)
    code, about = request.GET.get("code", ""), read_number(request.GET.get("mandat")) or None
    repere = find_repere(get_composition(instance), code, about)
    if repere is None:
        return done(request, "Ce repère n’est plus d’actualité.", "members:instance_detail", pk)
    form = DerogationForm(request.POST or None)
    given = {"code": code, "mandat": repere.mandat, "by": request.user}
    if attempt_form(form, lambda: note_derogation(instance, **given, **form.cleaned_data)):
        return done(request, "Votre raison est notée avec sa date.", "members:instance_detail", pk)
    return draw_form(
        request,
        form,
        "Écrire pourquoi on continue",
        repere=repere,
        **back_to(instance),
        submit="Noter cette raison",
        next="Elle s’affiche à la place du repère, avec votre nom et la date. Si les chiffres changent, il revient.",
    )


@require_POST
def instance_pdf(request, pk):
    """Ask for the composition of a body on a day, as a paper."""
    instance = find_instance(pk)
    require(request.user, "members.view_gouvernance")
    form = JourForm(request.POST)
    on = form.cleaned_data["le"] if form.is_valid() else timezone.localdate()
    document = produce(CompositionPdf, by=request.user, instance=instance.pk, le=on.isoformat())
    return redirect("socle:document_detail", document.pk)


def back_to(instance) -> dict:
    return {"lead": instance.nom, "back": ("members:instance_detail", instance.pk), "back_label": instance.nom}
