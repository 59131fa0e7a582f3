"""Who may do what with people and associations, and the predicates that every app builds its rules from."""

from members.models import RoleFederal
from socle.permissions import add_perm, predicate

Role = RoleFederal.Role
APART = (Role.ADMIN_PORTAIL, Role.DELEGATION, Role.PRESTATAIRE)
SEPARATION = (
    "Séparation des rôles : {personne} tient déjà « {mixed} ». La coordination neutre reçoit des demandes que la "
    "fédération, celles et ceux qui administrent le portail et les prestataires ne doivent pas lire : elle ne se "
    "cumule avec aucun de ces rôles. Confiez-la à quelqu’un d’autre."
)
SECOND_FACTOR_ROLES = {Role.ADMIN_PORTAIL, Role.COORDINATION_NEUTRE, Role.PRESTATAIRE}


@predicate
def is_connected(personne):
    return personne.is_authenticated


@predicate
def is_admin_portail(personne):
    return personne.is_authenticated and Role.ADMIN_PORTAIL in personne.roles


@predicate
def is_coordination_neutre(personne):
    return personne.is_authenticated and Role.COORDINATION_NEUTRE in personne.roles


@predicate
def is_comite_pilotage(personne):
    return personne.is_authenticated and Role.COMITE_PILOTAGE in personne.roles


@predicate
def is_prestataire(personne):
    return personne.is_authenticated and Role.PRESTATAIRE in personne.roles


@predicate
def is_charge_de_mission(personne):
    """Hold a function of the federation's team today."""
    return personne.is_authenticated and bool(personne.fonctions)


@predicate
def is_membre(personne):
    """Be tied to an association today."""
    return personne.is_authenticated and bool(personne.rattachements_en_cours)


@predicate
def is_gestionnaire(personne, association):
    """Look after the sheet and the accounts of this association."""
    if association is None or not personne.is_authenticated:
        return False
    return any(tie.is_gestionnaire and tie.association_id == association.pk for tie in personne.rattachements_en_cours)


@predicate
def is_self(personne, other):
    return personne.is_authenticated and other is not None and personne.pk == other.pk


@predicate
def has_place(personne, other):
    """Whether the other person has a tie, a mandate, a function or a role today."""
    if other is None:
        return False
    places = (other.rattachements, other.mandats, other.affectations, other.roles_federaux)
    return any(place.en_cours().exists() for place in places)


@predicate
def is_gestionnaire_of(personne, other):
    """Look after an association to which the other person is tied today."""
    if other is None or not personne.is_authenticated:
        return False
    managed = {tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire}
    return any(tie.association_id in managed for tie in other.rattachements_en_cours)


@predicate
def is_published(personne, association):
    return association is not None and association.is_publiee


def find_incompatibility(personne, role) -> str:
    """Return why somebody cannot take a role, or a mission function when `role` is None; empty if they can.

    The neutral coordination reads what the federation and its administrators must not (finding 1), and chooses
    among providers: it is held by somebody who is none of these.
    """
    held = personne.roles_federaux.en_cours().values_list("role", flat=True)
    if role == Role.COORDINATION_NEUTRE:
        mixed = [other.label for other in APART if other in set(held)]
        if personne.affectations.en_cours().exists():
            mixed.append("fonction de mission")
    else:
        is_apart = role is None or role in APART
        mixed = [Role.COORDINATION_NEUTRE.label] if is_apart and Role.COORDINATION_NEUTRE in held else []
    return SEPARATION.format(personne=personne, mixed=", ".join(mixed)) if mixed else ""


def must_have_second_factor(personne) -> bool:
    """Say whether this person's roles ask for more than a password or a code (ASVS 6.3.3)."""
    return bool(personne.roles & SECOND_FACTOR_ROLES)


is_federation_team = is_admin_portail | is_charge_de_mission

add_perm("members.view_association", is_connected | is_published)
add_perm("members.view_personne", is_self | is_federation_team | (is_connected & has_place))
add_perm("members.view_telephone", is_self | is_federation_team | is_gestionnaire_of)
add_perm("members.edit_association", is_gestionnaire | is_federation_team)
add_perm("members.invite_personne", is_gestionnaire | is_federation_team)
add_perm("members.edit_personne", is_self)
add_perm("members.edit_rattachement", is_gestionnaire | is_federation_team)
add_perm("members.view_role_list", is_admin_portail)
add_perm("members.manage_roles", is_admin_portail)

# Joining, what becomes of a member, networks, whom to call
add_perm("members.manage_demandes", is_federation_team)
add_perm("members.set_adhesions", is_admin_portail)
add_perm("members.view_parcours_motifs", is_gestionnaire | is_federation_team)
add_perm("members.change_parcours", is_federation_team)
add_perm("members.edit_reseau", is_federation_team)
add_perm("members.join_reseau", is_gestionnaire | is_federation_team)
add_perm("members.view_rappels", is_federation_team)
add_perm("members.keep_personne", is_self)
