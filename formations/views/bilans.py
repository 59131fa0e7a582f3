"""The yearly figures and the evidence of quality, on a page and as files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from formations.classeurs import build_archive, build_book
from formations.queries.bilans import get_bpf, get_preuves
from socle.permissions import require
from socle.tableaux import FORMATS

KINDS = {"ods": FORMATS["ods"], "xlsx": FORMATS["xlsx"], "zip": "application/zip"}
FIRST = 2000


@require_GET
def bilan_detail(request, annee):
    require(request.user, "formations.organise")
    _check_year(annee)
    context = {"annee": annee, "chiffres": get_bpf(annee), "preuves": get_preuves(annee)}
    return render(request, "formations/bilan_detail.html", context)


@require_GET
def bilan_export(request, annee, kind):
    require(request.user, "formations.organise")
    _check_year(annee)
    if kind not in KINDS:
        raise Http404
    content = build_archive(annee) if kind == "zip" else build_book(annee, kind)
    headers = {"Content-Disposition": f'attachment; filename="formations-{annee}.{kind}"'}
    return HttpResponse(content, content_type=KINDS[kind], headers=headers)


def _check_year(annee):
    if not FIRST <= annee <= timezone.localdate().year:
        raise Http404
