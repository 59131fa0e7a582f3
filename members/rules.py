"""Who may do what with people and associations, and the predicates that every app builds its rules from."""

from django.utils import timezone

from members.models import RoleFederal
from socle.permissions import add_perm, predicate

Role = RoleFederal.Role
APART = (Role.ADMIN_PORTAIL, Role.DELEGATION, Role.PRESTATAIRE, Role.OPERATEUR)
SEPARATION = (
    "Séparation des rôles : {personne} tient déjà « {mixed} ». La coordination neutre reçoit des demandes que la "
    "fédération, celles et ceux qui administrent le portail et les prestataires ne doivent pas lire : elle ne se "
    "cumule avec aucun de ces rôles. Confiez-la à quelqu’un d’autre."
)
JUGE_ET_PARTIE = (
    "Séparation des rôles : {personne} tient déjà « {mixed} ». L’opérateur décide qui devient prestataire : il n’en "
    "est pas un lui-même. Confiez ce rôle à quelqu’un d’autre."
)
SECOND_FACTOR_ROLES = {Role.ADMIN_PORTAIL, Role.COORDINATION_NEUTRE, Role.PRESTATAIRE, Role.OPERATEUR}


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
def is_comite_technique(personne):
    return personne.is_authenticated and Role.COMITE_TECHNIQUE in personne.roles


@predicate
def is_prestataire(personne):
    return personne.is_authenticated and Role.PRESTATAIRE in personne.roles


@predicate
def is_operateur(personne):
    """Run the scheme (B30): its catalogue and its providers, never a request."""
    return personne.is_authenticated and Role.OPERATEUR in personne.roles


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
def is_gestionnaire_of_convention(personne, convention):
    """Look after the association that signed this agreement; nobody does for those of the federation."""
    return convention is not None and is_gestionnaire(personne, convention.association)


@predicate
def is_published(personne, association):
    return association is not None and association.is_publiee


@predicate
def is_standing(personne, sheet):
    """A sheet that another one replaced is read through the one that stays."""
    return sheet is not None and sheet.fondue_dans_id is None


@predicate
def is_author(personne, segment):
    return personne.is_authenticated and segment is not None and segment.personne_id == personne.pk


@predicate
def is_invited(personne, invitation):
    """Be the one to whom a place is proposed."""
    return personne.is_authenticated and invitation is not None and invitation.personne_id == personne.pk


@predicate
def is_shared(personne, segment):
    return segment is not None and segment.is_partage


@predicate
def is_gestionnaire_of_instance(personne, instance):
    """Look after the association whose governing body this is."""
    if instance is None or instance.association_id is None or not personne.is_authenticated:
        return False
    return any(
        tie.is_gestionnaire and tie.association_id == instance.association_id
        for tie in personne.rattachements_en_cours
    )


@predicate
def is_representant(personne, association):
    """Speak for this association in the federation's assembly, today or from a day to come."""
    if association is None or not personne.is_authenticated:
        return False
    return association.representants.since(timezone.localdate()).filter(personne=personne).exists()


@predicate
def is_gestionnaire_of_both(personne, pair):
    """Look after each of two associations."""
    return pair is not None and all(is_gestionnaire(personne, association) for association in pair)


def find_incompatibility(personne, role) -> str:
    """Return why somebody cannot take a role, or a mission function when `role` is None; empty if they can.

    The neutral coordination reads what the federation and its administrators must not (finding 1), and chooses
    among providers: it is held by somebody who is none of these.
    """
    held = personne.roles_federaux.en_cours().values_list("role", flat=True)
    other_side = {Role.OPERATEUR: Role.PRESTATAIRE, Role.PRESTATAIRE: Role.OPERATEUR}.get(role)
    if other_side in held:
        return JUGE_ET_PARTIE.format(personne=personne, mixed=other_side.label)
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

add_perm("members.view_association", is_standing & (is_connected | is_published))
add_perm("members.view_personne", is_standing & (is_self | is_federation_team | (is_connected & has_place)))
add_perm("members.view_telephone", is_self | is_federation_team | is_gestionnaire_of)
add_perm("members.edit_association", is_gestionnaire | is_federation_team)
add_perm("members.invite_personne", is_gestionnaire | is_federation_team)
add_perm("members.edit_personne", is_self)
add_perm("members.add_personne", is_gestionnaire | is_federation_team)
add_perm("members.edit_minorite", is_federation_team | is_gestionnaire_of)
add_perm("members.answer_invitation", is_invited)
add_perm("members.add_segment", is_connected)
add_perm("members.view_segment", is_author | (is_shared & is_federation_team))
add_perm("members.edit_segment", is_author)
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

# Dues: the team keeps the accounts, an association's managers read and declare their own
add_perm("members.manage_cotisations", is_federation_team)
add_perm("members.view_cotisations", is_gestionnaire | is_federation_team)
add_perm("members.declare_assiette", is_gestionnaire | is_federation_team)
add_perm("members.edit_compte_bancaire", is_admin_portail)

# Governance: everybody who is signed in reads who sits where; warnings are for whoever may act on them
add_perm("members.view_gouvernance", is_connected)
add_perm("members.edit_instance", is_gestionnaire_of_instance | is_federation_team)
add_perm("members.edit_gouvernance", is_gestionnaire | is_federation_team)
add_perm("members.view_gouvernance_overview", is_federation_team)
add_perm("members.edit_regles", is_admin_portail)
add_perm("members.name_representant", is_gestionnaire | is_federation_team)
add_perm("members.give_pouvoir", is_gestionnaire | is_representant | is_federation_team)
add_perm("members.manage_assemblees", is_federation_team)

# CAF approvals: everybody who is signed in reads the kinds and the dates, the rest is for whoever may act
add_perm("members.view_horizon", is_federation_team)
add_perm("members.manage_agrements", is_gestionnaire | is_federation_team)
add_perm("members.view_convention", is_gestionnaire_of_convention | is_federation_team)
add_perm("members.edit_convention", is_gestionnaire_of_convention | is_federation_team)
add_perm("members.view_convention_list", is_federation_team)

# Imports and duplicates: the team's work; whoever manages two associations may make them one
add_perm("members.manage_imports", is_federation_team)
add_perm("members.merge_personnes", is_federation_team)
add_perm("members.merge_associations", is_gestionnaire_of_both | is_federation_team)
add_perm("members.choose_connexion", is_admin_portail)
