"""What is said in a workshop: written, read before it is shown, sorted, weighed, followed by something."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import contributions as actions
from collectifs.forms.ateliers import (
    ContributionForm,
    CorrectionForm,
    NombresForm,
    RangementForm,
    SaisieForm,
    SuiteForm,
)
from collectifs.models import Atelier, Contribution, Grappe, ParticipantAtelier
from collectifs.queries import get_people_of
from collectifs.queries.ateliers import get_a_porter, get_gommettes, get_preconisations, get_queue, get_tri, get_voters
from socle.gestes import attempt, attempt_form, attempt_text, find
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require

LED = "collectif__fonction_referente"
CONFLICT = 409
MOST_DOTS = 2000


def contribution_add(request, pk):
    """What somebody with an account says; the facilitator writes here what others say aloud or on paper."""
    atelier = find(Atelier, request, pk, LED)
    leads = can(request.user, "collectifs.run_atelier", atelier)
    kind, do = (SaisieForm, actions.write_down) if leads else (ContributionForm, actions.contribute)
    mine = ParticipantAtelier.objects.filter(atelier=atelier, personne=request.user).first()
    initial = {"categorie": request.GET.get("categorie") or (mine.categorie if mine else "")}
    form = kind(request.POST or None, initial=initial | {"genre": request.GET.get("genre", "")})
    if said := attempt_form(form, do, atelier, by=request.user):
        waits = said.etat == Contribution.Etat.A_RELIRE
        messages.success(request, "Merci. L’animation relit avant de montrer." if waits else "Merci, c’est noté.")
        return redirect(f"{request.path}?categorie={said.categorie}&genre={said.genre}")
    return render(request, "collectifs/contribution_form.html", {"form": form, "atelier": atelier, "leads": leads})


@require_GET
def contribution_queue(request, pk):
    """What waits to be read before it is shown."""
    atelier = _find_led(request, pk)
    page = paginate(request, get_queue(atelier), 50)
    aside = atelier.contributions.filter(etat=Contribution.Etat.ECARTEE).order_by("-pk")[:20]
    context = {"atelier": atelier, "page": page, "ecartees": aside}
    return render(request, "collectifs/contribution_queue.html", context)


def _find_led(request, pk):
    atelier = find(Atelier, request, pk, LED)
    require(request.user, "collectifs.run_atelier", atelier)
    return atelier


@require_POST
def contribution_settle(request, pk):
    contribution = _find_said(request, pk)
    accept = request.POST.get("sort") == "accepter"
    if attempt(request, actions.settle_contribution, contribution, accept=accept, by=request.user):
        messages.success(request, "Tout l’atelier la lit maintenant." if accept else "Elle est écartée.")
    return redirect("collectifs:contribution_queue", contribution.atelier_id)


def _find_said(request, pk):
    return find(Contribution, request, pk, f"atelier__{LED}", "action")


def contribution_edit(request, pk):
    contribution = _find_said(request, pk)
    require(request.user, "collectifs.run_atelier", contribution)
    form = CorrectionForm(request.POST or None, instance=_find_said(request, pk))
    done, sien = attempt_text(form, actions.edit_contribution, contribution, by=request.user)
    if done:
        return redirect(f"{redirect('collectifs:atelier_sort', contribution.atelier_id).url}#c-{pk}")
    context = {"form": form, "contribution": contribution, "atelier": contribution.atelier, "sien": sien}
    return render(request, "collectifs/contribution_edit.html", context, status=CONFLICT if sien else 200)


@require_POST
def contribution_withdraw(request, pk):
    contribution = _find_said(request, pk)
    actions.withdraw_consent(contribution, by=request.user)
    messages.success(request, "Votre accord est repris : vos mots sortent de la synthèse, même publiée.")
    return redirect("collectifs:atelier_detail", contribution.atelier_id)


def atelier_sort(request, pk):
    """Put contributions under themes."""
    atelier = _find_led(request, pk)
    form = RangementForm(request.POST or None, atelier=atelier)
    if request.method == "POST" and request.POST.get("defaire"):
        grappe = Grappe.objects.filter(atelier=atelier, pk=read_number(request.POST["defaire"])).first()
        if grappe:
            actions.remove_grappe(grappe, by=request.user)
        return redirect("collectifs:atelier_sort", pk)
    if form.is_valid() and attempt(
        request, actions.group_contributions, atelier, by=request.user, **form.cleaned_data
    ):
        return redirect("collectifs:atelier_sort", pk)
    context = {"atelier": atelier, "form": form, "cochees": request.POST.getlist("contributions"), **get_tri(atelier)}
    return render(request, "collectifs/atelier_sort.html", context)


def atelier_dots(request, pk):
    """Place one's dots on the themes; the facilitator also counts those of the wall."""
    atelier = find(Atelier, request, pk, LED)
    tally = get_gommettes(atelier, request.user)
    at_wall = "mur" in request.POST
    mine = [(grappe.pk, grappe.titre, grappe.miennes) for grappe in tally["grappes"]]
    wall = [(grappe.pk, grappe.titre, grappe.points_salle) for grappe in tally["grappes"]]
    given = request.POST or None
    mine = NombresForm.about(mine, None if at_wall else given, most=atelier.gommettes, auto_id="moi_%s")
    wall = NombresForm.about(wall, given if at_wall else None, most=MOST_DOTS, auto_id="mur_%s")
    form, do = (wall, actions.count_wall) if at_wall else (mine, actions.place_gommettes)
    if _say_numbers(form, do, atelier, request.user):
        messages.success(request, "Les gommettes du mur sont comptées." if at_wall else "Vos gommettes sont posées.")
        return redirect("collectifs:atelier_dots", pk)
    context = {"atelier": atelier, "form": mine, "mur": wall, "votants": get_voters(atelier), **tally}
    return render(request, "collectifs/atelier_dots.html", context)


def _say_numbers(form, do, atelier, personne) -> bool:
    """Do it with the numbers of a valid form; a refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        do(atelier, nombres={int(pk): number for pk, number in form.nombres.items()}, by=personne)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


@require_GET
def atelier_outcomes(request, pk):
    """The recommendations of a workshop, and what each became."""
    atelier = find(Atelier, request, pk, LED)
    page = paginate(request, get_preconisations(atelier), 50)
    return render(request, "collectifs/atelier_outcomes.html", {"atelier": atelier, "page": page})


def contribution_act(request, pk):
    contribution = _find_said(request, pk)
    require(request.user, "collectifs.run_atelier", contribution)
    people = get_people_of(contribution.atelier.collectif)
    form = SuiteForm(request.POST or None, people=people, initial={"texte": contribution.texte[:250]})
    if attempt_form(form, actions.make_action, contribution, by=request.user):
        messages.success(request, "L’action est créée : la personne choisie la trouve parmi les siennes.")
        return redirect("collectifs:atelier_outcomes", contribution.atelier_id)
    context = {"form": form, "contribution": contribution, "atelier": contribution.atelier}
    return render(request, "collectifs/contribution_act.html", context)


@require_POST
def contribution_carry(request, pk):
    contribution = _find_said(request, pk)
    carry = not request.POST.get("defaire")
    if attempt(request, actions.carry_to_pacte, contribution, carry=carry, by=request.user):
        said = "Elle rejoint la liste des préconisations à porter au pacte." if carry else "Elle sort de la liste."
        messages.success(request, said)
    return redirect("collectifs:atelier_outcomes", contribution.atelier_id)


@require_GET
def preconisation_list(request):
    """What workshops ask to bring to the federation's pact, in every collective that the person may read."""
    page = paginate(request, get_a_porter(request.user), 50)
    return render(request, "collectifs/preconisation_list.html", {"page": page})
