"""Who reads the figures of the support scheme: the steering committee and the neutral coordination, nobody else."""

from members.rules import is_comite_pilotage, is_coordination_neutre
from socle.permissions import add_perm

may_read_rapports = is_comite_pilotage | is_coordination_neutre

add_perm("rapports.view_list", may_read_rapports)
add_perm("rapports.view_rapport", may_read_rapports)
add_perm("rapports.publish_rapport", is_coordination_neutre)
