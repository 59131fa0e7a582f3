"""What the operator does with the catalogue and the phases. None of it reads, counts or changes a request."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible
from accompagnement.models import ChartePrestataire, Phase, VersionCatalogue
from accompagnement.queries.catalogue import describe_catalogue, get_territoires_pris
from socle.french import say_list
from socle.permissions import require

PILOTES = range(2, 7)
MANAGE = "accompagnement.manage_catalogue"
MAL_PILOTE = (
    "Une expérimentation se mène sur deux à six territoires : cette phase en compte {count}. "
    "Corrigez la liste de ses territoires, puis commencez-la."
)
NOM_PRIS = "Une version du catalogue porte déjà ce nom : donnez-en un autre."


@transaction.atomic
def save_fiche(fiche, *, by, **links):
    """Write a sheet of the catalogue (trade, skill, bundle, service or phase); `links` are its lists."""
    require(by, MANAGE)
    if isinstance(fiche, Phase) and fiche.pk and fiche.is_commencee:
        raise Impossible("Cette phase a commencé : elle ne change plus. Terminez-la, et préparez la suivante.")
    if isinstance(fiche, ChartePrestataire) and fiche.pk and fiche.agrements.exists():
        raise Impossible("Cette version de la charte est signée : écrivez-en une nouvelle, à signer à son tour.")
    if fiche.pk is None and hasattr(fiche, "cle"):
        fiche.cle = uuid4()
    fiche.full_clean()
    fiche.save()
    for name, rows in links.items():
        getattr(fiche, name).set(rows)
    return fiche


@transaction.atomic
def retire_fiche(fiche, *, by) -> None:
    """Offer a bundle or a service no more from today; it is never deleted, and cases keep their words."""
    require(by, MANAGE)
    if fiche.retire_le is None:
        fiche.retire_le = timezone.localdate()
        fiche.save(update_fields=["retire_le"])


@transaction.atomic
def restore_fiche(fiche, *, by) -> None:
    """Offer again what was retired."""
    require(by, MANAGE)
    fiche.retire_le = None
    fiche.save(update_fields=["retire_le"])


@transaction.atomic
def begin_phase(phase: Phase, *, version: str, by) -> Phase:
    """Begin a phase today: the catalogue is frozen under the name given (B29), and R11 counts the territories."""
    require(by, MANAGE)
    phase = Phase.objects.select_for_update().get(pk=phase.pk)
    if phase.is_commencee:
        return phase
    count = phase.territoires.count()
    if phase.genre == Phase.Genre.EXPERIMENTATION and count not in PILOTES:
        raise Impossible(MAL_PILOTE.format(count=count or "aucun"))
    if taken := get_territoires_pris(phase):
        raise Impossible(f"Une autre phase est en cours à {say_list(taken)} : terminez-la d’abord.")
    phase.version = _freeze(version)
    phase.commencee_le = timezone.localdate()
    phase.save()
    return phase


@transaction.atomic
def publish_version(phase: Phase, *, version: str, by) -> Phase:
    """Put a new version of the catalogue in force in a running phase; requests made before keep theirs."""
    require(by, MANAGE)
    phase = Phase.objects.select_for_update().get(pk=phase.pk)
    if not phase.is_en_cours:
        raise Impossible("Cette phase n’est pas en cours : rien n’a été publié.")
    phase.version = _freeze(version)
    phase.save()
    return phase


@transaction.atomic
def end_phase(phase: Phase, *, by) -> Phase:
    """End a phase today; what was asked during it goes on."""
    require(by, MANAGE)
    phase = Phase.objects.select_for_update().get(pk=phase.pk)
    if phase.is_en_cours:
        phase.terminee_le = timezone.localdate()
        phase.save()
    return phase


def _freeze(name: str) -> VersionCatalogue:
    version = VersionCatalogue(nom=name, contenu=describe_catalogue())
    try:
        version.full_clean(exclude=["contenu"])
    except ValidationError as error:
        raise Impossible(NOM_PRIS) from error
    version.save()
    return version
