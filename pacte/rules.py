"""Who may do what with a pact: everybody who is signed in reads what was adopted, administrators write and publish.

A signatory signs for themselves: nobody, administrator or not, signs in their place but on paper (R8).
"""

from members.rules import is_admin_portail, is_connected
from pacte import rules_bilans, rules_debat, rules_suivi  # noqa: F401 (each theme has its own table)
from pacte.models import VersionPacte
from socle.permissions import add_perm, predicate


@predicate
def is_published(personne, version):
    return version is not None and version.is_publiee


@predicate
def is_frozen(personne, version):
    return version is not None and not version.is_brouillon


@predicate
def is_draft(personne, version):
    return version is not None and version.is_brouillon


@predicate
def is_adopted(personne, version):
    return version is not None and version.etat == VersionPacte.Etat.ADOPTEE


@predicate
def is_the_signatory(personne, signataire):
    return signataire is not None and signataire.personne_id == personne.pk


@predicate
def is_visible_ceremony(personne, ceremonie):
    return ceremonie is not None and ceremonie.ouverte_le is not None


add_perm("pacte.view_list", is_connected)
add_perm("pacte.view_version", is_admin_portail | (is_connected & is_frozen))
add_perm("pacte.add_pacte", is_admin_portail)
add_perm("pacte.edit_version", is_admin_portail & is_draft)
add_perm("pacte.publish_version", is_admin_portail & (is_draft | is_adopted))
add_perm("pacte.add_avenant", is_admin_portail & is_published)
add_perm("pacte.ratify_version", is_admin_portail & is_draft)
add_perm("pacte.add_ceremonie", is_admin_portail & is_adopted)
add_perm("pacte.view_ceremonie", is_admin_portail | (is_connected & is_visible_ceremony))
add_perm("pacte.manage_ceremonie", is_admin_portail)
add_perm("pacte.sign", is_connected & is_the_signatory)
