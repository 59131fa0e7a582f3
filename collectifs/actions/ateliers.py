"""What is done around a workshop: prepared, announced, opened, counted."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.models import (
    Acteur,
    Atelier,
    Collectif,
    Effectif,
    ParticipantAtelier,
    QuestionPrealable,
    ReponsePrealable,
)
from collectifs.notifications import AtelierAnnonce, AtelierAnnule
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

LONGER = timedelta(minutes=30)
MOST_ANSWERS = 2000
TOLD_AGAIN = ("debut", "lieu", "lien_visio")
SEEN_IN_CALENDARS = (*TOLD_AGAIN, "theme", "duree")
Etat = Atelier.Etat


@transaction.atomic
def plan_atelier(collectif: Collectif, *, questions: list[str], by: Personne, **fields: Any) -> Atelier:
    """Prepare a workshop; nobody is told yet."""
    require(by, "collectifs.add_atelier", collectif)
    atelier = Atelier(collectif=collectif, **fields)
    atelier.full_clean()
    atelier.save()
    set_questions(atelier, questions)
    journal.record("collectifs.plan_atelier", atelier, by=by)
    return atelier


@transaction.atomic
def edit_atelier(atelier: Atelier, *, questions: list[str], by: Personne, **fields: Any) -> Atelier:
    """Change a workshop; whoever was told of it is told again if its time or its place moves."""
    require(by, "collectifs.run_atelier", atelier)
    before = hold_atelier(atelier)
    for name, value in fields.items():
        setattr(atelier, name, value)
    moved = any(getattr(before, name) != getattr(atelier, name) for name in TOLD_AGAIN)
    for name in ("etat", "clef", "sequence", "revisee_le"):
        setattr(atelier, name, getattr(before, name))
    if atelier.is_annonce and any(getattr(before, name) != getattr(atelier, name) for name in SEEN_IN_CALENDARS):
        atelier.revise()
    if moved:
        atelier.collecte_debut = atelier.collecte_fin = None
    atelier.full_clean()
    atelier.save()
    set_questions(atelier, questions)
    journal.record("collectifs.edit_atelier", atelier, by=by)
    if moved and atelier.is_annonce:
        notify(AtelierAnnonce(atelier, change=True))
    return atelier


def set_questions(atelier: Atelier, texts: list[str]) -> None:
    """Make the questionnaire say these questions; one that was answered stays."""
    known = {question.texte: question for question in atelier.questions.all()}
    gone = [question for texte, question in known.items() if texte not in texts]
    if ReponsePrealable.objects.filter(question__in=gone).exists():
        raise ValidationError(
            {"questions": "Une question à laquelle on a déjà répondu ne peut être ni retirée ni récrite."}
        )
    QuestionPrealable.objects.filter(pk__in=[question.pk for question in gone]).delete()
    for ordre, texte in enumerate(dict.fromkeys(texts), start=1):
        question = known.get(texte) or QuestionPrealable(atelier=atelier, texte=texte)
        question.ordre = ordre
        question.save()


@transaction.atomic
def announce_atelier(atelier: Atelier, *, by: Personne) -> Atelier:
    """Tell everybody of the collective; from then on they see the workshop and may answer its questionnaire."""
    require(by, "collectifs.run_atelier", atelier)
    held = hold_atelier(atelier)
    if held.etat != Etat.PREPARATION:
        raise ValidationError("Cet atelier a déjà été annoncé ou annulé.")
    if held.debut <= timezone.now():
        raise ValidationError("La date de cet atelier est passée : changez-la avant de l’annoncer.")
    if not held.place:
        raise ValidationError("Cet atelier n’a ni lieu ni lien : dites où il se tient avant de l’annoncer.")
    atelier.etat, atelier.annonce_le = Etat.ANNONCE, timezone.now()
    atelier.revisee_le = atelier.annonce_le
    atelier.save(update_fields=["etat", "annonce_le", "revisee_le"])
    journal.record("collectifs.announce_atelier", atelier, by=by)
    notify(AtelierAnnonce(atelier))
    return atelier


@transaction.atomic
def cancel_atelier(atelier: Atelier, *, motif: str, by: Personne) -> Atelier:
    """Call a workshop off, and say why to whoever was told of it; what was written stays."""
    require(by, "collectifs.run_atelier", atelier)
    was_told = hold_atelier(atelier).is_annonce
    if hold_atelier(atelier).etat == Etat.ANNULE:
        raise ValidationError("Cet atelier est déjà annulé.")
    if timezone.now() >= atelier.ferme:
        raise ValidationError("Cet atelier a eu lieu : il ne s’annule plus.")
    atelier.etat, atelier.motif_annulation = Etat.ANNULE, motif
    atelier.revise()
    atelier.save(update_fields=["etat", "motif_annulation", "sequence", "revisee_le"])
    journal.record("collectifs.cancel_atelier", atelier, by=by)
    if was_told:
        notify(AtelierAnnule(atelier))
    return atelier


@transaction.atomic
def set_collecte(atelier: Atelier, *, geste: str, by: Personne) -> Atelier:
    """Open the collection now, close it, give it half an hour more, or replace the code that opens it."""
    require(by, "collectifs.run_atelier", atelier)
    held = hold_atelier(atelier)
    if not held.is_annonce:
        raise ValidationError("La collecte s’ouvre quand l’atelier est annoncé.")
    now = timezone.now()
    if geste == "ouvrir":
        held.collecte_debut = now
        held.collecte_fin = held.ferme if held.ferme > now else now + LONGER
    elif geste == "fermer":
        held.collecte_debut = min(held.ouvre, now)
        held.collecte_fin = now
    elif geste == "prolonger":
        held.collecte_fin = max(held.ferme, now) + LONGER
    else:
        held.clef += 1
    held.save(update_fields=["collecte_debut", "collecte_fin", "clef"])
    journal.record("collectifs.set_collecte", held, by=by, geste=geste)
    return held


@transaction.atomic
def join_atelier(atelier: Atelier, *, categorie: str, by: Personne) -> ParticipantAtelier:
    """Say that one takes part, and as one of which category; may be changed. Gives dots to place."""
    require(by, "collectifs.view_atelier", atelier)
    if not hold_atelier(atelier).is_annonce:
        raise ValidationError("Cet atelier n’est pas annoncé : on ne s’y inscrit pas encore, ou plus.")
    participant = ParticipantAtelier.objects.filter(atelier=atelier, personne=by).first()
    participant = participant or ParticipantAtelier(atelier=atelier, personne=by)
    participant.categorie = categorie
    participant.full_clean()
    participant.save()
    journal.record("collectifs.join_atelier", atelier, by=by)
    return participant


@transaction.atomic
def leave_atelier(atelier: Atelier, *, by: Personne) -> None:
    """Stop taking part; the dots that were placed are taken back, what was written stays."""
    ParticipantAtelier.objects.filter(atelier=hold_atelier(atelier), personne=by).delete()
    journal.record("collectifs.leave_atelier", atelier, by=by)


@transaction.atomic
def count_people(atelier: Atelier, *, nombres: dict[str, int], by: Personne) -> None:
    """Write how many people of each category came; published figures withhold the small ones."""
    require(by, "collectifs.run_atelier", atelier)
    hold_atelier(atelier)
    for categorie in Acteur:
        Effectif.objects.update_or_create(
            atelier=atelier, categorie=categorie, defaults={"nombre": nombres.get(categorie, 0)}
        )
    journal.record("collectifs.count_people", atelier, by=by)


@transaction.atomic
def answer_questionnaire(
    atelier: Atelier, *, categorie: str, reponses: dict[int, str], envoi: uuid.UUID
) -> list[ReponsePrealable]:
    """Keep the answers of whoever holds the address of the questionnaire; nothing says who they are."""
    held = hold_atelier(atelier)
    if not held.is_questionnaire_open:
        raise ValidationError("Le questionnaire se remplit avant l’atelier : il est fermé.")
    if ReponsePrealable.objects.filter(question__atelier=held).count() >= MOST_ANSWERS:
        raise ValidationError("Ce questionnaire a déjà reçu beaucoup de réponses : dites-le à l’animation.")
    questions = held.questions.filter(pk__in=[pk for pk, texte in reponses.items() if texte])
    return ReponsePrealable.objects.bulk_create(
        [
            ReponsePrealable(question=question, categorie=categorie, texte=reponses[question.pk], envoi=envoi)
            for question in questions
        ],
        ignore_conflicts=True,
    )


def hold_atelier(atelier: Atelier) -> Atelier:
    """Return a workshop as it stands, held until the end of the transaction."""
    return Atelier.objects.select_for_update(of=("self",)).select_related("collectif").get(pk=atelier.pk)
