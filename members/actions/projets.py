"""What people do with the social projects that approvals recognise."""

from django.db import transaction

from members.actions.relecture import rewrite
from members.models import Association, Personne, ProjetSocial
from socle import journal
from socle.permissions import require

FIELDS = ("titre", "resume", "debut", "fin")


@transaction.atomic
def add_projet_social(association: Association, *, by: Personne, **fields) -> ProjetSocial:
    """Write down a social project of an association."""
    require(by, "members.manage_agrements", association)
    projet = ProjetSocial(association=association, **fields)
    projet.full_clean()
    projet.save()
    journal.record("members.add_projet_social", projet, by=by)
    return projet


@transaction.atomic
def edit_projet_social(projet: ProjetSocial, *, read: str, by: Personne, **fields) -> ProjetSocial:
    """Rewrite a social project if it still says what was read (`read`), else raise RowChanged."""
    require(by, "members.manage_agrements", projet.association)
    standing = ProjetSocial.objects.select_for_update().get(pk=projet.pk)
    if changed := rewrite(standing, read=read, fields=fields, names=FIELDS):
        journal.record("members.edit_projet_social", standing, by=by, champs=changed)
    return standing
