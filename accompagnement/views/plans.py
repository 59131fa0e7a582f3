"""An association's plan: opened by a POST that leaves its line, written with several hands, agreed to by one side."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accompagnement.actions import Impossible
from accompagnement.actions import plans as actions
from accompagnement.forms.plans import EtapePlanForm, TextePlanForm, ValidationPlanForm
from accompagnement.models import TextePlan, ValidationPlan
from accompagnement.models.echanges import COTE_DEMANDEUR
from accompagnement.queries import get_role
from accompagnement.queries.plans import get_plan, may_write
from accompagnement.views.base import attempt, find_demande
from socle.gestes import CONFLICT, attempt_text
from socle.permissions import require

DETAIL = "accompagnement:demande_detail"
Nature = TextePlan.Nature


def _find(request, pk):
    """An association's case this person opens, else 404: a personal one has no plan, and says nothing of it."""
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.view_demande", demande)
    if demande.is_personnelle:
        raise Http404
    return demande


@require_POST
def plan_open(request, pk):
    """Open the texts; the association sees who opened them, and when."""
    demande = _find(request, pk)
    ouvert = actions.read_plan(demande, by=request.user)
    etat, role, plan = demande.etat_reel, get_role(demande, request.user), get_plan(demande)
    context = {
        "demande": demande,
        "plan": plan,
        "role": role,
        "may_validate": role in COTE_DEMANDEUR,
        "may_write": may_write(etat, role),
        "blocs": [_bloc(nature, ouvert, plan, may_write(etat, role, nature)) for nature in Nature],
        "etapes": [(lue, _fill_etape(lue)) for lue in ouvert.etapes],
        "accord": plan.validables.get(ValidationPlan.Objet.ETAPES),
        "nouvelle": EtapePlanForm(initial={"numero": uuid4(), "rang": len(ouvert.etapes) + 1}),
    }
    return render(request, "accompagnement/plan_read.html", context)


def _bloc(nature, ouvert, plan, is_writable) -> dict:
    lu = ouvert.textes.get(nature)
    initial = {"texte": lu.texte, "lu": lu.version} if lu else {}
    return {
        "nature": nature,
        "lu": lu,
        "form": TextePlanForm(initial=initial, auto_id=f"id_{nature}_%s") if is_writable else None,
        "accord": plan.validables.get(nature),
    }


def _fill_etape(lue) -> EtapePlanForm:
    etape = lue.etape
    initial = {"numero": etape.pk, "texte": lue.texte, "lu": etape.version, "rang": etape.rang, "etat": etape.etat}
    return EtapePlanForm(initial=initial | {"echeance": etape.echeance}, auto_id=f"id_{etape.pk}_%s")


@require_POST
def plan_write(request, pk, nature):
    if nature not in Nature:
        raise Http404
    demande, form = _find(request, pk), TextePlanForm(request.POST)
    return _write(request, demande, form, Nature(nature).label, actions.write_texte, nature)


@require_POST
def etape_write(request, pk):
    demande, form = _find(request, pk), EtapePlanForm(request.POST)
    return _write(request, demande, form, "une étape du plan", _save_etape)


def _save_etape(demande, *, numero: UUID, by, **fields):
    return actions.save_etape(demande, numero, by=by, **fields)


def _write(request, demande, form, titre, do, *args):
    """Write, or give back what was typed: with what is wrong, or beside what somebody else wrote since."""
    try:
        done, sien = attempt_text(form, do, demande, *args, by=request.user)
    except Impossible as error:
        done, sien = None, None
        form.add_error(None, str(error))
    if done:
        messages.success(request, "C’est écrit et scellé.")
        return redirect(DETAIL, demande.pk)
    context = {"demande": demande, "form": form, "titre": titre, "sien": _say_changes(form, sien) if sien else None}
    return render(request, "accompagnement/plan_form.html", context, status=CONFLICT if sien else 200)


def _say_changes(form, sien) -> list[tuple[str, str, str]]:
    """Return what both wrote differently: its name, what stands, what was typed; both were opened for this page."""
    rows = []
    for name, typed in form.cleaned_data.items():
        standing = getattr(sien, name, typed)
        if name not in ("lu", "numero") and standing != typed:
            words = dict(getattr(form.fields[name], "choices", ()))
            rows.append((form.fields[name].label, *(str(words.get(v, v or "")) for v in (standing, typed))))
    return rows


@require_POST
def plan_validate(request, pk, objet):
    demande, form = _find(request, pk), ValidationPlanForm(request.POST)
    if objet not in ValidationPlan.Objet:
        raise Http404
    if not form.is_valid():
        messages.warning(request, actions.RELIRE)
    elif attempt(request, actions.validate_plan, demande, objet, form.cleaned_data["version"]):
        messages.success(request, "Votre accord est noté, pour ce que vous venez de lire et rien d’autre.")
    return redirect(DETAIL, demande.pk)
