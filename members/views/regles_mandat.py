"""The numbers of the statutes, for whoever administers the portal."""

from django.shortcuts import render

from members.actions.regles_mandat import set_quota, set_regle
from members.forms.gouvernance import QuotaForm, RegleForm
from members.queries.gouvernance import get_regles_history
from members.views.gestes import attempt_form, done, draw_form
from members.views.instances import back_to, find_instance
from socle.pagination import paginate
from socle.permissions import require

PER_PAGE = 50


def regle_list(request):
    """Every value that a rule had, and a form to give it another from a day."""
    require(request.user, "members.edit_regles")
    form = RegleForm(request.POST or None)
    if attempt_form(form, lambda: set_regle(by=request.user, **form.cleaned_data)):
        return done(request, "La règle est enregistrée ; la valeur d’avant reste connue.", "members:regle_list")
    page = paginate(request, get_regles_history(), PER_PAGE)
    return render(request, "members/regle_list.html", {"form": form, "page": page})


def quota_edit(request, pk):
    instance = find_instance(pk)
    require(request.user, "members.edit_regles")
    form = QuotaForm(request.POST or None)
    if attempt_form(form, lambda: set_quota(instance, by=request.user, **form.cleaned_data)):
        return done(request, "Le quota est enregistré.", "members:instance_detail", pk)
    return draw_form(
        request,
        form,
        "Quota d’un collège",
        **back_to(instance),
        submit="Enregistrer le quota",
        next="Il remplace celui de ce collège dans cette instance. Laissez les deux nombres vides pour le retirer.",
    )
