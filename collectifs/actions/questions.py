"""Axes and questions: what a collective works on, what is said of it, the answers it adopts and takes up again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone

from collectifs.actions.collectifs import hold_collectif
from collectifs.models import Apport, Axe, Collectif, Question, ReponseProposee, Reunion
from members.models import Personne
from socle import journal
from socle.empreintes import EcritParUnAutre
from socle.permissions import require

HELD = (Reunion.Etat.EN_COURS, Reunion.Etat.TENUE)


@transaction.atomic
def add_axe(collectif: Collectif, *, by: Personne, **fields: Any) -> Axe:
    """Write a direction of work after the others."""
    require(by, "collectifs.edit_collectif", collectif)
    return _append(Axe(collectif=collectif, **fields), by)


@transaction.atomic
def add_question(collectif: Collectif, *, by: Personne, **fields: Any) -> Question:
    """Ask a question after the others; the page of the collective shows it at once."""
    require(by, "collectifs.edit_collectif", collectif)
    return _append(Question(collectif=collectif, **fields), by)


def _append(row, by):
    hold_collectif(row.collectif)
    row.ordre = (type(row).objects.filter(collectif=row.collectif).aggregate(last=Max("ordre"))["last"] or 0) + 1
    _check_axe(row)
    row.full_clean()
    row.save()
    journal.record(f"collectifs.add_{row._meta.model_name}", row.collectif, by=by, row=row.pk)
    return row


def _check_axe(row) -> None:
    axe = getattr(row, "axe", None)
    if axe and axe.collectif_id != row.collectif_id:
        raise ValidationError("Cet axe est celui d’un autre collectif : choisissez-en un de la liste.")


@transaction.atomic
def edit_axe(axe: Axe, *, lu: str, by: Personne, **fields: Any) -> Axe:
    """Change what an axis says, if it still says what was read."""
    require(by, "collectifs.edit_collectif", axe.collectif)
    return _rewrite(axe, lu, fields)


@transaction.atomic
def edit_question(question: Question, *, lu: str, by: Personne, **fields: Any) -> Question:
    """Change the words of a question, or its axis; what was said of it stays."""
    require(by, "collectifs.edit_collectif", question.collectif)
    return _rewrite(question, lu, fields)


def _rewrite(row, lu, fields):
    """Write these texts over those that were read; over others, nothing is written and both are shown."""
    held = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    moved = any(getattr(held, name) != value for name, value in fields.items() if isinstance(value, str))
    if held.empreinte != lu and moved:
        raise EcritParUnAutre(held)
    for name, value in fields.items():
        setattr(held, name, value)
    _check_axe(held)
    held.full_clean()
    held.save()
    return held


@transaction.atomic
def move_row(row: Model, *, up: bool, by: Personne) -> None:
    """Swap an axis or a question with its neighbour."""
    require(by, "collectifs.edit_collectif", row.collectif)
    hold_collectif(row.collectif)
    rows = list(type(row).objects.filter(collectif=row.collectif))
    if isinstance(row, Question):
        rows = [other for other in rows if other.axe_id == row.axe_id and other.retiree_le is None]
    if row not in rows:
        return
    here = rows.index(row)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for rank, moved in enumerate(rows, start=1):
        moved.ordre = rank
    type(row).objects.bulk_update(rows, ["ordre"])


@transaction.atomic
def remove_axe(axe: Axe, *, by: Personne) -> None:
    """Take an axis away; its questions stay, without an axis."""
    require(by, "collectifs.edit_collectif", axe.collectif)
    journal.record("collectifs.remove_axe", axe.collectif, by=by, titre=axe.titre)
    axe.delete()


@transaction.atomic
def remove_question(question: Question, *, by: Personne) -> bool:
    """Take away a question of which nobody said anything; the others are set aside, with all that was said."""
    require(by, "collectifs.edit_collectif", question.collectif)
    held = _hold_question(question)
    is_empty = not held.apports.exists() and not held.reponses.exists()
    journal.record("collectifs.remove_question", held.collectif, by=by, texte=held.texte, kept=not is_empty)
    if is_empty:
        held.delete()
    else:
        held.retiree_le = held.retiree_le or timezone.localdate()
        held.save(update_fields=["retiree_le"])
    return is_empty


@transaction.atomic
def restore_question(question: Question, *, by: Personne) -> Question:
    """Work again on a question that was set aside."""
    require(by, "collectifs.edit_collectif", question.collectif)
    held = _hold_question(question)
    held.retiree_le = None
    held.save(update_fields=["retiree_le"])
    journal.record("collectifs.restore_question", held.collectif, by=by, question=held.pk)
    return held


def _hold_question(question) -> Question:
    held = Question.objects.select_for_update(of=("self",)).select_related("collectif__fonction_referente")
    return held.get(pk=question.pk)


def _hold_worked(question) -> Question:
    held = _hold_question(question)
    if held.retiree_le:
        raise ValidationError("Cette question est mise de côté : remettez-la d’abord au travail.")
    return held


@transaction.atomic
def add_apport(question: Question, *, texte: str, by: Personne) -> Apport:
    """Bring something to a question, under one's name; sent twice, it is written once."""
    require(by, "collectifs.work_on_question", question)
    held = _hold_worked(question)
    again = held.apports.filter(auteur=by, texte=texte).first()
    if again:
        return again
    apport = Apport(question=held, auteur=by, texte=texte)
    apport.full_clean()
    apport.save()
    return apport


@transaction.atomic
def edit_apport(apport: Apport, *, lu: str, texte: str, by: Personne) -> Apport:
    """Mend what one wrote; the page says that it was mended, and when."""
    require(by, "collectifs.edit_apport", apport)
    return _rewrite(apport, lu, {"texte": texte, "modifie_le": timezone.now()})


@transaction.atomic
def remove_apport(apport: Apport, *, by: Personne) -> None:
    """Take back what one wrote."""
    require(by, "collectifs.edit_apport", apport)
    apport.delete()


@transaction.atomic
def propose_reponse(question: Question, *, texte: str, by: Personne) -> ReponseProposee:
    """Propose an answer, for a meeting to adopt; several may wait together."""
    require(by, "collectifs.work_on_question", question)
    held = _hold_worked(question)
    if held.reponse:
        raise ValidationError("Cette question a déjà une réponse adoptée : demandez d’abord à la rouvrir.")
    again = next((answer for answer in held.proposees if (answer.auteur_id, answer.texte) == (by.pk, texte)), None)
    if again:
        return again
    reponse = ReponseProposee(question=held, auteur=by, texte=texte)
    reponse.full_clean()
    reponse.save()
    return reponse


@transaction.atomic
def edit_reponse(reponse: ReponseProposee, *, lu: str, texte: str, by: Personne) -> ReponseProposee:
    """Mend the answer that one proposed, until it is adopted."""
    require(by, "collectifs.edit_reponse", reponse)
    _hold_question(reponse.question)
    _check_not_adopted(reponse)
    return _rewrite(reponse, lu, {"texte": texte, "modifiee_le": timezone.now()})


@transaction.atomic
def remove_reponse(reponse: ReponseProposee, *, by: Personne) -> None:
    """Take back the answer that one proposed, until it is adopted."""
    require(by, "collectifs.edit_reponse", reponse)
    _hold_question(reponse.question)
    _check_not_adopted(reponse)
    reponse.delete()


def _check_not_adopted(reponse) -> None:
    if ReponseProposee.objects.filter(pk=reponse.pk).exclude(adoptee_le=None).exists():
        raise ValidationError("Cette réponse vient d’être adoptée : elle ne change plus. Rouvrez la question.")


@transaction.atomic
def adopt_reponse(reponse: ReponseProposee, *, reunion: Reunion, lu: str, by: Personne) -> ReponseProposee:
    """Write that a meeting of this collective, under way or held, adopted an answer; from then on it is frozen.

    `lu` is the digest of the answer that was read: nobody makes a meeting adopt words it did not see.
    """
    require(by, "collectifs.adopt_reponse", reunion)
    question = _hold_worked(reponse.question)
    held = ReponseProposee.objects.select_for_update(of=("self",)).get(pk=reponse.pk)
    if reunion.collectif_id != question.collectif_id or reunion.etat not in HELD:
        raise ValidationError("Une réponse s’adopte lors d’une réunion de ce collectif, en cours ou tenue.")
    if question.reponse:
        raise ValidationError("Cette question a déjà une réponse adoptée : rouvrez-la d’abord.")
    if held.adoptee_le:
        raise ValidationError("Cette réponse a déjà été adoptée : proposez-la de nouveau pour la reprendre.")
    if held.empreinte != lu:
        raise EcritParUnAutre(held)
    held.adoptee_le = timezone.localdate(reunion.debut)
    held.enregistree_le = timezone.now()
    held.reunion, held.adoptee_par = reunion, by
    held.full_clean()
    held.save()
    journal.record("collectifs.adopt_reponse", question.collectif, by=by, reponse=held.pk, reunion=reunion.pk)
    return held


@transaction.atomic
def reopen_question(question: Question, *, motif: str, by: Personne) -> Question:
    """Take a question up again, and say why; the answer that it had stays among those it had."""
    require(by, "collectifs.reopen_question", question)
    held = _hold_worked(question)
    answer = held.reponse
    if answer is None:
        raise ValidationError("Cette question n’a pas de réponse adoptée : elle est déjà ouverte.")
    answer.rouverte_le, answer.rouverte_par, answer.motif_reouverture = timezone.now(), by, motif
    answer.full_clean()
    answer.save()
    journal.record("collectifs.reopen_question", held.collectif, by=by, question=held.pk)
    return held
