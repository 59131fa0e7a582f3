"""Decisions: the register, the page of one, its vote, what becomes of it, and the rule of a collective."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import decisions as actions
from collectifs.forms import AbrogationForm, ConfirmationForm, RegistreForm, RegleForm, VoteForm
from collectifs.models import Collectif, Decision, Reunion
from collectifs.queries import get_decision, get_register, get_regle, get_years
from collectifs.queries.decisions import load_decisions, with_actions, with_lines
from socle.gestes import attempt, attempt_form, find
from socle.pagination import paginate
from socle.permissions import can, require
from socle.tableaux import send_table

LED = "reunion__collectif__fonction_referente"
PER_PAGE = 20
EXPORTS = [("csv", "CSV, pour tout tableur"), ("xlsx", "XLSX, pour Excel"), ("ods", "ODS, pour LibreOffice")]
HEADINGS = [
    "Référence", "Collectif", "Réunion", "Le", "Décision", "Prise par", "Pour", "Contre", "Abstentions",
    "Blancs ou nuls", "Voix présentes ou représentées", "Quorum", "Résultat", "Aujourd’hui", "À revoir le",
]  # fmt: skip


@require_GET
def decision_list(request):
    """The register: what was decided, in every collective that the person may read."""
    form, rows = _read_register(request)
    page = paginate(request, rows.values_list("pk", flat=True), PER_PAGE)
    page.object_list = load_decisions(list(page.object_list))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "collectif": form.chosen,
        "is_refined": any(form.given.get(name) for name in ("annee", "issue", "mode", "tri")),
        "exports": EXPORTS,
        "requete": asked.urlencode(),
    }
    return render(request, "collectifs/decision_list.html", context)


@require_GET
def decision_export(request, kind):
    """Every page of the register as it is filtered and sorted, as one file."""
    _, rows = _read_register(request)
    name = f"decisions-{timezone.localdate().isoformat()}"
    return send_table(name, kind, HEADINGS, (_line(decision) for decision in with_lines(rows).iterator()))


def _read_register(request):
    collectifs = Collectif.objects.visible_to(request.user)
    form = RegistreForm(request.GET, collectifs=collectifs, years=get_years(request.user))
    given = dict(form.given)
    return form, get_register(request.user, words=given.pop("q", ""), collectif=given.pop("collectif", None), **given)


def _line(decision):
    day, due = timezone.localdate(decision.reunion.debut), decision.a_revoir_le
    return [
        decision.reference,
        decision.reunion.collectif.nom,
        decision.reunion.titre,
        day.strftime("%d/%m/%Y"),
        decision.texte,
        decision.get_mode_display(),
        decision.pour,
        decision.contre,
        decision.abstentions,
        decision.blancs,
        decision.voix,
        decision.quorum,
        decision.resultat_label,
        decision.situation[0],
        due.strftime("%d/%m/%Y") if due else "",
    ]


def _find(request, pk):
    seen = with_actions(Decision.objects.visible_to(request.user).with_issue())
    related = (LED, "reunion__compte_rendu", "point", "serie")
    return get_object_or_404(seen.select_related(*related), pk=pk)


@require_GET
def decision_detail(request, pk):
    return _show(request, _find(request, pk))


def _show(request, decision, status=200, **forms):
    may_review = can(request.user, "collectifs.review_decision", decision) and decision.is_en_vigueur
    context = get_decision(decision, request.user) | {"may_review": may_review}
    if may_review:
        vues = {"vues": len(context["revisions"])}
        context |= {
            "confirmation": ConfirmationForm(initial=vues, auto_id="confirmer-%s"),
            "abrogation": AbrogationForm(initial=vues, auto_id="abroger-%s"),
        }
    return render(request, "collectifs/decision_detail.html", context | forms, status=status)


@require_POST
def decision_open(request, pk):
    """Put to the vote what was proposed."""
    decision = _find(request, pk)
    if attempt(request, actions.open_vote, decision, by=request.user):
        return redirect("collectifs:decision_vote", pk)
    return redirect("collectifs:compte_rendu_edit", decision.reunion_id)


def decision_vote(request, pk):
    """Who has a voice, and what the vote gave: closing it proclaims the result."""
    decision = _find(request, pk)
    require(request.user, "collectifs.edit_compte_rendu", decision.reunion)
    if decision.etat != Decision.Etat.OUVERTE:
        return redirect("collectifs:decision_detail", pk)
    context = get_decision(decision, request.user)
    form = VoteForm(request.POST or None, decision=decision, votants=context["electeurs"].comptes)
    if attempt_form(form, actions.proclaim_decision, decision, by=request.user):
        messages.success(request, "Le vote est clos, le résultat est proclamé.")
        return redirect("collectifs:decision_detail", pk)
    return render(request, "collectifs/decision_vote.html", context | {"form": form})


@require_POST
def decision_confirm(request, pk):
    decision = _find(request, pk)
    form = ConfirmationForm(request.POST, auto_id="confirmer-%s")
    return _review(request, decision, form, actions.confirm_decision, "confirmation", "La décision est confirmée.")


@require_POST
def decision_repeal(request, pk):
    decision = _find(request, pk)
    form = AbrogationForm(request.POST, auto_id="abroger-%s")
    return _review(request, decision, form, actions.repeal_decision, "abrogation", "La décision est abrogée.")


def _review(request, decision, form, do, name, said):
    require(request.user, "collectifs.review_decision", decision)
    if attempt_form(form, do, decision, by=request.user):
        messages.success(request, said)
        return redirect("collectifs:decision_detail", decision.pk)
    return _show(request, _find(request, decision.pk), status=409 if form.non_field_errors() else 200, **{name: form})


@require_POST
def reunion_review(request, pk):
    """Put on a meeting's agenda the decisions whose day will have come."""
    reunion = find(Reunion, request, pk, "collectif__fonction_referente")
    attempt(request, actions.review_in, reunion, by=request.user)
    return redirect("collectifs:reunion_detail", pk)


def regle_edit(request, pk):
    """How a collective decides: who has a voice, and its quorum."""
    collectif = find(Collectif, request, pk, "fonction_referente")
    require(request.user, "collectifs.edit_collectif", collectif)
    regle, status, theirs = get_regle(collectif), 200, None
    form = RegleForm(request.POST or None, instance=regle, initial={"version": regle.version})
    try:
        if attempt_form(form, actions.set_regle, collectif, by=request.user):
            messages.success(request, "La règle est enregistrée, pour les décisions à venir.")
            return redirect("collectifs:collectif_detail", pk)
    except actions.RegleChangee as changed:
        theirs, status = changed.regle, 409
        form.data = request.POST.copy()
        form.data["version"] = changed.regle.version
    context = {"collectif": collectif, "form": form, "sienne": theirs}
    return render(request, "collectifs/regle_edit.html", context, status=status)
