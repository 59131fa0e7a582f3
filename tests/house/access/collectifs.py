"""Who gets what in collectives: one open to the network, led by the chargée, joined by the directrice."""

from django.urls import reverse

from collectifs.actions.agenda import open_flux
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.informations import add_information
from collectifs.actions.relectures import propose_correction
from collectifs.liens import make_finish_token, make_token
from collectifs.models import DemandeParticipation
from tests.factories.collectifs import (
    make_action,
    make_apport,
    make_axe,
    make_collectif,
    make_convoquee,
    make_decision,
    make_participation,
    make_projet,
    make_question,
    make_reponse,
    make_seance,
)
from tests.house.access.roles import everybody

NETWORK = dict.fromkeys(("directrice", "collegue", "presidente", "adherente", "chargee", "admin", "prestataire"), 200)
READ = everybody(404, anonymous=302, **NETWORK)
LED = everybody(404, anonymous=302, **dict.fromkeys(NETWORK, 403)) | {"chargee": 200}
EDITED = LED | {"admin": 200}
WRITTEN = everybody(404, anonymous=302, chargee=200)
POSTED = everybody(405, anonymous=302)

TABLE = {
    "collectifs:collectif_list": everybody(200, anonymous=302),
    "collectifs:collectif_add": everybody(403, anonymous=302, chargee=200, admin=200),
    "collectifs:collectif_detail": READ,
    "collectifs:collectif_edit": EDITED,
    "collectifs:collectif_review": EDITED,
    "collectifs:collectif_join": POSTED,
    "collectifs:collectif_leave": POSTED,
    "collectifs:collectif_reopen": EDITED,
    "collectifs:collectif_visit": POSTED,
    "collectifs:collectif_ask": everybody(404, anonymous=302, **dict.fromkeys(NETWORK, 403)),
    "collectifs:demande_settle": WRITTEN | {"presidente": 403},
    "collectifs:demande_withdraw": POSTED,
    "collectifs:question_list": READ,
    "collectifs:question_add": EDITED,
    "collectifs:question_detail": READ,
    "collectifs:question_edit": EDITED,
    "collectifs:question_move": POSTED,
    "collectifs:question_delete": POSTED,
    "collectifs:question_restore": POSTED,
    "collectifs:question_reopen": LED,
    "collectifs:axe_add": EDITED,
    "collectifs:axe_edit": EDITED,
    "collectifs:axe_move": POSTED,
    "collectifs:axe_delete": POSTED,
    "collectifs:apport_add": POSTED,
    "collectifs:apport_edit": LED | {"chargee": 403, "directrice": 200},
    "collectifs:apport_delete": POSTED,
    "collectifs:reponse_add": POSTED,
    "collectifs:reponse_edit": LED | {"chargee": 403, "directrice": 200},
    "collectifs:reponse_delete": POSTED,
    "collectifs:reponse_adopt": LED,
    "collectifs:participation_list": READ,
    "collectifs:participation_add": POSTED,
    "collectifs:participation_add_externe": POSTED,
    "collectifs:participation_end": POSTED,
    "collectifs:reunion_list": READ,
    "collectifs:reunion_add": LED,
    "collectifs:reunion_detail": READ,
    "collectifs:reunion_edit": LED,
    "collectifs:reunion_convene": LED,
    "collectifs:reunion_cancel": LED,
    "collectifs:reunion_answer": POSTED,
    "collectifs:reunion_ics": READ,
    "collectifs:reunion_open": POSTED,
    "collectifs:reunion_close": POSTED,
    "collectifs:point_add": POSTED,
    "collectifs:point_move": POSTED,
    "collectifs:point_delete": POSTED,
    "collectifs:compte_rendu_detail": READ,
    "collectifs:compte_rendu_pdf": everybody(404, anonymous=302),
    "collectifs:compte_rendu_edit": WRITTEN,
    "collectifs:compte_rendu_circulate": WRITTEN,
    "collectifs:compte_rendu_approve": LED,
    "collectifs:compte_rendu_odt": READ,
    "collectifs:compte_rendu_take_back": POSTED,
    "collectifs:correction_list": LED | {"directrice": 200, "prestataire": 200},
    "collectifs:correction_answer": LED,
    "collectifs:erratum_add": LED,
    "collectifs:edition_pdf": everybody(404, anonymous=302),
    "collectifs:information_add": POSTED,
    "collectifs:information_delete": POSTED,
    "collectifs:presence_record": POSTED,
    "collectifs:seance_edit": POSTED,
    "collectifs:note_save": POSTED,
    "collectifs:decision_list": everybody(200, anonymous=302),
    "collectifs:decision_export": everybody(200, anonymous=302),
    "collectifs:decision_detail": WRITTEN,
    "collectifs:decision_vote": WRITTEN | {"chargee": 302},
    "collectifs:decision_open": POSTED,
    "collectifs:decision_confirm": POSTED,
    "collectifs:decision_repeal": POSTED,
    "collectifs:reunion_review": POSTED,
    "collectifs:regle_edit": EDITED,
    "collectifs:decision_add": POSTED,
    "collectifs:decision_delete": POSTED,
    "collectifs:action_list": READ,
    "collectifs:action_mine": everybody(200, anonymous=302),
    "collectifs:action_add": POSTED,
    "collectifs:action_finish": POSTED,
    "collectifs:action_drop": LED | {"directrice": 200},
    "collectifs:action_delete": POSTED,
    "collectifs:action_board": READ,
    "collectifs:action_detail": READ,
    "collectifs:action_move": POSTED,
    "collectifs:action_edit": LED | {"directrice": 200},
    "collectifs:action_tap": everybody(200),
    "agenda:agenda_month": everybody(200, anonymous=302),
    "agenda:agenda_list": everybody(200, anonymous=302),
    "agenda:flux_edit": everybody(200, anonymous=302, ancien=403, superuser=403),
    "agenda:flux_close": POSTED,
    "agenda:flux_read": everybody(200),
    "collectifs:presence_answer": everybody(200),
    "collectifs:presence_answered": everybody(200),
}
OF_THE_COLLECTIVE = {"collectif_reopen", "collectif_visit", "collectif_ask", "question_list", "question_add",
                     "axe_add", "collectif_detail", "collectif_edit", "collectif_review", "collectif_join",
                     "collectif_leave", "participation_list", "participation_add", "participation_add_externe",
                     "reunion_list", "reunion_add", "action_list", "action_board", "regle_edit"}  # fmt: skip
OF_CIRCULATED = {"compte_rendu_detail", "compte_rendu_pdf", "compte_rendu_approve", "compte_rendu_odt",
                 "compte_rendu_take_back", "correction_list", "erratum_add"}  # fmt: skip
OF_LIVE = {"compte_rendu_edit", "compte_rendu_circulate", "presence_record", "seance_edit", "reunion_close"}
ALONE = {"collectif_list", "collectif_add", "decision_list", "action_mine", "agenda_month", "agenda_list", "flux_edit",
         "flux_close"}  # fmt: skip


def addresses(cast):
    """A convened meeting, one under way, one whose minutes circulate without their PDF yet."""
    collectif = make_collectif("Accès")
    participation = make_participation(collectif, cast.directrice, cast.palier)
    make_participation(collectif, cast.prestataire, is_externe=True)
    ahead = make_convoquee(collectif, cast.chargee)
    live = make_seance(collectif, cast.chargee)
    sent = circulate_compte_rendu(make_projet(collectif, cast.chargee), by=cast.chargee)
    rows = {
        "participation": participation.pk,
        "note": live.notes.first().pk,
        "point": ahead.points.get(genre="echange").pk,
        "information": add_information(live.reunion.points.first(), texte="À retenir", by=cast.chargee).pk,
        "correction": propose_correction(sent, propose="Autre", motif="Vu", by=cast.directrice).pk,
        "decision": make_decision(live.reunion).pk,
        "action": make_action(collectif, cast.directrice).pk,
        "reunion": ahead.pk,
        "axe": make_axe(collectif).pk,
        **_worked(collectif, cast),
    }
    token = make_token(ahead, cast.directrice)
    found = {
        "agenda:flux_read": reverse("agenda:flux_read", args=[open_flux(by=cast.directrice)]),
        "collectifs:action_tap": reverse(
            "collectifs:action_tap", args=[make_finish_token(rows["action"], cast.directrice.pk)]
        ),
        "collectifs:decision_export": reverse("collectifs:decision_export", args=["csv"]),
        "collectifs:edition_pdf": reverse("collectifs:edition_pdf", args=[sent.reunion_id, 1]),
        "collectifs:presence_answer": reverse("collectifs:presence_answer", args=[token, "je-viens"]),
        "collectifs:presence_answered": reverse("collectifs:presence_answered", args=[token]),
    }
    for name in set(TABLE) - set(found):
        page = name.split(":")[1]
        if page not in ALONE:
            found[name] = reverse(name, args=[_row(page, collectif, live, sent, rows)])
    return found


def _worked(collectif, cast):
    """A question that the directrice worked on, and the presidente who waits to enter."""
    question = make_question(collectif)
    return {
        "question": question.pk,
        "apport": make_apport(question, cast.directrice).pk,
        "reponse": make_reponse(question, auteur=cast.directrice).pk,
        "demande": DemandeParticipation.objects.create(collectif=collectif, personne=cast.presidente, mot="Moi").pk,
    }


def _row(page, collectif, live, sent, rows):
    if page in OF_THE_COLLECTIVE:
        return collectif.pk
    if page in OF_CIRCULATED:
        return sent.reunion_id
    if page in OF_LIVE:
        return live.reunion_id
    if page in ("decision_add", "action_add", "information_add"):
        return rows["point"]
    if page in ("apport_add", "reponse_add"):
        return rows["question"]
    if page == "point_add":
        return rows["reunion"]
    return rows[page.rpartition("_")[0]]
