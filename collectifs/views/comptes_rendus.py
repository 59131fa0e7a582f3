import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from collectifs.actions import comptes_rendus as actions
from collectifs.actions.presences import record_presences
from collectifs.actions.reunions import set_seance
from collectifs.documents_odt import make_compte_rendu_odt
from collectifs.forms import NoteForm, SeanceForm
from collectifs.models import CompteRendu, Note, Reunion
from collectifs.queries import get_checklist, get_minutes, get_people_of
from collectifs.views.live import get_live
from socle.gestes import attempt, attempt_form
from socle.numbers import read_number
from socle.permissions import can, require

LED = "reunion__collectif__fonction_referente"
LIVE = "collectifs/compte_rendu_edit.html"
ODT = "application/vnd.oasis.opendocument.text"


def find_minutes(request, reunion_pk):
    """Return the minutes of a meeting if this person may read them."""
    seen = CompteRendu.objects.visible_to(request.user)
    related = (LED, "reunion__presidence", "reunion__secretaire", "document", "approuve_lors")
    return get_object_or_404(seen.select_related(*related), reunion=reunion_pk)


@require_GET
def compte_rendu_detail(request, pk):
    compte_rendu = find_minutes(request, pk)
    holds_the_pen = can(request.user, "collectifs.run_reunion", compte_rendu.reunion)
    context = get_minutes(compte_rendu, with_huis_clos=holds_the_pen) | {"holds_the_pen": holds_the_pen}
    return render(request, "collectifs/compte_rendu_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def compte_rendu_pdf(request, pk):
    """Download the PDF; asked for by POST, make it if there is none yet."""
    compte_rendu = find_minutes(request, pk)
    if request.method == "POST":
        attempt(request, actions.prepare_pdf, compte_rendu, by=request.user)
        return redirect("collectifs:compte_rendu_detail", pk)
    document = compte_rendu.document
    if document is None or not document.is_ready:
        raise Http404
    return FileResponse(document.fichier.open(), as_attachment=True, filename=document.nom)


@require_GET
def compte_rendu_odt(request, pk):
    """Download the minutes as a text to go on writing: the same words as the PDF."""
    compte_rendu = find_minutes(request, pk)
    name = f"compte-rendu-{slugify(compte_rendu.reunion.collectif)}-{compte_rendu.reunion.debut:%Y-%m-%d}.odt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make_compte_rendu_odt(compte_rendu), content_type=ODT, headers=headers)


@require_GET
def compte_rendu_edit(request, pk):
    """The page of the meeting while it is held: everything by the keyboard, kept as it is typed."""
    compte_rendu = find_minutes(request, pk)
    require(request.user, "collectifs.edit_compte_rendu", compte_rendu)
    return render(request, LIVE, get_live(compte_rendu) | {"page_id": str(uuid.uuid4())})


@require_POST
def note_save(request, pk):
    note = _find_note(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "400.html", status=400)
    given = form.cleaned_data
    if not note.compte_rendu.is_ouvert:
        return _say_too_late(request, note, given)
    texte, version = _decide(note, given)
    try:
        kept = actions.save_note(note, texte=texte, version=version, page=given["page"], by=request.user)
    except actions.EcritureConcurrente as conflict:
        return _show_both(request, conflict.note, given)
    except ValidationError:
        return _say_too_late(request, note, given)
    return _say_kept(request, kept, given)


def _find_note(request, pk):
    seen = Note.objects.filter(compte_rendu__in=CompteRendu.objects.visible_to(request.user))
    note = get_object_or_404(seen.select_related(f"compte_rendu__{LED}", "point"), pk=pk)
    require(request.user, "collectifs.run_reunion", note.compte_rendu.reunion)
    return note


def _decide(note, given):
    """Return the text and the version it may replace: the one that was read, or the one seen in the conflict."""
    if given["accepte"] is None or not given["choix"]:
        return given["texte"], given["version"]
    mine = given["texte"].replace("\r\n", "\n")
    chosen = {"mien": mine, "sien": note.texte, "deux": f"{note.texte}\n\n{mine}"}
    return chosen[given["choix"]], given["accepte"]


def _say_too_late(request, note, given):
    """The minutes circulated while this person was writing, or offline: their text is theirs, shown to be copied."""
    context = {"note": note, "trop_tard": True, "mien": given["texte"], "version": given["version"]}
    context |= {"page_id": given["page"], "reunion": note.compte_rendu.reunion}
    if request.htmx:
        return render(request, f"{LIVE}#etat", context)
    return render(request, "collectifs/note_trop_tard.html", context, status=409)


def _show_both(request, note, given):
    context = {"note": note, "conflit": True, "mien": given["texte"], "version": given["version"]}
    if request.htmx:
        return render(request, f"{LIVE}#etat", context | {"page_id": given["page"]})
    live = get_live(note.compte_rendu) | {"page_id": given["page"], "en_conflit": context}
    return render(request, LIVE, live, status=409)


def _say_kept(request, note, given):
    if not request.htmx:
        messages.success(request, "Les notes sont gardées.")
        return redirect(f"{_live_address(note)}#point-{note.point_id}")
    context = {"note": note, "version": note.version, "page_id": given["page"], "kept": True}
    settled = bool(given["choix"])
    response = render(request, f"{LIVE}#{'note' if settled else 'etat'}", context)
    response["HX-Trigger"] = "autosave:done"
    if settled:
        response["HX-Retarget"] = f"#note-{note.pk}"
    return response


def _live_address(note):
    return redirect("collectifs:compte_rendu_edit", note.compte_rendu.reunion_id).url


@require_POST
def presence_record(request, pk):
    compte_rendu = find_minutes(request, pk)
    given = {name: {read_number(typed) for typed in request.POST.getlist(name)} for name in ("presentes", "vues")}
    record_presences(compte_rendu.reunion, **given, by=request.user)
    if request.htmx:
        return render(request, f"{LIVE}#presences", get_live(compte_rendu))
    return redirect("collectifs:compte_rendu_edit", pk)


@require_POST
def seance_edit(request, pk):
    reunion = find_minutes(request, pk).reunion
    form = SeanceForm(request.POST, instance=reunion, people=get_people_of(reunion.collectif))
    if attempt_form(form, set_seance, Reunion.objects.get(pk=pk), by=request.user):
        messages.success(request, "La séance est à jour.")
    else:
        messages.error(request, "La séance n’a pas changé : la levée doit suivre l’ouverture.")
    return redirect("collectifs:compte_rendu_edit", pk)


def compte_rendu_circulate(request, pk):
    compte_rendu = find_minutes(request, pk)
    require(request.user, "collectifs.circulate_compte_rendu", compte_rendu)
    if request.method == "POST":
        if attempt(request, actions.circulate_compte_rendu, compte_rendu, by=request.user):
            messages.success(request, "Le compte rendu est diffusé, le PDF se prépare.")
        return redirect("collectifs:compte_rendu_detail", pk)
    minutes = get_minutes(compte_rendu, with_huis_clos=True)
    checklist = get_checklist(compte_rendu, minutes)
    context = {
        **minutes,
        "checklist": checklist,
        "missing": [element for element in checklist if not element.ok],
        "destinataires": [presence.personne for presence in minutes["presences"]],
    }
    return render(request, "collectifs/compte_rendu_circulate.html", context)
