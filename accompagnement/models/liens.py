"""The organisations somebody belongs to today, as a case knows them: by keyed fingerprint."""

from django.db.models import F, Q, Value
from django.db.models.fields import BigIntegerField

from members.models import Affectation, Association, Mandat, Rattachement, RoleFederal
from socle.crypto import fingerprint

FEDERATION = "federation"
ROLES_DE_LA_FEDERATION = [RoleFederal.Role.ADMIN_PORTAIL, RoleFederal.Role.DELEGATION]


def fingerprint_of_organisation(organisation) -> bytes:
    """Return the only name under which a case knows an association (its key) or the federation."""
    return fingerprint("organisation", organisation)


def get_organisations(personne) -> set[bytes]:
    """Return the fingerprints of the organisations somebody belongs to today, read from the tables themselves.

    Work, volunteering, mandates, functions and roles of the federation. An association stands for all the sheets
    that are one with it: a case may name any of them.
    """
    held = set(_find_held(personne))
    associations = held - {None}
    if associations:
        associations |= set(_find_same_sheets(associations))
    names = {*associations, *({FEDERATION} if None in held else ())}
    return {fingerprint_of_organisation(name) for name in names}


def _find_held(personne):
    federation = Value(None, output_field=BigIntegerField(null=True))
    of = {"personne": personne.pk}
    ties = Rattachement.objects.en_cours().filter(**of).order_by().values_list(F("association_id"))
    mandats = Mandat.objects.en_cours().filter(**of).order_by().values_list(F("instance__association_id"))
    fonctions = Affectation.objects.en_cours().filter(**of).order_by().values_list(federation)
    roles = RoleFederal.objects.en_cours().filter(role__in=ROLES_DE_LA_FEDERATION, **of).order_by()
    rows = ties.union(mandats, fonctions, roles.values_list(federation))
    return (organisation for (organisation,) in rows)


def _find_same_sheets(associations):
    same = Q(fondue_dans__in=associations) | Q(fondues__in=associations) | Q(fondue_dans__fondues__in=associations)
    return Association.objects.filter(same).order_by().values_list("pk", flat=True)
