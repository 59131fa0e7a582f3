"""The threads of a case: opened by a POST, which leaves its line; answering is in the same page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accompagnement.actions import Impossible
from accompagnement.actions.echanges import keep_message, read_fils, read_message_draft, send_message
from accompagnement.forms.echanges import BrouillonMessageForm, MessageForm
from accompagnement.models import FILS
from accompagnement.queries import get_role
from accompagnement.queries.echanges import get_echange
from accompagnement.views.base import find_demande


@require_POST
def echange_open(request, pk, genre):
    demande = _find(request, pk, genre)
    draft = read_message_draft(demande, genre, by=request.user)
    return _draw(request, demande, genre, MessageForm(initial=draft) if draft else MessageForm())


@require_POST
def echange_send(request, pk, genre):
    demande = _find(request, pk, genre)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            send_message(demande, genre, **form.cleaned_data, by=request.user)
        except Impossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Votre message est parti.")
            form = MessageForm()
    return _draw(request, find_demande(request, pk), genre, form)


@require_POST
def echange_keep(request, pk, genre):
    demande = _find(request, pk, genre)
    form = BrouillonMessageForm(request.POST)
    if form.is_valid():
        keep_message(demande, genre, **form.cleaned_data, by=request.user)
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204)
    return redirect("accompagnement:demande_detail", pk)


def _find(request, pk, genre):
    """A thread of a case one may open; a case one may not, and a thread that is not one, give the same 404."""
    demande = find_demande(request, pk)
    if genre not in FILS or get_echange(demande, request.user, genre) is None:
        raise Http404
    return demande


def _draw(request, demande, genre, form):
    """Open the thread, and what is being written under it."""
    fils = read_fils(demande, genre, by=request.user)
    echange = get_echange(demande, request.user, genre)
    role = get_role(demande, request.user)
    context = {"demande": demande, "fils": fils, "echange": echange, "form": form, "role": role}
    return render(request, "accompagnement/echange_detail.html", context)
