"""Whom a meeting is convened to: those who take part, the categories beside them, those who came later."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from collectifs.actions import convocations as actions
from collectifs.actions.reunions import convene_reunion, postpone_reunion
from collectifs.forms import MotifForm
from collectifs.forms.convocations import CategorieForm
from collectifs.models import CategorieConvoquee, Reunion
from collectifs.queries.convocations import get_convies, get_newcomers
from members.models import Reseau
from members.queries import get_segments
from socle.gestes import attempt, attempt_form, find
from socle.pagination import paginate
from socle.permissions import require

LED = "collectif__fonction_referente"


def reunion_convene(request, pk):
    """Look at who is convened and why, then convene; once it left, convene those who came later."""
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.edit_reunion", reunion)
    is_again = reunion.etat == Reunion.Etat.CONVOQUEE
    if request.method == "POST":
        do = actions.convene_also if is_again else convene_reunion
        if attempt(request, do, reunion, by=request.user):
            messages.success(request, "La convocation part à l’instant.")
        return redirect("collectifs:reunion_detail", pk)
    convies = get_newcomers(reunion) if is_again else get_convies(reunion)
    context = {
        "reunion": reunion,
        "is_again": is_again,
        "page": paginate(request, convies, 50),
        "reached": [convie for convie in convies if convie.is_joignable],
        "unreached": [convie for convie in convies if not convie.is_joignable],
        "categories": reunion.categories.all(),
    }
    return render(request, "collectifs/reunion_convene.html", context)


def categorie_add(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.edit_reunion", reunion)
    offered = {"reseaux": Reseau.objects.order_by("nom", "pk"), "segments": get_segments(request.user)}
    form = CategorieForm(request.POST or None, **offered)
    if attempt_form(form, actions.add_categorie, reunion, by=request.user):
        messages.success(request, "La catégorie est ajoutée. Relisez la liste avant de convoquer.")
        return redirect("collectifs:reunion_convene", pk)
    return render(request, "collectifs/categorie_form.html", {"reunion": reunion, "form": form})


@require_POST
def categorie_remove(request, pk):
    seen = CategorieConvoquee.objects.filter(reunion__in=Reunion.objects.visible_to(request.user))
    categorie = get_object_or_404(seen.select_related(f"reunion__{LED}"), pk=pk)
    if attempt(request, actions.remove_categorie, categorie, by=request.user):
        messages.success(request, "La catégorie n’est plus convoquée.")
    return redirect("collectifs:reunion_convene", categorie.reunion_id)


def reunion_postpone(request, pk):
    reunion = find(Reunion, request, pk, LED)
    require(request.user, "collectifs.edit_reunion", reunion)
    form = MotifForm(request.POST or None)
    if attempt_form(form, postpone_reunion, reunion, by=request.user):
        messages.success(request, "La réunion est reportée, les personnes convoquées sont prévenues.")
        return redirect("collectifs:sondage_add", pk)
    return render(request, "collectifs/reunion_postpone.html", {"reunion": reunion, "form": form})
