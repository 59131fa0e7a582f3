"""How the demo's collectives vote: their rules, the voices of their latest meeting, decisions that others rewrote."""

from collections import defaultdict

from collectifs.electorat import compute_electorat
from collectifs.models import Decision, Presence, RegleDecision, Votant
from collectifs.models.votes import COUNTED
from members.normalisation import normalise

RULES = {
    0: {"quorum": "moitie"},
    2: {"voix_par": "personne", "quorum": "tiers"},
    3: {"quorum": "nombre", "quorum_nombre": 12},
}


def save_decisions(rows: list[Decision]) -> list[Decision]:
    """Write the decisions in the order of their meetings, so that their numbers follow the calendar.

    Those of each collective's latest meeting have their electorate; there, one rewrites one of the first.
    """
    rows = sorted(rows, key=lambda decision: decision.reunion.debut)
    by_collectif = defaultdict(list)
    for decision in rows:
        decision.recherche = normalise(decision.texte)
        by_collectif[decision.reunion.collectif].append(decision)
    votants = []
    for rank, (collectif, decided) in enumerate(by_collectif.items()):
        regle = RegleDecision(collectif=collectif, version=1, **RULES.get(rank, {}))
        votants += _freeze(regle, [d for d in decided if d.reunion is decided[-1].reunion])
    RegleDecision.objects.bulk_create(
        RegleDecision(collectif=collectif, version=1, **RULES[rank])
        for rank, collectif in enumerate(by_collectif)
        if rank in RULES
    )
    made = Decision.objects.bulk_create(rows)
    Votant.objects.bulk_create(votants)
    Decision.objects.filter(etat=Decision.Etat.OUVERTE).update(etat=Decision.Etat.PROCLAMEE)
    return made


def _freeze(regle, decided) -> list[Votant]:
    reunion = decided[0].reunion
    presences = list(Presence.objects.filter(reunion=reunion).select_related("personne", "association", "pouvoir_a"))
    votants = []
    for decision in decided:
        electorat = compute_electorat(regle, reunion.collectif.participants, presences)
        decision.etat, decision.voix_par, decision.quorum_regle = Decision.Etat.OUVERTE, regle.voix_par, regle.quorum
        decision.base, decision.voix, decision.quorum = electorat.base, electorat.voix, electorat.quorum
        if decision.mode in COUNTED:
            decision.contre = min(decision.contre, electorat.voix // 3)
            decision.abstentions = 0
            decision.pour = electorat.voix - decision.contre
        for votant in electorat.votants:
            votant.decision = decision
        votants += electorat.votants
    return votants
