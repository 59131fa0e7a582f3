"""Opinions, given at the end and six months after, which cannot be tied back to a case nor to an author (§4.5, E21).

An opinion goes into an urn, sealed, without a day. Each one that comes empties the urn, mixes it and fills it again,
so that neither the order of its rows nor their transaction says who came last. Once five opinions of one year and one
moment lie there, they are counted together, among those of the year mixed again. Words that may be quoted part from
the marks at that time: nothing says which marks went with which words.
"""

import json
from secrets import SystemRandom

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, lock, move
from accompagnement.models import AvisEnAttente, Demande, Etat, Evaluation, Evenement, Parole, Role
from accompagnement.notifications import DemandeAvancee
from accompagnement.queries.evaluations import CRITERES, get_questions, is_avis_tardif_ouvert
from socle.crypto import seal_alone, unseal_alone
from socle.notifications import notify
from socle.permissions import require

URNE = 5
Moment = Evaluation.Moment
PLUS_OUVERT = "Cet avis n’est plus attendu : rien n’a été changé."
melange = SystemRandom()


@transaction.atomic
def evaluate_demande(demande: Demande, *, by, parole: str = "", **notes) -> Demande:
    """Give an opinion at the end, kept apart from the case and from its author; every question may be left empty."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.EVALUEE:
        return demande
    if demande.etat == Etat.A_CONFIRMER:  # an opinion on the whole says that it is over
        move(demande, Etat.CLOTUREE, Evenement.Verbe.CLOTURE, role=Role.DEMANDEUR)
    move(demande, Etat.EVALUEE, Evenement.Verbe.EVALUATION, role=Role.DEMANDEUR)
    _cast(Moment.FIN, notes, parole)
    return demande


@transaction.atomic
def evaluate_later(demande: Demande, *, by, parole: str = "", **notes) -> Demande:
    """Give an opinion six months after: the case remembers that it was given, never which (E21)."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.avis_six_mois == Demande.AvisTardif.DONNE:
        return demande
    if not is_avis_tardif_ouvert(demande):
        raise Impossible(PLUS_OUVERT)
    demande.avis_six_mois = Demande.AvisTardif.DONNE
    demande.save(update_fields=["avis_six_mois"])
    _cast(Moment.SIX_MOIS, notes, parole)
    return demande


@transaction.atomic
def ask_later(demande: Demande) -> bool:
    """Tell the requester, once, that a question awaits them six months after; return whether it was to be told."""
    demande = lock(demande)
    if demande.avis_six_mois or not is_avis_tardif_ouvert(demande):
        return False
    demande.avis_six_mois = Demande.AvisTardif.DEMANDE
    demande.save(update_fields=["avis_six_mois"])
    notify(DemandeAvancee(demande))
    return True


def _cast(moment, notes, parole) -> None:
    """Put an opinion in the urn, and count those that are enough; nothing at all is kept of an empty one."""
    notes = {name: note for name, note in notes.items() if note is not None}
    if not notes and not parole.strip():
        return
    if notes.keys() - get_questions(moment):
        raise ValidationError("Cette question n’est pas posée à ce moment.")
    Evaluation(annee=timezone.localdate().year, moment=moment, **notes).full_clean()
    avis = {"annee": timezone.localdate().year, "moment": moment, "notes": notes, "parole": parole.strip()}
    _mix([avis])


def pour_ended_years() -> None:
    """Count what the years that are over left in the urn: with theirs if there are enough, else with those to come."""
    _mix([])


@transaction.atomic
def _mix(added: list[dict]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accompagnement.urne', 0))")
    waiting = AvisEnAttente.objects.all()
    lying = [json.loads(unseal_alone(avis.contenu, avis.place)) for avis in waiting] + added
    waiting.delete()
    groups: dict[tuple[int, str], list[dict]] = {}
    for avis in lying:
        groups.setdefault((avis["annee"], avis["moment"]), []).append(avis)
    left = [avis for key, group in groups.items() for avis in _count(*key, group)]
    melange.shuffle(left)
    AvisEnAttente.objects.bulk_create(_seal(AvisEnAttente(), json.dumps(avis)) for avis in left)


def _count(annee, moment, group) -> list[dict]:
    """Count the opinions of a year and moment if they are enough; return those that must still wait."""
    counted = Evaluation.objects.filter(annee=annee, moment=moment)
    this_year = timezone.localdate().year
    enough = len(group) >= URNE or (annee < this_year and counted.exists())
    if not enough:
        return [avis | {"annee": this_year} for avis in group]
    rows = [_copy(row) for row in counted]
    rows += [Evaluation(annee=annee, moment=moment, **avis["notes"]) for avis in group if avis["notes"]]
    counted.delete()
    melange.shuffle(rows)
    Evaluation.objects.bulk_create(rows)
    paroles = [avis["parole"] for avis in group if avis["parole"]]
    melange.shuffle(paroles)
    Parole.objects.bulk_create(_seal(Parole(annee=annee), text) for text in paroles)
    return []


def _copy(row) -> Evaluation:
    return Evaluation(annee=row.annee, moment=row.moment, **{name: getattr(row, name) for name in CRITERES})


def _seal(row, text):
    row.contenu = seal_alone(text, row.place)
    return row


@transaction.atomic
def review_parole(parole: Parole, *, is_kept: bool, by) -> None:
    """Read by a human before any use: kept to be quoted, or removed for good (R27)."""
    require(by, "accompagnement.review_paroles")
    parole = Parole.objects.select_for_update().get(pk=parole.pk)
    if not is_kept:
        parole.delete()
        return
    parole.etat = Parole.Etat.RETENUE
    parole.save(update_fields=["etat"])
