"""Invoices: the provider hands them in under a code; the operator checks, pays or refuses. Neither page names anybody
who is accompanied, nor leads to a case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accompagnement.actions import Impossible
from accompagnement.actions import factures as actions
from accompagnement.forms.factures import FactureForm, RefusForm, VerificationForm
from accompagnement.models import Facture
from accompagnement.queries.factures import get_facturables, get_factures, get_own_factures
from accompagnement.views.base import attempt
from socle.pagination import paginate
from socle.permissions import require

OWN, LIST, DETAIL = (f"accompagnement:{name}" for name in ("facture_own", "facture_list", "facture_detail"))
Etat = Facture.Etat
PER_PAGE = 50


def facture_own(request):
    """A provider's own invoices, and the months that may still be billed; a POST hands one in."""
    require(request.user, actions.DEPOSIT)
    form = FactureForm(request.POST or None, personne=request.user)
    if form.is_valid() and _deposit(request, form):
        return redirect(OWN)
    context = {
        "form": form,
        "facturables": list(get_facturables(request.user)),
        "factures": paginate(request, get_own_factures(request.user), PER_PAGE),
    }
    return render(request, "accompagnement/facture_own.html", context)


def _deposit(request, form) -> bool:
    try:
        actions.submit_facture(form.cleaned_data.pop("mois"), by=request.user, **form.cleaned_data)
    except (Impossible, ValidationError) as error:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return False
    messages.success(request, "Votre facture est déposée. Vous recevrez un message neutre quand elle sera réglée.")
    return True


@require_GET
def facture_list(request):
    require(request.user, actions.MANAGE)
    context = {
        "a_verifier": get_factures([Etat.DEPOSEE]),
        "a_regler": get_factures([Etat.VERIFIEE]),
        "passees": paginate(
            request, get_factures([Etat.REGLEE, Etat.REFUSEE]).order_by("-deposee_le", "pk"), PER_PAGE
        ),
    }
    return render(request, "accompagnement/facture_list.html", context)


def _find(request, pk) -> Facture:
    require(request.user, actions.MANAGE)
    related = Facture.objects.select_related("mois__service", "mois__prestataire__personne", "fonds")
    return get_object_or_404(related, pk=pk)


@require_GET
def facture_detail(request, pk):
    return _draw(request, _find(request, pk))


def _draw(request, facture, **forms):
    context = {
        "facture": facture,
        "prix": facture.montant / facture.seances,
        "verification": VerificationForm(facture=facture) if facture.etat == Etat.DEPOSEE else None,
        "refus": RefusForm(),
    }
    return render(request, "accompagnement/facture_detail.html", context | forms)


@require_POST
def facture_verify(request, pk):
    facture = _find(request, pk)
    form = VerificationForm(request.POST, facture=facture)
    if not form.is_valid():
        return _draw(request, facture, verification=form)
    attempt(request, actions.verify_facture, facture, form.cleaned_data["fonds"])
    return redirect(DETAIL, pk)


@require_POST
def facture_settle(request, pk):
    if attempt(request, actions.settle_facture, _find(request, pk)):
        messages.success(request, "C’est noté comme réglé aujourd’hui.")
    return redirect(LIST)


@require_POST
def facture_refuse(request, pk):
    facture, form = _find(request, pk), RefusForm(request.POST)
    if not form.is_valid():
        return _draw(request, facture, refus=form)
    attempt(request, actions.refuse_facture, facture, motif=form.cleaned_data["motif"])
    return redirect(LIST)
