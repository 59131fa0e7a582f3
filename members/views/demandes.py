"""Joining, for the federation's team: who asks, how far each is, and the step that comes next."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from members.actions import admissions
from members.actions import demandes as actions
from members.forms import demandes as forms
from members.models import DecisionReconnaissance, DemandeAdhesion
from members.queries.demandes import (
    SUITES,
    TONES,
    Etat,
    count_demandes,
    get_checklist,
    get_demande_page,
    get_demandes,
    get_etapes,
    get_history,
    get_missing,
)
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50
Instance = DecisionReconnaissance.Instance


@dataclass(frozen=True)
class Pas:
    """A step that the page of a file may offer: its words, its form, what it does."""

    title: str
    submit: str
    next: str
    do: Callable
    form: type = forms.RienForm
    icon: str = "arrow-right"
    kind: str = "main"
    more: dict = field(default_factory=dict)


PAS = {
    "visite": Pas(
        "Convenir d’une visite", "Noter la visite", "L’association reçoit la date par courriel.",
        actions.plan_visite, forms.JourForm, "calendar",
    ),
    "visitee": Pas(
        "La visite a eu lieu", "Noter la visite faite", "L’association est remerciée et sait ce qui vient ensuite.",
        actions.record_visite, forms.JourForm, "check",
    ),
    "candidature": Pas(
        "Ouvrir la candidature", "Ouvrir la candidature", "L’association reçoit la liste des pièces et la charte.",
        actions.open_candidature, icon="document-plus",
    ),
    "reflexion": Pas(
        "Laisser un délai de réflexion", "Laisser du temps", "L’association reçoit ce mot. Rien ne presse ensuite.",
        actions.give_reflexion, forms.MotForm, "clock", "plain",
    ),
    "reorienter": Pas(
        "Réorienter", "Réorienter", "L’association reçoit ce mot, et le dossier est clos.",
        actions.reorient_demande, forms.MotForm, "arrow-uturn-right", "plain",
    ),
    "decision-candidate": Pas(
        "La décision de l’association", "Noter sa décision",
        "Favorable, le dossier passe à la fédération. Défavorable, il est clos, et son motif est gardé.",
        actions.record_decision, forms.DecisionForm, "scale", more={"instance": Instance.CANDIDATE},
    ),
    "decision-federation": Pas(
        "La décision de la fédération", "Noter la décision",
        "L’association l’apprend aussitôt par courriel. Un refus lui est dit avec son motif.",
        actions.record_decision, forms.DecisionForm, "scale", more={"instance": Instance.FEDERATION},
    ),
    "membre": Pas(
        "Ouvrir l’adhésion", "Ouvrir l’adhésion",
        "La fiche, l’adhésion et la représentation s’ouvrent, et la personne nommée reçoit son invitation.",
        admissions.admit_demande, forms.AdmissionForm, "flag",
    ),
    "clore": Pas(
        "Clore sans suite", "Clore le dossier", "L’association reçoit ce mot. Le dossier pourra être repris.",
        actions.close_demande, forms.MotForm, "archive-box", "danger",
    ),
    "reprendre": Pas(
        "Reprendre le dossier", "Reprendre au premier contact", "L’association apprend que sa demande est reprise.",
        actions.reopen_demande, icon="arrow-path",
    ),
    "piece": Pas("Noter une pièce reçue", "Noter la pièce", "L’association la voit cochée sur sa page de suivi.",
                 actions.receive_piece, forms.PieceForm, "paper-clip", "plain"),
    "piece-rendue": Pas("", "", "", actions.give_back_piece, forms.PieceRendueForm),
    "charte": Pas("La charte est signée sur papier", "Noter la signature", "La version, le nom, le jour sont gardés.",
                  actions.accept_charte, forms.CharteSigneeForm, "pencil", "plain"),
    "representant": Pas("Nommer qui représentera l’association", "Enregistrer ce nom",
                        "La personne ne reçoit rien avant le jour de l’adhésion.",
                        actions.name_representant, forms.RepresentantForm, "user", "plain"),
    "suivre": Pas("", "", "", actions.take_demande),
}  # fmt: skip
OFFERED = {
    Etat.CONTACT: ("visite", "reorienter", "clore"),
    Etat.VISITE_PREVUE: ("visitee", "visite", "reorienter", "clore"),
    Etat.VISITEE: ("candidature", "reflexion", "reorienter", "clore"),
    Etat.REFLEXION: ("candidature", "reorienter", "clore"),
    Etat.CANDIDATE: ("decision-candidate", "clore"),
    Etat.ACCORD_CANDIDATE: ("decision-federation", "clore"),
    Etat.ACCORD_FEDERATION: ("membre", "clore"),
    Etat.REORIENTEE: ("reprendre",),
    Etat.REFUSEE: ("reprendre",),
    Etat.ABANDONNEE: ("reprendre",),
    Etat.MEMBRE: (),
}
DOSSIER = ("piece", "charte", "representant")
PREPARED = (Etat.CANDIDATE, Etat.ACCORD_CANDIDATE, Etat.ACCORD_FEDERATION)


@require_GET
def demande_list(request):
    require(request.user, "members.manage_demandes")
    etat, is_closed = request.GET.get("etat", ""), request.GET.get("vue") == "closes"
    counts = count_demandes()
    page = paginate(request, get_demandes(etat, closes=is_closed), PER_PAGE)
    for demande in page:
        demande.tone = TONES.get(Etat(demande.etat), "fed")
        demande.suite = SUITES[Etat(demande.etat)][1]
    context = {
        "page": page,
        "etat": etat,
        "etats": [(code, label, counts[code]) for code, label in Etat.choices if code in counts],
        "is_closed": is_closed,
        "open_count": sum(count for code, count in counts.items() if code not in DemandeAdhesion.FERMEES),
        "closed_count": sum(count for code, count in counts.items() if code in DemandeAdhesion.FERMEES),
        "may_set": can(request.user, "members.set_adhesions"),
    }
    return render(request, "members/demande_list.html", context)


def demande_detail(request, pk):
    """A file: where it is, what it holds, and the steps it may take. Each form says which step it is by `quoi`."""
    require(request.user, "members.manage_demandes")
    demande = get_object_or_404(get_demande_page(), pk=pk)
    asked = request.POST.get("quoi", "")
    form = PAS[asked].form(request.POST, auto_id=f"{asked}_%s") if asked in PAS else None
    if form is not None and form.is_valid() and _take(request, demande, PAS[asked], form):
        return redirect("members:demande_detail", demande.pk)
    offered = [_offer(name, asked, form) for name in OFFERED[Etat(demande.etat)]]
    context = {
        "demande": demande,
        "tone": TONES.get(Etat(demande.etat), "fed"),
        "etapes": get_etapes(demande),
        "suite": SUITES[Etat(demande.etat)][1],
        "first": offered[:1],
        "others": offered[1:],
        "is_prepared": demande.etat in PREPARED,
        "dossier": {name: _offer(name, asked, form) for name in DOSSIER},
        "checklist": get_checklist(demande),
        "missing": get_missing(demande) if demande.etat in PREPARED else [],
        "histoire": get_history(demande),
    }
    return render(request, "members/demande_detail.html", context)


def _offer(name, asked, form):
    pas = PAS[name]
    is_asked = name == asked
    return {
        "name": name,
        "pas": pas,
        "form": form if is_asked else pas.form(auto_id=f"{name}_%s"),
        "is_open": is_asked,
    }


def _take(request, demande, pas, form) -> bool:
    """Take the step; put the refusal in the form if there is one."""
    try:
        pas.do(demande, by=request.user, **pas.more, **getattr(form, "given", form.cleaned_data))
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        if pas.form in (forms.RienForm, forms.PieceRendueForm):
            messages.error(request, error.messages[0])
        return False
    messages.success(request, pas.next or "C’est noté.")
    return True
