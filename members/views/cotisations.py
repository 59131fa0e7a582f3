"""An association's dues: what its managers and the team read of them, what they declare, the papers."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.bareme import declare_assiette
from members.documents.cotisations import AppelPdf, RecuPdf
from members.forms.bareme import AssiettesForm
from members.models import AppelCotisation, Association, Reglement
from members.onglets import get_onglets
from members.queries.bareme import get_bases_to_declare
from members.queries.cotisations import get_account, get_compte, get_years
from socle.documents import produce
from socle.permissions import can

VIEW, MANAGE = "members.view_cotisations", "members.manage_cotisations"
HERE = "members:association_cotisations"


@require_GET
def association_cotisations(request, pk):
    association = _find(request, pk)
    appels, reglements = get_account(association)
    due = [appel for appel in appels if appel.reste]
    context = {
        "association": association,
        "onglets": get_onglets(association, request.user, HERE),
        "due": due,
        "reglements": reglements,
        "avoirs": [reglement for reglement in reglements if reglement.avoir],
        "years": get_years(association, appels),
        "compte": get_compte(),
        "may_manage": can(request.user, MANAGE),
        "may_declare": bool(get_bases_to_declare(association, timezone.localdate().year)),
    }
    return render(request, "members/association_cotisations.html", context)


def assiette_edit(request, pk):
    """Declare the figures on which the due is reckoned."""
    association = _find(request, pk)
    wanted = get_bases_to_declare(association, timezone.localdate().year)
    form = AssiettesForm(request.POST or None, association=association, wanted=wanted)
    if form.is_valid():
        with transaction.atomic():
            for base, annee, montant in form.declared:
                declare_assiette(association, annee=annee, base=base, montant=montant, by=request.user)
        messages.success(request, "Ces montants sont enregistrés, avec votre nom et la date.")
        return redirect(HERE, association.pk)
    return render(request, "members/assiette_edit.html", {"association": association, "form": form, "wanted": wanted})


@require_POST
def appel_document(request, pk):
    """Ask for the call as a file."""
    appel = get_object_or_404(AppelCotisation.objects.select_related("association"), pk=pk)
    _check_readable(request, appel.association)
    return redirect("socle:document_detail", produce(AppelPdf, by=request.user, appel=appel.pk).pk)


@require_POST
def reglement_recu(request, pk):
    """Ask for the receipt of a payment."""
    reglement = get_object_or_404(Reglement.objects.select_related("association"), pk=pk)
    _check_readable(request, reglement.association)
    return redirect("socle:document_detail", produce(RecuPdf, by=request.user, reglement=reglement.pk).pk)


def _find(request, pk) -> Association:
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    _check_readable(request, association)
    return association


def _check_readable(request, association) -> None:
    """Money is nobody else's business: for the others the page does not exist."""
    if not can(request.user, VIEW, association):
        raise Http404
