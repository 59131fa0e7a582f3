"""The yearly figures and the evidence of quality, on a page, as a spreadsheet, and as one archive made aside."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from formations.actions import bilans as actions
from formations.classeurs import build_book
from formations.forms.bilans import EcritureForm
from formations.models import DossierPreuves, EcritureBilan
from formations.queries.bilans import CADRES, INCONNUS, get_bpf
from formations.queries.preuves import get_preuves
from socle.fichiers import give_file
from socle.gestes import attempt, attempt_form
from socle.permissions import require
from socle.tableaux import FORMATS
from socle.travaux import find_latest

KINDS = {"ods": FORMATS["ods"], "xlsx": FORMATS["xlsx"]}
FIRST, SHOWN = 2000, 5


@require_GET
def bilan_detail(request, annee):
    require(request.user, "formations.organise")
    _check_year(annee)
    cadres = [(CADRES[code], list(chiffres)) for code, chiffres in groupby(get_bpf(annee), key=lambda one: one.cadre)]
    preuves = get_preuves(annee)
    context = {"annee": annee, "cadres": cadres, "inconnus": INCONNUS, "preuves": preuves}
    context["manques"] = sum(len(preuve.manques) for preuve in preuves)
    context["ecritures"] = EcritureBilan.objects.filter(annee=annee)
    context["annees"] = (annee - 1, annee + 1 if annee < timezone.localdate().year else None)
    return render(request, "formations/bilan_detail.html", context)


@require_GET
def bilan_export(request, annee, kind):
    require(request.user, "formations.organise")
    _check_year(annee)
    if kind not in KINDS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="formations-{annee}.{kind}"'}
    return HttpResponse(build_book(annee, kind), content_type=KINDS[kind], headers=headers)


def ecriture_add(request, annee):
    require(request.user, "formations.organise")
    _check_year(annee)
    form = EcritureForm(request.POST or None)
    if attempt_form(form, actions.add_ecriture, annee=annee, by=request.user):
        messages.success(request, "Le montant compte dans le bilan.")
        return redirect("formations:bilan_detail", annee)
    return render(request, "formations/ecriture_form.html", {"form": form, "annee": annee})


@require_POST
def ecriture_remove(request, pk):
    require(request.user, "formations.organise")
    ecriture = get_object_or_404(EcritureBilan, pk=pk)
    if attempt(request, actions.remove_ecriture, ecriture, by=request.user):
        messages.success(request, "Le montant est retiré du bilan.")
    return redirect("formations:bilan_detail", ecriture.annee)


def preuve_list(request, annee):
    """The archives asked for, how far each is; asking for one."""
    require(request.user, "formations.organise")
    _check_year(annee)
    if request.method == "POST":
        actions.ask_dossier(annee, by=request.user)
        return redirect("formations:preuve_list", annee)
    dossiers = list(DossierPreuves.objects.recents().filter(annee=annee).select_related("demande_par")[:SHOWN])
    current = dossiers[0] if dossiers and not dossiers[0].is_ready else None
    context = {"annee": annee, "dossiers": [one for one in dossiers if one.is_ready], "current": current}
    context["travail"] = find_latest(current) if current else None
    return render(request, "formations/preuve_list.html", context)


@require_GET
def preuve_read(request, pk):
    require(request.user, "formations.organise")
    dossier = get_object_or_404(DossierPreuves.objects.recents(), pk=pk)
    return give_file(dossier.fichier, name=f"preuves-formations-{dossier.annee}.zip")


def _check_year(annee):
    if not FIRST <= annee <= timezone.localdate().year:
        raise Http404
