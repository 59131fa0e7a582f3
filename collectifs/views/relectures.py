"""Minutes that circulate: corrections asked for and answered, approval, errata, former papers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import relectures as actions
from collectifs.actions.approbations import approve_compte_rendu
from collectifs.actions.comptes_rendus import EcritureConcurrente, take_back_compte_rendu
from collectifs.completude import missing_for_approval
from collectifs.forms.relectures import ApprobationForm, CorrectionForm, ErratumForm, ReponseCorrectionForm
from collectifs.models import CompteRendu, Correction, Reunion
from collectifs.queries import get_checklist
from collectifs.queries.relectures import get_correctable, get_corrections
from collectifs.views.comptes_rendus import find_minutes
from socle.gestes import attempt, attempt_form
from socle.numbers import read_number
from socle.permissions import can, require


def correction_list(request, pk):
    """What was asked and answered, and the form of those who were there; closed after seven days, politely."""
    compte_rendu = find_minutes(request, pk)
    require(request.user, "collectifs.view_corrections", compte_rendu)
    was_present = can(request.user, "collectifs.propose_correction", compte_rendu)
    if request.method == "POST":
        require(request.user, "collectifs.propose_correction", compte_rendu)
    points = get_correctable(compte_rendu)
    initial = {"point": read_number(request.GET.get("point"))}
    form = CorrectionForm(request.POST or None, points=points, initial=initial)
    if attempt_form(form, actions.propose_correction, compte_rendu, by=request.user):
        messages.success(request, "Merci : votre correction est transmise à la personne qui tient la plume.")
        return redirect("collectifs:correction_list", pk)
    context = _describe(compte_rendu) | {"corrections": get_corrections(compte_rendu), "form": form}
    context["may_propose"] = was_present and (compte_rendu.is_en_relecture or form.is_bound)
    return render(request, "collectifs/correction_list.html", context | {"was_present": was_present})


def _describe(compte_rendu):
    reunion = compte_rendu.reunion
    return {"compte_rendu": compte_rendu, "reunion": reunion, "collectif": reunion.collectif}


def correction_answer(request, pk):
    correction = _find_correction(request, pk)
    form = ReponseCorrectionForm(request.POST or None, initial=_prefill(correction))
    try:
        if form.is_valid() and _answer(request, correction, form.cleaned_data):
            messages.success(request, "La réponse est envoyée à la personne qui avait proposé.")
            return redirect("collectifs:correction_list", correction.compte_rendu.reunion_id)
    except ValidationError as error:
        form.add_error(None, error)
    except EcritureConcurrente as conflict:
        return _show_answer(request, correction, form, sien=conflict.note)
    return _show_answer(request, correction, form)


def _find_correction(request, pk):
    related = ("compte_rendu__reunion__collectif__fonction_referente", "point__note", "auteur")
    seen = Correction.objects.filter(compte_rendu__in=CompteRendu.objects.visible_to(request.user))
    correction = get_object_or_404(seen.select_related(*related), pk=pk)
    require(request.user, "collectifs.answer_correction", correction.compte_rendu)
    return correction


def _prefill(correction):
    """Return the text with the correction already in it, when the passage is found once and only once."""
    if correction.point is None:
        return {"texte": correction.propose}
    now, passage = correction.point.note.texte, correction.ecrit.strip().replace("\r\n", "\n")
    if passage and now.count(passage) == 1:
        now = now.replace(passage, correction.propose)
    return {"texte": now, "version": correction.point.note.version}


def _answer(request, correction, given):
    if request.POST.get("reponse") == "refusee":
        return actions.refuse_correction(correction, mot=given["mot"], by=request.user)
    return actions.accept_correction(correction, **given, by=request.user)


def _show_answer(request, correction, form, sien=None):
    context = _describe(correction.compte_rendu) | {"correction": correction, "form": form, "sien": sien}
    return render(request, "collectifs/correction_answer.html", context, status=409 if sien else 200)


def compte_rendu_approve(request, pk):
    """Approve at a meeting, with the changes asked for; or at once, where the collective allows it."""
    compte_rendu = find_minutes(request, pk)
    lors = _find_lors(request, compte_rendu)
    require(request.user, "collectifs.run_reunion", lors or compte_rendu.reunion)
    if lors is None:
        require(request.user, "collectifs.approve_compte_rendu", compte_rendu)
    form = ApprobationForm(request.POST if request.method == "POST" else None)
    if attempt_form(form, approve_compte_rendu, compte_rendu, lors=lors, by=request.user):
        messages.success(request, "Le compte rendu est approuvé. Une nouvelle version du PDF se prépare.")
        if lors:
            return redirect("collectifs:compte_rendu_edit", lors.pk)
        return redirect("collectifs:compte_rendu_detail", pk)
    context = _describe(compte_rendu) | {"form": form, "lors": lors, "presents": _get_present(lors)}
    context["missing"] = missing_for_approval(get_checklist(compte_rendu))
    context["en_attente"] = compte_rendu.corrections.en_attente().count()
    return render(request, "collectifs/compte_rendu_approve.html", context)


def _get_present(lors):
    there = lors.presences.filter(is_presente=True).select_related("personne") if lors else ()
    return [presence.personne for presence in there]


def _find_lors(request, compte_rendu):
    asked = request.POST.get("lors") or request.GET.get("lors")
    if not asked:
        return None
    meetings = Reunion.objects.visible_to(request.user).filter(collectif=compte_rendu.reunion.collectif)
    return get_object_or_404(meetings.select_related("collectif__fonction_referente"), pk=read_number(asked))


@require_POST
def compte_rendu_take_back(request, pk):
    compte_rendu = find_minutes(request, pk)
    if attempt(request, take_back_compte_rendu, compte_rendu, by=request.user):
        messages.success(request, "Le compte rendu est de nouveau un projet : complétez-le, puis diffusez-le.")
        return redirect("collectifs:compte_rendu_edit", pk)
    return redirect("collectifs:compte_rendu_detail", pk)


def erratum_add(request, pk):
    compte_rendu = find_minutes(request, pk)
    require(request.user, "collectifs.add_erratum", compte_rendu)
    form = ErratumForm(request.POST or None)
    if attempt_form(form, actions.add_erratum, compte_rendu, by=request.user):
        messages.success(request, "L’erratum est publié. Les personnes convoquées l’apprennent.")
        return redirect("collectifs:compte_rendu_detail", pk)
    return render(request, "collectifs/erratum_form.html", _describe(compte_rendu) | {"form": form})


@require_GET
def edition_pdf(request, pk, numero):
    """Download the paper of one edition, the former ones included."""
    edition = get_object_or_404(find_minutes(request, pk).editions.select_related("document"), numero=numero)
    if edition.document is None or not edition.document.is_ready:
        raise Http404
    return FileResponse(edition.document.fichier.open(), as_attachment=True, filename=edition.document.nom)
