"""The home page: what awaits the person, what is near, what is new."""

from datetime import date

from django.shortcuts import render
from django.views.decorators.http import require_GET

from federation.moments import get_attentes, get_rendez_vous


@require_GET
def accueil(request):
    attentes = get_attentes(request.user)
    return render(
        request,
        "federation/accueil.html",
        {
            "attentes": attentes,
            "urgentes": [attente for attente in attentes if attente.due and attente.due <= date.today()],
            "rendez_vous": get_rendez_vous(request.user)[:5],
        },
    )
