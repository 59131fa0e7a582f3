"""Who gets what on the kernel's own pages and on the portal's."""

from tests.house.access.roles import everybody

TABLE = {
    "accueil": everybody(200, anonymous=302),
    "aide": everybody(200),
    "accessibilite": everybody(200),
    "mentions": everybody(200),
    "socle:notification_list": everybody(200, anonymous=302),
    "socle:notification_read_all": everybody(405, anonymous=302),
    "socle:notification_open": everybody(405, anonymous=302),
    "socle:preference_edit": everybody(200, anonymous=302),
    "socle:document_detail": everybody(404, anonymous=302),
    "socle:document_download": everybody(404, anonymous=302),
    "socle:donnees_detail": everybody(200, anonymous=302),
    "socle:donnees_download": everybody(405, anonymous=302),
    "socle:charte": everybody(404, anonymous=302, superuser=200),
    "socle:sante": everybody(200),
    "socle:sante_vivant": everybody(200),
}


def addresses(cast):
    """Addresses that need an argument: nobody's document, nobody's notification."""
    nobodys = "00000000-0000-4000-8000-000000000000"
    return {
        "socle:notification_open": "/notifications/1/ouvrir/",
        "socle:document_detail": f"/documents/{nobodys}/",
        "socle:donnees_download": f"/mes-donnees/{nobodys}/",
        "socle:document_download": f"/documents/{nobodys}/telecharger/",
    }
