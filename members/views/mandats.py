"""Mandates: opened, changed, ratified, ended; never rewritten."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from members.actions.gouvernance import change_mandat, end_mandat, open_mandat, ratify_mandat, refuse_mandat
from members.forms.gouvernance import RATIFIE, ChangementForm, FinMandatForm, MandatForm, RatificationForm
from members.models import Mandat, Personne, RegleMandat, Siege
from members.mois import add_months
from members.queries.annuaire import FOUND_AT_ONCE
from members.queries.gouvernance import get_eligible, get_regles
from members.views.gestes import attempt_form, done, draw_form
from members.views.instances import back_to, find_instance
from socle.numbers import read_number
from socle.permissions import require

MONTHS = 12


def mandat_open(request, pk):
    """Choose somebody, then say which place they take and until when."""
    instance = find_instance(pk)
    require(request.user, "members.edit_instance", instance)
    personne = _chosen(request, instance)
    if personne is None:
        return _choose(request, instance)
    form = MandatForm(request.POST or None, initial=_usual(request, instance), instance=instance, personne=personne)
    if attempt_form(form, lambda: open_mandat(instance, personne=personne, by=request.user, **form.cleaned_data)):
        return done(request, f"Le mandat de {personne} est ouvert.", "members:instance_detail", pk)
    return draw_form(
        request,
        form,
        f"Ouvrir un mandat à {personne}",
        **back_to(instance),
        submit="Ouvrir le mandat",
        next="La personne en est prévenue, et tout le réseau voit la nouvelle composition.",
    )


def _choose(request, instance):
    text = request.GET.get("q", "").strip()
    seen = Personne.objects.visible_to(request.user)
    found = seen.search(text)[:FOUND_AT_ONCE] if text else get_eligible(instance)[:FOUND_AT_ONCE]
    siege = read_number(request.GET.get("siege"))
    context = {"instance": instance, "text": text, "found": found, "siege": siege}
    return render(request, "members/mandat_choose.html", context)


def _chosen(request, instance) -> Personne | None:
    asked = read_number(request.GET.get("personne"))
    if not asked:
        return None
    seen = Personne.objects.visible_to(request.user).filter(pk=asked).first()
    return seen or get_eligible(instance).filter(pk=asked).first()


def _usual(request, instance) -> dict:
    """What is most often typed: the seat that was clicked, its college, the term that the statutes set."""
    siege = Siege.objects.filter(instance=instance, pk=read_number(request.GET.get("siege"))).first()
    usual = {"siege": siege, "college": siege and siege.college_id, "has_voix": siege.has_voix if siege else True}
    years = get_regles().value(instance, RegleMandat.Parametre.DUREE)
    if years:
        usual["fin_prevue"] = add_months(timezone.localdate(), MONTHS * years)
    return usual


def _find(request, pk) -> Mandat:
    mandat = get_object_or_404(Mandat.objects.select_related("instance__association", "personne", "siege"), pk=pk)
    require(request.user, "members.edit_instance", mandat.instance)
    return mandat


def mandat_change(request, pk):
    mandat = _find(request, pk)
    initial = {name: getattr(mandat, name) for name in ("siege", "fonction", "college", "has_voix")}
    form = ChangementForm(request.POST or None, initial=initial, mandat=mandat)
    if attempt_form(form, lambda: change_mandat(mandat, by=request.user, **form.cleaned_data)):
        return done(request, "Le changement est noté.", "members:instance_detail", mandat.instance_id)
    return draw_form(
        request,
        form,
        f"Changer la place de {mandat.personne}",
        **back_to(mandat.instance),
        submit="Noter le changement",
        next="L’ancienne place se ferme la veille et reste dans l’histoire ; la fin prévue ne change pas.",
    )


def mandat_end(request, pk):
    mandat = _find(request, pk)
    form = FinMandatForm(request.POST or None, initial={"on": mandat.fin} if mandat.fin else None)
    if attempt_form(form, lambda: end_mandat(mandat, by=request.user, **form.cleaned_data)):
        return done(
            request, f"La fin du mandat de {mandat.personne} est notée.", "members:instance_detail", mandat.instance_id
        )
    return draw_form(
        request,
        form,
        f"Terminer le mandat de {mandat.personne}",
        **back_to(mandat.instance),
        submit="Noter la fin",
        kind="danger",
        next="Rien n’est effacé : le mandat reste dans l’histoire, avec ses dates et sa raison.",
    )


def mandat_ratify(request, pk):
    mandat = _find(request, pk)
    form = RatificationForm(request.POST or None)

    def decide():
        data = form.cleaned_data
        action = ratify_mandat if data["issue"] == RATIFIE else refuse_mandat
        action(mandat, on=data["on"], decision=data["decision"], by=request.user)

    if attempt_form(form, decide):
        return done(request, "La décision de l’assemblée est notée.", "members:instance_detail", mandat.instance_id)
    return draw_form(
        request,
        form,
        f"La cooptation de {mandat.personne}",
        **back_to(mandat.instance),
        submit="Noter la décision",
        next="La composition et l’histoire de l’instance le diront.",
    )
