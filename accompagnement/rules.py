"""Who may do what in a case. An access row opens it and nothing else does: no role, no organisation, no superuser."""

from accompagnement.models import Acces, Role
from members.models import Mandat, Rattachement
from members.rules import is_coordination_neutre, is_operateur, is_prestataire
from socle.permissions import add_perm, predicate

Tie = Rattachement.Genre


@predicate
def is_reader(personne, demande):
    return Acces.objects.opened_for(personne).filter(demande=demande).exists()


@predicate
def is_requester(personne, demande):
    return personne.is_authenticated and demande.is_from(personne)


@predicate
def is_coordinator_of(personne, demande):
    return _holds(personne, demande, Role.COORDINATION)


@predicate
def is_provider_of(personne, demande):
    return _holds(personne, demande, Role.PRESTATAIRE)


def _holds(personne, demande, role) -> bool:
    """A page that has just found the case by this person's accesses (`find_demande`) has read their qualities too."""
    known = getattr(demande, "qualites", {}).get(personne.pk)
    if known is not None:
        return role in known
    return Acces.objects.opened_for(personne).filter(demande=demande, role=role).exists()


@predicate
def is_asked(personne, sollicitation):
    """Be the provider to whom this solicitation goes."""
    return is_prestataire(personne) and sollicitation.prestataire.personne_id == personne.pk


@predicate
def has_place_in_network(personne):
    """R13: work for a member or for the federation, or hold a responsibility there as a volunteer."""
    if not personne.is_authenticated:
        return False
    ties = {tie.genre for tie in personne.rattachements_en_cours}
    if ties & {Tie.SALARIE, Tie.BENEVOLE_RESPONSABLE} or personne.fonctions:
        return True
    return Mandat.objects.en_cours().filter(personne=personne, instance__association=None).exists()


@predicate
def is_mandated(personne, association=None):
    """Speak for an association: a volunteer with a responsibility, or who looks after its sheet."""
    if not personne.is_authenticated:
        return False
    return any(
        (tie.genre == Tie.BENEVOLE_RESPONSABLE or tie.is_gestionnaire)
        and (association is None or tie.association_id == association.pk)
        for tie in personne.rattachements_en_cours
    )


@predicate
def is_own_activite(personne, prestataire):
    """Be the provider whose activity this is, and still one."""
    return is_prestataire(personne) and prestataire.personne_id == personne.pk


# The operator of the scheme (B30) keeps its catalogue and chooses its providers; no case is opened by it.
add_perm("accompagnement.manage_catalogue", is_operateur)
add_perm("accompagnement.decide_candidatures", is_operateur)
# It also holds the funds and pays under a code (§4.6): whose case it is, it never learns.
add_perm("accompagnement.manage_factures", is_operateur)
add_perm("accompagnement.manage_fonds", is_operateur)
add_perm("accompagnement.add_facture", is_prestataire)
add_perm("accompagnement.manage_activite", is_own_activite)
add_perm("accompagnement.add_demande", has_place_in_network)
add_perm("accompagnement.add_demande_association", is_mandated)
add_perm("accompagnement.view_demande", is_reader)
add_perm("accompagnement.follow_demande", is_requester)
add_perm("accompagnement.pause_demande", is_requester | is_provider_of)
add_perm("accompagnement.reassign_demande", is_requester | is_provider_of | is_coordinator_of)
add_perm("accompagnement.view_coordination", is_coordination_neutre)
add_perm("accompagnement.review_paroles", is_coordination_neutre)
add_perm("accompagnement.coordinate_demande", is_coordinator_of)
add_perm("accompagnement.view_sollicitations", is_prestataire)
add_perm("accompagnement.answer_sollicitation", is_asked)
add_perm("accompagnement.support_demande", is_provider_of)
