"""What people do with an association's sheet."""

import json
from hashlib import sha256

from django.db import transaction

from members.models import Association, Personne
from socle import journal
from socle.permissions import require

PLAIN = (
    "nom",
    "presentation",
    "adresse",
    "code_postal",
    "commune",
    "code_commune",
    "departement",
    "territoire",
    "telephone",
    "email",
    "site",
    "siret",
    "siren",
    "rna",
    "latitude",
    "longitude",
    "is_utilite_publique",
    "is_publiee",
    "champs_publics",
)
LISTS = ("publics", "domaines", "dispositifs")


class SheetChanged(Exception):
    """Somebody else changed the sheet since it was read. `standing` is what it says now."""

    def __init__(self, standing: Association, typed: dict):
        super().__init__(standing.pk)
        self.standing = standing
        self.differences = [
            (Association._meta.get_field(name).verbose_name, _say(standing, name))
            for name in PLAIN + LISTS
            if _value(standing, name) != _typed(typed[name])
        ]


def read_sheet(association: Association) -> str:
    """Return the mark of what a sheet says, to know later whether it still says it."""
    content = {name: _value(association, name) for name in PLAIN + LISTS}
    return sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


@transaction.atomic
def edit_association(association: Association, *, read: str, by: Personne, **fields) -> Association:
    """Write the sheet if it still says what was read (`read`), else raise SheetChanged and write nothing.

    The row is locked meanwhile, so that of two people who save together one sees the other's work.
    """
    require(by, "members.edit_association", association)
    standing = Association.objects.select_for_update().get(pk=association.pk)
    if read_sheet(standing) != read:
        raise SheetChanged(standing, fields)
    changed = [name for name in PLAIN + LISTS if _value(standing, name) != _typed(fields[name])]
    for name in PLAIN:
        setattr(standing, name, fields[name])
    standing.full_clean()
    standing.save()
    for name in LISTS:
        getattr(standing, name).set(fields[name])
    if changed:
        journal.record("members.edit_association", standing, by=by, champs=changed)
    return standing


def _value(association, name):
    if name in LISTS:
        return sorted(item.pk for item in getattr(association, name).all())
    if name == "territoire":
        return association.territoire_id or ""
    if name == "champs_publics":
        return sorted(association.champs_publics)
    value = getattr(association, name)
    return "" if value is None or value is False else value


def _typed(value):
    if hasattr(value, "pk"):
        return value.pk
    if hasattr(value, "values_list"):
        return sorted(value.values_list("pk", flat=True))
    if isinstance(value, list):
        return sorted(value)
    return "" if value is None or value is False else value


def _say(association, name) -> str:
    if name in LISTS:
        return ", ".join(str(item) for item in getattr(association, name).all()) or "rien"
    value = getattr(association, name)
    if name == "champs_publics":
        return ", ".join(Association.ChampPublic(champ).label for champ in value) or "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value or "rien")
