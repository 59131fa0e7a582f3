from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.actions.ordre_du_jour import append_point
from collectifs.electorat import Electorat
from collectifs.models import Collectif, Decision, PointOrdreDuJour, RegleDecision, Reunion, Revision, Votant
from collectifs.models.votes import COUNTED, Mode, Scrutin
from collectifs.queries.decisions import get_a_reviser, get_electorat
from members.models import Personne
from socle import journal
from socle.french import say_full_date
from socle.permissions import require

Etat = Decision.Etat
COUNTS = {"pour": "pour", "contre": "contre", "abstentions": "abstention", "blancs": "blanc"}
YEARS_AHEAD = 10


class RegleChangee(Exception):
    """Somebody else changed the rule since the page was read; `regle` is what it became. Nothing was overwritten."""

    def __init__(self, regle: RegleDecision):
        super().__init__(regle.pk)
        self.regle = regle


@transaction.atomic
def set_regle(collectif: Collectif, *, version: int, by: Personne, **fields: Any) -> RegleDecision:
    """Say who has a voice in a collective and its quorum; what was decided before keeps the rule of its day."""
    require(by, "collectifs.edit_collectif", collectif)
    Collectif.objects.select_for_update().get(pk=collectif.pk)
    regle = RegleDecision.objects.filter(collectif=collectif).first() or RegleDecision(collectif=collectif)
    if regle.version != version:
        raise RegleChangee(regle)
    for name, value in fields.items():
        setattr(regle, name, value)
    regle.version += 1
    regle.full_clean()
    regle.save()
    journal.record("collectifs.set_regle", collectif, by=by, voix_par=regle.voix_par, quorum=regle.quorum)
    return regle


def freeze_electorat(decision: Decision) -> list[Votant]:
    """Write in a decision who has a voice today, with the rule of the day; returns the voices, to be saved after it.

    Where nobody wrote who is there, the result of a count or of a quorum would be invented: it is refused.
    """
    electorat = get_electorat(decision.reunion)
    if not electorat.is_pointe:
        if decision.mode in COUNTED or electorat.quorum is not None or decision.scrutin == Scrutin.APPEL:
            raise ValidationError(
                "Personne n’est encore pointé présent : sans cela, on ne sait pas combien de voix il y a. Cochez les "
                "présences, puis notez le vote."
            )
        return []
    _copy_rule(decision, electorat)
    return electorat.votants


def _copy_rule(decision: Decision, electorat: Electorat) -> None:
    decision.voix_par, decision.quorum_regle = electorat.regle.voix_par, electorat.regle.quorum
    decision.base, decision.voix, decision.quorum = electorat.base, electorat.voix, electorat.quorum


def start_vote(decision: Decision) -> None:
    """Open the vote of a decision just written or proposed: its electorate does not move from then on."""
    votants = freeze_electorat(decision)
    check_count(decision)
    decision.etat = Etat.OUVERTE
    decision.save()
    for votant in votants:
        votant.decision = decision
    Votant.objects.bulk_create(votants)


@transaction.atomic
def open_vote(decision: Decision, *, by: Personne) -> Decision:
    """Put to the vote what was proposed, as it stands."""
    decision = _hold(decision, by, Etat.OUVERTE)
    start_vote(decision)
    journal.record("collectifs.open_vote", decision.reunion, by=by, decision=decision.pk)
    return decision


@transaction.atomic
def proclaim_decision(
    decision: Decision, *, votes: dict[int, str] | None = None, by: Personne, **counts: Any
) -> Decision:
    """Close the vote and proclaim what it gives: totals, or in a roll call each voice (`votes`, by its row)."""
    decision = _hold(decision, by, Etat.PROCLAMEE)
    if decision.scrutin == Scrutin.APPEL:
        counts |= _call_roll(decision, votes or {})
    for name, value in counts.items():
        setattr(decision, name, value)
    finish_vote(decision)
    journal.record("collectifs.proclaim_decision", decision.reunion, by=by, decision=decision.pk)
    return decision


def _call_roll(decision, votes) -> dict[str, int]:
    votants = list(decision.votants.filter(voix__gt=0).select_related("association", "personne", "mandant"))
    silent = [str(votant) for votant in votants if votant.pk not in votes]
    if silent:
        raise ValidationError(f"Il manque la voix de {', '.join(silent)} : dites ce qu’elle a voté, ou son retrait.")
    for votant in votants:
        votant.vote = votes[votant.pk]
    Votant.objects.bulk_update(votants, ["vote"])
    given = [votant.vote for votant in votants]
    return {name: given.count(vote) for name, vote in COUNTS.items()}


def finish_vote(decision: Decision) -> None:
    """Proclaim a decision whose vote is open, once its count holds; the database gives it its number."""
    check_count(decision)
    decision.etat = Etat.PROCLAMEE
    decision.full_clean()
    decision.save()
    decision.refresh_from_db(fields=["serie", "numero", "reference"])


def check_count(decision: Decision) -> None:
    """Refuse what nobody could have counted: more voices than there are, an objection that does not say why."""
    if decision.mode == Mode.CONSENTEMENT and decision.contre and not decision.objection.strip():
        raise ValidationError(
            "Une objection dit sa raison : écrivez-la, c’est d’elle que naît la proposition suivante."
        )
    counted = sum(getattr(decision, name) or 0 for name in COUNTS)
    if decision.voix is not None and counted > decision.voix:
        raise ValidationError(
            f"Vous avez saisi {counted} voix. Il n’y en a que {decision.voix}, présentes ou représentées. Corrigez le "
            "compte, ou les présences si quelqu’un n’est pas encore pointé."
        )


def _hold(decision, by, etat) -> Decision:
    require(by, "collectifs.edit_compte_rendu", hold_minutes(decision.reunion))
    locked = Decision.objects.select_for_update(of=("self",)).select_related("reunion__collectif").get(pk=decision.pk)
    if not locked.can_become(etat):
        now = locked.get_etat_display()
        raise ValidationError(f"Cette décision est déjà au stade « {now} » : elle ne peut pas devenir {etat.label}.")
    return locked


@transaction.atomic
def confirm_decision(
    decision: Decision, *, revoir_le: date, vues: int, motif: str = "", reunion: Reunion | None = None, by: Personne
) -> Revision:
    """Keep a decision as it is, until another day on which it comes back."""
    decision = _hold_in_force(decision, vues, by)
    today = timezone.localdate()
    if not today < revoir_le < today.replace(year=today.year + YEARS_AHEAD, day=1):
        raise ValidationError(
            f"Vous avez saisi le {say_full_date(revoir_le)}. Une décision revient un jour à venir, dans moins de dix "
            "ans. Choisissez une autre date."
        )
    decision.reporte_au = revoir_le
    decision.save(update_fields=["reporte_au"])
    return _write(decision, by, issue=Revision.Issue.CONFIRMEE, revoir_le=revoir_le, motif=motif, reunion=reunion)


@transaction.atomic
def repeal_decision(
    decision: Decision, *, motif: str, vues: int, reunion: Reunion | None = None, by: Personne
) -> Revision:
    """Say that a decision no longer holds, and why; it stays readable."""
    decision = _hold_in_force(decision, vues, by)
    decision.etat = Etat.ABROGEE
    decision.save(update_fields=["etat"])
    return _write(decision, by, issue=Revision.Issue.ABROGEE, motif=motif, reunion=reunion)


@transaction.atomic
def review_in(reunion: Reunion, *, by: Personne) -> int:
    """Put on a meeting's agenda what is to be reviewed by its day; returns how many decisions that makes."""
    require(by, "collectifs.run_reunion", reunion)
    if not (reunion.is_preparable or reunion.etat == Reunion.Etat.EN_COURS):
        raise ValidationError("La réunion est terminée : son ordre du jour ne change plus.")
    Reunion.objects.select_for_update(of=("self",)).get(pk=reunion.pk)
    due = list(get_a_reviser(reunion.collectif, timezone.localdate(reunion.debut)))
    put_on_agenda(reunion, due)
    journal.record("collectifs.review_in", reunion, by=by, number=len(due))
    return len(due)


def put_on_agenda(reunion: Reunion, decisions: list[Decision]) -> None:
    """Write one item that comes back to these decisions, if there are any."""
    if decisions:
        titre = "Une décision à revoir" if len(decisions) == 1 else "Décisions à revoir"
        point = append_point(reunion, titre=titre, genre=PointOrdreDuJour.Genre.REVISION, duree=5 * len(decisions))
        point.decisions_revues.set(decisions)


def _hold_in_force(decision, vues, by) -> Decision:
    """Lock a decision in force; refused if somebody reviewed it since the page was read (`vues` reviews then)."""
    require(by, "collectifs.review_decision", decision)
    Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    latest = decision.revisions.select_related("par").last()
    if latest is not None and decision.revisions.count() != vues:
        what = f"l’a {latest.get_issue_display()}"
        until = f" jusqu’au {say_full_date(latest.revoir_le)}" if latest.revoir_le else ""
        raise ValidationError(
            f"{latest.par} {what}{until}, le {say_full_date(latest.le)}, depuis que vous lisez cette page. Relisez "
            "avant de recommencer."
        )
    if not Decision.objects.en_vigueur().filter(pk=decision.pk).exists():
        raise ValidationError("Cette décision n’est pas, ou plus, en vigueur : elle ne se révise pas.")
    return Decision.objects.select_related("reunion__collectif").get(pk=decision.pk)


def _write(decision, by, **fields) -> Revision:
    revision = Revision(decision=decision, par=by, **fields)
    revision.full_clean()
    revision.save()
    verb = "confirm_decision" if revision.issue == Revision.Issue.CONFIRMEE else "repeal_decision"
    journal.record(f"collectifs.{verb}", decision.reunion, by=by, decision=decision.pk)
    return revision
