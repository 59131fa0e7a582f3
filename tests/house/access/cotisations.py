"""Who gets what on the pages of dues: the team keeps the accounts, an association's managers read their own."""

from django.urls import reverse
from django.utils import timezone

from tests.factories.cotisations import (
    THIS_YEAR,
    make_adhesion,
    make_appel,
    make_bareme,
    make_campagne,
    make_ligne,
    make_payment,
    make_regle,
    make_reglement,
    make_share,
)
from tests.house.access.roles import everybody

TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
ADMIN = everybody(403, anonymous=302, admin=200)
OWN = everybody(404, anonymous=302, directrice=200, chargee=200, admin=200)
POSTED = everybody(405, anonymous=302)

TABLE = {
    "members:campagne_list": TEAM,
    "members:compte_edit": ADMIN,
    "members:bareme_add": TEAM,
    "members:bareme_detail": TEAM,
    "members:bareme_edit": TEAM,
    "members:bareme_vote": TEAM,
    "members:bareme_drop": TEAM,
    "members:bareme_export": TEAM,
    "members:campagne_add": TEAM,
    "members:campagne_detail": TEAM,
    "members:campagne_open": POSTED,
    "members:campagne_close": POSTED,
    "members:appel_add": TEAM,
    "members:campagne_remind": TEAM,
    "members:campagne_export": TEAM,
    "members:appel_detail": TEAM,
    "members:exoneration_add": TEAM,
    "members:echeances_edit": TEAM,
    "members:appel_document": POSTED,
    "members:reglement_detail": TEAM,
    "members:reglement_cancel": TEAM,
    "members:reglement_recu": POSTED,
    "members:imputation_undo": TEAM,
    "members:releve_list": TEAM,
    "members:ligne_list": TEAM,
    "members:ligne_detail": TEAM,
    "members:ligne_accept": POSTED,
    "members:ligne_aside": POSTED,
    "members:association_cotisations": OWN,
    "members:assiette_edit": OWN,
    "members:reglement_add": TEAM,
}


def addresses(cast):
    """Le Palier owes this year and has paid part of last year's; a sum of the bank waits; next year is prepared."""
    for association in (cast.palier, cast.horizon):
        if not association.adhesions.exists():
            make_adhesion(association)
    draft = make_bareme(THIS_YEAR + 1, voted=False)
    make_regle(draft)
    make_share(draft, "cogeree")
    last = make_campagne(THIS_YEAR - 1)
    paid = make_payment(make_appel(cast.palier, last), 50)
    campagne = make_campagne(THIS_YEAR)
    appel = make_appel(cast.palier, campagne, emis_le=timezone.localdate())
    credit = make_reglement(cast.palier, 30)
    ligne = make_ligne(payeur="Le Palier")
    scale, year, call = [draft.pk], [campagne.pk], [appel.pk]
    arguments = {
        "bareme_detail": scale,
        "bareme_edit": scale,
        "bareme_vote": scale,
        "bareme_drop": scale,
        "bareme_export": [draft.pk, "csv"],
        "campagne_detail": year,
        "campagne_open": year,
        "campagne_close": year,
        "appel_add": year,
        "campagne_remind": [last.pk, 1],
        "campagne_export": [campagne.pk, "xlsx"],
        "appel_detail": call,
        "exoneration_add": call,
        "echeances_edit": call,
        "appel_document": call,
        "reglement_detail": [credit.pk],
        "reglement_cancel": [credit.pk],
        "reglement_recu": [credit.pk],
        "imputation_undo": [paid.pk],
        "ligne_accept": [ligne.pk],
        "ligne_aside": [ligne.pk],
        "association_cotisations": [cast.palier.pk],
        "assiette_edit": [cast.palier.pk],
        "reglement_add": [cast.palier.pk],
    }
    given = {f"members:{name}": reverse(f"members:{name}", args=args) for name, args in arguments.items()}
    by_hand = reverse("members:ligne_detail", args=[ligne.pk])
    return given | {"members:ligne_detail": f"{by_hand}?association={cast.palier.pk}"}
