"""The reviews of a pact: open one, tell each part without overwriting anybody, publish it, read it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from pacte.actions import bilans as actions
from pacte.differences import diff_words
from pacte.documents_bilans import BilanPdf
from pacte.forms.bilans import BilanForm, PublierBilanForm, RecitForm
from pacte.models import ENSEMBLE, Bilan, Pacte, RecitBilan
from pacte.queries.bilans import digest_written, draw_contenu, get_bilans, get_etats, get_lost
from pacte.views.blocs import is_autosave, say_problems
from pacte.views.ceremonies import draw
from pacte.views.versions import status_of
from socle.documents import produce
from socle.gestes import CONFLICT, attempt_form
from socle.permissions import require

OPENED = "Le bilan est ouvert : chaque partie s’écrit sur sa page, à plusieurs si vous voulez."


def bilan_add(request, pk):
    pacte = get_object_or_404(Pacte.objects.visible_to(request.user), pk=pk)
    require(request.user, "pacte.open_bilan")
    form = BilanForm(request.POST or None, initial={"genre": Bilan.Genre.ETAPE})
    if bilan := attempt_form(form, actions.open_bilan, pacte, by=request.user):
        messages.success(request, OPENED)
        return redirect("pacte:bilan_detail", bilan.pk)
    return draw(
        request,
        form,
        "Ouvrir un bilan",
        lead=str(pacte),
        back=reverse("pacte:pacte_list"),
        back_label="Tous les pactes",
        submit="Ouvrir le bilan",
        next="Il reste en préparation : l’équipe fédérale l’écrit, les membres ne le lisent qu’une fois publié.",
    )


def bilan_edit(request, pk):
    bilan = find_written(request, pk)
    require(request.user, "pacte.publish_bilan", bilan)
    form = BilanForm(request.POST or None, initial={"genre": bilan.genre, "jusqu_au": bilan.jusqu_au})
    if attempt_form(form, actions.edit_bilan, bilan, by=request.user):
        return redirect("pacte:bilan_detail", pk)
    return draw(
        request,
        form,
        "Changer la date du bilan",
        lead=str(bilan.pacte),
        back=reverse("pacte:bilan_detail", args=[pk]),
        back_label="Bilan",
        submit="Enregistrer",
        next="Les chiffres du brouillon suivent cette date ; ce qui est déjà écrit reste.",
    )


@require_GET
def bilan_detail(request, pk):
    bilan = get_object_or_404(get_bilans(request.user), pk=pk)
    contenu = draw_contenu(bilan)
    lost = [] if bilan.is_publie else get_lost(bilan, contenu)
    return render(request, "pacte/bilan_detail.html", {"bilan": bilan, "contenu": contenu, "perdus": lost})


def recit_edit(request, pk, bloc):
    bilan = find_written(request, pk)
    contenu = draw_contenu(bilan)
    section = find_section(contenu, bloc)
    recit = bilan.recits.select_related("modifie_par").filter(bloc=bloc).first() or RecitBilan(bloc=bloc, revision=0)
    form = RecitForm(request.POST or None, initial={"texte": recit.texte, "revision": recit.revision})
    if form.is_valid():
        try:
            if kept := attempt_form(form, actions.keep_recit, bilan, bloc, by=request.user):
                return tell_kept(request, bilan, kept)
        except actions.RecitConcurrent as conflict:
            return show_conflict(request, describe(bilan, contenu, section, conflict.recit, form), form)
    if is_autosave(request):
        return JsonResponse({"dit": say_problems(form)})
    context = describe(bilan, contenu, section, recit, form)
    return render(request, "pacte/recit_edit.html", context, status=status_of(form))


def tell_kept(request, bilan, recit):
    if is_autosave(request):
        return JsonResponse({"revision": recit.revision})
    messages.success(request, "Votre texte est enregistré dans le brouillon du bilan.")
    return redirect("pacte:bilan_detail", bilan.pk)


def describe(bilan, contenu, section, recit, form):
    return {
        "bilan": bilan,
        "contenu": contenu,
        "section": section,
        "recit": recit,
        "form": form,
        "etats": get_etats(recit),
        "ensemble": str(ENSEMBLE),
        "page_id": str(uuid4()),
    }


def show_conflict(request, context, form):
    """Nothing is lost: what was typed stays in the form, beside what somebody else kept meanwhile."""
    recit = context["recit"]
    context["differences"] = [("Ce que votre texte changerait", diff_words(recit.texte, form.cleaned_data["texte"]))]
    if is_autosave(request):  # the page that writes by itself expects this answer: it is no failure
        return JsonResponse({"deux": render_to_string("pacte/_recit_deux.html", context, request)})
    form.data = form.data.copy()
    form.data["revision"] = recit.revision
    return render(request, "pacte/recit_edit.html", context, status=CONFLICT)


def bilan_publish(request, pk):
    bilan = find_written(request, pk)
    require(request.user, "pacte.publish_bilan", bilan)
    read = digest_written(bilan)
    form = PublierBilanForm(request.POST or None, initial={"lu": read})
    if form.is_valid() and publish(form, bilan, by=request.user):
        messages.success(request, "Le bilan est publié : tous les membres le lisent, et il ne change plus.")
        return redirect("pacte:bilan_detail", pk)
    if form.is_bound:
        form.data = form.data.copy()
        form.data["lu"] = read
    contenu = draw_contenu(bilan)
    context = {"bilan": bilan, "contenu": contenu, "form": form, "perdus": get_lost(bilan, contenu)}
    context["muettes"] = [section for section in contenu.get("sections", []) if not section["recit"]]
    return render(request, "pacte/bilan_publish.html", context, status=status_of(form))


def publish(form, bilan, *, by):
    """Publish it, or tell the form why not."""
    try:
        return actions.publish_bilan(bilan, lu=form.cleaned_data["lu"], by=by)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


def bilan_discard(request, pk):
    bilan = find_written(request, pk)
    require(request.user, "pacte.publish_bilan", bilan)
    if request.method == "POST":
        actions.discard_bilan(bilan, by=request.user)
        messages.success(request, "Le bilan en préparation est abandonné.")
        return redirect("pacte:pacte_list")
    return render(request, "pacte/bilan_discard.html", {"bilan": bilan})


@require_POST
def bilan_pdf(request, pk):
    bilan = get_object_or_404(get_bilans(request.user), pk=pk)
    return redirect("socle:document_detail", produce(BilanPdf, by=request.user, bilan=bilan.pk).pk)


def find_written(request, pk):
    """A review that is still written, for whoever writes it; published, it is only read."""
    bilan = get_object_or_404(get_bilans(request.user), pk=pk)
    require(request.user, "pacte.write_bilan", bilan)
    return bilan


def find_section(contenu, bloc: UUID):
    """Return the part of the review that is told there; the whole of the pact has its own page."""
    if bloc == ENSEMBLE:
        return None
    for section in contenu.get("sections", []):
        if section["identifiant"] == str(bloc):
            return section
    raise Http404
