"""Who gets what in workshops: one of a collective open to the network, led by the chargée, being held."""

from django.conf import settings
from django.urls import reverse

from collectifs.entrees import CONTRIBUER, QUESTIONNAIRE, make_entree
from collectifs.models import Contribution
from tests.factories.ateliers import (
    make_atelier,
    make_atelier_ahead,
    make_contribution,
    make_grappe,
    make_participant,
    make_publiee,
    make_synthese,
)
from tests.factories.collectifs import make_collectif, make_participation
from tests.house.access.roles import everybody

NETWORK = dict.fromkeys(("directrice", "collegue", "presidente", "adherente", "chargee", "admin", "prestataire"), 200)
READ = everybody(404, anonymous=302, **NETWORK)
LED = everybody(404, anonymous=302, **dict.fromkeys(NETWORK, 403)) | {"chargee": 200}
WRITTEN = everybody(404, anonymous=302, chargee=200)
POSTED = everybody(405, anonymous=302)
OPEN = everybody(200)

OF_THE_COLLECTIVE = {"atelier_list": READ, "atelier_add": LED}
OF_THE_WORKSHOP = {
    "atelier_detail": READ,
    "atelier_edit": LED,
    "atelier_announce": POSTED,
    "atelier_cancel": LED,
    "atelier_collect": POSTED,
    "atelier_screen": LED,
    "atelier_join": POSTED,
    "atelier_count": LED,
    "questionnaire_detail": LED,
    "contribution_add": READ,
    "contribution_queue": LED,
    "atelier_sort": LED,
    "atelier_dots": READ,
    "atelier_outcomes": READ,
    "synthese_add": LED,
    "synthese_import": LED,
}
OF_A_CONTRIBUTION = {
    "contribution_settle": POSTED,
    "contribution_edit": LED,
    "contribution_withdraw": POSTED,
    "contribution_act": LED,
    "contribution_carry": POSTED,
}
OF_A_DRAFT = {"synthese_edit": WRITTEN, "synthese_publish": WRITTEN}
OF_A_SYNTHESIS = {"synthese_detail": READ, "synthese_pdf": POSTED, "synthese_odt": READ}
OF_THE_DOORS = {"contribution_give": OPEN, "questionnaire_answer": OPEN}
ALONE = {"preconisation_list": everybody(200, anonymous=302)}

PAGES = OF_THE_COLLECTIVE | OF_THE_WORKSHOP | OF_A_CONTRIBUTION | OF_A_DRAFT | OF_A_SYNTHESIS | OF_THE_DOORS | ALONE
TABLE = {f"collectifs:{name}": row for name, row in PAGES.items()}


def addresses(cast):
    """A workshop under way with a published synthesis, another whose synthesis is a draft, one to come."""
    collectif = make_collectif("Accès aux ateliers")
    make_participation(collectif, cast.directrice, cast.palier)
    make_participation(collectif, cast.prestataire, is_externe=True)
    atelier, other = make_atelier(collectif), make_atelier(collectif, "Un autre")
    ahead = make_atelier_ahead(collectif, "Qu’est-ce qui marche ?")
    asked = make_contribution(atelier, "Former ensemble", Contribution.Genre.PRECONISATION, auteur=cast.directrice)
    make_contribution(atelier, "À relire", etat=Contribution.Etat.A_RELIRE)
    make_grappe(atelier)
    make_participant(atelier, cast.directrice)
    make_contribution(other)
    published, draft = make_publiee(atelier, cast.chargee), make_synthese(other, cast.chargee)
    rows = dict.fromkeys(OF_THE_COLLECTIVE, collectif.pk) | dict.fromkeys(OF_THE_WORKSHOP, atelier.pk)
    rows |= dict.fromkeys(OF_A_CONTRIBUTION, asked.pk) | dict.fromkeys(OF_A_DRAFT, draft.pk)
    rows |= dict.fromkeys(OF_A_SYNTHESIS, published.pk)
    found = {f"collectifs:{name}": reverse(f"collectifs:{name}", args=[pk]) for name, pk in rows.items()}
    return found | {
        "collectifs:contribution_give": make_entree(atelier, CONTRIBUER).removeprefix(settings.PORTAIL_URL),
        "collectifs:questionnaire_answer": make_entree(ahead, QUESTIONNAIRE).removeprefix(settings.PORTAIL_URL),
    }
