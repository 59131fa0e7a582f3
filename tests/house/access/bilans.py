"""Who gets what on the reviews of a pact: the team writes, everybody who is signed in reads what is published."""

from datetime import date, timedelta

from django.urls import reverse

from pacte.models import ENSEMBLE
from pacte.notifications_bilans import FICHIER_SCELLE
from socle.signatures import sign
from tests.factories.pacte import make_pacte, make_published
from tests.factories.pacte_bilans import make_bilan, make_lived
from tests.house.access.roles import everybody

TABLE = {
    "pacte:version_changes": everybody(200, anonymous=302),
    "pacte:bilan_add": everybody(403, anonymous=302, admin=200),
    "pacte:bilan_detail": everybody(404, anonymous=302, admin=200, chargee=200),
    "pacte:recit_edit": everybody(404, anonymous=302, admin=200, chargee=200),
    "pacte:bilan_edit": everybody(404, anonymous=302, admin=200, chargee=403),
    "pacte:bilan_publish": everybody(404, anonymous=302, admin=200, chargee=403),
    "pacte:bilan_discard": everybody(404, anonymous=302, admin=200, chargee=403),
    "pacte:bilan_pdf": everybody(405, anonymous=302),
    "pacte:fichier_open": everybody(410),
    "pacte:fichier_file": everybody(410),
}


def addresses(cast):
    """A review that is written of a pact of before, a version that amends another, a link to a file sealed no more."""
    pacte = make_pacte(debut=date(2010, 1, 1), fin=date(2012, 12, 31))
    first = make_lived(cast.admin, pacte=pacte, vigueur_au=pacte.debut)
    second = make_published(pacte, avenant=1, vigueur_du=pacte.debut + timedelta(days=1))
    bilan = make_bilan(cast.admin, first, jusqu_au=pacte.fin)
    token = sign(FICHIER_SCELLE, {"ceremonie": 0}, days=1)
    own = {
        "version_changes": [second.pk],
        "bilan_add": [pacte.pk],
        "recit_edit": [bilan.pk, ENSEMBLE],
        "fichier_open": [token],
        "fichier_file": [token],
    }
    return {name: reverse(name, args=own.get(name.split(":")[1], [bilan.pk])) for name in TABLE}
