"""Who reads the figures of the scheme: the two committees and the neutral coordination, nobody else (B30, B31)."""

from members.rules import is_comite_pilotage, is_comite_technique, is_coordination_neutre
from socle.permissions import add_perm

may_read_rapports = is_comite_pilotage | is_comite_technique | is_coordination_neutre

add_perm("rapports.view_list", may_read_rapports)
add_perm("rapports.view_rapport", may_read_rapports)
add_perm("rapports.publish_rapport", is_coordination_neutre)
