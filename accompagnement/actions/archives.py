"""What becomes of the file of a provider who left: two years as it was, five in the archive, then nothing (§6.4).

In the archive stays what answers for a contract: who, from when to when, which charters, which declarations and ties,
which suspensions. What served to be offered cases goes on the first day of it. The last day is announced.
"""

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from accompagnement.models import Candidature, Prestataire
from accompagnement.notifications_prestataires import DestructionAnnoncee
from accompagnement.queries.archives import get_to_announce, get_to_archive, get_to_destroy
from socle.notifications import notify

LISTES = ("competences", "services", "reseaux", "territoires")


def mind_archives() -> None:
    """Archive, announce and destroy what is due today; each file by itself, so that one never holds up the others."""
    for pk in list(get_to_archive().values_list("pk", flat=True)):
        archive_prestataire(pk)
    for pk in list(get_to_announce().values_list("pk", flat=True)):
        announce_destruction(pk)
    for pk in list(get_to_destroy().values_list("pk", flat=True)):
        destroy_prestataire(pk)


@transaction.atomic
def archive_prestataire(pk: int) -> bool:
    """Keep of a file what a contract is answered for with, and nothing else; return whether it was due."""
    prestataire = get_to_archive().select_for_update().filter(pk=pk).first()
    if prestataire is None:
        return False
    for name in LISTES:
        getattr(prestataire, name).clear()
    for rows in (prestataire.attestations, prestataire.liens, prestataire.changements):
        rows.all().delete()
    Candidature.objects.filter(personne=prestataire.personne_id).delete()
    prestataire.approche, prestataire.langues, prestataire.modalites = "", [], []
    prestataire.en_pause_jusqu_au = None
    prestataire.archive_le = timezone.localdate()
    prestataire.save()
    return True


@transaction.atomic
def announce_destruction(pk: int) -> bool:
    """Tell the person a month before, once; the destruction waits for that month."""
    prestataire = get_to_announce().select_for_update(of=("self",)).filter(pk=pk).first()
    if prestataire is None:
        return False
    prestataire.preavis_le = timezone.localdate()
    prestataire.save(update_fields=["preavis_le"])
    notify(DestructionAnnoncee(prestataire))
    return True


@transaction.atomic
def destroy_prestataire(pk: int) -> bool:
    """Destroy an archived file. What the law keeps longer, an invoice, keeps its author until its own end."""
    prestataire = get_to_destroy().select_for_update().filter(pk=pk).first()
    if prestataire is None:
        return False
    try:
        with transaction.atomic():
            Prestataire.objects.filter(pk=pk).delete()
    except (ProtectedError, RestrictedError):
        return False
    return True
