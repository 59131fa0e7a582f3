"""A year's dues, for the team: prepare, open, follow, call one more, remind, close."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.campagnes import call_association, close_campagne, open_campagne, prepare_campagne, remind_appels
from members.forms.cotisations import AppelForm, CampagneForm, FiltreAppels, RelanceForm
from members.models import AppelCotisation, Campagne, Relance
from members.queries.bareme import get_baremes, simulate
from members.queries.cotisations import (
    count_reminders,
    count_waiting_lines,
    get_appels,
    get_campagnes,
    get_compte,
    get_reminders,
    get_totals,
    get_uncalled,
)
from members.views.shared import attempt
from socle.pagination import paginate
from socle.permissions import can, require
from socle.tableaux import FORMATS, send_table

MANAGE = "members.manage_cotisations"
PER_PAGE = 50
HEADINGS = ["Association", "Genre", "Territoire", "Référence", "Appelé", "Réglé", "Exonéré", "Reste", "État", "Calcul"]


@require_GET
def campagne_list(request):
    require(request.user, MANAGE)
    context = {
        "campagnes": get_campagnes(),
        "baremes": get_baremes(),
        "lignes": count_waiting_lines(),
        "compte": get_compte(),
        "may_edit_compte": can(request.user, "members.edit_compte_bancaire"),
    }
    return render(request, "members/campagne_list.html", context)


def campagne_add(request):
    require(request.user, MANAGE)
    form = CampagneForm(request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        if attempt(form, prepare_campagne, annee=asked["bareme"].annee, by=request.user, **asked):
            return redirect("members:campagne_detail", Campagne.objects.get(annee=asked["bareme"].annee).pk)
    return render(request, "members/campagne_form.html", {"form": form})


@require_GET
def campagne_detail(request, pk):
    """The calls of a year as of a day, and what there is to do about them today."""
    campagne = _find(request, pk)
    if not campagne.ouverte_le:
        return _show_prepared(request, campagne)
    filtre = _read_filters(request)
    appels = get_appels(campagne, filtre.day)
    context = {
        "campagne": campagne,
        "filtre": filtre,
        "page": paginate(request, filtre.apply(appels), PER_PAGE),
        "totals": get_totals(appels),
        "exports": FORMATS,
    }
    if filtre.day is None:
        context |= {"uncalled": get_uncalled(campagne), "reminders": count_reminders(campagne)}
    return render(request, "members/campagne_detail.html", context)


def _show_prepared(request, campagne):
    regles = campagne.bareme.regles.select_related("bareme")
    simulation = simulate(campagne.annee, regles)
    simulation = simulation.by_ecart if request.GET.get("tri") == "ecart" else simulation
    context = {"campagne": campagne, "simulation": simulation, "sortable": True, "compte": get_compte()}
    return render(request, "members/campagne_prepared.html", context)


@require_GET
def campagne_export(request, pk, kind):
    campagne = _find(request, pk)
    filtre = _read_filters(request)
    day = (filtre.day or timezone.localdate()).isoformat()
    rows = map(_row, filtre.apply(get_appels(campagne, filtre.day)))
    return send_table(f"cotisations-{campagne.annee}-au-{day}", kind, HEADINGS, rows)


@require_POST
def campagne_open(request, pk):
    campagne = _find(request, pk)
    try:
        opened = open_campagne(campagne, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"La campagne est ouverte : {opened.appels.count()} appels sont partis.")
    return redirect("members:campagne_detail", campagne.pk)


@require_POST
def campagne_close(request, pk):
    campagne = _find(request, pk)
    try:
        close_campagne(campagne, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "La campagne est close. Les règlements de cette année restent possibles.")
    return redirect("members:campagne_detail", campagne.pk)


def appel_add(request, pk):
    """Call a member that came after the opening, or that had something to declare first."""
    campagne = _find(request, pk)
    form = AppelForm(request.POST or None, uncalled=get_uncalled(campagne))
    if form.is_valid() and attempt(form, call_association, campagne, by=request.user, **form.cleaned_data):
        messages.success(request, f"{form.cleaned_data['association']} a reçu son appel.")
        return redirect("members:campagne_detail", campagne.pk)
    return render(request, "members/appel_form.html", {"campagne": campagne, "form": form})


def campagne_remind(request, pk, rang):
    """Propose whom to remind; nothing leaves before somebody has looked and agreed."""
    campagne = _find(request, pk)
    if rang not in Relance.Rang.values:
        raise Http404(rang)
    rang = Relance.Rang(rang)
    reminders = get_reminders(campagne, rang)
    form = RelanceForm(request.POST or None, reminders=reminders)
    if form.is_valid():
        sent = remind_appels(campagne, rang=rang, appels=form.cleaned_data["appels"], by=request.user)
        said = ", ".join(relance.appel.association.nom for relance in sent)
        messages.success(request, f"Relances parties : {len(sent)}. {said}")
        return redirect("members:campagne_detail", campagne.pk)
    silent = [reminder for reminder in reminders if not reminder.is_reachable]
    context = {"campagne": campagne, "rang": rang, "form": form, "reminders": reminders, "silent": silent}
    return render(request, "members/campagne_remind.html", context)


def _find(request, pk) -> Campagne:
    require(request.user, MANAGE)
    return get_object_or_404(Campagne.objects.select_related("bareme"), pk=pk)


def _read_filters(request) -> FiltreAppels:
    filtre = FiltreAppels(request.GET)
    filtre.is_valid()
    return filtre


def _row(appel) -> list:
    territoire = appel.association.territoire
    return [
        appel.association.nom,
        appel.association.get_genre_display(),
        territoire.nom if territoire else "",
        appel.reference,
        appel.montant,
        appel.paye,
        appel.exonere,
        appel.reste,
        AppelCotisation.Etat(appel.etat).label,
        appel.calcul,
    ]
