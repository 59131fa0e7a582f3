"""Whether somebody wants to stay known after they leave: their own choice, on their account or by their link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from members.actions.departs import choose_conservation
from members.liens import find_leaving

KEEP, GONE = "garder", 410


@require_POST
def conservation_edit(request):
    is_kept = request.POST.get("choix") == KEEP
    choose_conservation(request.user, is_kept=is_kept, by=request.user)
    messages.success(request, "Votre choix est gardé." if is_kept else "Votre accord est repris.")
    return redirect("members:mon_compte")


@login_not_required
def conservation_choose(request, token):
    """The page of the link in the farewell message; a visit changes nothing."""
    personne = find_leaving(token)
    context = {"personne": personne}
    if request.method == "POST" and personne is not None and "choix" in request.POST:
        personne = choose_conservation(personne, is_kept=request.POST["choix"] == KEEP)
        context = {"personne": personne, "is_done": True}
    return render(request, "members/conservation_choose.html", context, status=GONE if personne is None else 200)
