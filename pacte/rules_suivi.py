"""Who follows what a pact promised: administrators and the federation's team write, the network reads the events."""

from collectifs.models.collectifs import belongs_to_network
from members.rules import is_admin_portail, is_charge_de_mission, is_connected
from socle.permissions import add_perm, predicate


@predicate
def is_in_force(personne, version):
    return version is not None and version.situation == "en vigueur"


@predicate
def is_of_network(personne):
    return personne.is_authenticated and belongs_to_network(personne)


add_perm("pacte.view_suivi", is_connected)
add_perm("pacte.view_faits", is_of_network)
add_perm("pacte.follow", is_admin_portail | is_charge_de_mission)
add_perm("pacte.edit_liens", (is_admin_portail | is_charge_de_mission) & is_in_force)
add_perm("pacte.add_releve", (is_admin_portail | is_charge_de_mission) & is_in_force)
