"""The provider's pages: what is asked, the answer, the sessions."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement import actions
from accompagnement.forms import AcceptationForm, DeclinForm, PauseForm, SeanceForm
from accompagnement.models import Etat, Sollicitation
from accompagnement.queries import get_pause
from accompagnement.queries.echanges import get_demandes_non_lues, get_echanges
from accompagnement.queries.pieces import get_dossier
from accompagnement.views.base import attempt, find_demande, find_sollicitation
from accompagnement.views.suivi import describe_suivi
from socle.permissions import require


@require_GET
def sollicitation_list(request):
    require(request.user, "accompagnement.view_sollicitations")
    visible = Sollicitation.objects.visible_to(request.user).select_related("demande__bouquet", "demande__service")
    context = {
        "offertes": [sollicitation for sollicitation in visible if not sollicitation.is_acceptee],
        "acceptees": [sollicitation for sollicitation in visible if sollicitation.is_acceptee],
        "non_lues": get_demandes_non_lues(request.user),
    }
    return render(request, "accompagnement/sollicitation_list.html", context)


@require_GET
def sollicitation_detail(request, pk):
    return _draw(request, find_sollicitation(request, pk))


def _draw(request, sollicitation, **forms):
    demande = sollicitation.demande
    context = {
        "sollicitation": sollicitation,
        "demande": demande,
        "acceptation": AcceptationForm(),
        "declin": DeclinForm(),
        "echanges": get_echanges(demande, request.user) if sollicitation.is_acceptee else [],
        "dossier": get_dossier(demande, request.user) if sollicitation.is_acceptee else None,
        "pause": get_pause(demande),
        "pause_form": PauseForm(),
        "may_pause": demande.etat in (Etat.ACCEPTEE, Etat.EN_COURS),
        "seance": SeanceForm(initial={"format": demande.modalite}, is_collectif=_is_collectif(demande)),
    }
    if sollicitation.is_acceptee:
        context |= describe_suivi(demande, demande.etat_reel)
    return render(request, "accompagnement/sollicitation_detail.html", context | forms)


def _is_collectif(demande) -> bool:
    """Whether the service may be given to a group: only then is it asked how many came."""
    return bool(demande.service and demande.service.is_collectif)


@require_POST
def sollicitation_accept(request, pk):
    sollicitation = find_sollicitation(request, pk)
    form = AcceptationForm(request.POST)
    if not form.is_valid():
        return _draw(request, sollicitation, acceptation=form)
    attempt(request, actions.accept_sollicitation, sollicitation, has_declared=form.cleaned_data["has_declared"])
    return redirect("accompagnement:sollicitation_detail", pk)


@require_POST
def sollicitation_decline(request, pk):
    sollicitation = find_sollicitation(request, pk)
    form = DeclinForm(request.POST)
    if not form.is_valid():
        return _draw(request, sollicitation, declin=form)
    if attempt(request, actions.decline_sollicitation, sollicitation, motif=form.cleaned_data["motif"]):
        messages.success(request, "C’est noté. Décliner ne change rien aux sollicitations à venir.")
    return redirect("accompagnement:sollicitation_list")


@require_POST
def seance_add(request, pk):
    sollicitation = find_sollicitation(request, pk)
    form = SeanceForm(request.POST, is_collectif=_is_collectif(sollicitation.demande))
    if not form.is_valid():
        return _draw(request, sollicitation, seance=form)
    attempt(request, actions.log_seance, sollicitation.demande, **form.given)
    return redirect("accompagnement:sollicitation_detail", pk)


@require_POST
def demande_close(request, pk):
    if attempt(request, actions.close_demande, find_demande(request, pk)):
        messages.success(request, "La fin est annoncée. Vous n’avez plus accès au récit ni aux coordonnées.")
    return redirect("accompagnement:sollicitation_list")
