"""The two doors that only a demo has: stepping into somebody, and reading the mail that was sent."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from federation.demo.personas import PERSONAS
from members.models import Federation, Personne
from socle.models import Courriel
from socle.pagination import paginate

BACKEND = "members.backends.PersonneBackend"


@require_POST
@login_not_required
def enter(request):
    """Sign in as a persona of the demo federation, and as nobody else."""
    persona = next((p for p in PERSONAS if str(p) == request.POST.get("persona")), None)
    if persona is None or not Federation.objects.filter(is_demo=True).exists():
        raise Http404
    personne = get_object_or_404(Personne, prenom=persona.prenom, nom=persona.nom, is_active=True)
    login(request, personne, backend=BACKEND)
    record_authentication(request, personne, method="mfa", type="demo")
    return redirect("accueil")


@require_GET
@login_not_required
def courriel_list(request):
    return render(request, "federation/courriel_list.html", {"page": paginate(request, Courriel.objects.all(), 30)})


@require_GET
@login_not_required
def courriel_detail(request, pk):
    return render(request, "federation/courriel_detail.html", {"courriel": get_object_or_404(Courriel, pk=pk)})
