"""Write what is measured of a commitment; a mistake is corrected by another row."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from pacte.actions.liens import find_followed, lock
from pacte.genres import Genre
from pacte.models import Releve, VersionPacte
from socle import journal
from socle.permissions import require

NOT_A_COMMITMENT = "Seul un engagement se mesure : une mission montre ce qui est fait pour elle."


@transaction.atomic
def add_releve(
    version: VersionPacte,
    identifiant: UUID,
    *,
    le: date,
    source: str,
    valeur: Decimal | None = None,
    is_tenu: bool = False,
    corrige: Releve | None = None,
    by: Personne,
) -> Releve:
    """Write the value of a commitment's indicator on a day, whether it is kept, and where that comes from."""
    require(by, "pacte.add_releve", version)
    lock(version)
    bloc = find_followed(version, identifiant)
    if bloc is None or bloc.genre != Genre.ENGAGEMENT:
        raise ValidationError(NOT_A_COMMITMENT)
    if le > timezone.localdate():
        raise ValidationError({"le": "Cette date est à venir : un relevé dit ce qui a été constaté."})
    if corrige:
        _check_correction(corrige, identifiant)
    releve = Releve(
        identifiant=identifiant, le=le, valeur=valeur, is_tenu=is_tenu, source=source, corrige=corrige, par=by
    )
    releve.full_clean()
    releve.save()
    journal.record("corrige un relevé de" if corrige else "relève", bloc, by=by, releve=releve.pk)
    return releve


def _check_correction(corrige, identifiant):
    if corrige.identifiant != identifiant:
        raise ValidationError("Ce relevé est celui d’un autre engagement : ouvrez sa page pour le corriger.")
    if other := Releve.objects.filter(corrige=corrige).select_related("par").first():
        raise ValidationError(
            f"{other.par} vient de corriger ce relevé : relisez l’historique, et corrigez le sien au besoin."
        )
