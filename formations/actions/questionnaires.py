"""Asking everybody what they think, hot and cold, and counting answers that cannot be tied back (indicator 30).

An answer goes into an urn, sealed, without a day; each one that comes empties it, mixes it and fills it again. Once
five of one session, one public and one moment lie there, they are counted together, marks and words apart. Those of
a session that never had five are counted with those of the other sessions of the training, five at a time too.
"""

import json
from datetime import timedelta
from secrets import SystemRandom

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from formations.models import AvisDemande, Questionnaire, Reponse, ReponseEnAttente, SessionFormation
from formations.notifications_papiers import AvisAttendu
from formations.queries.questionnaires import (
    CHAUD_DURE,
    FERME,
    FROID,
    SEUIL,
    get_asked_of,
    get_questions,
    is_awaited,
)
from members.models import Personne
from socle import journal
from socle.crypto import seal_alone, unseal_alone
from socle.notifications import notify
from socle.permissions import require

CLOSED = "Cet avis est déjà donné, ou n’est plus attendu : rien n’a été changé."
melange = SystemRandom()
Held = SessionFormation.Etat


@transaction.atomic
def ask_opinions(session: SessionFormation, moment: str) -> int:
    """Ask everybody whom a session concerns, once; return how many are asked now."""
    session = SessionFormation.objects.select_for_update(of=("self",)).get(pk=session.pk)
    today, asked = timezone.localdate(), 0
    for public, personne in get_asked_of(session):
        avis, is_new = AvisDemande.objects.get_or_create(
            session=session, public=public, moment=moment, personne_id=personne, defaults={"demandee_le": today}
        )
        if is_new:
            asked += 1
            notify(AvisAttendu(avis))
    return asked


@transaction.atomic
def ask_funder(session: SessionFormation, *, organisme: str, moment: str = "chaud", by: Personne) -> AvisDemande:
    """Make the single-use address that a funder without an account answers by."""
    require(by, "formations.organise")
    avis = AvisDemande(
        session=session, public="financeur", moment=moment, organisme=organisme, demandee_le=timezone.localdate()
    )
    avis.full_clean()
    avis.save()
    journal.record("formations.ask_funder", session, by=by, organisme=organisme)
    return avis


def ask_what_is_due() -> None:
    """Ask hot when a session is over, cold three months after, remind once: what beat runs."""
    now = timezone.now()
    over = SessionFormation.objects.filter(etat__in=[Held.CONFIRMEE, Held.TENUE, Held.CLOSE])
    for session in over.filter(fin__lte=now, fin__gt=now - CHAUD_DURE):
        ask_opinions(session, "chaud")
    for session in over.filter(fin__lte=now - FROID, fin__gt=now - FERME):
        ask_opinions(session, "froid")
    remind()


@transaction.atomic
def remind() -> int:
    """Remind once, a week after, whoever has not answered."""
    week = timezone.localdate() - timedelta(days=7)
    waiting = AvisDemande.objects.select_for_update().filter(a_repondu=False, rappelee_le=None, demandee_le__lte=week)
    reminded = [avis for avis in waiting.exclude(personne=None) if is_awaited(avis)]
    for avis in reminded:
        avis.rappelee_le = timezone.localdate()
        avis.save(update_fields=["rappelee_le"])
        notify(AvisAttendu(avis, is_reminder=True))
    return len(reminded)


@transaction.atomic
def answer(avis: AvisDemande, *, texte: str = "", **notes) -> None:
    """Answer once: the row remembers that one answered, the urn what was answered, nothing ties the two."""
    avis = AvisDemande.objects.select_for_update(of=("self",)).select_related("session").get(pk=avis.pk)
    if not is_awaited(avis):
        raise ValidationError(CLOSED)
    questions = get_questions(avis.public, avis.moment)
    marks = {questions[int(name[1:])]: int(note) for name, note in notes.items() if note}
    avis.a_repondu = True
    avis.save(update_fields=["a_repondu"])
    if marks or texte.strip():
        _mix([_describe(avis) | {"notes": marks, "texte": texte.strip()}])


def _describe(avis) -> dict:
    return {
        "formation": avis.session.formation_id,
        "session": avis.session_id,
        "public": avis.public,
        "moment": avis.moment,
    }


def pour_what_waits() -> None:
    """Count with the other sessions of the training what sessions of long ago left in the urn."""
    _mix([])


@transaction.atomic
def _mix(added: list[dict]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('formations.urne', 0))")
    waiting = ReponseEnAttente.objects.all()
    lying = [json.loads(unseal_alone(row.contenu, row.place)) for row in waiting] + added
    waiting.delete()
    left = _count(_forget_old_sessions(lying))
    melange.shuffle(left)
    rows = [ReponseEnAttente() for _ in left]
    for row, lasting in zip(rows, left, strict=True):
        row.contenu = seal_alone(json.dumps(lasting), row.place)
    ReponseEnAttente.objects.bulk_create(rows)


def _forget_old_sessions(lying) -> list[dict]:
    """What no answer of its session will join any more belongs to the training only."""
    ended = timezone.now() - FERME
    kept = {one["session"] for one in lying if one["session"]}
    old = set(SessionFormation.objects.filter(pk__in=kept, fin__lt=ended).values_list("pk", flat=True))
    return [one | {"session": None if one["session"] in old else one["session"]} for one in lying]


def _count(lying) -> list[dict]:
    groups: dict[tuple, list[dict]] = {}
    for one in lying:
        groups.setdefault((one["formation"], one["session"], one["public"], one["moment"]), []).append(one)
    left = []
    for key, group in groups.items():
        if len(group) < SEUIL:
            left += group
        else:
            _pour(key, group)
    return left


def _pour(key, group) -> None:
    """Write a group among those already counted of the same session, all mixed again."""
    where = dict(zip(("formation_id", "session_id", "public", "moment"), key, strict=True))
    counted = Reponse.objects.filter(**where)
    rows = [Reponse(**where, notes=row.notes, texte=row.texte) for row in counted]
    rows += [Reponse(**where, notes=one["notes"]) for one in group if one["notes"]]
    rows += [Reponse(**where, texte=one["texte"]) for one in group if one["texte"]]
    counted.delete()
    melange.shuffle(rows)
    Reponse.objects.bulk_create(rows)


@transaction.atomic
def write_questions(*, public: str, moment: str, questions: list[str], by: Personne) -> Questionnaire:
    """Choose what is asked from now on; answers already given keep their questions."""
    require(by, "formations.organise")
    row, _ = Questionnaire.objects.update_or_create(public=public, moment=moment, defaults={"questions": questions})
    journal.record("formations.write_questions", row, by=by)
    return row
