"""Who gets what on the pages of what a pact became: read by whoever is signed in, events by the network."""

from django.urls import reverse

from pacte.genres import Genre
from pacte.models import LienBloc
from tests.factories.collectifs import make_collectif
from tests.factories.pacte import make_in_force
from tests.house.access.roles import everybody

READERS = everybody(200, anonymous=302)
EDITORS = everybody(403, anonymous=302, admin=200, chargee=200)
NETWORK = everybody(
    200, anonymous=302, ancien=403, superuser=403, coordination=403, prestataire=403, autre_prestataire=403, comite=403
)

TABLE = {
    "pacte:suivi_list": READERS,
    "pacte:suivi_detail": READERS,
    "pacte:fait_list": NETWORK,
    "pacte:fait_list_bloc": NETWORK,
    "pacte:releve_add": EDITORS,
    "pacte:lien_add": EDITORS,
    "pacte:lien_choose": EDITORS,
    "pacte:lien_remove": everybody(405, anonymous=302),
}


def addresses(cast):
    """A pact in force with one commitment, which a collective serves."""
    version, collectif = make_in_force(), make_collectif("Servant")
    engagement = version.blocs.filter(genre=Genre.ENGAGEMENT).first()
    lien = LienBloc.objects.create(identifiant=engagement.identifiant, collectif=collectif, par=cast.admin)
    whole = {name: reverse(name, args=[version.pk]) for name in ("pacte:suivi_list", "pacte:fait_list")}
    parts = ("pacte:suivi_detail", "pacte:fait_list_bloc", "pacte:releve_add", "pacte:lien_add")
    return {
        **whole,
        **{name: reverse(name, args=[version.pk, engagement.identifiant]) for name in parts},
        "pacte:lien_choose": f"{reverse('pacte:lien_choose')}?genre=collectif&objet={collectif.pk}",
        "pacte:lien_remove": reverse("pacte:lien_remove", args=[lien.pk]),
    }
