"""Who may do what with a pact: everybody who is signed in reads what is published, administrators write."""

from members.rules import is_admin_portail, is_connected
from socle.permissions import add_perm, predicate


@predicate
def is_published(personne, version):
    return version is not None and not version.is_brouillon


@predicate
def is_draft(personne, version):
    return version is not None and version.is_brouillon


add_perm("pacte.view_list", is_connected)
add_perm("pacte.view_version", is_admin_portail | (is_connected & is_published))
add_perm("pacte.add_pacte", is_admin_portail)
add_perm("pacte.edit_version", is_admin_portail & is_draft)
add_perm("pacte.publish_version", is_admin_portail & is_draft)
add_perm("pacte.add_avenant", is_admin_portail & is_published)
