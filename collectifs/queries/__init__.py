"""Questions about collectives that span several tables, by what they are about."""

from collectifs.queries.agenda import find_subscriber, get_flux, get_rendez_vous, get_rendez_vous_ateliers
from collectifs.queries.attentes import get_attentes
from collectifs.queries.collectifs import find_people, get_collectifs, get_hub, get_people_of
from collectifs.queries.convocations import get_convened, get_convies, get_newcomers, get_people_to_convene
from collectifs.queries.decisions import (
    get_a_reviser,
    get_decision,
    get_electorat,
    get_register,
    get_regle,
    get_replaceable,
    get_years,
    load_reviews,
)
from collectifs.queries.reunions import (
    count_by_category,
    get_checklist,
    get_minutes,
    get_minutes_to_approve,
    get_reunion,
    get_reunions,
    get_undone_actions,
    split_by_address,
    with_answers,
    with_outcomes,
)
from collectifs.queries.suites import (
    Rappel,
    count_mine,
    get_actions_of,
    get_board,
    get_mine,
    get_rappels,
)

__all__ = [
    "Rappel",
    "count_by_category",
    "count_mine",
    "find_people",
    "find_subscriber",
    "get_a_reviser",
    "get_actions_of",
    "get_attentes",
    "get_board",
    "get_checklist",
    "get_collectifs",
    "get_convened",
    "get_convies",
    "get_decision",
    "get_electorat",
    "get_flux",
    "get_hub",
    "get_mine",
    "get_minutes",
    "get_minutes_to_approve",
    "get_newcomers",
    "get_people_of",
    "get_people_to_convene",
    "get_rappels",
    "get_register",
    "get_regle",
    "get_rendez_vous",
    "get_rendez_vous_ateliers",
    "get_replaceable",
    "get_reunion",
    "get_reunions",
    "get_undone_actions",
    "get_years",
    "load_reviews",
    "split_by_address",
    "with_answers",
    "with_outcomes",
]
