"""Fee scales: rules, simulation on all the members, vote; and the account on which dues are paid."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from members.actions.bareme import drop_bareme, edit_compte_bancaire, edit_regles, prepare_bareme, vote_bareme
from members.forms.bareme import BaremeForm, CompteForm, ReglesForms, VoteForm
from members.models import Bareme, Federation
from members.queries.bareme import simulate
from members.views.shared import attempt
from socle.permissions import require
from socle.tableaux import send_table

MANAGE = "members.manage_cotisations"
HEADINGS = ["Association", "Genre", "Cotisation simulée", "Calcul", "Appelée l’année d’avant", "Écart"]


def bareme_add(request):
    require(request.user, MANAGE)
    form = BaremeForm(request.POST or None)
    if form.is_valid() and attempt(form, prepare_bareme, by=request.user, **form.cleaned_data):
        made = Bareme.objects.latest("pk")
        return redirect("members:bareme_detail", made.pk)
    return render(request, "members/bareme_form.html", {"form": form})


@require_GET
def bareme_detail(request, pk):
    """A scale and what it asks of each member of today."""
    bareme = _find(request, pk)
    regles = list(bareme.regles.select_related("bareme"))
    simulation = simulate(bareme.annee, regles)
    context = {
        "bareme": bareme,
        "regles": regles,
        "sortable": True,
        "simulation": simulation.by_ecart if request.GET.get("tri") == "ecart" else simulation,
    }
    return render(request, "members/bareme_detail.html", context)


def bareme_edit(request, pk):
    """Change the rules of a scale not voted yet; « Simuler » shows what they would ask and writes nothing."""
    bareme = _find(request, pk)
    if bareme.vote_le:
        messages.error(request, "Ce barème est voté : ses règles ne changent plus.")
        return redirect("members:bareme_detail", bareme.pk)
    regles = ReglesForms(bareme, request.POST or None)
    simulation = None
    if request.method == "POST" and regles.is_valid():
        if request.POST.get("quoi") != "simuler":
            edit_regles(bareme, regles=regles.regles, by=request.user)
            messages.success(request, "Les règles sont enregistrées.")
            return redirect("members:bareme_detail", bareme.pk)
        simulation = simulate(bareme.annee, regles.regles)
    template = "members/bareme_edit.html" + ("#essai" if request.htmx and simulation else "")
    return render(request, template, {"bareme": bareme, "regles": regles, "simulation": simulation})


def bareme_vote(request, pk):
    bareme = _find(request, pk)
    form = VoteForm(request.POST or None)
    if form.is_valid() and attempt(form, vote_bareme, bareme, by=request.user, **form.cleaned_data):
        messages.success(request, "Le vote est noté : ce barème ne change plus.")
        return redirect("members:bareme_detail", bareme.pk)
    return render(request, "members/bareme_vote.html", {"bareme": bareme, "form": form})


def bareme_drop(request, pk):
    bareme = _find(request, pk)
    form = VoteForm({})
    if request.method == "POST":
        if attempt(form, drop_bareme, bareme, by=request.user):
            messages.success(request, "Ce projet de barème est supprimé.")
            return redirect("members:campagne_list")
        messages.error(request, form.non_field_errors()[0])
        return redirect("members:bareme_detail", bareme.pk)
    return render(request, "members/bareme_drop.html", {"bareme": bareme})


@require_GET
def bareme_export(request, pk, kind):
    """The simulation as a file, for the treasurer's own reckoning."""
    bareme = _find(request, pk)
    simulation = simulate(bareme.annee, bareme.regles.select_related("bareme"))
    rows = map(_row, simulation.lignes)
    return send_table(f"simulation-{bareme.annee}", kind, HEADINGS, rows)


def compte_edit(request):
    require(request.user, "members.edit_compte_bancaire")
    federation = Federation.objects.order_by("pk").first()
    form = CompteForm(request.POST or None, instance=federation)
    if form.is_valid() and attempt(form, edit_compte_bancaire, by=request.user, **form.cleaned_data):
        messages.success(request, "Le compte est enregistré : chaque appel l’indique.")
        return redirect("members:campagne_list")
    return render(request, "members/compte_edit.html", {"form": form})


def _find(request, pk) -> Bareme:
    require(request.user, MANAGE)
    return get_object_or_404(Bareme, pk=pk)


def _row(ligne) -> list:
    association, due = ligne.association, ligne.due
    return [association.nom, association.get_genre_display(), due.montant, due.calcul, ligne.avant, ligne.ecart]
