"""The day itself and before it: signing in on a tablet, giving a voice, naming who speaks."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from members.actions.assemblees import (
    end_representant,
    find_obstacle,
    find_own_obstacle,
    give_pouvoir,
    is_attendance_open,
    name_representant,
    sign_in,
    undo_sign_in,
    withdraw_pouvoir,
)
from members.forms.assemblees import FinRepresentantForm, RepresentantForm
from members.models import Association, Pouvoir, Representant
from members.queries.assemblees import filter_lignes, get_liste_electorale
from members.views.assemblees import PER_PAGE, find_assemblee
from members.views.gestes import attempt, attempt_form, done, draw_form
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import require


@require_GET
def emargement(request, pk):
    """The attendance list on a tablet: one tap for each association, and the quorum as it grows."""
    require(request.user, "members.manage_assemblees")
    assemblee = find_assemblee(pk)
    liste = get_liste_electorale(assemblee)
    text = request.GET.get("q", "").strip()
    context = {
        "assemblee": assemblee,
        "liste": liste,
        "page": paginate(request, filter_lignes(liste.electeurs, text), PER_PAGE),
        "text": text,
        "is_open": is_attendance_open(assemblee),
        "is_past": assemblee.le < timezone.localdate(),
    }
    return render(request, "members/assemblee_emargement.html" + ("#liste" if request.htmx else ""), context)


@require_POST
def assemblee_sign(request, pk, association):
    """Sign an association in, or take it back; the page stays where it was."""
    require(request.user, "members.manage_assemblees")
    assemblee = find_assemblee(pk)
    association = get_object_or_404(Association, pk=association)
    do = undo_sign_in if request.POST.get("geste") == "annuler" else sign_in
    attempt(request, do, assemblee, association=association, by=request.user)
    where = {"q": request.POST.get("q", "").strip(), "page": read_number(request.POST.get("page")) or 1}
    return redirect(f"{reverse('members:emargement', args=[pk])}?{urlencode(where)}#association-{association.pk}")


def pouvoir_give(request, pk, association):
    """Choose which voter carries an association's voice: one tap on its name."""
    association = get_object_or_404(Association, pk=association)
    require(request.user, "members.give_pouvoir", association)
    assemblee = find_assemblee(pk)
    if request.method == "POST":
        chosen = get_object_or_404(Association, pk=read_number(request.POST.get("mandataire")))
        if attempt(request, give_pouvoir, assemblee, mandante=association, mandataire=chosen, by=request.user):
            return done(request, f"{chosen} porte maintenant votre voix.", "members:assemblee_detail", pk)
    liste, text = get_liste_electorale(assemblee), request.GET.get("q", "").strip()
    own = liste.find(association.pk)
    refusal = _find_refusal(assemblee, association, own)
    others = [row for row in filter_lignes(liste.electeurs, text) if row.association_id != association.pk]
    page = paginate(request, [] if refusal else others, PER_PAGE)
    page.object_list = [(row, find_obstacle(liste, own, row)) for row in page.object_list]
    context = {"assemblee": assemblee, "association": association, "page": page, "text": text, "refusal": refusal}
    return render(request, "members/assemblee_pouvoir.html", context)


def _find_refusal(assemblee, association, own) -> str:
    """Say why this association has no voice to give, to anybody; empty if it has."""
    if assemblee.le < timezone.localdate():
        return "Cette assemblée a eu lieu : les pouvoirs ne changent plus."
    if own is None:
        return f"{association} n’est pas membre ce jour-là."
    return f"{own.motif[:1].upper()}{own.motif[1:]}." if own.motifs else find_own_obstacle(own)


@require_POST
def pouvoir_withdraw(request, pk):
    found = Pouvoir.objects.select_related("assemblee", "mandante", "mandataire")
    pouvoir = get_object_or_404(found, pk=pk)
    require(request.user, "members.give_pouvoir", pouvoir.mandante)
    if attempt(request, withdraw_pouvoir, pouvoir, by=request.user):
        return done(request, "Votre pouvoir est repris.", "members:assemblee_detail", pouvoir.assemblee_id)
    return redirect("members:assemblee_detail", pouvoir.assemblee_id)


def representant_name(request, pk):
    """Name who speaks for an association in the federation's assembly."""
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.name_representant", association)
    form = RepresentantForm(request.POST or None, association=association)
    if attempt_form(form, lambda: name_representant(association, by=request.user, **form.named)):
        return done(request, "La personne est nommée, et prévenue.", "members:association_gouvernance", pk)
    return draw_form(
        request,
        form,
        "Nommer qui vous représente",
        lead=association.nom,
        back=("members:association_gouvernance", pk),
        back_label=association.nom,
        submit="Nommer cette personne",
        next="Elle en est prévenue. Qui tenait cette place jusqu’ici ne la tient plus, et ses dates restent connues.",
    )


def representant_end(request, pk):
    found = Representant.objects.select_related("association", "personne")
    representant = get_object_or_404(found, pk=pk)
    association = representant.association
    require(request.user, "members.name_representant", association)
    form = FinRepresentantForm(request.POST or None)
    if attempt_form(form, lambda: end_representant(representant, by=request.user, **form.cleaned_data)):
        return done(request, "La fin est notée.", "members:association_gouvernance", association.pk)
    return draw_form(
        request,
        form,
        f"{representant.personne} ne représente plus l’association",
        lead=association.nom,
        back=("members:association_gouvernance", association.pk),
        back_label=association.nom,
        submit="Noter la fin",
        kind="danger",
        next="Pensez à nommer quelqu’un : sans personne, l’association ne vote pas.",
    )
