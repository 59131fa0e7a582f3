"""Files of associations and people: deposit, columns, preview, writing, undoing."""

import csv
from itertools import chain

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from members.actions.imports import (
    choose_fiche,
    choose_sheet,
    deposit_import,
    discard_import,
    relaunch,
    start_analysis,
    start_import,
    start_undo,
)
from members.forms.imports import ColonnesForm, DepotForm, FeuilleForm, ImporterForm
from members.imports.limites import FichierIllisible
from members.models import ImportFiches, LigneImport
from members.queries.imports import (
    TONES,
    choose_first,
    count_verdicts,
    describe_progress,
    find_same_file,
    get_imports,
    get_lines,
)
from socle.pagination import paginate
from socle.permissions import require

Etat, Verdict = ImportFiches.Etat, LigneImport.Verdict
PER_PAGE = 50
UNPROCESSABLE = 422
READABLE = (Etat.DEPOSE, Etat.PRET, Etat.ECHEC)


@require_GET
def import_list(request):
    require(request.user, "members.manage_imports")
    return render(request, "members/import_list.html", {"page": paginate(request, get_imports(), PER_PAGE)})


def import_add(request):
    require(request.user, "members.manage_imports")
    form = DepotForm(request.POST or None, request.FILES or None) if request.method == "POST" else DepotForm()
    if form.is_valid():
        file = form.cleaned_data["fichier"]
        try:
            lot = deposit_import(file.name, file.read(), genre=form.cleaned_data["genre"], by=request.user)
        except FichierIllisible as problem:
            form.add_error("fichier", str(problem))
        else:
            return redirect("members:import_columns", lot.pk)
    return render(request, "members/import_add.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


def import_columns(request, pk):
    lot = _find(request, pk)
    if lot.etat not in READABLE:
        return redirect("members:import_detail", pk)
    sheet = FeuilleForm(request.POST if "feuille" in request.POST else None, lot=lot)
    form = ColonnesForm(request.POST if request.method == "POST" and "feuille" not in request.POST else None, lot=lot)
    if sheet.is_valid() and _try(sheet, choose_sheet, lot, by=request.user, **sheet.cleaned_data):
        return redirect("members:import_columns", pk)
    if form.is_valid():
        asked = {"colonnes": form.colonnes, "options": form.options}
        if _try(form, start_analysis, lot, by=request.user, **asked):
            return redirect("members:import_detail", pk)
    status = UNPROCESSABLE if form.errors or sheet.errors else 200
    return render(request, "members/import_columns.html", {"lot": lot, "form": form, "sheet": sheet}, status=status)


@require_GET
def import_detail(request, pk):
    """Where an import is: its progress, the preview of its lines, or what it did."""
    lot = _find(request, pk)
    travail = describe_progress(lot)
    if travail is not None:
        template = "members/import_progress.html" + ("#etat" if request.htmx and not travail.has_failed else "")
        return render(request, template, {"lot": lot, "travail": travail})
    if request.htmx:
        return HttpResponseClientRefresh()
    if lot.etat in (Etat.DEPOSE, Etat.ECHEC):
        return redirect("members:import_columns", pk)
    counted = count_verdicts(lot)
    wanted = request.GET.get("verdict", choose_first(counted) if lot.etat == Etat.PRET else "")
    context = {
        "lot": lot,
        "counted": counted,
        "tabs": _make_tabs(counted, wanted),
        "page": paginate(request, get_lines(lot, wanted), PER_PAGE),
        "tones": TONES,
        "same": find_same_file(lot) if lot.etat == Etat.PRET else None,
        "writable": counted[Verdict.CREEE] + counted[Verdict.MODIFIEE],
        "form": ImporterForm(),
    }
    return render(request, "members/import_detail.html", context)


def _make_tabs(counted, wanted):
    tabs = [
        {
            "text": "Toutes",
            "value": "toutes",
            "count": sum(counted[v] for v in TONES),
            "current": wanted not in counted,
        }
    ]
    names = {Verdict.CREEE: "Créées", Verdict.MODIFIEE: "Modifiées", Verdict.INCHANGEE: "Inchangées"}
    names |= {Verdict.DOUTE: "À rapprocher", Verdict.REFUSEE: "Refusées", Verdict.ECARTEE: "Écartées"}
    names = {str(verdict): name for verdict, name in names.items()} | {"gardees": "Non défaites"}
    tabs += [
        {"text": name, "value": value, "count": counted[value], "current": wanted == value}
        for value, name in names.items()
        if counted[value]
    ]
    return tabs


@require_POST
def import_line(request, pk, numero):
    """Say which sheet a doubtful line is about."""
    lot = _find(request, pk)
    line = get_object_or_404(LigneImport.objects.select_related("lot"), lot=lot, numero=numero)
    try:
        choose_fiche(line, choice=request.POST.get("fiche", ""), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(f"{reverse('members:import_detail', args=[lot.pk])}?verdict={Verdict.DOUTE}#ligne-{numero}")


@require_POST
def import_apply(request, pk):
    lot = _find(request, pk)
    form = ImporterForm(request.POST)
    inviter = form.is_valid() and form.cleaned_data["inviter"]
    return _move(request, lot, start_import, inviter=inviter)


def import_undo(request, pk):
    lot = _find(request, pk)
    if request.method == "POST":
        return _move(request, lot, start_undo)
    if lot.etat != Etat.FAIT:
        return redirect("members:import_detail", pk)
    return render(request, "members/import_undo.html", {"lot": lot, "counted": count_verdicts(lot)})


@require_POST
def import_relaunch(request, pk):
    return _move(request, _find(request, pk), relaunch)


@require_POST
def import_discard(request, pk):
    lot = _find(request, pk)
    try:
        discard_import(lot, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("members:import_detail", pk)
    messages.success(request, f"Le fichier « {lot.nom_fichier} » et ses lignes sont effacés. Rien n’a été importé.")
    return redirect("members:import_list")


@require_GET
def import_errors(request, pk):
    """The refused lines as they came, with the reason, to correct and send again."""
    lot = _find(request, pk)
    lines = lot.lignes.filter(verdict=Verdict.REFUSEE).order_by("numero").iterator(chunk_size=500)
    rows = csv.writer(Echo(), delimiter=";")
    headings = rows.writerow(["ligne", *map(defuse, lot.entetes), "raison"])
    body = (rows.writerow([line.numero, *_as_came(lot, line), line.raison]) for line in lines)
    answer = StreamingHttpResponse(chain(["\ufeff", headings], body), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lignes-refusees-{lot.pk}.csv"'
    return answer


class Echo:
    """What a CSV writer needs to give back each line it writes."""

    def write(self, value):
        return value


def _as_came(lot, line):
    cells = [defuse(cell) for cell in line.brut]
    return cells + [""] * (len(lot.entetes) - len(cells))


def defuse(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula; a telephone that begins with + is left alone."""
    is_number = cell[:1] in "+-" and cell[1:].replace(" ", "").replace(".", "").isdigit()
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") and not is_number else cell


def _move(request, lot, action, **kwargs):
    """Do what takes an import further; somebody else may have done it meanwhile."""
    try:
        action(lot, by=request.user, **kwargs)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("members:import_detail", lot.pk)


def _find(request, pk) -> ImportFiches:
    require(request.user, "members.manage_imports")
    return get_object_or_404(get_imports(), pk=pk)


def _try(form, action, *args, **kwargs) -> bool:
    """Do what the form asks; put the refusal in the form if there is one."""
    try:
        action(*args, **kwargs)
    except FichierIllisible as problem:
        form.add_error(None, str(problem))
    except ValidationError as refusal:
        form.add_error(None, ValidationError(refusal.messages))
    else:
        return True
    return False
