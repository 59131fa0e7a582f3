"""A tool leaves the library, with the reason and what replaces it; it may come back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from outiltheque.models import Outil
from outiltheque.notifications.outils import OutilRetire
from socle import journal
from socle.notifications import notify
from socle.permissions import require


@transaction.atomic
def retire_outil(outil: Outil, *, motif: str, remplace_par: Outil | None = None, by: Personne) -> Outil:
    """Withdraw a published tool; its page stays, says why, and leads to what replaces it."""
    outil = Outil.objects.select_for_update().get(pk=outil.pk)
    require(by, "outiltheque.retire_outil", outil)
    if outil.etat != Outil.Etat.PUBLIE:
        raise ValidationError(f"Cet outil est {outil.get_etat_display()} : seul un outil publié se retire.")
    if remplace_par and not Outil.objects.parus().filter(pk=remplace_par.pk).exists():
        raise ValidationError("Ce qui le remplace doit être publié : choisissez un autre outil.")
    outil.etat, outil.retire_le, outil.retire_par = Outil.Etat.RETIRE, timezone.now(), by
    outil.motif_retrait, outil.remplace_par = motif.strip(), remplace_par
    outil.full_clean()
    outil.save()
    journal.record("outiltheque.retire_outil", outil, by=by, motif=outil.motif_retrait)
    notify(OutilRetire(outil, by))
    return outil


@transaction.atomic
def restore_outil(outil: Outil, *, by: Personne) -> Outil:
    """Put back in the library a tool that was withdrawn."""
    outil = Outil.objects.select_for_update().get(pk=outil.pk)
    require(by, "outiltheque.retire_outil", outil)
    if outil.etat != Outil.Etat.RETIRE:
        raise ValidationError("Cet outil n’est pas retiré.")
    outil.etat, outil.retire_le, outil.retire_par, outil.remplace_par = Outil.Etat.PUBLIE, None, None, None
    outil.save()
    journal.record("outiltheque.restore_outil", outil, by=by)
    return outil
