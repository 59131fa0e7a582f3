"""The papers of a session, asked for as files; figures as tables; half-days as a calendar file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from formations.calendrier import build_session_ics
from formations.documents import CertificatPdf, ConventionPdf, ConvocationPdf, FeuillePdf, ProgrammePdf
from formations.models import CertificatRealisation, Formation, Inscription, SessionFormation
from formations.queries.factures import HEADINGS, get_invoice_rows, get_invoices, get_to_invoice
from members.models import Association
from socle.documents import produce
from socle.gestes import find
from socle.permissions import require
from socle.tableaux import send_table


@require_GET
def papier_list(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.organise")
    paid = session.inscriptions.inscrites().filter(financement="employeur").values("association")
    context = {"session": session, "associations": Association.objects.filter(pk__in=paid).order_by("nom", "pk")}
    context |= {"a_facturer": get_to_invoice(session), "factures": get_invoices(session)}
    return render(request, "formations/papier_list.html", context)


@require_POST
def programme_pdf(request, pk):
    formation = get_object_or_404(Formation.objects.visible_to(request.user), pk=pk)
    return _show(produce(ProgrammePdf, by=request.user, formation=formation.pk))


@require_POST
def feuille_pdf(request, pk):
    session = find(SessionFormation, request, pk)
    require(request.user, "formations.hold_sheet", session)
    return _show(produce(FeuillePdf, by=request.user, session=session.pk))


@require_POST
def convention_pdf(request, pk, association):
    session = find(SessionFormation, request, pk)
    found = get_object_or_404(Association, pk=association)
    given = {"session": session.pk, "association": found.pk}
    if not ConventionPdf.can_read(request.user, given):
        raise Http404
    return _show(produce(ConventionPdf, by=request.user, **given))


@require_POST
def convocation_pdf(request, pk):
    inscription = find(Inscription, request, pk, "association")
    require(request.user, "formations.view_certificat", inscription)
    return _show(produce(ConvocationPdf, by=request.user, inscription=inscription.pk))


@require_POST
def certificat_pdf(request, pk):
    rows = CertificatRealisation.objects.gardes().filter(inscription__in=Inscription.objects.visible_to(request.user))
    certificat = get_object_or_404(rows.select_related("inscription__association"), pk=pk)
    require(request.user, "formations.view_certificat", certificat.inscription)
    return _show(produce(CertificatPdf, by=request.user, certificat=str(certificat.pk)))


def _show(document):
    return redirect("socle:document_detail", document.pk)


@require_GET
def session_ics(request, pk):
    session = find(SessionFormation, request, pk, "formation")
    headers = {"Content-Disposition": 'attachment; filename="formation.ics"'}
    return HttpResponse(build_session_ics(session), content_type="text/calendar; charset=utf-8", headers=headers)


@require_GET
def facture_table(request, pk, kind):
    """What is to be invoiced of a session: one row a person, agreed price, hours attended."""
    session = find(SessionFormation, request, pk, "formation")
    require(request.user, "formations.organise")
    return send_table(f"factures-session-{session.pk}", kind, HEADINGS, get_invoice_rows(session))
