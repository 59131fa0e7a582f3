"""What administrators set of joining: the checklist and the charter."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from members.actions.reglages import add_piece, edit_piece, move_piece, save_charte, set_piece_active
from members.forms.demandes import CharteForm, PieceAttendueForm
from members.models import Charte, PieceAttendue
from socle.permissions import require

SET = "members.set_adhesions"


def reglage_list(request):
    """The checklist, with a form that adds to it, and the versions of the charter."""
    require(request.user, SET)
    form = PieceAttendueForm(request.POST or None)
    if form.is_valid() and _try(form, add_piece, by=request.user, **form.cleaned_data):
        messages.success(request, "La pièce est ajoutée à la liste.")
        return redirect("members:reglage_list")
    context = {"form": form, "pieces": PieceAttendue.objects.all(), "chartes": Charte.objects.all()}
    return render(request, "members/reglage_list.html", context)


def piece_edit(request, pk):
    require(request.user, SET)
    piece = get_object_or_404(PieceAttendue, pk=pk)
    form = PieceAttendueForm(request.POST or None, instance=PieceAttendue.objects.get(pk=pk))
    if form.is_valid() and _try(form, edit_piece, piece, by=request.user, **form.cleaned_data):
        messages.success(request, "La pièce est à jour.")
        return redirect("members:reglage_list")
    return render(request, "members/piece_edit.html", {"piece": piece, "form": form})


@require_POST
def piece_move(request, pk):
    """Up, down, retired or asked for again, as the button says."""
    require(request.user, SET)
    piece = get_object_or_404(PieceAttendue, pk=pk)
    way = request.POST.get("sens", "")
    if way in ("haut", "bas"):
        move_piece(piece, is_up=way == "haut", by=request.user)
    else:
        set_piece_active(piece, is_active=way == "reprendre", by=request.user)
    return redirect("members:reglage_list")


def charte_edit(request, pk=None):
    """Write a version of the charter, or a new one."""
    require(request.user, SET)
    charte = get_object_or_404(Charte, pk=pk) if pk else Charte()
    form = CharteForm(request.POST or None, instance=Charte.objects.filter(pk=pk).first())
    if form.is_valid() and _try(form, save_charte, charte, by=request.user, **form.cleaned_data):
        messages.success(request, "La charte est enregistrée.")
        return redirect("members:reglage_list")
    accepted = charte.acceptations.count() if charte.pk else 0
    return render(request, "members/charte_edit.html", {"charte": charte, "form": form, "accepted": accepted})


def _try(form, action, *args, **kwargs) -> bool:
    """Do what the form asks; put the refusal in the form if there is one."""
    try:
        action(*args, **kwargs)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
