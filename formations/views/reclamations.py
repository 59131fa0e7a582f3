"""Complaints: written by anybody, followed by their author and whoever organises."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from formations.actions import reclamations as actions
from formations.forms.reclamations import ClotureForm, ReclamationForm, ReponseForm
from formations.models import Reclamation
from socle.forms import Formulaire
from socle.gestes import attempt_form, find
from socle.pagination import paginate
from socle.permissions import can, require

Etat = Reclamation.Etat
STEPS = {
    Etat.DEPOSEE: (
        Formulaire,
        actions.acknowledge,
        "Accuser réception",
        "La personne est prévenue que vous la suivez.",
    ),
    Etat.ACCUSEE: (ReponseForm, actions.reply, "Répondre", "La personne est prévenue et lit votre réponse."),
    Etat.REPONDUE: (ClotureForm, actions.close, "Clore", "La réclamation est gardée avec ce qui a changé."),
}


@require_GET
def reclamation_list(request):
    rows = Reclamation.objects.visible_to(request.user).select_related("auteur", "session__formation")
    page = paginate(request, rows, 50)
    return render(request, "formations/reclamation_list.html", {"page": page})


def reclamation_add(request):
    require(request.user, "formations.file_complaint")
    form = ReclamationForm(request.POST or None, by=request.user)
    if reclamation := attempt_form(form, actions.file_complaint, by=request.user):
        messages.success(request, "Votre réclamation est déposée : vous aurez un accusé de réception.")
        return redirect("formations:reclamation_detail", reclamation.pk)
    return render(request, "formations/reclamation_form.html", {"form": form})


def reclamation_detail(request, pk):
    reclamation = find(Reclamation, request, pk, "auteur", "session__formation", "accusee_par", "repondue_par")
    step = STEPS.get(reclamation.etat) if can(request.user, "formations.organise") else None
    context = {"reclamation": reclamation}
    if step:
        kind, do, context["geste"], context["suite"] = step
        context["form"] = form = kind(request.POST if request.method == "POST" else None)
        if attempt_form(form, do, reclamation, by=request.user):
            return redirect("formations:reclamation_detail", pk)
    elif request.method == "POST":
        require(request.user, "formations.organise")
    return render(request, "formations/reclamation_detail.html", context)
