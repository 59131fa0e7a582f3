"""Who gets what in trainings: an open session of a published page, organised by the chargée, with one colleague."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from formations.liens import OFFRE, REFUS
from formations.models import OffrePlace
from socle import signatures
from tests.factories.formations import make_besoin, make_formation, make_inscription, make_session
from tests.house.access.roles import everybody

PUBLIC = everybody(200)
SIGNED = everybody(200, anonymous=302)
TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
POSTED = everybody(405, anonymous=302)
THEIRS = everybody(404, anonymous=302, collegue=200, directrice=200, chargee=200, admin=200)
COME = dict.fromkeys(("directrice", "collegue", "presidente", "adherente"), 200)

TABLE = {
    "formations:formation_list": PUBLIC,
    "formations:formation_add": TEAM,
    "formations:formation_detail": PUBLIC,
    "formations:formation_edit": TEAM,
    "formations:formation_publish": POSTED,
    "formations:formation_withdraw": POSTED,
    "formations:formateur_add": TEAM,
    "formations:session_add": TEAM,
    "formations:session_list": PUBLIC,
    "formations:session_detail": PUBLIC,
    "formations:session_edit": TEAM,
    "formations:session_postpone": TEAM,
    "formations:session_cancel": TEAM,
    "formations:session_move": POSTED,
    "formations:inscription_add": TEAM | COME,
    "formations:inscription_list": TEAM,
    "formations:inscription_mine": SIGNED,
    "formations:inscription_detail": THEIRS,
    "formations:inscription_cancel": THEIRS,
    "formations:inscription_approve": THEIRS | {"collegue": 403, "chargee": 403, "admin": 403},
    "formations:inscription_pass": THEIRS | {"collegue": 403, "directrice": 403},
    "formations:amenagement_edit": THEIRS | {"directrice": 403, "chargee": 403, "admin": 403},
    "formations:offre_answer": POSTED,
    "formations:offre_tap": PUBLIC,
    "formations:refus_tap": PUBLIC,
    "formations:besoin_list": SIGNED,
    "formations:besoin_add": everybody(403, anonymous=302) | COME,
    "formations:besoin_detail": SIGNED,
    "formations:besoin_support": POSTED,
    "formations:besoin_withdraw": POSTED,
    "formations:besoin_answer": TEAM,
    "formations:reglages_edit": TEAM,
}
SESSIONS = ("session_detail", "session_edit", "session_postpone", "session_cancel", "session_move", "inscription_add",
            "inscription_list")  # fmt: skip
PAGES = ("formation_detail", "formation_edit", "formation_publish", "formation_withdraw", "session_add")
ENROLMENTS = ("inscription_detail", "inscription_cancel", "inscription_approve", "inscription_pass",
              "amenagement_edit", "offre_answer")  # fmt: skip
NEEDS = ("besoin_detail", "besoin_support", "besoin_withdraw", "besoin_answer")


def addresses(cast):
    """A colleague waits to be enrolled, with a place offered."""
    formation = make_formation("Lire un budget")
    session = make_session(formation, by=cast.chargee)
    inscription = make_inscription(session, cast.collegue, cast.palier, etat="en_attente")
    now = timezone.now()
    offre = OffrePlace.objects.create(inscription=inscription, faite_le=now, expire_le=now + timedelta(hours=48))
    besoin = make_besoin(association=cast.palier, personne=cast.directrice)
    who = {"personne": cast.collegue.pk}
    tokens = {
        "offre_tap": signatures.sign(OFFRE, {"offre": offre.pk, **who}, days=3),
        "refus_tap": signatures.sign(REFUS, {"inscription": inscription.pk, **who}, days=3),
    }
    kinds = {
        **dict.fromkeys(PAGES, formation.pk),
        **dict.fromkeys(SESSIONS, session.pk),
        **dict.fromkeys(ENROLMENTS, inscription.pk),
        **dict.fromkeys(NEEDS, besoin.pk),
        **tokens,
    }
    return {f"formations:{name}": reverse(f"formations:{name}", args=[key]) for name, key in kinds.items()}
