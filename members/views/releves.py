"""Bank statements, for the team: read one, say what each sum pays."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from members.actions.releves import (
    accept_ligne,
    accept_proposition,
    import_releve,
    put_back_ligne,
    set_aside_ligne,
)
from members.forms.releves import LigneForm, PayeurForm, ReleveForm
from members.models import AppelCotisation, LigneReleve
from members.queries.cotisations import get_open_appels
from members.queries.releves import get_releves, get_treated_lines, get_waiting_lines, propose
from members.views.shared import attempt
from socle.french import count
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import require

MANAGE = "members.manage_cotisations"
PER_PAGE = 50
LATEST, REFUSED_SHOWN = 5, 50


def releve_list(request):
    """The sums that wait, each with what it may pay; a statement to read."""
    require(request.user, MANAGE)
    form = ReleveForm(request.POST or None, request.FILES or None)
    lecture = None
    if request.method == "POST" and form.is_valid():
        lecture = _import(request, form)
        if lecture is not None and not lecture.refus:
            return redirect("members:releve_list")
    page = paginate(request, get_waiting_lines(), PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "propositions": propose(page.object_list),
        "releves": get_releves()[:LATEST],
        "refus": lecture.refus[:REFUSED_SHOWN] if lecture else [],
    }
    return render(request, "members/releve_list.html", context)


def _import(request, form):
    """Read a statement; say what was kept, and return what was read, None if nothing could be."""
    try:
        name = form.cleaned_data["fichier"].name
        _, lecture, new = import_releve(name, content=form.content, by=request.user)
    except ValidationError as refusal:
        form.add_error("fichier", ValidationError(refusal.messages))
        return None
    known = len(lecture.operations) - new
    said = [count(new, "somme nouvelle", "sommes nouvelles")]
    said += [f"{count(known, 'déjà connue', 'déjà connues')}"] if known else []
    said += [f"{count(lecture.debits, 'débit laissé de côté', 'débits laissés de côté')}"] if lecture.debits else []
    said += [count(len(lecture.refus), "ligne refusée", "lignes refusées")] if lecture.refus else []
    messages.success(request, f"Relevé lu : {', '.join(said)}.")
    return lecture


@require_GET
def ligne_list(request):
    """The sums that were matched or set aside."""
    require(request.user, MANAGE)
    return render(request, "members/ligne_list.html", {"page": paginate(request, get_treated_lines(), PER_PAGE)})


def ligne_detail(request, pk):
    """Say by hand who paid a sum and for which years."""
    ligne = _find(request, pk)
    asked = request.GET if "association" in request.GET else None
    payeur = PayeurForm(asked)
    association = payeur.cleaned_data["association"] if asked and payeur.is_valid() else None
    form = LigneForm(request.POST or None, appels=get_open_appels(association) if association else [])
    if association and form.is_valid():
        given = {"imputations": form.imputations, "is_another": form.cleaned_data["is_another"]}
        if attempt(form, accept_ligne, ligne, association=association, by=request.user, **given):
            messages.success(request, "Le règlement est noté.")
            return redirect("members:releve_list")
    context = {"ligne": ligne, "payeur": payeur, "association": association, "form": form}
    return render(request, "members/ligne_detail.html", context)


@require_POST
def ligne_accept(request, pk):
    """Agree to the due that was proposed on the page."""
    ligne = _find(request, pk)
    calls = AppelCotisation.objects.select_related("association")
    appel = get_object_or_404(calls, pk=read_number(request.POST.get("appel")))
    try:
        accept_proposition(ligne, appel=appel, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        by_hand = reverse("members:ligne_detail", args=[ligne.pk])
        return redirect(f"{by_hand}?association={appel.association_id}")
    messages.success(request, f"Règlement de {appel.association} noté.")
    return redirect("members:releve_list")


@require_POST
def ligne_aside(request, pk):
    """Set a sum aside, or take it back."""
    ligne = _find(request, pk)
    try:
        if request.POST.get("retour"):
            put_back_ligne(ligne, by=request.user)
        else:
            set_aside_ligne(ligne, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("members:releve_list")


def _find(request, pk) -> LigneReleve:
    require(request.user, MANAGE)
    return get_object_or_404(LigneReleve.objects.select_related("releve", "reglement"), pk=pk)
