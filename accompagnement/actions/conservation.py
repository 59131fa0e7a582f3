"""Telling that a case will be erased, then erasing it: the keys first, by batches that may stop anywhere (§6.4)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import anonymize_demande, lock
from accompagnement.models import FINIS, CleDossier, Demande, Etat
from accompagnement.notifications import DemandeAvancee
from accompagnement.queries.conservation import get_stale_brouillons, get_to_erase, get_to_warn
from socle.notifications import notify
from socle.permissions import require

BATCH = 200
ENCORE_EN_COURS = "Cette demande n’est pas terminée : retirez-la d’abord, puis effacez-la."


@transaction.atomic
def warn_demande(demande: Demande) -> bool:
    """Give a month's notice of the erasure, once, by a message that says nothing; return whether it was due."""
    standing = get_to_warn().select_for_update(of=("self",)).filter(pk=demande.pk).first()
    if standing is None:
        return False
    standing.preavis_le = timezone.localdate()
    standing.save(update_fields=["preavis_le"])
    notify(DemandeAvancee(standing))
    return True


@transaction.atomic
def erase_demande(demande: Demande, *, by) -> Demande:
    """Erase one's own ended case at once: nobody has to wait for the clock."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat not in FINIS:
        raise ValidationError(ENCORE_EN_COURS)
    return anonymize_demande(demande)


def erase_ended(batch: int = BATCH) -> int:
    """Erase what is over, batch after batch; return how many cases were.

    The keys of a whole batch are destroyed in one statement before anything else is removed: stopped there, the job
    leaves texts that nothing opens, and goes on with them the next time.
    """
    erased = 0
    while pks := _destroy_keys(batch):
        for pk in pks:
            erased += _erase(pk)
    return erased


@transaction.atomic
def _destroy_keys(batch) -> list:
    rows = get_to_erase().select_for_update(skip_locked=True, of=("self",))
    pks = list(rows.values_list("pk", flat=True)[:batch])
    CleDossier.objects.filter(acces__demande__in=pks).delete()
    return pks


@transaction.atomic
def _erase(pk) -> bool:
    demande = get_to_erase().select_for_update(of=("self",)).filter(pk=pk).first()
    if demande is None or demande.etat == Etat.ANONYMISEE:
        return False
    anonymize_demande(demande)
    return True


def forget_brouillons() -> int:
    """Remove the drafts that nobody wrote in for three months."""
    return get_stale_brouillons().delete()[0]
