"""The pieces of a case: their page, closed; their names and each file, opened by a POST that leaves its line."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from accompagnement.actions import Impossible
from accompagnement.actions.pieces import add_piece, read_piece, read_pieces, remove_piece
from accompagnement.coffre import EnMemoire
from accompagnement.forms.pieces import PieceForm
from accompagnement.queries.pieces import get_dossier
from accompagnement.views.base import attempt, find_demande

HERE = "accompagnement:piece_list"


@require_GET
def piece_list(request, pk):
    return _draw(request, _find(request, pk), PieceForm())


@require_POST
def piece_list_open(request, pk):
    demande = _find(request, pk)
    return _draw(request, demande, PieceForm(), pieces=read_pieces(demande, by=request.user))


@csrf_exempt  # checked by `_add`: the body is read only once its files are known to stay in memory
@require_POST
def piece_add(request, pk):
    request.upload_handlers = [EnMemoire(request)]
    return _add(request, pk)


@csrf_protect
def _add(request, pk):
    demande = _find(request, pk)
    form = PieceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_piece(demande, form.cleaned_data["numero"], *form.given, by=request.user)
        except Impossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "La pièce est jointe, chiffrée. Elle ne s’ouvre qu’ici.")
            return redirect(HERE, pk)
    return _draw(request, demande, form)


@require_POST
def piece_open(request, pk, piece):
    demande = _find(request, pk)
    opened = attempt(request, read_piece, demande, piece)
    if opened is None:
        return redirect(HERE, pk)
    fiche, content = opened
    headers = {
        "Content-Disposition": content_disposition_header(True, fiche.nom),
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=fiche.type, headers=headers)


@require_POST
def piece_remove(request, pk, piece):
    attempt(request, remove_piece, _find(request, pk), piece)
    return redirect(HERE, pk)


def _find(request, pk):
    """A case whose pieces one may open; to a coordinator they are as if there were none."""
    demande = find_demande(request, pk)
    if get_dossier(demande, request.user) is None:
        raise Http404
    return demande


def _draw(request, demande, form, pieces=None):
    dossier = get_dossier(demande, request.user)
    context = {"demande": demande, "dossier": dossier, "form": form, "pieces": pieces}
    return render(request, "accompagnement/piece_list.html", context)
