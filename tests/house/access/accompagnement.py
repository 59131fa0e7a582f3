"""Who gets what on the pages of the accompaniment. Every case but one's own answers 404, to whoever asks.

The request of these rows is the directrice's, accepted by the provider: she follows it, the coordinator and the
provider are led to their own page, and everybody else finds nothing there.
"""

from uuid import uuid4

from django.urls import reverse

from accompagnement.models import Seance
from tests.factories.accompagnement import make_acceptee, make_scene
from tests.house.access.roles import everybody

PAGES = everybody(200, anonymous=302)
IN_THE_NETWORK = everybody(
    403, anonymous=302, directrice=200, collegue=200, presidente=200, adherente=200, chargee=200
)
NOBODY = everybody(404, anonymous=302)
POSTED = everybody(405, anonymous=302)
OPERATED = everybody(403, anonymous=302)  # for the operator alone, who is nobody of the cast

TABLE = {
    "accompagnement:accueil": PAGES,
    "accompagnement:confidentialite": PAGES,
    "accompagnement:urgence": PAGES,
    "accompagnement:porte_personnelle": PAGES,
    "accompagnement:porte_association": PAGES,
    "accompagnement:demande_add": IN_THE_NETWORK,
    "accompagnement:brouillon_save": POSTED,
    "accompagnement:brouillon_delete": POSTED,
    "accompagnement:demande_detail": NOBODY | {"directrice": 200, "coordination": 302, "prestataire": 302},
    "accompagnement:demande_evaluate": NOBODY | {"directrice": 302, "coordination": 403, "prestataire": 403},
    "accompagnement:demande_read": POSTED,
    "accompagnement:echange_open": POSTED,
    "accompagnement:echange_send": POSTED,
    "accompagnement:echange_keep": POSTED,
    "accompagnement:piece_list": NOBODY | {"directrice": 200, "prestataire": 200},
    "accompagnement:piece_list_open": POSTED,
    "accompagnement:piece_add": POSTED,
    "accompagnement:piece_open": POSTED,
    "accompagnement:piece_remove": POSTED,
    "accompagnement:proposition_choose": POSTED,
    "accompagnement:proposition_refuse": POSTED,
    "accompagnement:reorientation_accept": POSTED,
    "accompagnement:demande_withdraw": POSTED,
    "accompagnement:demande_erase": POSTED,
    "accompagnement:demande_close": POSTED,
    "accompagnement:demande_suspend": POSTED,
    "accompagnement:demande_resume": POSTED,
    "accompagnement:demande_reassign": POSTED,
    "accompagnement:demande_confirm": POSTED,
    "accompagnement:demande_continue": POSTED,
    "accompagnement:demande_reopen": POSTED,
    "accompagnement:coordination_reopen": POSTED,
    "accompagnement:parole_list": everybody(403, anonymous=302, coordination=200),
    "accompagnement:coordination_list": everybody(403, anonymous=302, coordination=200),
    "accompagnement:affectation_list": everybody(403, anonymous=302, coordination=200),
    "accompagnement:affectation_detail": everybody(403, anonymous=302, coordination=404),
    "accompagnement:affectation_compute": POSTED,
    "accompagnement:affectation_validate": POSTED,
    "accompagnement:affectation_replace": POSTED,
    "accompagnement:affectation_later": POSTED,
    "accompagnement:coordination_detail": NOBODY | {"coordination": 200, "directrice": 403, "prestataire": 403},
    "accompagnement:demande_qualify": POSTED,
    "accompagnement:demande_propose": POSTED,
    "accompagnement:demande_link": POSTED,
    "accompagnement:demande_redirect": POSTED,
    "accompagnement:sollicitation_list": everybody(403, anonymous=302, prestataire=200, autre_prestataire=200),
    "accompagnement:sollicitation_detail": NOBODY | {"prestataire": 200},
    "accompagnement:sollicitation_accept": POSTED,
    "accompagnement:sollicitation_decline": POSTED,
    "accompagnement:seance_add": POSTED,
    "accompagnement:bouquet_detail": PAGES,
    "accompagnement:catalogue_edit": OPERATED,
    "accompagnement:catalogue_export": OPERATED,
    "accompagnement:catalogue_import": OPERATED,
    "accompagnement:fiche_add": OPERATED,
    "accompagnement:fiche_edit": OPERATED,
    "accompagnement:fiche_retire": POSTED,
    "accompagnement:service_add": OPERATED,
    "accompagnement:phase_begin": OPERATED,
    "accompagnement:phase_end": POSTED,
    "accompagnement:candidature_add": everybody(200),
    "accompagnement:candidature_sent": everybody(200),
    "accompagnement:candidature_follow": everybody(410),
    "accompagnement:candidature_list": OPERATED,
    "accompagnement:candidature_detail": OPERATED,
    "accompagnement:prestataire_detail": OPERATED,
    "accompagnement:attestation_open": POSTED,
    "accompagnement:attestation_verify": POSTED,
    "accompagnement:activite_detail": everybody(404, anonymous=302, prestataire=200, autre_prestataire=200),
    "accompagnement:offre_edit": everybody(404, anonymous=302, prestataire=200, autre_prestataire=200),
    "accompagnement:offre_withdraw": POSTED,
    "accompagnement:changement_detail": OPERATED,
    "accompagnement:declaration_sign": POSTED,
    "accompagnement:lien_add": POSTED,
    "accompagnement:lien_end": POSTED,
    "accompagnement:charte_sign": POSTED,
    "accompagnement:attestation_add": POSTED,
    "accompagnement:prestataire_leave": POSTED,
    "accompagnement:seance_cancel": POSTED,
    "accompagnement:extension_ask": POSTED,
    "accompagnement:extension_decide": POSTED,
    "accompagnement:lettre_print": POSTED,
    "accompagnement:plan_open": POSTED,
    "accompagnement:plan_write": POSTED,
    "accompagnement:plan_validate": POSTED,
    "accompagnement:etape_write": POSTED,
    "accompagnement:reorientation_decline": POSTED,
    "accompagnement:facture_verify": POSTED,
    "accompagnement:facture_settle": POSTED,
    "accompagnement:facture_refuse": POSTED,
    "accompagnement:rallonge_add": POSTED,
    "accompagnement:facture_list": OPERATED,
    "accompagnement:facture_detail": OPERATED,
    "accompagnement:fonds_list": OPERATED,
    "accompagnement:fonds_add": OPERATED,
    "accompagnement:fonds_edit": OPERATED,
    "accompagnement:plafond_add": OPERATED,
    "accompagnement:plafond_edit": OPERATED,
    "accompagnement:seance_edit": NOBODY | {"prestataire": 200},
    "accompagnement:facture_own": everybody(403, anonymous=302, prestataire=200, autre_prestataire=200),
}
WITHOUT_ARGUMENT = {
    "facture_own", "facture_list", "fonds_list", "fonds_add", "plafond_add",
    "accueil", "confidentialite", "urgence", "porte_personnelle", "porte_association", "demande_add",
    "brouillon_save", "brouillon_delete", "coordination_list", "parole_list", "coordination_reopen",
    "sollicitation_list",
    "affectation_list", "affectation_compute", "affectation_validate", "catalogue_edit", "catalogue_export",
    "catalogue_import", "candidature_add", "candidature_sent", "candidature_list", "activite_detail",
    "offre_edit", "offre_withdraw", "declaration_sign", "lien_add", "charte_sign", "attestation_add",
    "prestataire_leave",
}  # fmt: skip


def addresses(cast, scene=None):
    """The directrice's own request, taken to its acceptance."""
    scene = scene or make_scene(cast)
    demande = make_acceptee(cast, scene)
    sollicitation = demande.sollicitations.get()
    seance = Seance.objects.create(demande=demande, prestataire=scene.ines, format="presence")
    found = {"accompagnement:" + page: reverse("accompagnement:" + page, args=args) for page, args in {
        "bouquet_detail": [scene.service.bouquet.cle],
        "fiche_add": ["bouquet"],
        "fiche_edit": ["service", scene.service.pk],
        "fiche_retire": ["service", scene.service.pk],
        "service_add": [scene.service.bouquet_id],
        "candidature_follow": ["lien"],
        "prestataire_detail": [scene.ines.pk],
        "seance_edit": [seance.pk],
        "seance_cancel": [seance.pk],
        "extension_ask": [sollicitation.pk],
    }.items()}  # fmt: skip
    numbered = (
        "fonds_", "plafond_", "rallonge_", "phase_", "changement_", "candidature_detail", "attestation_", "lien_end",
    )  # fmt: skip
    for name in TABLE:
        page = name.split(":")[1]
        if page in WITHOUT_ARGUMENT or name in found:
            continue
        if page.startswith(numbered):
            found[name] = reverse(name, args=[scene.ines.pk])
            continue
        pk = sollicitation.pk if page.startswith(("sollicitation", "seance")) else demande.pk
        more = {"demande_read": ["recit"], "piece_open": [uuid4()], "piece_remove": [uuid4()]}
        more |= {"echange_open": ["accueil"], "echange_send": ["accueil"], "echange_keep": ["accueil"]}
        more |= {"plan_write": ["diagnostic"], "plan_validate": ["etapes"]}
        found[name] = reverse(name, args=[pk, *more.get(page, [])])
    return found
