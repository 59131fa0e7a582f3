"""Who may do what with trainings. A right to see asks the same QuerySet as the lists do."""

from formations.models import Inscription, SessionFormation
from members.rules import is_connected, is_federation_team, is_gestionnaire, is_membre
from socle.permissions import add_perm, predicate


@predicate
def is_trainer(personne, session):
    """Be one of those who teach this session."""
    if session is None or not personne.is_authenticated:
        return False
    return session.formateurs.filter(personne=personne.pk).exists()


@predicate
def is_enrolled_one(personne, inscription):
    return personne.is_authenticated and inscription.personne_id == personne.pk


@predicate
def manages_its_association(personne, inscription):
    """Look after the association that somebody is enrolled for."""
    return inscription.association_id is not None and is_gestionnaire(personne, inscription.association)


@predicate
def supports_for(personne, association):
    """Be tied today to the association whose voice it is."""
    if association is None or not personne.is_authenticated:
        return False
    return any(tie.association_id == association.pk for tie in personne.rattachements_en_cours)


@predicate
def is_readable(personne, session):
    return SessionFormation.objects.visible_to(personne).filter(pk=session.pk).exists()


@predicate
def teaches_it(personne, inscription: Inscription):
    return is_trainer(personne, inscription.session)


# The team organises; everybody reads what is published, signed in or not
add_perm("formations.organise", is_federation_team)
add_perm("formations.view_session", is_readable)
add_perm("formations.view_inscriptions", is_federation_team | is_trainer)
add_perm("formations.hold_sheet", is_federation_team | is_trainer)
add_perm("formations.file_complaint", is_connected)
add_perm("formations.view_certificat", is_enrolled_one | manages_its_association | is_federation_team)
add_perm("formations.view_besoins", is_connected)
add_perm("formations.express_besoin", is_membre)
add_perm("formations.support_besoin", supports_for)

# Coming: oneself, or a colleague of the association that one looks after
add_perm("formations.enrol_self", is_membre | is_federation_team)
add_perm("formations.enrol_colleague", is_gestionnaire)
add_perm("formations.approve_inscription", manages_its_association)
add_perm("formations.cancel_inscription", is_enrolled_one | manages_its_association | is_federation_team)
add_perm("formations.answer_offre", is_enrolled_one)

# What helps somebody take part: they and whoever teaches, nobody else, not even the team
add_perm("formations.edit_amenagement", is_enrolled_one)
add_perm("formations.view_amenagements", is_trainer)
add_perm("formations.view_amenagement", is_enrolled_one | teaches_it)
