"""What a collective works on: its axes, its questions, what is said of them, the answers it adopts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from collectifs.actions import questions as actions
from collectifs.forms import MotifForm
from collectifs.forms.questions import AdoptionForm, ApportForm, AxeForm, QuestionForm, ReponseForm
from collectifs.models import Apport, Axe, Collectif, Question, ReponseProposee
from collectifs.queries.questions import get_meetings_to_adopt, get_question, get_work
from socle.gestes import CONFLICT, attempt, attempt_form, attempt_text, find, say_changes
from socle.permissions import can, require

LED = "collectif__fonction_referente"
OF_QUESTION = f"question__{LED}"


@require_GET
def question_list(request, pk):
    collectif = find(Collectif, request, pk, "fonction_referente")
    return render(request, "collectifs/question_list.html", {"collectif": collectif, **get_work(collectif)})


def _to_work(collectif_pk):
    return redirect("collectifs:question_list", collectif_pk)


def _to_question(pk):
    return redirect("collectifs:question_detail", pk)


def _find_edited(request, pk):
    collectif = find(Collectif, request, pk, "fonction_referente")
    require(request.user, "collectifs.edit_collectif", collectif)
    return collectif


def axe_add(request, pk):
    collectif = _find_edited(request, pk)
    form = AxeForm(request.POST or None)
    if attempt_form(form, _drop_digest(actions.add_axe), collectif, by=request.user):
        return _to_work(pk)
    return _show(request, form, None, "axe", collectif=collectif)


def question_add(request, pk):
    collectif = _find_edited(request, pk)
    axes = list(collectif.axes.all())
    asked = next((axe for axe in axes if str(axe.pk) == request.GET.get("axe")), None)
    form = QuestionForm(request.POST or None, axes=axes, initial={"axe": asked})
    if attempt_form(form, _drop_digest(actions.add_question), collectif, by=request.user):
        return _to_work(pk)
    return _show(request, form, None, "question", collectif=collectif)


def _drop_digest(do):
    """What is new was read by nobody: no digest goes with it."""

    def write(*args, lu, **kwargs):
        return do(*args, **kwargs)

    return write


def _show(request, form, theirs, kind, **context):
    """A page to write one text; if somebody else wrote meanwhile, with both."""
    context |= {"form": form, "sien": theirs and say_changes(form, theirs), "kind": kind}
    return render(request, f"collectifs/{kind}_form.html", context, status=CONFLICT if theirs else 200)


def _find_axe(request, pk):
    axe = _find_seen_axe(request, pk)
    require(request.user, "collectifs.edit_collectif", axe.collectif)
    return axe


def _find_seen_axe(request, pk):
    """Return an axis if this person may read its collective, 404 otherwise."""
    seen = Axe.objects.filter(collectif__in=Collectif.objects.visible_to(request.user).values("pk"))
    return get_object_or_404(seen.select_related(LED), pk=pk)


def _find_question(request, pk):
    question = find(Question, request, pk, LED, "axe")
    require(request.user, "collectifs.edit_collectif", question.collectif)
    return question


def axe_edit(request, pk):
    axe = _find_axe(request, pk)
    form = AxeForm(request.POST or None, instance=Axe.objects.get(pk=pk))
    done, theirs = attempt_text(form, actions.edit_axe, axe, by=request.user)
    if done:
        return _to_work(axe.collectif_id)
    return _show(request, form, theirs, "axe", collectif=axe.collectif, axe=axe)


def question_edit(request, pk):
    question = _find_question(request, pk)
    axes = question.collectif.axes.all()
    form = QuestionForm(request.POST or None, instance=Question.objects.get(pk=pk), axes=axes)
    done, theirs = attempt_text(form, actions.edit_question, question, by=request.user)
    if done:
        return _to_question(pk)
    return _show(request, form, theirs, "question", collectif=question.collectif, question=question)


@require_POST
def axe_move(request, pk):
    axe = _find_axe(request, pk)
    actions.move_row(axe, up=request.POST.get("sens") == "haut", by=request.user)
    return _to_work(axe.collectif_id)


@require_POST
def question_move(request, pk):
    question = _find_question(request, pk)
    actions.move_row(question, up=request.POST.get("sens") == "haut", by=request.user)
    return _to_work(question.collectif_id)


@require_POST
def axe_delete(request, pk):
    axe = _find_axe(request, pk)
    actions.remove_axe(axe, by=request.user)
    messages.success(request, "L’axe est retiré. Ses questions restent, sans axe.")
    return _to_work(axe.collectif_id)


@require_POST
def question_delete(request, pk):
    question = _find_question(request, pk)
    if actions.remove_question(question, by=request.user):
        messages.success(request, "La question est retirée : personne n’en avait encore rien dit.")
    else:
        messages.success(request, "La question est mise de côté, avec tout ce qui en a été dit.")
    return _to_work(question.collectif_id)


@require_POST
def question_restore(request, pk):
    question = _find_question(request, pk)
    actions.restore_question(question, by=request.user)
    messages.success(request, "La question est de nouveau au travail.")
    return _to_question(pk)


@require_GET
def question_detail(request, pk):
    return _show_question(request, find(Question, request, pk, LED, "axe"))


def _show_question(request, question, **forms):
    works = not question.retiree_le and can(request.user, "collectifs.work_on_question", question)
    context = {
        "question": question,
        "collectif": question.collectif,
        "may_work": works,
        "apport_form": ApportForm(auto_id="apport_%s"),
        "reponse_form": ReponseForm(auto_id="reponse_%s"),
        "may_adopt": not question.retiree_le and get_meetings_to_adopt(question, request.user).exists(),
        **get_question(question),
        **forms,
    }
    return render(request, "collectifs/question_detail.html", context)


@require_POST
def apport_add(request, pk):
    question = find(Question, request, pk, LED, "axe")
    require(request.user, "collectifs.work_on_question", question)
    form = ApportForm(request.POST, auto_id="apport_%s")
    if apport := attempt_form(form, _drop_digest(actions.add_apport), question, by=request.user):
        return redirect(f"{reverse('collectifs:question_detail', args=[pk])}#apport-{apport.pk}")
    return _show_question(request, question, apport_form=form)


@require_POST
def reponse_add(request, pk):
    question = find(Question, request, pk, LED, "axe")
    require(request.user, "collectifs.work_on_question", question)
    form = ReponseForm(request.POST, auto_id="reponse_%s")
    if reponse := attempt_form(form, _drop_digest(actions.propose_reponse), question, by=request.user):
        messages.success(request, "La réponse est proposée. Une réunion pourra l’adopter.")
        return redirect(f"{reverse('collectifs:question_detail', args=[pk])}#reponse-{reponse.pk}")
    return _show_question(request, question, reponse_form=form)


def apport_edit(request, pk):
    return _mend(request, find(Apport, request, pk, OF_QUESTION), "apport", ApportForm, actions.edit_apport)


def reponse_edit(request, pk):
    reponse = find(ReponseProposee, request, pk, OF_QUESTION)
    return _mend(request, reponse, "reponse", ReponseForm, actions.edit_reponse)


def _mend(request, row, kind, make_form, do):
    """What one wrote, mended by oneself: at two tables at once, neither erases the other unseen."""
    require(request.user, f"collectifs.edit_{kind}", row)
    form = make_form(request.POST or None, initial={"texte": row.texte, "lu": row.empreinte})
    done, theirs = attempt_text(form, do, row, by=request.user)
    if done:
        return redirect(f"{reverse('collectifs:question_detail', args=[row.question_id])}#{kind}-{row.pk}")
    return _show(request, form, theirs, "apport", question=row.question, collectif=row.question.collectif, ecrit=kind)


@require_POST
def apport_delete(request, pk):
    apport = find(Apport, request, pk, OF_QUESTION)
    actions.remove_apport(apport, by=request.user)
    messages.success(request, "Votre contribution est retirée.")
    return _to_question(apport.question_id)


@require_POST
def reponse_delete(request, pk):
    reponse = find(ReponseProposee, request, pk, OF_QUESTION)
    if attempt(request, actions.remove_reponse, reponse, by=request.user):
        messages.success(request, "Votre proposition est retirée.")
    return _to_question(reponse.question_id)


def reponse_adopt(request, pk):
    """Say in which meeting an answer was adopted."""
    reponse = find(ReponseProposee, request, pk, OF_QUESTION)
    reunions = get_meetings_to_adopt(reponse.question, request.user)
    if not reunions:
        require(request.user, "collectifs.reopen_question", reponse.question)
    form = AdoptionForm(request.POST or None, reunions=reunions, initial={"lu": reponse.empreinte})
    done, theirs = attempt_text(form, actions.adopt_reponse, reponse, by=request.user)
    if done:
        messages.success(request, "La réponse est adoptée. Le compte rendu de la réunion la porte.")
        return _to_question(reponse.question_id)
    context = {"form": form, "question": reponse.question, "collectif": reponse.question.collectif, "sien": theirs}
    context |= {"reponse": theirs or reponse, "reunions": reunions}
    return render(request, "collectifs/reponse_adopt.html", context, status=CONFLICT if theirs else 200)


def question_reopen(request, pk):
    question = find(Question, request, pk, LED)
    require(request.user, "collectifs.reopen_question", question)
    form = MotifForm(request.POST or None)
    if attempt_form(form, actions.reopen_question, question, by=request.user):
        messages.success(request, "La question est rouverte. La réponse d’avant reste lisible.")
        return _to_question(pk)
    context = {"form": form, "question": question, "collectif": question.collectif}
    return render(request, "collectifs/question_reopen.html", context)
