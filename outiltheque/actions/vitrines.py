"""What everybody may read of a tool, chosen by an association that wrote it: one version, one part at a time (A28)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from outiltheque.actions.versions import hold_version
from outiltheque.models import VersionOutil, Vitrine
from outiltheque.notifications.retours import VitrineMontree
from socle import journal
from socle.notifications import notify
from socle.permissions import require


@transaction.atomic
def show_version(version: VersionOutil, *, champs: list[str], by: Personne) -> Vitrine:
    """Show a version to everybody, its title, its summary and its licence, and the parts that are ticked."""
    held = hold_version(version)
    require(by, "outiltheque.show_version", held)
    if not held.is_parue:
        raise ValidationError("Seule une version publiée se montre à tout le monde.")
    chosen = [name for name in Vitrine.Champ.values if name in champs]
    vitrine, is_new = Vitrine.objects.update_or_create(
        version=held, defaults={"champs": chosen, "montree_par": by, "montree_le": timezone.now()}
    )
    journal.record("outiltheque.show_version", held.outil, by=by, version=held.numero, champs=chosen)
    if is_new:
        notify(VitrineMontree(vitrine))
    return vitrine


@transaction.atomic
def hide_version(version: VersionOutil, *, by: Personne) -> None:
    """Show a version no longer; any association that wrote it may."""
    held = hold_version(version)
    require(by, "outiltheque.hide_version", held)
    Vitrine.objects.filter(version=held).delete()
    journal.record("outiltheque.hide_version", held.outil, by=by, version=held.numero)
