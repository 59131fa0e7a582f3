"""What administrators do with federal roles and mission functions: dated rows, closed and opened."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Affectation, FonctionMission, Personne, RoleFederal
from members.rules import find_incompatibility
from socle import journal
from socle.permissions import require

LAST_ADMIN = "C’est la dernière personne qui administre le portail : nommez-en d’abord une autre."


@transaction.atomic
def give_role(personne: Personne, *, role: str, by: Personne) -> RoleFederal:
    """Give a federal role from today; refuse with its reason what would mix powers kept apart."""
    require(by, "members.manage_roles")
    return grant_role(personne, role=role, by=by)


@transaction.atomic
def grant_role(personne: Personne, *, role: str, by: Personne) -> RoleFederal:
    """Give a role that another rule than the administrators' has already allowed; kept in the journal all the same."""
    _lock(personne)
    if reason := find_incompatibility(personne, role):
        raise ValidationError(reason, code="separation")
    if personne.roles_federaux.en_cours().filter(role=role).exists():
        raise ValidationError("Cette personne tient déjà ce rôle.")
    given = RoleFederal(personne=personne, role=role, debut=timezone.localdate())
    given.full_clean()
    given.save()
    journal.record("members.give_role", given, by=by, role=role, personne=personne.pk)
    return given


@transaction.atomic
def end_role(role: RoleFederal, *, by: Personne) -> None:
    """Take a role back at once: yesterday was its last day. One given today is removed, the journal keeps it."""
    require(by, "members.manage_roles")
    admins = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.ADMIN_PORTAIL)
    holders = set(admins.select_for_update().values_list("personne", flat=True))
    if role.role == RoleFederal.Role.ADMIN_PORTAIL and holders <= {role.personne_id}:
        raise ValidationError(LAST_ADMIN)
    journal.record("members.end_role", role, by=by, role=role.role, personne=role.personne_id)
    _close(role)


@transaction.atomic
def drop_role(personne: Personne, *, role: str, by: Personne) -> None:
    """Take back a role that another rule than the administrators' gave; never the portal's administration."""
    if role == RoleFederal.Role.ADMIN_PORTAIL:
        raise ValidationError(LAST_ADMIN)
    for held in personne.roles_federaux.en_cours().filter(role=role).select_for_update():
        journal.record("members.end_role", held, by=by, role=role, personne=personne.pk)
        _close(held)


@transaction.atomic
def assign_fonction(fonction: FonctionMission, *, personne: Personne, by: Personne) -> Affectation:
    """Hand a mission function to somebody from today; whoever held it stops yesterday."""
    require(by, "members.manage_roles")
    _lock(personne)
    if reason := find_incompatibility(personne, None):
        raise ValidationError(reason, code="separation")
    held = fonction.affectations.en_cours().select_for_update()
    if held.filter(personne=personne).exists():
        raise ValidationError("Cette personne tient déjà cette fonction.")
    for affectation in held:
        _close(affectation)
    given = Affectation(fonction=fonction, personne=personne, debut=timezone.localdate())
    given.full_clean()
    given.save()
    journal.record("members.assign_fonction", given, by=by, fonction=fonction.pk, personne=personne.pk)
    return given


@transaction.atomic
def end_affectation(affectation: Affectation, *, by: Personne) -> None:
    """Leave a function without anybody from today."""
    require(by, "members.manage_roles")
    journal.record("members.end_affectation", affectation, by=by, personne=affectation.personne_id)
    _close(affectation)


def _lock(personne) -> None:
    Personne.objects.select_for_update().get(pk=personne.pk)


def _close(row) -> None:
    today = timezone.localdate()
    if row.debut >= today:
        row.delete()
        return
    row.fin = today - timedelta(days=1)
    row.save(update_fields=["fin"])
