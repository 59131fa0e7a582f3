"""What a meeting wants remembered of an agenda item, written while it is held."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from collectifs.actions import informations as actions
from collectifs.forms.relectures import InformationForm
from collectifs.models import Information, PointOrdreDuJour, Reunion
from socle.gestes import attempt_form
from socle.permissions import require

LED = "reunion__collectif__fonction_referente"
FRAGMENT = "collectifs/compte_rendu_edit.html#informations"


@require_POST
def information_add(request, pk):
    seen = PointOrdreDuJour.objects.filter(reunion__in=Reunion.objects.visible_to(request.user))
    point = get_object_or_404(seen.select_related(LED, "reunion__compte_rendu", "note"), pk=pk)
    require(request.user, "collectifs.edit_compte_rendu", point.reunion)
    form = InformationForm(request.POST, auto_id=f"information-{pk}-%s")
    done = attempt_form(form, actions.add_information, point, by=request.user)
    if request.htmx:
        point.information_form = InformationForm(auto_id=form.auto_id) if done else form
        return render(request, FRAGMENT, {"point": point, "reunion": point.reunion})
    if not done:
        messages.error(request, "Rien n’a été noté : écrivez l’information en 400 caractères au plus.")
    return _go_back(point)


def _go_back(point):
    return redirect(f"{redirect('collectifs:compte_rendu_edit', point.reunion_id).url}#point-{point.pk}")


@require_POST
def information_delete(request, pk):
    seen = Information.objects.filter(point__reunion__in=Reunion.objects.visible_to(request.user))
    information = get_object_or_404(seen.select_related(f"point__{LED}"), pk=pk)
    actions.remove_information(information, by=request.user)
    return _go_back(information.point)
