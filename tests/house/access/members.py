"""Who gets what on the pages of people, associations and accounts."""

from django.urls import reverse

from members.actions import invite_personne
from members.models import Rattachement, Segment
from tests.factories.agrements import (
    make_agrement,
    make_compte_rendu,
    make_convention,
    make_projet_social,
    make_renouvellement,
)
from tests.factories.members import make_mineur, make_personne, make_rattachement, make_structure
from tests.house.access import gouvernance, imports
from tests.house.access.roles import everybody

READERS = everybody(200, anonymous=302)
TEAM = everybody(403, anonymous=302, directrice=200, chargee=200, admin=200)
ADMIN = everybody(403, anonymous=302, admin=200)
POSTED_BY_ADMIN = everybody(405, anonymous=302)
ANYBODY = everybody(200)
ENTRANCE = everybody(302, anonymous=200)
NEXT_STEP = everybody(302)
NOT_SET_UP = everybody(404, anonymous=302)
NOWHERE = everybody(404)
OF_THE_TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
MANAGERS_OR_NOWHERE = everybody(404, anonymous=302, directrice=200, chargee=200, admin=200)

TABLE = {
    "members:association_list": READERS,
    "members:association_detail": READERS,
    "members:association_edit": TEAM,
    "members:association_export": READERS,
    "members:association_lecteurs": TEAM,
    "members:annuaire_public_export": READERS,
    "members:segment_list": READERS,
    "members:segment_add": READERS,
    "members:segment_detail": everybody(404, anonymous=302, directrice=302, chargee=302, admin=302),
    "members:segment_edit": everybody(404, anonymous=302, directrice=200, chargee=403, admin=403),
    "members:segment_delete": POSTED_BY_ADMIN,
    "members:structure_add": TEAM,
    "members:structure_edit": TEAM,
    "members:structure_close": TEAM,
    "members:personne_add": TEAM,
    "members:minorite_edit": TEAM,
    "members:proposition_answer": POSTED_BY_ADMIN,
    "members:personne_invite": TEAM,
    "members:invitation_detail": TEAM,
    "members:annuaire_public": ANYBODY,
    "members:annuaire_public_detail": NOWHERE,
    "members:recherche": READERS,
    "members:personne_detail": READERS,
    "members:rattachement_edit": TEAM,
    "members:rattachement_end": TEAM,
    "members:mon_compte": READERS,
    "members:identity_confirm": READERS,
    "members:invitation_open": ANYBODY,
    "members:invitation_ask": everybody(302),
    "members:invitation_choice": ANYBODY,
    "members:invitation_verify": ANYBODY,
    "members:role_list": ADMIN,
    "members:role_edit": ADMIN,
    "members:role_end": POSTED_BY_ADMIN,
    "members:affectation_end": POSTED_BY_ADMIN,
    "members:agrement_list": OF_THE_TEAM,
    "members:agrement_export": OF_THE_TEAM,
    "members:association_agrements": READERS,
    "members:agrement_add": TEAM,
    "members:agrement_edit": TEAM,
    "members:agrement_close": TEAM,
    "members:agrement_remove": everybody(405, anonymous=302),
    "members:renouvellement_edit": MANAGERS_OR_NOWHERE,
    "members:agrement_obtain": MANAGERS_OR_NOWHERE,
    "members:projet_social_add": TEAM,
    "members:projet_social_edit": TEAM,
    "members:convention_list": OF_THE_TEAM,
    "members:convention_add": OF_THE_TEAM,
    "members:convention_detail": MANAGERS_OR_NOWHERE,
    "members:convention_edit": MANAGERS_OR_NOWHERE,
    "members:compte_rendu_hand": everybody(405, anonymous=302),
    "members:compte_rendu_take_back": everybody(405, anonymous=302),
    "members:compte_rendu_aide": MANAGERS_OR_NOWHERE,
    "members:compte_rendu_export": MANAGERS_OR_NOWHERE,
    "members:association_conventions": MANAGERS_OR_NOWHERE,
    "members:association_convention_add": MANAGERS_OR_NOWHERE,
    **imports.TABLE,
    # The accounts library: the entrance is for visitors, what is sensitive asks to sign in again.
    "account_login": ENTRANCE,
    "account_request_login_code": ENTRANCE,
    "account_signup": ENTRANCE,
    "account_confirm_login_code": NEXT_STEP,
    "account_logout": READERS,
    "account_inactive": ANYBODY,
    "account_reauthenticate": everybody(403, anonymous=302),
    "account_email": READERS,
    "account_email_verification_sent": NEXT_STEP,
    "account_change_password": NEXT_STEP,
    "account_set_password": READERS,
    "account_reset_password": ANYBODY,
    "account_confirm_password_reset_code": NEXT_STEP,
    "account_complete_password_reset": NEXT_STEP,
    "account_password_reset_completed": ANYBODY,
    "mfa_index": READERS,
    "mfa_authenticate": NEXT_STEP,
    "mfa_reauthenticate": everybody(403, anonymous=302),
    "mfa_activate_totp": READERS,
    "mfa_deactivate_totp": NOT_SET_UP,
    "mfa_view_recovery_codes": NOT_SET_UP,
    "mfa_generate_recovery_codes": READERS,
    "mfa_download_recovery_codes": NOT_SET_UP,
    "mfa_list_webauthn": READERS,
    "mfa_add_webauthn": READERS,
    "mfa_reauthenticate_webauthn": everybody(403, anonymous=302),
    "mfa_remove_webauthn": NOT_SET_UP,
    "mfa_edit_webauthn": NOT_SET_UP,
    "mfa_login_webauthn": NEXT_STEP,
    "usersessions_list": READERS,
}

TABLE |= gouvernance.TABLE


def addresses(cast):
    """Le Palier, its manager and somebody invited there; Le Palier did not choose to be public."""
    invited = make_personne("Nouvelle", "Personne")
    sent = invite_personne(invited, association=cast.palier, genre=Rattachement.Genre.SALARIE, by=cast.directrice)
    tie = cast.collegue.rattachements.get()
    sheet, person = [cast.palier.pk], [cast.collegue.pk]
    arguments = {
        "members:association_detail": sheet,
        "members:association_edit": sheet,
        "members:personne_invite": sheet,
        "members:invitation_detail": [cast.palier.pk, sent.invitation.pk],
        "members:annuaire_public_detail": sheet,
        **_agrements(cast),
        **_annuaire(cast),
        **imports.arguments(cast),
        "members:personne_detail": person,
        "members:rattachement_edit": [tie.pk],
        "members:rattachement_end": [tie.pk],
        "members:invitation_open": ["inconnue"],
        "members:invitation_ask": ["inconnue"],
        "members:role_edit": person,
        "members:role_end": [1],
        "members:affectation_end": [1],
        "mfa_remove_webauthn": [1],
        "mfa_edit_webauthn": [1],
    }
    given = {name: reverse(name, args=given) for name, given in arguments.items()}
    return given | gouvernance.addresses(cast) | {"members:segment_add": reverse("members:segment_add") + "?genre=evs"}


def _annuaire(cast):
    """A place of Le Palier, a search its manager shows to the team, a minor of its board."""
    segment = Segment.objects.create(personne=cast.directrice, nom="EVS", requete="genre=evs", is_partage=True)
    place = make_structure(cast.palier)
    minor = make_mineur(16, prenom="Maël")
    make_rattachement(minor, cast.palier, Rattachement.Genre.BENEVOLE)
    sheet = [cast.palier.pk]
    return {
        "members:association_export": ["csv"],
        "members:annuaire_public_export": ["csv"],
        "members:association_lecteurs": sheet,
        "members:segment_detail": [segment.pk],
        "members:segment_edit": [segment.pk],
        "members:segment_delete": [segment.pk],
        "members:structure_add": sheet,
        "members:structure_edit": [place.pk],
        "members:structure_close": [place.pk],
        "members:personne_add": sheet,
        "members:minorite_edit": [minor.pk],
        "members:proposition_answer": [1],
    }


def _agrements(cast):
    """An approval that ends soon with its file, a project, an agreement with an account late and one handed in."""
    agrement = make_agrement(cast.palier, caf="CAF")
    make_renouvellement(agrement, notes="Des notes.", bilan_le="2026-01-01")
    projet = make_projet_social(cast.palier, resume="Un résumé.")
    convention = make_convention(cast.palier, indicateurs="Habitants accueillis")
    make_compte_rendu(convention, 2025, cast.directrice)
    sheet, row, year = [cast.palier.pk], [agrement.pk], [convention.pk, 2024]
    return {
        "members:agrement_export": ["csv"],
        "members:association_agrements": sheet,
        "members:agrement_add": sheet,
        "members:agrement_edit": row,
        "members:agrement_close": row,
        "members:agrement_remove": row,
        "members:renouvellement_edit": row,
        "members:agrement_obtain": row,
        "members:projet_social_add": sheet,
        "members:projet_social_edit": [projet.pk],
        "members:convention_detail": [convention.pk],
        "members:convention_edit": [convention.pk],
        "members:compte_rendu_hand": year,
        "members:compte_rendu_take_back": [convention.pk, 2025],
        "members:compte_rendu_aide": year,
        "members:compte_rendu_export": [*year, "ods"],
        "members:association_conventions": sheet,
        "members:association_convention_add": sheet,
    }
