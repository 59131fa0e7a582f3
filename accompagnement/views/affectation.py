"""The coordinator's pages on the computation of the night: what it found, and what to make of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement.actions import affectation as actions
from accompagnement.forms import PourquoiForm, RemplacementForm
from accompagnement.models import Prestataire
from accompagnement.queries.affectation import get_diagnostic, get_lignes, get_lot, say_diagnostic, say_to_comite
from accompagnement.queries.pourquoi import explain_why_not, say_rank
from accompagnement.views.base import attempt
from socle.french import count, plural
from socle.pagination import paginate
from socle.permissions import require

PAR_PAGE = 50


@require_GET
def affectation_list(request):
    require(request.user, "accompagnement.view_coordination")
    lignes = list(get_lignes(request.user))
    found = get_diagnostic(lignes)
    page = paginate(request, lignes, PAR_PAGE)
    context = {
        "lot": get_lot(),
        "page": page,
        "trouvees": [ligne for ligne in page if ligne.prestataire_id],
        "sans": [ligne for ligne in page if not ligne.prestataire_id],
        "diagnostic": say_diagnostic(found),
        "pour_le_comite": say_to_comite(found),
    }
    return render(request, "accompagnement/affectation_list.html", context)


@require_GET
def affectation_detail(request, pk):
    ligne = _find(request, pk)
    form = PourquoiForm(request.GET or None)
    answer = explain_why_not(request.user, ligne, form.cleaned_data["prestataire"]) if form.is_valid() else None
    return _draw(request, ligne, pourquoi=form, reponse=answer)


def _find(request, pk):
    """Return a line of a case that this person coordinates and that still waits; any other gives the same 404."""
    require(request.user, "accompagnement.view_coordination")
    return get_object_or_404(get_lignes(request.user), pk=pk)


def _draw(request, ligne, **context):
    eligibles = Prestataire.objects.eligible_for(ligne.demande)
    initial = {"prestataire": request.GET.get("prestataire")}
    defaults = {
        "ligne": ligne,
        "demande": ligne.demande,
        "rang": say_rank(ligne.explication.get("rang", 0)),
        "pourquoi": PourquoiForm(),
        "remplacement": RemplacementForm(initial=initial, eligibles=eligibles.exclude(pk=ligne.prestataire_id)),
    }
    return render(request, "accompagnement/affectation_detail.html", defaults | context)


@require_POST
def affectation_validate(request):
    require(request.user, "accompagnement.view_coordination")
    chosen = set(request.POST.getlist("lignes")[:PAR_PAGE])
    lignes = [ligne for ligne in get_lignes(request.user) if str(ligne.pk) in chosen]
    sent, refused = actions.validate_lignes(lignes, by=request.user)
    gone = len(chosen) - len(lignes)
    if sent:
        messages.success(request, f"{count(sent, 'proposition')} {plural(sent, 'envoyée')}, par un message neutre.")
    if refused or gone or not chosen:
        messages.warning(request, say_refused(refused + gone))
    return redirect("accompagnement:affectation_list")


def say_refused(number: int) -> str:
    """Return what a coordinator reads when data moved between the night and the click."""
    if not number:
        return "Aucune ligne n’était choisie : rien n’a été envoyé."
    return (
        f"Pour {count(number, 'demande')}, les données ont changé depuis le calcul : rien n’a été envoyé. "
        "Choisissez quelqu’un d’autre, ou refaites le calcul."
    )


@require_POST
def affectation_replace(request, pk):
    ligne = _find(request, pk)
    form = RemplacementForm(request.POST, eligibles=Prestataire.objects.eligible_for(ligne.demande))
    if not form.is_valid():
        return _draw(request, ligne, remplacement=form)
    given = form.cleaned_data
    if not attempt(request, actions.replace_ligne, ligne, given["prestataire"], motif=given["motif"]):
        return redirect("accompagnement:affectation_detail", pk)
    messages.success(request, "La personne que vous avez choisie est proposée, par un message neutre.")
    return redirect("accompagnement:affectation_list")


@require_POST
def affectation_postpone(request, pk):
    if attempt(request, actions.postpone_ligne, _find(request, pk)):
        messages.success(request, "C’est remis au prochain calcul. Personne n’en est prévenu.")
    return redirect("accompagnement:affectation_list")


@require_POST
def affectation_compute(request):
    actions.ask_for_lot(by=request.user)
    messages.success(request, "Le calcul est demandé : rechargez cette page dans un instant.")
    return redirect("accompagnement:affectation_list")
