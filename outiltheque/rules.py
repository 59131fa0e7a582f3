"""Who may do what with tools. A right to see asks the same QuerySet as the lists do."""

from members.rules import is_connected, is_federation_team, is_membre
from outiltheque.models import Outil, VersionOutil
from socle.permissions import add_perm, predicate


def outil_of(obj):
    """Return the tool that a row is about."""
    if obj is None or isinstance(obj, Outil):
        return obj
    return obj.version.outil if hasattr(obj, "version") and not hasattr(obj, "outil") else obj.outil


def _ties(personne, outil, *, managing=False):
    wrote = {association.pk for association in outil.associations.all()}
    ties = (tie for tie in personne.rattachements_en_cours if tie.is_gestionnaire or not managing)
    return any(tie.association_id in wrote for tie in ties)


@predicate
def is_auteur(personne, obj):
    """Be tied today to one of the associations that wrote this tool."""
    outil = outil_of(obj)
    return personne.is_authenticated and outil is not None and _ties(personne, outil)


@predicate
def is_gestionnaire_auteur(personne, obj):
    """Look after one of the associations that wrote this tool: its image is theirs."""
    outil = outil_of(obj)
    return personne.is_authenticated and outil is not None and _ties(personne, outil, managing=True)


@predicate
def is_standing(personne, obj):
    """A tool that was merged into another is read through the one that stays."""
    outil = outil_of(obj)
    return outil is not None and outil.fondu_dans_id is None


@predicate
def is_paru(personne, obj):
    """Published once: what was withdrawn since is still read, with the reason."""
    return outil_of(obj).is_paru


@predicate
def is_publie(personne, obj):
    outil = outil_of(obj)
    return outil is not None and outil.etat == Outil.Etat.PUBLIE and outil.fondu_dans_id is None


@predicate
def is_parue(personne, version):
    return version.is_parue and version.outil.is_paru


@predicate
def is_written(personne, version):
    """Still being written."""
    return version is not None and version.etat == VersionOutil.Etat.BROUILLON


@predicate
def is_of_it(personne, row):
    """Be tied to the association in whose name this was said."""
    places = {tie.association_id for tie in personne.rattachements_en_cours} if personne.is_authenticated else ()
    return row is not None and row.association_id in places


@predicate
def is_writer(personne, row):
    return personne.is_authenticated and row is not None and row.auteur_id == personne.pk


add_perm("outiltheque.view_outil", is_connected & is_standing & (is_federation_team | is_paru | is_auteur))
add_perm("outiltheque.view_version", is_connected & (is_federation_team | is_parue | is_auteur))
add_perm("outiltheque.propose_outil", is_membre)
add_perm("outiltheque.write_outil", is_auteur & is_standing)
add_perm("outiltheque.write_version", is_auteur & is_standing & is_written)
add_perm("outiltheque.sort_outil", (is_auteur | is_federation_team) & is_standing)
add_perm("outiltheque.review_version", is_federation_team)
add_perm("outiltheque.publish_version", is_auteur | is_federation_team)
add_perm("outiltheque.confirm_outil", is_federation_team & is_publie)
add_perm("outiltheque.retire_outil", (is_auteur | is_federation_team) & is_standing)
add_perm("outiltheque.manage_outils", is_federation_team)

# Giving back
add_perm("outiltheque.use_outil", is_membre & is_publie)
add_perm("outiltheque.stop_usage", is_of_it)
add_perm("outiltheque.adapt_outil", is_membre & is_publie)
add_perm("outiltheque.withdraw_retour", is_writer | is_federation_team)
add_perm("outiltheque.answer_retour", is_auteur)
add_perm("outiltheque.thank_outil", is_connected & is_publie & ~is_auteur)
add_perm("outiltheque.show_version", is_gestionnaire_auteur & is_publie)
add_perm("outiltheque.hide_version", is_gestionnaire_auteur | is_federation_team)

# What is seen on the ground
add_perm("outiltheque.add_constat", is_membre)
add_perm("outiltheque.answer_constat", is_membre | is_federation_team)
add_perm("outiltheque.withdraw_constat", is_writer | is_federation_team)
