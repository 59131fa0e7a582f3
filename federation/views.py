"""The home page, and the pages that explain the portal itself."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from federation.moments import get_attentes, get_rendez_vous
from pacte.queries.indicateurs import get_progress
from socle.compiled import compiled_query
from socle.french import count
from socle.models import Notification

NEAR = 5
NEWS = 4


@require_GET
def accueil(request):
    attentes = get_attentes(request.user)
    return render(
        request,
        "federation/accueil.html",
        {
            "prenom": request.user.prenom or request.user.nom,
            "lead": say_what_awaits(attentes),
            "attentes": attentes,
            "rendez_vous": get_rendez_vous(request.user)[:NEAR],
            "nouvelles": get_news(request.user.pk),
            "progress": get_progress(),
        },
    )


@compiled_query
def get_news(personne):
    """Return the last messages of a person."""
    return Notification.objects.of(personne)[:NEWS]


def say_what_awaits(attentes) -> str:
    """Return the one sentence under the greeting."""
    if not attentes:
        return "Rien ne presse aujourd’hui."
    today = timezone.localdate()
    late = sum(1 for attente in attentes if attente.due and attente.due < today)
    awaits = "vous attend" if len(attentes) == 1 else "vous attendent"
    sentence = f"{count(len(attentes), 'chose')} {awaits}"
    return f"{sentence}, dont {late} en retard." if late else f"{sentence}."


@require_GET
@login_not_required
def aide(request):
    return render(request, "federation/aide.html")


@require_GET
@login_not_required
def accessibilite(request):
    return render(request, "federation/accessibilite.html")


@require_GET
@login_not_required
def mentions(request):
    return render(request, "federation/mentions.html")
