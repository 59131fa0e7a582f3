"""Who may do what with the review of a pact: administrators open and publish, the team tells, all read."""

from members.rules import is_admin_portail, is_connected, is_federation_team
from socle.permissions import add_perm, predicate


@predicate
def is_released(personne, bilan):
    return bilan is not None and bilan.is_publie


@predicate
def is_being_written(personne, bilan):
    return bilan is not None and not bilan.is_publie


add_perm("pacte.open_bilan", is_admin_portail)
add_perm("pacte.view_bilan", is_federation_team | (is_connected & is_released))
add_perm("pacte.write_bilan", is_federation_team & is_being_written)
add_perm("pacte.publish_bilan", is_admin_portail & is_being_written)
