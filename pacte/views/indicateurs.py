"""What was kept of a pact: its missions and commitments, what is measured of them, the events behind each figure."""

from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pacte.actions.indicateurs import add_releve
from pacte.forms.indicateurs import FaitFiltre, ReleveForm, SuiviFiltre
from pacte.genres import Genre
from pacte.models import Releve
from pacte.queries import get_versions
from pacte.queries.activite import COURTS, GENRES, count_all, find_faits, plural_of, say_fait
from pacte.queries.indicateurs import find_suivi, get_history, get_suivis
from pacte.queries.liens import get_liens, say_lien
from pacte.views.versions import attempt, status_of
from socle.french import count
from socle.numbers import read_number
from socle.pagination import paginate
from socle.permissions import can, require

PER_PAGE = 50


@require_GET
def suivi_list(request, pk):
    version = get_published(request, pk)
    suivis = sorted(get_suivis(version), key=lambda suivi: not suivi.is_engagement)  # commitments first
    fonctions = [name for name in request.user.fonctions if name in {suivi.referent for suivi in suivis}]
    filtre = SuiviFiltre(request.GET, annees=list_years(version), with_miennes=bool(fonctions))
    annee = filtre.ask("annee")
    kept = [(suivi, say_counts(suivi, annee)) for suivi in keep(suivis, filtre, fonctions)]
    context = {
        "version": version,
        "filtre": filtre,
        "annee": annee,
        "page": paginate(request, kept, PER_PAGE),
        "tenus": sum(suivi.is_tenu for suivi in suivis),
        "engagements": sum(suivi.is_engagement for suivi in suivis),
        "totaux": say_totals(count_all(version), annee),
        "may_see": can(request.user, "pacte.view_faits"),
    }
    return render(request, "pacte/suivi_list.html", context)


def keep(suivis, filtre, fonctions):
    """Keep what is asked: one kind, one situation, those of one's own functions."""
    if genre := filtre.ask("genre"):
        suivis = [suivi for suivi in suivis if suivi.noeud.genre == genre]
    if situation := filtre.ask("situation"):
        suivis = [suivi for suivi in suivis if suivi.is_engagement and suivi.situation == situation]
    return [suivi for suivi in suivis if suivi.referent in fonctions] if filtre.ask("miennes") else suivis


def say_counts(suivi, annee):
    """« 3 réunions tenues », « 1 décision »: each kind with its number, for a year or for all."""
    counted = ((genre, suivi.count(genre=genre, annee=annee)) for genre in GENRES)
    return [count(number, GENRES[genre], plural_of(genre)) for genre, number in counted if number]


def say_totals(comptes, annee):
    totals = Counter()
    for compte in comptes:
        if annee in (None, compte.annee):
            totals[compte.genre] += compte.nombre
    return [(genre, totals[genre], GENRES[genre] if totals[genre] < 2 else plural_of(genre)) for genre in GENRES]


@require_GET
def suivi_detail(request, pk, identifiant):
    version = get_published(request, pk)
    suivi = find_or_404(version, identifiant)
    years = [(annee, say_kinds(suivi, annee), suivi.count(annee=annee)) for annee in reversed(list_years(version))]
    context = {
        "version": version,
        "suivi": suivi,
        "annees": years,
        "genres": say_kinds(suivi, None),
        "liens": [(lien, say_lien(lien)) for lien in get_liens(identifiant, request.user)],
        "releves": get_history(identifiant) if suivi.is_engagement else [],
        "may_see": can(request.user, "pacte.view_faits"),
        "may_tie": can(request.user, "pacte.edit_liens", version),
    }
    return render(request, "pacte/suivi_detail.html", context)


def say_kinds(suivi, annee):
    return [(genre, COURTS[genre], suivi.count(genre=genre, annee=annee)) for genre in GENRES]


@require_GET
def fait_list(request, pk, identifiant=None):
    version = get_published(request, pk)
    require(request.user, "pacte.view_faits")
    suivi = find_or_404(version, identifiant) if identifiant else None
    filtre = FaitFiltre(request.GET, annees=list_years(version))
    asked = {"genre": filtre.ask("fait"), "annee": filtre.ask("annee")}
    faits = find_faits(version, bloc=identifiant, is_whole=not identifiant, **asked)
    page = paginate(request, faits, PER_PAGE)
    context = {
        "version": version,
        "suivi": suivi,
        "filtre": filtre,
        "annee": asked["annee"],
        "page": page,
        "faits": [say_fait(row) for row in page],
    }
    return render(request, "pacte/fait_list.html", context)


def releve_add(request, pk, identifiant):
    version = get_published(request, pk)
    require(request.user, "pacte.add_releve", version)
    suivi = find_or_404(version, identifiant)
    corrige = find_corrected(request, suivi)
    form = ReleveForm(request.POST or None, initial=propose(corrige))
    fields = form.cleaned_data if form.is_valid() else {}
    if fields and attempt(form, add_releve, version, identifiant, corrige=corrige, by=request.user, **fields):
        messages.success(request, "Le relevé est écrit.")
        return redirect("pacte:suivi_detail", version.pk, identifiant)
    context = {"version": version, "suivi": suivi, "form": form, "corrige": corrige}
    return render(request, "pacte/releve_form.html", context, status=status_of(form))


def find_corrected(request, suivi):
    """Return the row that is corrected, if one is; 404 for a mission, and for a row of another commitment."""
    if suivi.noeud.genre != Genre.ENGAGEMENT:
        raise Http404
    if "corrige" not in request.GET:
        return None
    return get_object_or_404(Releve, pk=read_number(request.GET["corrige"]), identifiant=suivi.identifiant)


def propose(corrige):
    if not corrige:
        return {}
    return {name: getattr(corrige, name) for name in ("valeur", "le", "source", "is_tenu")}


def get_published(request, pk):
    """Return a version that was published: only what held is followed."""
    return get_object_or_404(get_versions(request.user).publiees(), pk=pk)


def find_or_404(version, identifiant):
    suivi = find_suivi(version, identifiant)
    if suivi is None:
        raise Http404
    return suivi


def list_years(version):
    """Return the years of the pact that have begun."""
    first, last = version.pacte.debut.year, version.pacte.fin.year
    return list(range(first, min(last, timezone.localdate().year) + 1))
