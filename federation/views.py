"""The home page: what awaits the person, what is near, what is new."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from federation.moments import get_attentes, get_rendez_vous


@require_GET
def accueil(request):
    attentes = get_attentes(request.user)
    today = timezone.localdate()
    return render(
        request,
        "federation/accueil.html",
        {
            "attentes": attentes,
            "urgentes": [attente for attente in attentes if attente.due and attente.due <= today],
            "rendez_vous": get_rendez_vous(request.user)[:5],
        },
    )
