"""Who gets what on the pages of those who join and leave, of networks, of whom to call."""

from datetime import date

from django.urls import reverse

from members.liens import follow_link, keep_link
from members.models import Contact, PieceAttendue
from tests.factories.adhesions import make_adhesion, make_charte, make_decision, make_demande, make_reseau
from tests.factories.members import make_fonction
from tests.house.access.roles import everybody

READERS = everybody(200, anonymous=302)
TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
ADMIN = everybody(403, anonymous=302, admin=200)
POSTED = everybody(405, anonymous=302)
ANYBODY = everybody(200)

TABLE = {
    "members:demande_add": ANYBODY,
    "members:demande_sent": ANYBODY,
    "members:demande_renew": ANYBODY,
    "members:demande_follow": ANYBODY,
    "members:demande_list": TEAM,
    "members:demande_detail": TEAM,
    "members:reglage_list": ADMIN,
    "members:piece_edit": ADMIN,
    "members:piece_move": POSTED,
    "members:charte_add": ADMIN,
    "members:charte_edit": ADMIN,
    "members:association_parcours": READERS,
    "members:suspension_add": TEAM,
    "members:suspension_lift": TEAM,
    "members:transformation_add": TEAM,
    "members:conservation_edit": POSTED,
    "members:conservation_choose": ANYBODY,
    "members:reseau_list": READERS,
    "members:reseau_detail": READERS,
    "members:reseau_add": TEAM,
    "members:reseau_edit": TEAM,
    "members:reseau_delete": POSTED,
    "members:reseau_join": POSTED,
    "members:reseau_leave": POSTED,
    "members:rappel_list": TEAM,
    "members:rappel_csv": TEAM,
    "members:contact_add": TEAM,
    "members:contact_delete": POSTED,
}


def addresses(cast):
    """A file almost whole, a suspended member of a network, whom the team called long ago."""
    charte = make_charte()
    piece = PieceAttendue.objects.create(intitule="Statuts", aide="Datés et signés")
    demande = make_demande("accord_candidate", message="Un projet.", suivie_par=cast.chargee)
    make_decision(demande)
    demande.pieces.create(attendue=piece, remarque="Signés")
    suspension = (cast.palier.adhesions.first() or make_adhesion(cast.palier)).suspensions.create(
        debut=date(2026, 1, 1), motif="Cotisation"
    )
    reseau = make_reseau(fonction_animatrice=make_fonction(), presentation="Ensemble")
    place = reseau.appartenances.create(association=cast.palier, debut=date(2020, 1, 1))
    contact = Contact.objects.create(
        association=cast.palier, le=date(2020, 1, 1), genre="appel", note="Le budget", par=cast.chargee
    )
    sheet = [cast.palier.pk]
    arguments = {
        "members:demande_follow": [_token(follow_link(demande))],
        "members:demande_detail": [demande.pk],
        "members:piece_edit": [piece.pk],
        "members:piece_move": [piece.pk],
        "members:charte_edit": [charte.pk],
        "members:association_parcours": sheet,
        "members:suspension_add": sheet,
        "members:suspension_lift": [cast.palier.pk, suspension.pk],
        "members:transformation_add": sheet,
        "members:conservation_choose": [_token(keep_link(cast.ancien))],
        "members:reseau_detail": [reseau.pk],
        "members:reseau_edit": [reseau.pk],
        "members:reseau_delete": [reseau.pk],
        "members:reseau_join": [reseau.pk],
        "members:reseau_leave": [place.pk],
        "members:contact_add": sheet,
        "members:contact_delete": [contact.pk],
    }
    return {name: reverse(name, args=given) for name, given in arguments.items()}


def _token(address):
    return address.rstrip("/").rsplit("/", 1)[1]
