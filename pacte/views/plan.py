"""The outline of a draft: every block on its line, put in its place by keyboard, by pointer or by buttons."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from pacte import actions
from pacte.actions import plan
from pacte.forms import BlocForm
from pacte.forms.plan import GESTES, LEFT, PlanForm
from pacte.genres import Genre
from pacte.outline import write_plan
from pacte.queries import describe_content
from pacte.views.versions import get_draft

DONE = {
    "ecrire": "Le texte du bloc s’écrit sur sa ligne. Échap remet le texte d’avant.",
    "garde": "Le texte du bloc est gardé.",
    "remis": "Le texte d’avant est remis.",
    "haut": "Le bloc est monté d’une place.",
    "bas": "Le bloc est descendu d’une place.",
    "dedans": "Le bloc est rangé sous celui du dessus.",
    "dehors": "Le bloc est sorti d’un niveau.",
    "placer": "Le bloc est à sa nouvelle place.",
    "genre": "Le bloc a changé de genre.",
    "texte": "Le bloc est gardé comme texte.",
    "partager": "Le bloc est partagé : un bloc par paragraphe.",
    "reunir": "Le bloc est réuni à celui du dessus ; il reste dans « Blocs retirés » au besoin.",
    "retirer": "Le bloc est retiré. Il reste à côté du plan, où vous pouvez le restaurer.",
}


@require_GET
def version_edit(request, pk):
    version = get_draft(request, pk)
    return render(request, "pacte/version_edit.html", describe_plan(version, chosen=request.GET.get("bloc", "")))


def describe_plan(version, *, chosen="", said="", problem="", edited=None):
    texte = version.read()
    return {
        "version": version,
        "texte": texte,
        "lignes": list(write_plan(texte.noeuds)),
        "chosen": chosen,
        "said": said,
        "problem": problem,
        "gestes": GESTES,
        "genres": Genre.choices,
        "contenu": describe_content(texte),
        "retires": version.blocs.retires(),
        "is_cover_open": not version.pacte.versions.figees().exists(),
        "blocs_url": reverse("pacte:bloc_add", args=[version.pk]).removesuffix("ajouter/"),
    } | describe_edited(edited)


def describe_edited(bloc):
    """Return the form of the block that is written on its own line, if there is one."""
    if bloc is None:
        return {"edited": ""}
    form = BlocForm(instance=bloc, initial={"revision": bloc.revision})
    return {"edited": str(bloc.identifiant), "bloc": bloc, "form": form, "page_id": str(uuid4())}


@require_POST
def version_arrange(request, pk):
    """Do one gesture on the block that is chosen, and show the outline again where it was."""
    version = get_draft(request, pk)
    form = PlanForm(request.POST, version=version)
    if not form.is_valid():
        problem = " ".join(message for errors in form.errors.values() for message in errors)
        return show_plan(request, version, form.bloc, problem=problem)
    geste = form.cleaned_data["geste"]
    if geste == "ajouter" or (geste == "ecrire" and not request.htmx):
        address = say_bloc(version, form.bloc) if geste == "ecrire" else say_addition(version, form.bloc)
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    try:
        bloc = do_geste(form, by=request.user)
    except ValidationError as error:
        return show_plan(request, version, form.bloc, problem=" ".join(error.messages))
    return show_plan(request, version, bloc or form.bloc, said=DONE[geste], is_written=geste == "ecrire")


def show_plan(request, version, bloc, *, said="", problem="", is_written=False):
    chosen = str(bloc.identifiant) if bloc else ""
    if request.htmx:
        edited = bloc if is_written else None
        context = describe_plan(version, chosen=chosen, said=said, problem=problem, edited=edited)
        return render(request, "pacte/_plan.html", context)
    if problem:
        messages.error(request, problem)
    elif said:
        messages.success(request, said)
    query = f"?{urlencode({'bloc': chosen})}#plan" if chosen else ""
    return redirect(reverse("pacte:version_edit", args=[version.pk]) + query)


def do_geste(form, *, by):
    """Do what was asked; returns the block that stays chosen."""
    geste, bloc = form.cleaned_data["geste"], form.bloc
    if geste == "ecrire" or geste in LEFT:
        return bloc
    if geste in actions.MOVES:
        return actions.move_bloc(bloc, sens=geste, by=by)
    if geste == "placer":
        return plan.place_bloc(bloc, cible=form.cible, place=form.cleaned_data["place"], by=by)
    if geste in ("genre", "texte"):
        genre = Genre.TEXTE if geste == "texte" else form.cleaned_data["genre"]
        return plan.change_genre(bloc, genre=genre, by=by)
    if geste == "partager":
        return plan.split_bloc(bloc, by=by)[0]
    if geste == "reunir":
        return plan.merge_bloc(bloc, by=by)
    actions.remove_bloc(bloc, by=by)
    return None


def say_bloc(version, bloc):
    """Return the page of a block, where it is written without a script."""
    return reverse("pacte:bloc_edit", args=[version.pk, bloc.identifiant])


def say_addition(version, bloc):
    """Return where a block is added after the chosen one, or at the end."""
    query = f"?{urlencode({'apres': bloc.identifiant})}" if bloc else ""
    return reverse("pacte:bloc_add", args=[version.pk]) + query
