"""Invoices of a session: to whom, as a file, taken back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from formations.actions import factures as actions
from formations.documents import FacturePdf
from formations.forms.bilans import FactureForm
from formations.forms.sessions import MotifForm
from formations.models import FactureFormation, SessionFormation
from formations.queries.factures import get_to_invoice
from socle.documents import produce
from socle.gestes import attempt_form, find
from socle.permissions import require


def facture_add(request, pk, association):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.organise")
    owed = next((one for one in get_to_invoice(session) if one.association.pk == association), None)
    if owed is None:
        raise Http404
    form = FactureForm(request.POST or None)
    if facture := attempt_form(form, actions.issue_invoice, session, association=owed.association, by=request.user):
        messages.success(request, f"La facture {facture.numero} est émise.")
        return redirect("formations:papier_list", pk)
    return render(request, "formations/facture_form.html", {"form": form, "session": session, "owed": owed})


@require_POST
def facture_pdf(request, pk):
    facture = get_object_or_404(FactureFormation, pk=pk)
    if not FacturePdf.can_read(request.user, {"facture": str(facture.pk)}):
        raise Http404
    document = produce(FacturePdf, by=request.user, facture=str(facture.pk))
    return redirect("socle:document_detail", document.pk)


def facture_cancel(request, pk):
    require(request.user, "formations.organise")
    facture = get_object_or_404(FactureFormation.objects.select_related("session__formation", "association"), pk=pk)
    form = MotifForm(request.POST or None)
    if avoir := attempt_form(form, actions.cancel_invoice, facture, by=request.user):
        messages.success(request, f"L’avoir {avoir.numero} annule la facture {facture.numero}.")
        return redirect("formations:papier_list", facture.session_id)
    context = {"form": form, "facture": facture, "session": facture.session}
    return render(request, "formations/facture_cancel.html", context)
