"""Who gets what on a text under debate: members read, associations amend and vote, administrators decide."""

from uuid import uuid4

from django.urls import reverse

from pacte.actions.consultations import comment
from tests.factories.debat import adopt, bloc_of, deposit, end_deposit, make_consultation, make_frozen, make_scrutin
from tests.factories.gouvernance import make_adhesion, make_representant, make_voter
from tests.factories.pacte import make_version
from tests.house.access.roles import everybody

READERS = everybody(200, anonymous=302)
WRITERS = everybody(403, anonymous=302, admin=200)
POSTED = everybody(405, anonymous=302)
REPRESENTATIVES = everybody(403, anonymous=302, presidente=200)
VOTERS = everybody(404, anonymous=302, presidente=200)

TABLE = {
    "pacte:consultation_add": everybody(404, anonymous=302, admin=200),
    "pacte:amendement_add": REPRESENTATIVES,
    "pacte:consultation_detail": READERS,
    "pacte:consultation_edit": WRITERS,
    "pacte:consultation_withdraw": POSTED,
    "pacte:consultation_participation": READERS,
    "pacte:consultation_publique": everybody(200),
    "pacte:commentaire_list": WRITERS,
    "pacte:amendement_list": READERS,
    "pacte:commission_desk": WRITERS,
    "pacte:conflit_settle": WRITERS,
    "pacte:consultation_consolidate": POSTED,
    "pacte:scrutin_add": WRITERS,
    "pacte:commentaire_answer": WRITERS,
    "pacte:commentaire_moderate": POSTED,
    "pacte:commentaire_confirm": everybody(410),
    "pacte:amendement_detail": READERS,
    "pacte:amendement_withdraw": POSTED,
    "pacte:amendement_support": POSTED,
    "pacte:amendement_reply": POSTED,
    "pacte:amendement_advise": WRITERS,
    "pacte:amendement_decide": WRITERS,
    "pacte:scrutin_detail": READERS,
    "pacte:scrutin_vote": VOTERS,
    "pacte:scrutin_close": POSTED,
    "pacte:scrutin_proclaim": POSTED,
    "pacte:scrutin_cancel": WRITERS,
}
ACTS = ("detail", "withdraw", "support", "reply", "advise", "decide")


def addresses(cast):
    """A debate where two adopted amendments meet, a vote that is open, a draft that may be debated."""
    if not cast.palier.adhesions.exists():
        make_adhesion(cast.palier)
    if not cast.palier.representants.exists():
        make_representant(cast.palier, cast.presidente)
    consultation, other = make_consultation(cast.admin, is_publique=True), make_voter("Bêta")
    bloc = bloc_of(consultation)
    one = deposit(consultation, cast.palier, bloc.texte.replace("le mois", "le trimestre"))
    two = deposit(consultation, other, bloc.texte.replace("dans le mois", "sous quinze jours"))
    said = comment(consultation, bloc=bloc.identifiant, texte="Très bien.", by=cast.presidente)
    end_deposit(consultation)
    assemblee, _ = make_frozen(cast.admin)
    vote = make_scrutin(consultation, assemblee, cast.admin)
    adopt(one, cast.admin)
    adopt(two, cast.admin)
    own = {
        "consultation_add": [make_version().pk],
        "amendement_add": [consultation.version_id, bloc.identifiant],
        "conflit_settle": [consultation.pk, bloc.identifiant, "mots"],
        "scrutin_vote": [vote.pk, cast.palier.pk],
        "commentaire_confirm": [str(uuid4())],
        **{key: [vote.pk] for key in ("scrutin_detail", "scrutin_close", "scrutin_proclaim", "scrutin_cancel")},
        **{key: [said.pk] for key in ("commentaire_answer", "commentaire_moderate")},
        **{key: [one.pk] for key in [f"amendement_{act}" for act in ACTS]},
    }
    return {name: reverse(name, args=own.get(name.split(":")[1], [consultation.pk])) for name in TABLE}
