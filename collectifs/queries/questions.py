"""What a collective works on: its axes, its questions, and what was said of one of them."""

from django.db.models import Q, QuerySet

from collectifs.models import Apport, Question, ReponseProposee, Reunion
from collectifs.models.collectifs import led_by

MOST_MEETINGS = 30


def get_work(collectif) -> dict:
    """Return the axes with their questions, the questions of no axis, and those set aside, in two queries."""
    questions = list(collectif.questions.with_etat())
    axes = list(collectif.axes.all())
    for axe in axes:
        axe.siennes = [question for question in questions if question.axe_id == axe.pk and not question.retiree_le]
    return {
        "axes": axes,
        "sans_axe": [question for question in questions if question.axe_id is None and not question.retiree_le],
        "mises_de_cote": [question for question in questions if question.retiree_le],
        "nombre": sum(question.retiree_le is None for question in questions),
    }


def get_question(question: Question) -> dict:
    """Return what the page of a question shows: who said what, and every answer it had."""
    named = ("reunion", "auteur", "adoptee_par", "rouverte_par")
    question.dites = list(question.reponses.select_related(*named))
    return {"apports": list(Apport.objects.filter(question=question).select_related("auteur"))}


def get_meetings_to_adopt(question: Question, personne) -> QuerySet[Reunion]:
    """Return the meetings of the collective, under way or held, whose pen a person holds; the latest first."""
    held = Reunion.objects.filter(collectif=question.collectif, etat__in=(Reunion.Etat.EN_COURS, Reunion.Etat.TENUE))
    mine = held.filter(led_by(personne, "collectif__") | Q(secretaire=personne))
    return mine.order_by("-debut", "-pk")[:MOST_MEETINGS]


def get_adopted_answers(compte_rendu) -> QuerySet[ReponseProposee]:
    """Return the answers that a meeting adopted; circulated minutes keep those known when they left."""
    adopted = ReponseProposee.objects.filter(reunion=compte_rendu.reunion_id).select_related("question")
    if compte_rendu.diffuse_le:
        adopted = adopted.filter(enregistree_le__lte=compte_rendu.diffuse_le)
    return adopted.order_by("enregistree_le", "pk")
