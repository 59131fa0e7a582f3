"""What comes back to those who lent a tool: uses, feedback, thanks (A31, A32)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Association, Personne
from outiltheque.models import Outil, Remerciement, RetourUsage, UsageOutil
from outiltheque.notifications.retours import RetourRecu, RetourRepondu
from socle import journal
from socle.notifications import notify
from socle.permissions import require

NOT_YOURS = "Parlez au nom d’une de vos associations."


def _hold_publie(outil: Outil, permission: str, by: Personne) -> Outil:
    outil = Outil.objects.select_for_update().get(pk=outil.pk)
    require(by, permission, outil)
    return outil


def _check_place(association: Association, by: Personne) -> None:
    if association.pk not in {tie.association_id for tie in by.rattachements_en_cours}:
        raise ValidationError(NOT_YOURS)


@transaction.atomic
def use_outil(outil: Outil, *, association: Association, by: Personne) -> UsageOutil:
    """Say that an association uses a tool, from today; said twice, it is the same."""
    outil = _hold_publie(outil, "outiltheque.use_outil", by)
    _check_place(association, by)
    usage = UsageOutil.objects.filter(outil=outil, association=association, fin=None).first()
    if usage is None:
        usage = UsageOutil.objects.create(outil=outil, association=association, dit_par=by)
        journal.record("outiltheque.use_outil", outil, by=by, association=association.pk)
    return usage


@transaction.atomic
def stop_usage(usage: UsageOutil, *, by: Personne) -> None:
    """Say that an association no longer uses a tool; said and taken back on one day, it was never said."""
    require(by, "outiltheque.stop_usage", usage)
    held = UsageOutil.objects.select_for_update(of=("self",)).select_related("outil").get(pk=usage.pk)
    if held.fin is not None:
        return
    journal.record("outiltheque.stop_usage", held.outil, by=by, association=held.association_id)
    if held.debut >= timezone.localdate():
        held.delete()
        return
    held.fin = timezone.localdate()
    held.save(update_fields=["fin"])


@transaction.atomic
def add_retour(
    outil: Outil, *, association: Association, contexte: str, a_marche: str, a_change: str = "", by: Personne
) -> RetourUsage:
    """Say what a tool gave, what was changed in it, and where; those who wrote it are told."""
    outil = _hold_publie(outil, "outiltheque.use_outil", by)
    _check_place(association, by)
    retour = RetourUsage(
        outil=outil, version=outil.courante, association=association, auteur=by,
        contexte=contexte, a_marche=a_marche, a_change=a_change,
    )  # fmt: skip
    retour.full_clean()
    retour.save()
    journal.record("outiltheque.add_retour", outil, by=by, retour=retour.pk)
    notify(RetourRecu(retour))
    return retour


@transaction.atomic
def withdraw_retour(retour: RetourUsage, *, by: Personne) -> None:
    """Take back what one said; the page does not show it any more."""
    require(by, "outiltheque.withdraw_retour", retour)
    held = RetourUsage.objects.select_for_update(of=("self",)).select_related("outil").get(pk=retour.pk)
    if held.retire_le is None:
        held.retire_le = timezone.now()
        held.save(update_fields=["retire_le"])
        journal.record("outiltheque.withdraw_retour", held.outil, by=by, retour=held.pk)


@transaction.atomic
def answer_retour(retour: RetourUsage, *, reponse: str, by: Personne) -> RetourUsage:
    """Answer what an association said of one's tool; answered once, so that nobody answers over another."""
    held = RetourUsage.objects.select_for_update(of=("self",)).select_related("outil").get(pk=retour.pk)
    require(by, "outiltheque.answer_retour", held)
    if held.retire_le or held.reponse:
        raise ValidationError("Ce retour a été retiré." if held.retire_le else "Ce retour a déjà sa réponse.")
    held.reponse, held.repondu_par, held.repondu_le = reponse, by, timezone.now()
    held.full_clean()
    held.save()
    notify(RetourRepondu(held))
    return held


@transaction.atomic
def thank_outil(outil: Outil, *, mot: str = "", by: Personne) -> Remerciement:
    """Thank those who wrote a tool, once; they read it in the digest of the week."""
    outil = _hold_publie(outil, "outiltheque.thank_outil", by)
    if Remerciement.objects.filter(outil=outil, personne=by).exists():
        raise ValidationError("Vous avez déjà dit merci pour cet outil.")
    thanks = Remerciement(outil=outil, personne=by, mot=mot)
    thanks.full_clean()
    thanks.save()
    return thanks
