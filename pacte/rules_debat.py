"""Who may do what with a text under debate: members speak, associations amend and vote, administrators decide."""

from django.utils import timezone

from members.rules import is_admin_portail, is_connected, is_federation_team, is_membre
from pacte.models import VersionPacte
from socle.permissions import add_perm, predicate


@predicate
def is_written(personne, version):
    """A draft that is written on, not the preview of an import."""
    return version is not None and version.etat == VersionPacte.Etat.BROUILLON


@predicate
def speaks_today_for(personne, association):
    """Represent this association in the federation's assembly, or stand in for who does, that very day (R5)."""
    if association is None or not personne.is_authenticated:
        return False
    running = association.representants.en_cours(timezone.localdate())
    return running.filter(personne=personne).exists()


@predicate
def sits_on_commission(personne, consultation):
    """Hold a running mandate in the body that gives its opinion on amendments."""
    if consultation is None or not consultation.commission_id or not personne.is_authenticated:
        return False
    return personne.mandats.en_cours().filter(instance=consultation.commission_id).exists()


add_perm("pacte.view_debat", is_connected)
add_perm("pacte.announce_consultation", is_admin_portail & is_written)
add_perm("pacte.manage_consultation", is_admin_portail)
add_perm("pacte.comment", is_membre | is_federation_team)
add_perm("pacte.speak_for", speaks_today_for)
add_perm("pacte.advise", is_admin_portail | sits_on_commission)
add_perm("pacte.decide_amendement", is_admin_portail)
add_perm("pacte.manage_scrutins", is_admin_portail)
