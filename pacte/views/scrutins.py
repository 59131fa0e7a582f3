"""The pages of a vote: prepare it, vote in one tap with a summary before, read what came out and by which rule."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.models import Association
from pacte.actions import scrutins as actions
from pacte.forms.scrutins import AnnulationForm, BulletinForm, ScrutinForm
from pacte.models.scrutins import Choix
from pacte.queries.consultations import get_consultations
from pacte.queries.scrutins import (
    compute_depouillement,
    count_colleges,
    find_voix,
    get_bureau,
    get_scrutins,
    get_suffrages,
)
from pacte.views.consultations import draw_for, status_of
from socle.gestes import attempt, attempt_form
from socle.permissions import can, require


def scrutin_add(request, pk):
    consultation = get_object_or_404(get_consultations(request.user), pk=pk)
    require(request.user, "pacte.manage_scrutins")
    form = ScrutinForm(request.POST or None, consultation=consultation, initial={"ouverture": timezone.now()})
    if form.is_valid():
        try:
            scrutin = actions.prepare_scrutin(consultation, by=request.user, **form.given)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Le vote est prêt : qui porte une voix est prévenu.")
            return redirect("pacte:scrutin_detail", scrutin.pk)
    return draw_for(
        request,
        form,
        consultation,
        "Mettre aux voix",
        back=reverse("pacte:commission_desk", args=[pk]),
        back_label="Commission",
        submit="Préparer le vote",
        next="Les questions, la liste et la règle ne changent plus. Personne ne vote avant l’ouverture, et les "
        "résultats se lisent après la clôture.",
    )


@require_GET
def scrutin_detail(request, pk):
    scrutin = get_object_or_404(get_scrutins(request.user), pk=pk)
    bureau = get_bureau(scrutin)
    resultats = compute_depouillement(bureau) if scrutin.is_clos else []
    suffrages = get_suffrages(scrutin) if resultats and not scrutin.is_secret else {}
    for line in resultats:
        line.noms = suffrages.get(line.question.pk, [])
    context = {
        "scrutin": scrutin,
        "consultation": scrutin.consultation,
        "bureau": bureau,
        "voix": find_voix(bureau, request.user) if scrutin.is_ouvert else [],
        "questions": scrutin.questions.select_related("amendement__association"),
        "resultats": resultats,
        "colleges": count_colleges(bureau),
        "ont_vote": [row for row in bureau.liste.electeurs if row.association_id in bureau.emargees],
        "may_manage": can(request.user, "pacte.manage_scrutins"),
    }
    return render(request, "pacte/scrutin_detail.html", context)


def scrutin_vote(request, pk, association):
    """The ballot of one association: answer, read the summary, send. What is sent cannot be changed."""
    scrutin = get_object_or_404(get_scrutins(request.user), pk=pk)
    voix = next(
        (v for v in find_voix(get_bureau(scrutin), request.user) if v.ligne.association_id == association), None
    )
    if voix is None:
        raise Http404
    if voix.obstacle or not scrutin.is_ouvert:
        messages.error(request, voix.obstacle or actions.CLOSED)
        return redirect("pacte:scrutin_detail", pk)
    questions = list(scrutin.questions.select_related("amendement__association"))
    form = BulletinForm(request.POST or None, questions=questions)
    is_ready = form.is_valid()
    if is_ready and "voter" in request.POST and "changer" not in request.POST:
        target = Association(pk=association, nom=voix.ligne.association)
        if attempt(request, actions.cast_vote, scrutin, association=target, choix=form.choix, by=request.user):
            messages.success(request, f"{voix.ligne.association} a voté. Merci.")
        return redirect("pacte:scrutin_detail", pk)
    labels = dict(Choix.choices)
    summary = [(q, labels[form.choix[q.pk]]) for q in questions] if is_ready and "changer" not in request.POST else []
    context = {"scrutin": scrutin, "voix": voix, "form": form, "questions": questions, "summary": summary}
    return render(request, "pacte/scrutin_vote.html", context, status=status_of(form))


@require_POST
def scrutin_close(request, pk):
    scrutin = get_object_or_404(get_scrutins(request.user), pk=pk)
    if attempt(request, actions.close_scrutin, scrutin, by=request.user):
        messages.success(request, "Le vote est clos : les résultats se lisent.")
    return redirect("pacte:scrutin_detail", pk)


@require_POST
def scrutin_proclaim(request, pk):
    scrutin = get_object_or_404(get_scrutins(request.user), pk=pk)
    if attempt(request, actions.proclaim_scrutin, scrutin, by=request.user):
        messages.success(request, "Le résultat est proclamé, et écrit sur chaque amendement.")
    return redirect("pacte:scrutin_detail", pk)


def scrutin_cancel(request, pk):
    scrutin = get_object_or_404(get_scrutins(request.user), pk=pk)
    require(request.user, "pacte.manage_scrutins")
    form = AnnulationForm(request.POST or None)
    if attempt_form(form, actions.cancel_scrutin, scrutin, by=request.user):
        messages.success(request, "Le vote est annulé.")
        return redirect("pacte:scrutin_detail", pk)
    return draw_for(
        request,
        form,
        scrutin.consultation,
        "Annuler ce vote",
        lead=scrutin.intitule,
        back=reverse("pacte:scrutin_detail", args=[pk]),
        back_label="Vote",
        submit="Annuler le vote",
        kind="danger",
        next="Ce qui a été voté ne compte plus. La page dit pourquoi ; un autre vote peut reprendre ses questions.",
    )
