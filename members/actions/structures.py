"""What people do with the places an association runs: dated rows, closed and never erased."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Association, Personne, Structure
from socle import journal
from socle.permissions import require

OTHER_SIREN = (
    "Le SIRET « {siret} » n’est pas celui d’un établissement de l’association : il commence par {typed}, "
    "et le SIREN de l’association est {siren}. Vérifiez les deux."
)


@transaction.atomic
def add_structure(association: Association, *, by: Personne, **fields) -> Structure:
    """Open a place of an association; from then on the directory finds the association by its name too."""
    require(by, "members.edit_association", association)
    return _write(Structure(association=_lock(association)), "members.add_structure", by, fields)


@transaction.atomic
def edit_structure(structure: Structure, *, by: Personne, **fields) -> Structure:
    """Correct what is said of a place; the history keeps what was said before."""
    require(by, "members.edit_association", structure.association)
    association = _lock(structure.association)
    standing = Structure.objects.select_for_update().get(pk=structure.pk)
    standing.association = association
    return _write(standing, "members.edit_structure", by, fields)


@transaction.atomic
def close_structure(structure: Structure, *, on: date, by: Personne) -> Structure:
    """Say which day was, or will be, the last of a place; it stays known with its dates."""
    require(by, "members.edit_association", structure.association)
    association = _lock(structure.association)
    standing = Structure.objects.select_for_update().get(pk=structure.pk)
    if standing.fin is not None:
        raise ValidationError("Ce lieu a déjà une date de fermeture : il n’y a rien à changer.")
    standing.association = association
    return _write(standing, "members.close_structure", by, {"fin": on})


def _write(structure, verb, by, fields) -> Structure:
    for name, value in fields.items():
        setattr(structure, name, value)
    association = structure.association
    if structure.siret and association.siren and structure.siret[:9] != association.siren:
        sentence = OTHER_SIREN.format(siret=structure.siret, typed=structure.siret[:9], siren=association.siren)
        raise ValidationError({"siret": sentence})
    structure.full_clean()
    structure.save()
    association.save(update_fields=["recherche"])
    journal.record(verb, structure, by=by, association=association.pk)
    return structure


def _lock(association) -> Association:
    return Association.objects.select_for_update().get(pk=association.pk)
