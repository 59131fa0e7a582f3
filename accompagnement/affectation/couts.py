"""What a pair costs: the soft rules, in one place, for the ranking of one request and for the computation of all.

A cost is what a provider lacks to be the best imaginable, in tenths of a point out of a hundred. What it costs to
leave a request without anybody is far above: first as many as possible are served, then the urgent ones, then those
who have waited longest; only then does fit count, and how evenly the work is shared.
"""

VERSION_REGLES = "2026-2"
POINTS = {"competence": 50, "lieu": 20, "delai": 20, "charge": 10}
CONTINUITE = 30  # taken off when the person wished to meet again whoever helped them before
DIXIEMES = 10
JOURS_SANS_PERTE, JOURS_DE_PERTE = 7, 30
URGENCES = {"normale": 0, "rapide": 1, "urgente": 2}
ATTENTE_COMPTEE = 400  # days; who waited longer is not served before who waited that long
PIRE = DIXIEMES * sum(POINTS.values())


def cost_of_fit(*, held: int, needed: int, is_near: bool, delai: int, is_known: bool = False) -> int:
    """Return what this provider lacks for this request: skills, place, how soon; the place left is counted apart."""
    lost = POINTS["competence"] * (needed - held) / needed if needed else POINTS["competence"]
    lost += 0 if is_near else POINTS["lieu"]
    lost += POINTS["delai"] * min(max(delai - JOURS_SANS_PERTE, 0), JOURS_DE_PERTE) / JOURS_DE_PERTE
    lost -= CONTINUITE if is_known else 0
    return max(0, round(DIXIEMES * lost))


def cost_of_place(charge: int, capacite: int) -> int:
    """Return what one more accompaniment costs to who carries `charge` of them: more and more, so that all share."""
    return round(DIXIEMES * POINTS["charge"] * charge / capacite) if capacite else DIXIEMES * POINTS["charge"]


def say_score(cost: int) -> int:
    """Return the score out of a hundred that is shown."""
    return max(0, round((PIRE - cost) / DIXIEMES))


def cost_of_nobody(urgence: int, attente: int, demandes: int) -> int:
    """Return what it costs to leave a request unserved, among so many: above anything that could be spared by it."""
    step = demandes * (PIRE + 1) + 1
    return step * (1 + ATTENTE_COMPTEE * urgence + min(max(attente, 0), ATTENTE_COMPTEE - 1))
