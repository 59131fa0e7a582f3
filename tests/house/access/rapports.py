"""Who gets what on the steering reports: for whoever may not read them, there is nothing there."""

from django.urls import reverse

from tests.factories.rapports import make_rapport
from tests.house.access.roles import everybody

READERS = everybody(404, anonymous=302, comite=200, coordination=200)

TABLE = {
    "rapports:rapport_list": READERS,
    "rapports:rapport_detail": READERS,
    "rapports:rapport_publish": everybody(404, anonymous=302, comite=403),
    "rapports:rapport_export": READERS,
    "rapports:rapport_pdf": everybody(405, anonymous=302),
}


def addresses(cast):
    """The report of a year that is published; no year has figures waiting."""
    rapport = make_rapport(publie_par=cast.coordination)
    kinds = {"rapports:rapport_export": ["xlsx"]}
    named = [name for name in TABLE if name != "rapports:rapport_list"]
    return {name: reverse(name, args=[rapport.annee, *kinds.get(name, [])]) for name in named}
