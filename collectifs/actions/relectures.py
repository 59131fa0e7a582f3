"""What happens to minutes once they circulate: corrections proposed and answered, errata afterwards."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collectifs.actions.comptes_rendus import EcritureConcurrente, hold_minutes
from collectifs.actions.editions import Genre, publish_edition
from collectifs.models import CompteRendu, Correction, Erratum, Note, PointOrdreDuJour
from collectifs.notifications_relectures import CorrectionProposee, CorrectionRepondue, ErratumPublie
from members.models import Personne
from socle import journal
from socle.french import say_date
from socle.notifications import notify
from socle.permissions import require

Reponse = Correction.Reponse


@transaction.atomic
def propose_correction(
    compte_rendu: CompteRendu,
    *,
    point: PointOrdreDuJour | None = None,
    ecrit: str = "",
    propose: str,
    motif: str,
    by: Personne,
) -> Correction:
    """Ask that circulated minutes be corrected: by those recorded present, for seven days (§2.6)."""
    require(by, "collectifs.propose_correction", compte_rendu)
    held = hold_minutes(compte_rendu.reunion)
    if not held.is_en_relecture:
        raise ValidationError(_say_why_closed(held))
    if point and (point.reunion_id != compte_rendu.reunion_id or point.is_huis_clos):
        raise ValidationError("Ce point n’est pas au compte rendu : choisissez-en un dans la liste.")
    correction = Correction(
        compte_rendu=compte_rendu, point=point, ecrit=ecrit, propose=propose, motif=motif, auteur=by
    )
    correction.full_clean()
    correction.save()
    journal.record("collectifs.propose_correction", compte_rendu, by=by, correction=correction.pk)
    notify(CorrectionProposee(correction))
    return correction


def _say_why_closed(compte_rendu) -> str:
    if compte_rendu.etat == CompteRendu.Etat.APPROUVE:
        return "Ce compte rendu est approuvé : son texte ne change plus. Demandez un erratum à la personne référente."
    if not compte_rendu.relecture_jusqu_au or compte_rendu.is_ouvert:
        return "Ce compte rendu n’est pas diffusé : il n’y a rien à corriger pour l’instant."
    return f"Les corrections se proposaient jusqu’au {say_date(compte_rendu.relecture_jusqu_au)} inclus."


@transaction.atomic
def accept_correction(
    correction: Correction, *, texte: str, version: int | None = None, mot: str = "", by: Personne
) -> Correction:
    """Write what a correction asks for; the former text is kept, and a new edition of the paper is made.

    `version` is that of the note that was read: if somebody changed it since, both texts are shown.
    """
    compte_rendu = _begin_answer(correction, by)
    texte = texte.replace("\r\n", "\n").strip()
    correction.reponse, correction.mot, correction.texte_retenu = Reponse.ACCEPTEE, mot, texte
    if correction.point_id:
        correction.texte_avant = _amend(correction.point.note, texte, version, by)
    _finish_answer(correction, by)
    publish_edition(compte_rendu, Genre.CORRECTION, by=by)
    return correction


@transaction.atomic
def refuse_correction(correction: Correction, *, mot: str, by: Personne) -> Correction:
    """Leave the minutes as they are, and say why to whoever asked."""
    _begin_answer(correction, by)
    correction.reponse, correction.mot = Reponse.REFUSEE, mot
    return _finish_answer(correction, by)


def _begin_answer(correction, by) -> CompteRendu:
    require(by, "collectifs.answer_correction", correction.compte_rendu)
    held = hold_minutes(correction.compte_rendu.reunion)
    if held.etat != CompteRendu.Etat.DIFFUSE:
        raise ValidationError("Une correction reçoit sa réponse tant que le compte rendu circule.")
    if not Correction.objects.en_attente().filter(pk=correction.pk).exists():
        raise ValidationError("Quelqu’un vient de répondre à cette correction : sa réponse est dans la liste.")
    return held


def _amend(note, texte, version, by) -> str:
    before = Note.objects.get(pk=note.pk)
    if before.texte == texte:
        raise ValidationError("Le texte est le même qu’avant : changez-le, ou refusez la correction d’un mot.")
    changed = {"texte": texte, "version": F("version") + 1, "page": "", "modifiee_par": by}
    if not Note.objects.filter(pk=note.pk, version=version).update(**changed, modifiee_le=timezone.now()):
        raise EcritureConcurrente(before)
    return before.texte


def _finish_answer(correction, by) -> Correction:
    correction.repondue_par, correction.repondue_le = by, timezone.now()
    correction.full_clean()
    correction.save()
    journal.record(
        "collectifs.answer_correction",
        correction.compte_rendu,
        by=by,
        correction=correction.pk,
        reponse=correction.reponse,
    )
    notify(CorrectionRepondue(correction))
    return correction


@transaction.atomic
def add_erratum(compte_rendu: CompteRendu, *, texte: str, motif: str, by: Personne) -> Erratum:
    """Say something of approved minutes: their text stays, and everybody convened is told."""
    require(by, "collectifs.add_erratum", compte_rendu)
    if hold_minutes(compte_rendu.reunion).etat != CompteRendu.Etat.APPROUVE:
        raise ValidationError("Un erratum suit l’approbation : avant elle, le texte se corrige.")
    erratum = Erratum(compte_rendu=compte_rendu, texte=texte, motif=motif, auteur=by)
    erratum.full_clean()
    erratum.save()
    publish_edition(compte_rendu, Genre.ERRATUM, by=by)
    journal.record("collectifs.add_erratum", compte_rendu, by=by, erratum=erratum.pk)
    notify(ErratumPublie(erratum))
    return erratum
