"""Networks: the list, the page of each, today or on a past day."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from members.actions.reseaux import delete_reseau, join_reseau, leave_reseau, save_reseau
from members.dates import read_day
from members.forms.reseaux import EntreeForm, ReseauForm
from members.models import AppartenanceReseau, Reseau
from members.queries.reseaux import get_belonging, get_joinable, get_reseaux, get_sleep
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50
EDIT = "members.edit_reseau"


@require_GET
def reseau_list(request):
    on, genre = read_day(request.GET.get("le", "")), request.GET.get("genre", "")
    reseaux = get_reseaux(on)
    if genre in Reseau.Genre.values:
        reseaux = reseaux.filter(genre=genre)
    page = paginate(request, reseaux, PER_PAGE)
    for reseau in page:
        reseau.sommeil = get_sleep(reseau, on)
    context = {
        "page": page,
        "on": on,
        "genre": genre,
        "genres": Reseau.Genre.choices,
        "may_edit": can(request.user, EDIT),
    }
    return render(request, "members/reseau_list.html", context)


@require_GET
def reseau_detail(request, pk):
    on = read_day(request.GET.get("le", ""))
    reseau = get_object_or_404(get_reseaux(on), pk=pk)
    return render(request, "members/reseau_detail.html", _describe(request, reseau, on))


def _describe(request, reseau, on, form=None):
    joinable = get_joinable(reseau, request.user) if on is None else ()
    places = paginate(request, get_belonging(reseau, on), PER_PAGE)
    for place in places:
        place.may_leave = on is None and can(request.user, "members.join_reseau", place.association)
    return {
        "reseau": reseau,
        "on": on,
        "sommeil": get_sleep(reseau, on),
        "places": places,
        "may_edit": can(request.user, EDIT),
        "form": form or (EntreeForm(associations=joinable) if joinable else None),
    }


def reseau_edit(request, pk=None):
    require(request.user, EDIT)
    reseau = get_object_or_404(Reseau, pk=pk) if pk else Reseau()
    form = ReseauForm(request.POST or None, instance=Reseau.objects.filter(pk=pk).first())
    if form.is_valid():
        try:
            reseau = save_reseau(reseau, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Le réseau est enregistré.")
            return redirect("members:reseau_detail", reseau.pk)
    return render(request, "members/reseau_edit.html", {"reseau": reseau, "form": form})


@require_POST
def reseau_delete(request, pk):
    reseau = get_object_or_404(Reseau, pk=pk)
    try:
        delete_reseau(reseau, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("members:reseau_detail", pk)
    messages.success(request, "Le réseau est retiré de la liste.")
    return redirect("members:reseau_list")


@require_POST
def reseau_join(request, pk):
    reseau = get_object_or_404(get_reseaux(), pk=pk)
    form = EntreeForm(request.POST, associations=get_joinable(reseau, request.user))
    if form.is_valid():
        try:
            join_reseau(reseau, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"{form.cleaned_data['association']} fait partie du réseau.")
            return redirect("members:reseau_detail", pk)
    return render(request, "members/reseau_detail.html", _describe(request, reseau, None, form))


@require_POST
def reseau_leave(request, pk):
    place = get_object_or_404(AppartenanceReseau.objects.select_related("association", "reseau"), pk=pk)
    try:
        leave_reseau(place, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{place.association} quitte le réseau ce soir ; ses dates restent connues.")
    return redirect("members:reseau_detail", place.reseau_id)
