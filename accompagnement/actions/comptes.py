"""A person who proved that two accounts are theirs finds in one what was sealed for the other.

Only that proof does it. Whoever makes one of two sheets, an administrator included, gives nobody anybody else's
requests: until the person says so, what was sealed stays where it was.
"""

import json

from django.db import transaction

from accompagnement.actions.depot import place_of_brouillon
from accompagnement.models import Acces, Brouillon, Demande, Role, fingerprint_of
from members.models import Personne
from socle.crypto import Unreadable, seal_alone, unseal_alone


@transaction.atomic
def follow_account(absorbee: Personne, gardee: Personne) -> None:
    """Give a person's own requests, draft and mandates their other name; nothing is recorded, nobody is told."""
    old, new = fingerprint_of(absorbee), fingerprint_of(gardee)
    Demande.objects.filter(demandeur_empreinte=old).update(demandeur_empreinte=new)
    Acces.objects.filter(empreinte=old, role=Role.DEMANDEUR).update(empreinte=new)
    held = Acces.objects.ouverts().filter(personne=gardee).values("demande")
    mandates = Acces.objects.ouverts().filter(personne=absorbee, role=Role.MANDATAIRE)
    mandates.exclude(demande__in=held).update(personne=gardee)
    _move_brouillon(old, new)


def _move_brouillon(old, new) -> None:
    """A draft is sealed for the name it is kept under: it is opened and sealed again, unless there is another."""
    draft = Brouillon.objects.filter(empreinte=old).first()
    if draft is None or Brouillon.objects.filter(empreinte=new).exists():
        return
    try:
        fields = json.loads(unseal_alone(draft.contenu, place_of_brouillon(old)))
    except Unreadable:
        return
    draft.empreinte = new
    draft.contenu = seal_alone(json.dumps(fields), place_of_brouillon(new))
    draft.save()
