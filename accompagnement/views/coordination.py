"""The neutral coordinator's pages: the queue, one case, its study and its matching."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement import actions
from accompagnement.actions.reattribution import AVEC_PRESTATAIRE
from accompagnement.forms import LiaisonForm, PropositionsForm, QualificationForm, ReorientationForm, ReouvertureForm
from accompagnement.models import Demande, Etat
from accompagnement.queries import get_etapes, get_file_attente, get_pause, rank_prestataires
from accompagnement.queries.echanges import get_demandes_non_lues, get_echanges
from accompagnement.views.base import attempt, find_demande
from accompagnement.views.suivi import describe_suivi
from socle.permissions import require


@require_GET
def coordination_list(request):
    require(request.user, "accompagnement.view_coordination")
    lignes = get_file_attente(request.user)
    context = {
        "non_lues": get_demandes_non_lues(request.user),
        "a_faire": [ligne for ligne in lignes if ligne.is_a_faire],
        "en_chemin": [ligne for ligne in lignes if ligne.etat in (Etat.PROPOSEE, Etat.SOLLICITEE)],
        "accompagnees": [ligne for ligne in lignes if ligne.etat in AVEC_PRESTATAIRE],
        "reouverture": ReouvertureForm(),
        "retards": sum(ligne.is_en_retard for ligne in lignes),
    }
    return render(request, "accompagnement/coordination_list.html", context)


@require_GET
def coordination_detail(request, pk):
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.coordinate_demande", demande)
    return _draw(request, demande)


def _draw(request, demande, **forms):
    etat = demande.etat_reel
    initial = {"service": demande.service_id, "urgence": demande.urgence}
    classement = rank_prestataires(demande) if etat == Etat.QUALIFIEE else None
    context = {
        "demande": demande,
        "etat": etat,
        "etapes": get_etapes(demande),
        "is_a_faire": etat in (Etat.DEPOSEE, Etat.QUALIFIEE),
        "classement": classement,
        "may_change": etat in AVEC_PRESTATAIRE,
        "pause": get_pause(demande),
        "propositions": None
        if classement
        else demande.propositions.exclude(etat="fermee").select_related("prestataire__personne"),
        "lectures": list(demande.lectures.select_related("lecteur")),
        "echanges": get_echanges(demande, request.user),
        "qualification": QualificationForm(initial=initial),
        "liaison": LiaisonForm(),
        "reorientation": ReorientationForm(),
    }
    suivi = describe_suivi(demande, etat)
    return render(request, "accompagnement/coordination_detail.html", context | suivi | forms)


@require_POST
def demande_qualify(request, pk):
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.coordinate_demande", demande)
    form = QualificationForm(request.POST)
    if not form.is_valid():
        return _draw(request, demande, qualification=form)
    service = form.cleaned_data["service"]
    given = {"bouquet": service.bouquet, "service": service, "urgence": form.cleaned_data["urgence"]}
    attempt(request, actions.qualify_demande, demande, **given)
    return redirect("accompagnement:coordination_detail", pk)


@require_POST
def demande_propose(request, pk):
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.coordinate_demande", demande)
    form = PropositionsForm(request.POST)
    if form.is_valid():
        attempt(request, actions.propose_prestataires, demande, list(form.cleaned_data["prestataires"]))
    else:
        messages.warning(request, "Cochez un, deux ou trois prestataires avant de proposer.")
    return redirect("accompagnement:coordination_detail", pk)


@require_POST
def demande_link(request, pk):
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.coordinate_demande", demande)
    form = LiaisonForm(request.POST)
    others = Demande.objects.visible_to(request.user).exclude(pk=pk)
    other = others.filter(code=form.cleaned_data["code"]).first() if form.is_valid() else None
    if other is None:
        messages.warning(request, "Aucune autre demande ouverte ne porte ce code : vérifiez-le.")
    else:
        attempt(request, actions.link_situation, demande, other)
    return redirect("accompagnement:coordination_detail", pk)


@require_POST
def demande_redirect(request, pk):
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.coordinate_demande", demande)
    form = ReorientationForm(request.POST)
    if form.is_valid():
        attempt(request, actions.offer_reorientation, demande, form.cleaned_data["destination"])
    return redirect("accompagnement:coordination_detail", pk)
