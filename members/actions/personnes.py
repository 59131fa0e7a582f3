"""What people do with their own sheet."""

from django.db import transaction

from members.models import Personne
from socle import journal
from socle.permissions import require


@transaction.atomic
def edit_coordonnees(personne: Personne, *, prenom: str, nom: str, telephone: str, by: Personne) -> Personne:
    """Change a person's name and telephone; the address changes elsewhere, once it is confirmed."""
    require(by, "members.edit_personne", personne)
    typed = {"prenom": prenom, "nom": nom, "telephone": telephone}
    changed = [name for name, value in typed.items() if getattr(personne, name) != value]
    for name, value in typed.items():
        setattr(personne, name, value)
    personne.full_clean(exclude=["password"])
    personne.save()
    if changed:
        journal.record("members.edit_personne", personne, by=by, champs=changed)
    return personne
