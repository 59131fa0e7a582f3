"""What the portal knows of somebody, found from the models themselves: a new app's foreign key is found too.

A line says what the row is and the part the person plays in it. Of rows that are about them every plain field is
given; of rows that they only wrote, convened or signed, the name and the dates: the rest is about others. Confidential
apps and means of entry are never read here: the first speak for themselves, the second are secrets.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models

from members.models import Personne
from members.relations import Relation, find_relations
from socle.donnees import Rubrique

ABOUT_THEM = {"personne", "destinataire", "electeur", "participant", "membre"}
UNSAID = (models.BinaryField, models.FileField)
TECHNICAL = {"password", "recherche", "id", "is_superuser", "empreinte", "contexte", "lien"}
MOST = 2000
EVENTS = "pghistory"


def get_donnees(personne: Personne) -> list[Rubrique]:
    """Return the sheet of a person, their means of entry, and every row of every app that points to them."""
    sheet = Rubrique("Votre fiche", [_fields(personne)])
    found = [_read(relation, personne) for relation in find_relations(Personne)]
    return [sheet, _entries(personne), *(rubrique for rubrique in found if rubrique and rubrique.lignes)]


def _entries(personne) -> Rubrique:
    """Say which means of entry exist, never what they hold."""
    lines: list[dict[str, Any]] = [
        {"moyen": "adresse", "valeur": one.email, "vérifiée": one.verified}
        for one in EmailAddress.objects.filter(user=personne)
    ]
    lines += [
        {"moyen": one.get_type_display(), "créé le": one.created_at, "utilisé le": one.last_used_at}
        for one in Authenticator.objects.filter(user=personne)
    ]
    lines += [
        {
            "moyen": "appareil connecté",
            "depuis": one.created_at,
            "vu le": one.last_seen_at,
            "navigateur": one.user_agent,
        }
        for one in UserSession.objects.filter(user=personne)
    ]
    return Rubrique("Vos moyens de connexion", lines)


def _read(relation: Relation, personne) -> Rubrique | None:
    if relation.is_confidential or relation.is_entry or _is_history(relation.model):
        return None
    meta = relation.model._meta
    rows = relation.rows_of([personne.pk]).order_by("pk")[:MOST]
    if meta.auto_created:
        return Rubrique(relation.noun.capitalize(), [{"lien": _other(row, relation)} for row in rows])
    is_theirs = relation.field.name in ABOUT_THEM
    lines = [_fields(row, skip=relation.field.name) if is_theirs else _trace(row) for row in rows]
    return Rubrique(relation.noun.capitalize(), lines)


def _is_history(model) -> bool:
    return any(base.__module__.startswith(EVENTS) for base in model.__mro__)


def _fields(row, skip: str = "") -> dict[str, Any]:
    """Return every plain field, by the name people read; a row it points to is named."""
    said = {} if isinstance(row, Personne) else {"quoi": str(row)}
    for field in row._meta.concrete_fields:
        if field.name in TECHNICAL or field.name == skip or isinstance(field, UNSAID):
            continue
        value = _value(row, field)
        if value not in (None, "", [], {}):
            said[str(field.verbose_name)] = value
    return said


def _value(row, field) -> Any:
    if field.is_relation:
        related = getattr(row, field.name)
        return str(related) if related else None
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return getattr(row, field.attname)


def _trace(row) -> dict[str, Any]:
    """Return the name and the dates of what the person only wrote, convened or signed."""
    dates = [f for f in row._meta.concrete_fields if isinstance(f, models.DateField)]
    said = {str(f.verbose_name): getattr(row, f.attname) for f in dates if getattr(row, f.attname)}
    return {"quoi": str(row)} | said


def _other(row, relation) -> str:
    field = next(f for f in row._meta.get_fields() if f.is_relation and f.name != relation.field.name)
    return str(getattr(row, field.name))
