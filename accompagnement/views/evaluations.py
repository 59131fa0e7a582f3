"""The opinion of who was helped, and the words that somebody reads again before they may be quoted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accompagnement import actions
from accompagnement.actions.evaluations import review_parole
from accompagnement.forms import EvaluationForm
from accompagnement.models import Demande, Etat, Evaluation, Parole
from accompagnement.queries.evaluations import get_paroles_a_relire, is_avis_tardif_ouvert
from accompagnement.views.base import attempt, find_demande
from socle.permissions import require

Moment = Evaluation.Moment


def demande_evaluate(request, pk):
    """The questions of the end, or those of six months after: whichever is open."""
    demande = find_demande(request, pk)
    require(request.user, "accompagnement.follow_demande", demande)
    moment = get_moment(demande)
    if moment is None:
        return redirect("accompagnement:demande_detail", pk)
    form = EvaluationForm(request.POST or None, moment=moment)
    if form.is_valid():
        give = actions.evaluate_later if moment == Moment.SIX_MOIS else actions.evaluate_demande
        attempt(request, give, demande, **form.cleaned_data)
        messages.success(request, "Merci. Votre avis rejoint ceux des autres, sans votre nom.")
        return redirect("accompagnement:demande_detail", pk)
    context = {"demande": demande, "form": form, "is_later": moment == Moment.SIX_MOIS}
    return render(request, "accompagnement/demande_evaluate.html", context)


def get_moment(demande: Demande) -> str | None:
    """Return which questions are open, or None: read from the state and from dates."""
    if is_avis_tardif_ouvert(demande):
        return Moment.SIX_MOIS
    return Moment.FIN if demande.etat_reel in (Etat.A_CONFIRMER, Etat.CLOTUREE) else None


def parole_list(request):
    require(request.user, "accompagnement.review_paroles")
    if request.method == "POST":
        parole = get_object_or_404(Parole, pk=request.POST.get("parole"), etat=Parole.Etat.A_RELIRE)
        review_parole(parole, is_kept="garder" in request.POST, by=request.user)
        return redirect("accompagnement:parole_list")
    return render(request, "accompagnement/parole_list.html", {"paroles": get_paroles_a_relire()})
