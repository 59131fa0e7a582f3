"""Planning a series: its rule, then its dates to look at and untick, then the meetings."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone

from collectifs.actions.series import plan_serie
from collectifs.forms.series import SerieForm
from collectifs.models import Collectif
from collectifs.queries import get_people_of
from collectifs.rythmes import list_moments, say_rythme
from socle.french import count
from socle.gestes import find
from socle.permissions import require

FORM = "collectifs/serie_form.html"


def serie_add(request, pk):
    """Three steps on one address: what is typed comes back at each, and nothing is written before the last."""
    collectif = find(Collectif, request, pk, "fonction_referente")
    require(request.user, "collectifs.add_reunion", collectif)
    form = SerieForm(request.POST or None, people=get_people_of(collectif))
    context = {"collectif": collectif, "form": form}
    if not form.is_valid() or request.POST.get("etape") == "modifier":
        return render(request, FORM, context)
    serie, fields = form.read_serie()
    moments = list_moments(serie)
    ticked = set(request.POST.getlist("dates"))
    if request.POST.get("etape") == "creer":
        try:
            made = plan_serie(collectif, serie, dates=_read(ticked), by=request.user, **fields)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            said = count(made.reunions.count(), "réunion préparée", "réunions préparées")
            messages.success(request, f"{said}. Vous les convoquerez une à une, en leur temps.")
            return redirect("collectifs:reunion_list", pk)
    context |= {"moments": moments, "rythme": say_rythme(serie), "cochees": ticked or {m.value for m in moments}}
    return render(request, "collectifs/serie_preview.html", context)


def _read(typed) -> list[datetime]:
    """Return the dates sent back, in local time; what cannot be read is left out."""
    found = []
    for value in typed:
        try:
            found.append(timezone.make_aware(datetime.strptime(value, "%Y-%m-%dT%H:%M")))  # noqa: DTZ007
        except ValueError:
            continue
    return found
