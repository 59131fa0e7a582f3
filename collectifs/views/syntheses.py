"""The synthesis of a workshop: written, imported, published, read, taken away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import syntheses as actions
from collectifs.documents import SynthesePdf, make_synthese_odt
from collectifs.forms.syntheses import ApercuForm, ApercuFormSet, CorrectifForm, SyntheseForm, TexteImporteForm
from collectifs.models import Atelier, Synthese
from collectifs.queries.syntheses import get_checklist_of, read_synthese
from socle.documents import produce
from socle.gestes import attempt, attempt_form, attempt_text, find
from socle.permissions import require

LED = "atelier__collectif__fonction_referente"
CONFLICT = 409
ODT = "application/vnd.oasis.opendocument.text"


def synthese_add(request, pk):
    """Begin a synthesis; the correction of a published one says first what it corrects."""
    atelier = _find_led(request, pk)
    is_first = not Synthese.objects.publiees().filter(atelier=atelier).exists()
    form = CorrectifForm(None if is_first else request.POST or None)
    if request.method == "POST" and is_first:
        synthese = actions.draft_synthese(atelier, by=request.user)
        return redirect("collectifs:synthese_edit", synthese.pk)
    if synthese := attempt_form(form, actions.draft_synthese, atelier, by=request.user):
        return redirect("collectifs:synthese_edit", synthese.pk)
    return render(request, "collectifs/synthese_add.html", {"form": form, "atelier": atelier, "is_first": is_first})


def _find_led(request, pk):
    atelier = find(Atelier, request, pk, "collectif__fonction_referente")
    require(request.user, "collectifs.run_atelier", atelier)
    return atelier


@require_GET
def synthese_detail(request, pk):
    synthese = find(Synthese, request, pk, LED, "publiee_par")
    versions = Synthese.objects.visible_to(request.user).filter(atelier=synthese.atelier)
    context = {"synthese": synthese, "lecture": read_synthese(synthese), "versions": versions}
    return render(request, "collectifs/synthese_detail.html", context | {"atelier": synthese.atelier})


def synthese_edit(request, pk):
    synthese = find(Synthese, request, pk, LED)
    require(request.user, "collectifs.edit_synthese", synthese)
    form = SyntheseForm(request.POST or None, instance=find(Synthese, request, pk, LED))
    done, sien = attempt_text(form, actions.write_synthese, synthese, by=request.user)
    if done:
        return redirect("collectifs:synthese_detail", pk)
    context = {"form": form, "synthese": synthese, "atelier": synthese.atelier, "sien": sien}
    return render(request, "collectifs/synthese_edit.html", context, status=CONFLICT if sien else 200)


def synthese_publish(request, pk):
    synthese = find(Synthese, request, pk, LED)
    require(request.user, "collectifs.edit_synthese", synthese)
    if request.method == "POST":
        if attempt(request, actions.publish_synthese, synthese, by=request.user):
            messages.success(
                request, "La synthèse est publiée. Les personnes du collectif et de l’atelier l’apprennent."
            )
        return redirect("collectifs:synthese_detail", pk)
    checklist = get_checklist_of(synthese)
    context = {"synthese": synthese, "atelier": synthese.atelier, "checklist": checklist}
    return render(request, "collectifs/synthese_publish.html", context | {"lecture": read_synthese(synthese)})


@require_POST
def synthese_pdf(request, pk):
    synthese = find(Synthese, request, pk)
    return redirect("socle:document_detail", produce(SynthesePdf, by=request.user, synthese=synthese.pk).pk)


@require_GET
def synthese_odt(request, pk):
    synthese = find(Synthese, request, pk, LED)
    name = f"synthese-atelier-{synthese.atelier_id}-version-{synthese.version}.odt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make_synthese_odt(synthese), content_type=ODT, headers=headers)


def synthese_import(request, pk):
    """Two steps on one address: a text is read and shown, then what was corrected is written."""
    atelier = _find_led(request, pk)
    if request.method == "POST" and "lignes-TOTAL_FORMS" in request.POST:
        return _write_import(request, atelier)
    form = TexteImporteForm(request.POST, request.FILES) if request.method == "POST" else TexteImporteForm()
    if form.is_valid():
        lines = [{"quoi": str(ligne.quoi), "texte": ligne.texte} for ligne in form.lignes]
        formset = ApercuFormSet(initial=lines, prefix="lignes")
        return _show_preview(request, atelier, formset, ApercuForm(initial={"source": form.source}))
    return render(request, "collectifs/synthese_import.html", {"form": form, "atelier": atelier})


def _write_import(request, atelier):
    formset, form = ApercuFormSet(request.POST, prefix="lignes"), ApercuForm(request.POST)
    if formset.is_valid() and form.is_valid():
        given = {"lignes": formset.lignes, **form.cleaned_data}
        if attempt(request, actions.import_synthese, atelier, by=request.user, **given):
            messages.success(request, "Le texte est importé : relisez la synthèse, puis publiez-la.")
            return redirect("collectifs:atelier_detail", atelier.pk)
    return _show_preview(request, atelier, formset, form)


def _show_preview(request, atelier, formset, form):
    context = {"formset": formset, "form": form, "atelier": atelier}
    return render(request, "collectifs/synthese_preview.html", context)
