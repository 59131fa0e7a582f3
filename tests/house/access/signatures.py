"""Who gets what on the pages where a pact is adopted, signed and checked."""

from django.urls import reverse

from pacte.models import SignaturePapier
from tests.factories.pacte import make_pacte, make_version
from tests.factories.pacte_signatures import days, make_adopted, make_open
from tests.house.access.roles import everybody

TEAM = everybody(403, anonymous=302, admin=200)
POSTED = everybody(405, anonymous=302)

TABLE = {
    "pacte:version_ratify": everybody(404, anonymous=302, admin=200),
    "pacte:ceremonie_add": TEAM,
    "pacte:ceremonie_detail": everybody(200, anonymous=302),
    "pacte:ceremonie_edit": TEAM,
    "pacte:seance_add": TEAM,
    "pacte:signataire_add": TEAM,
    "pacte:ceremonie_open": POSTED,
    "pacte:ceremonie_close": POSTED,
    "pacte:ceremonie_abandon": TEAM,
    "pacte:ceremonie_seal": POSTED,
    "pacte:ceremonie_file": everybody(404, anonymous=302),
    "pacte:signataire_edit": TEAM,
    "pacte:signataire_remove": POSTED,
    "pacte:signature_sign": everybody(403, anonymous=302, directrice=200),
    "pacte:acces_send": POSTED,
    "pacte:paper_add": TEAM,
    "pacte:paper_confirm": TEAM,
    "pacte:paper_file": everybody(403, anonymous=302, admin=404),
    "pacte:acces_open": everybody(410),
    "pacte:verification": everybody(200),
}


def addresses(cast):
    """An open ceremony that the director is asked to sign, with a paper that waits; a draft; an adopted version."""
    draft, adopted = make_version(make_pacte()), make_adopted(cast.admin)
    ceremonie = make_open(cast.admin, cast.directrice)
    signataire = ceremonie.signataires.get()
    SignaturePapier.objects.create(signataire=signataire, le=days(0), par=cast.admin, scan="pactes/nulle-part.pdf")
    found = {"pacte:acces_open": reverse("pacte:acces_open", args=["personne"])}
    for name in set(TABLE) - {"pacte:acces_open", "pacte:verification"}:
        page = name.split(":")[1]
        row = {"version_ratify": draft, "ceremonie_add": adopted}.get(page)
        row = row or (
            ceremonie if page.startswith(("ceremonie_", "seance_")) or page == "signataire_add" else signataire
        )
        found[name] = reverse(name, args=[row.pk])
    return found
