"""Erasing one's own ended case without waiting for its clock."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accompagnement.actions.conservation import erase_demande
from accompagnement.views.base import attempt, find_demande


@require_POST
def demande_erase(request, pk):
    if attempt(request, erase_demande, find_demande(request, pk)):
        messages.success(request, "Tout est effacé. Personne, pas même vous, ne peut plus l’ouvrir.")
        return redirect("accompagnement:accueil")
    return redirect("accompagnement:demande_detail", pk)
