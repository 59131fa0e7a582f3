"""Who gets what on the pages of governing bodies and assemblies."""

from django.urls import reverse

from members.models import Mandat
from tests.factories.gouvernance import (
    make_adhesion,
    make_assemblee,
    make_college,
    make_pouvoir,
    make_representant,
    make_siege,
    make_voter,
)
from tests.factories.members import make_instance, make_mandat
from tests.house.access.roles import everybody

READERS = everybody(200, anonymous=302)
THEIRS = everybody(403, anonymous=302, directrice=200, chargee=200, admin=200)
SPEAKERS = THEIRS | {"presidente": 200}
TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
ADMIN = everybody(403, anonymous=302, admin=200)
POSTED = everybody(405, anonymous=302)

TABLE = {
    "members:gouvernance": READERS,
    "members:gouvernance_overview": TEAM,
    "members:regle_list": ADMIN,
    "members:instance_list": READERS,
    "members:instance_add_federale": TEAM,
    "members:instance_detail": READERS,
    "members:instance_history": READERS,
    "members:instance_edit": THEIRS,
    "members:siege_add": THEIRS,
    "members:quota_edit": ADMIN,
    "members:derogation_add": THEIRS,
    "members:mandat_open": THEIRS,
    "members:instance_pdf": POSTED,
    "members:siege_edit": THEIRS,
    "members:mandat_change": THEIRS,
    "members:mandat_end": THEIRS,
    "members:mandat_ratify": THEIRS,
    "members:assemblee_list": READERS,
    "members:assemblee_add": TEAM,
    "members:assemblee_detail": READERS,
    "members:assemblee_edit": TEAM,
    "members:liste_electorale": TEAM,
    "members:assemblee_freeze": TEAM,
    "members:assemblee_pdf": POSTED,
    "members:emargement": TEAM,
    "members:assemblee_sign": POSTED,
    "members:pouvoir_give": SPEAKERS,
    "members:pouvoir_withdraw": POSTED,
    "members:representant_end": THEIRS,
    "members:association_gouvernance": READERS,
    "members:instance_add": THEIRS,
    "members:representant_name": THEIRS,
}


def addresses(cast):
    """Le Palier's board, with a vacant seat, a co-optation and an employee too many; an assembly and a proxy."""
    board = make_instance(cast.palier)
    seat = make_siege(board, college=make_college())
    mandat = make_mandat(cast.collegue, board, designation=Mandat.Designation.COOPTATION)
    if not cast.palier.adhesions.exists():
        make_adhesion(cast.palier)
    speaker = make_representant(cast.palier, cast.presidente)
    assemblee, other = make_assemblee(20), make_voter("Mandataire")
    pouvoir = make_pouvoir(assemblee, other, cast.palier, cast.chargee)
    arguments = {
        **dict.fromkeys(["instance_detail", "instance_history", "instance_edit", "siege_add", "quota_edit"], board.pk),
        **dict.fromkeys(["derogation_add", "mandat_open", "instance_pdf"], board.pk),
        **dict.fromkeys(["mandat_change", "mandat_end", "mandat_ratify"], mandat.pk),
        **dict.fromkeys(["assemblee_detail", "assemblee_edit", "liste_electorale", "assemblee_freeze"], assemblee.pk),
        **dict.fromkeys(["assemblee_pdf", "emargement"], assemblee.pk),
        **dict.fromkeys(["association_gouvernance", "instance_add", "representant_name"], cast.palier.pk),
        "siege_edit": seat.pk,
        "pouvoir_withdraw": pouvoir.pk,
        "representant_end": speaker.pk,
    }
    given = {f"members:{name}": reverse(f"members:{name}", args=[pk]) for name, pk in arguments.items()}
    for name in ("assemblee_sign", "pouvoir_give"):
        given[f"members:{name}"] = reverse(f"members:{name}", args=[assemblee.pk, cast.palier.pk])
    given["members:derogation_add"] += "?code=R1:1/1"
    given["members:mandat_open"] += f"?personne={cast.collegue.pk}"
    return given
