"""The tabs of an association's sheet: the pages about it, each shown to whoever may read it."""

from typing import NamedTuple

from members.models import Association, Personne
from socle.addresses import find_address
from socle.permissions import can


class Onglet(NamedTuple):
    """A tab: its words, its page, and who may open it (everybody who reads the sheet when empty)."""

    text: str
    page: str
    permission: str = ""


ONGLETS = (
    Onglet("Fiche", "members:association_detail"),
    Onglet("Gouvernance", "members:association_gouvernance", "members.view_gouvernance"),
    Onglet("Cotisations", "members:association_cotisations", "members.view_cotisations"),
    Onglet("Agréments et conventions", "members:association_agrements"),
    Onglet("Parcours", "members:association_parcours"),
    Onglet("Qui voit cette fiche", "members:association_lecteurs", "members.edit_association"),
)


def get_onglets(association: Association, personne: Personne, here: str) -> list[dict]:
    """Return the tabs of a sheet for somebody; `here` is the page that is open."""
    return [
        {"text": tab.text, "url": find_address(tab.page, association.pk), "current": tab.page == here}
        for tab in ONGLETS
        if not tab.permission or can(personne, tab.permission, association)
    ]
