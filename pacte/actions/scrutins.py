"""What people do with a vote: prepare, vote, close, proclaim. A vote is never changed, nor a secret one tied."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from collectifs.models.votes import RULES, Mode
from members.models import Assemblee, Association, College, Personne
from pacte.actions.amendements import write_decision
from pacte.actions.consultations import lock_consultation
from pacte.models import Amendement, Consultation, Emargement, PoidsCollege, Question, ScrutinPacte, Suffrage, Urne
from pacte.models.scrutins import Choix
from pacte.notifications_debat import ScrutinPrepare
from pacte.queries.amendements import get_rivals
from pacte.queries.scrutins import Voix, compute_depouillement, find_voix, get_bureau
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Decision = Amendement.Decision
CLOSED = "Ce vote n’est pas ouvert : rien n’a été enregistré."


@transaction.atomic
def prepare_scrutin(
    consultation: Consultation,
    *,
    assemblee: Assemblee,
    intitule: str,
    ouverture: datetime,
    cloture: datetime,
    amendements: Iterable[Amendement] = (),
    sur_ensemble: bool = False,
    poids: dict[College, int] | None = None,
    by: Personne,
    **rule,
) -> ScrutinPacte:
    """Put questions to the associations of a frozen list: amendments, and the whole text if asked."""
    require(by, "pacte.manage_scrutins")
    standing = lock_consultation(consultation)
    _check_ready(standing, assemblee, cloture)
    chosen = list(standing.amendements.filter(pk__in=[row.pk for row in amendements]))
    _check_questions(chosen, sur_ensemble)
    scrutin = ScrutinPacte(
        consultation=standing, assemblee=assemblee, intitule=intitule, ouverture=ouverture, cloture=cloture, par=by,
        **rule,
    )  # fmt: skip
    scrutin.full_clean()
    scrutin.save()
    PoidsCollege.objects.bulk_create(
        PoidsCollege(scrutin=scrutin, college=college, voix=voix) for college, voix in (poids or {}).items()
    )
    asked = [*chosen, *([None] if sur_ensemble else [])]
    questions = Question.objects.bulk_create(
        Question(scrutin=scrutin, rang=rang, amendement=row) for rang, row in enumerate(asked, 1)
    )
    if scrutin.is_secret:
        Urne.objects.bulk_create(Urne(question=question, choix=choix) for question in questions for choix in Choix)
    journal.record("prépare un vote sur", standing.version, by=by, scrutin=scrutin.pk, regle=RULES[Mode(scrutin.mode)])
    notify(ScrutinPrepare(scrutin))
    return scrutin


def _check_ready(consultation, assemblee, cloture) -> None:
    if not consultation.is_depot_clos:
        raise ValidationError("Le dépôt des amendements n’est pas terminé : on vote sur une liste qui ne bouge plus.")
    if assemblee.figee_le is None:
        raise ValidationError({"assemblee": "La liste électorale de cette assemblée n’est pas arrêtée."})
    if cloture <= timezone.now():
        raise ValidationError({"cloture": "Cette date est passée : choisissez un moment à venir."})


def _check_questions(amendements, sur_ensemble) -> None:
    if not amendements and not sur_ensemble:
        raise ValidationError("Choisissez au moins un amendement, ou l’ensemble du texte.")
    for row in amendements:
        if not row.is_debattu:
            raise ValidationError(f"L’amendement {row.numero} est retiré ou décidé.")
        if row.awaits_author:
            raise ValidationError(f"L’association n’a pas répondu à la commission sur l’amendement {row.numero}.")
        if row.questions.filter(scrutin__annule_le=None, scrutin__proclame_le=None).exists():
            raise ValidationError(f"Un autre vote porte déjà sur l’amendement {row.numero}.")


@transaction.atomic
def cast_vote(scrutin: ScrutinPacte, *, association: Association, choix: dict[int, str], by: Personne) -> Emargement:
    """Vote for an association, on every question at once, and sign the list. Done once; nothing undoes it.

    The vote's row is held, so that it closes before or after, never meanwhile. A secret ballot is one more voice in
    an urn: neither the list of who voted nor the journal holds anything to bring near it.
    """
    standing = _hold(scrutin)
    if not standing.is_ouvert:
        raise ValidationError(CLOSED)
    voix = _find_voice(standing, association, by)
    questions = list(standing.questions.values_list("pk", flat=True))
    if set(choix) != set(questions) or not set(choix.values()) <= set(Choix.values):
        raise ValidationError("Répondez à chaque question, s’abstenir compris : un vote se fait en une fois.")
    try:
        with transaction.atomic():
            return _sign_and_drop(standing, voix, choix, by)
    except DatabaseError as error:  # the database's own clock, or another signature, came first
        raise ValidationError(CLOSED) from error


def _find_voice(scrutin, association, by) -> Voix:
    for voix in find_voix(get_bureau(scrutin), by):
        if voix.ligne.association_id == association.pk:
            if voix.obstacle:
                raise ValidationError(voix.obstacle)
            return voix
    raise ValidationError(f"Vous ne portez pas aujourd’hui la voix de {association} : ni représentation, ni pouvoir.")


def _sign_and_drop(scrutin, voix, choix, by) -> Emargement:
    electeur = scrutin.assemblee.electeurs.get(association=voix.ligne.association_id)
    emargement = Emargement.objects.create(
        scrutin=scrutin, electeur=electeur, voix=voix.voix, is_pouvoir=voix.is_pouvoir, par=by
    )
    if scrutin.is_secret:
        for question, answer in sorted(choix.items()):
            Urne.objects.filter(question=question, choix=answer).update(voix=F("voix") + voix.voix)
    else:
        Suffrage.objects.bulk_create(
            Suffrage(question_id=question, emargement=emargement, choix=answer) for question, answer in choix.items()
        )
    return emargement


@transaction.atomic
def close_scrutin(scrutin: ScrutinPacte, *, by: Personne) -> ScrutinPacte:
    """Close an open vote now: what was cast counts, nothing more is cast."""
    require(by, "pacte.manage_scrutins")
    standing = _hold(scrutin)
    if not standing.is_ouvert:
        raise ValidationError("Ce vote n’est pas ouvert.")
    standing.cloture = timezone.now()
    standing.save(update_fields=["cloture"])
    journal.record("clôt un vote sur", standing.consultation.version, by=by, scrutin=standing.pk)
    return standing


@transaction.atomic
def cancel_scrutin(scrutin: ScrutinPacte, *, motif: str, by: Personne) -> ScrutinPacte:
    """Call a vote off and say why; its questions may be put again in another one."""
    require(by, "pacte.manage_scrutins")
    standing = _hold(scrutin)
    if standing.annule_le or standing.proclame_le or standing.is_clos:
        raise ValidationError("Ce vote est terminé : il ne s’annule plus.")
    standing.annule_le, standing.annule_motif = timezone.now(), motif
    standing.full_clean()
    standing.save(update_fields=["annule_le", "annule_motif"])
    journal.record("annule un vote sur", standing.consultation.version, by=by, scrutin=standing.pk, motif=motif)
    return standing


@transaction.atomic
def proclaim_scrutin(scrutin: ScrutinPacte, *, by: Personne) -> ScrutinPacte:
    """Write what came out of a closed vote on each amendment. Below the quorum, or between two equals, nothing is."""
    require(by, "pacte.manage_scrutins")
    lock_consultation(scrutin.consultation)
    standing = _hold(scrutin)
    if not standing.is_clos or standing.proclame_le:
        raise ValidationError("Un vote se proclame une fois, après sa clôture.")
    bureau = get_bureau(standing)
    standing.proclame_le, standing.proclame_par = timezone.now(), by
    standing.save(update_fields=["proclame_le", "proclame_par"])
    for line in compute_depouillement(bureau):
        if line.question.amendement_id and line.issue and line.question.amendement.is_debattu:
            _write_issue(standing, line, bureau, by)
    journal.record("proclame un vote sur", standing.consultation.version, by=by, scrutin=standing.pk)
    return standing


def _write_issue(scrutin, line, bureau, by) -> None:
    """Write the decision of a question; what passes makes fall what it meets, unless it met an adopted one."""
    amendement, issue, said = line.question.amendement, line.issue, line.issue_dite
    amendement.consultation = scrutin.consultation
    if issue == Decision.ADOPTE:
        rivals = [rival for rival, _ in get_rivals(amendement) if rival.decision == Decision.ADOPTE]
        if rivals:
            issue, said = Decision.TOMBE, f"tombé : l’amendement {rivals[0].numero} est déjà adopté"
    motif = f"Vote « {scrutin.intitule} » : {said}. {bureau.texte}{line.colleges_dits}"
    write_decision(amendement, decision=issue, motif=motif, scrutin=scrutin, by=by)


def _hold(scrutin) -> ScrutinPacte:
    rows = ScrutinPacte.objects.select_for_update(of=("self",)).select_related(
        "consultation__version__pacte", "assemblee__instance"
    )
    return rows.get(pk=scrutin.pk)
