"""Questions about collectives that span several tables, by what they are about."""

from collectifs.queries.attentes import get_attentes, get_rendez_vous
from collectifs.queries.collectifs import find_people, get_collectifs, get_hub, get_people_of
from collectifs.queries.reunions import (
    count_by_category,
    get_checklist,
    get_convened,
    get_minutes,
    get_minutes_to_approve,
    get_people_to_convene,
    get_reunion,
    get_reunions,
    get_undone_actions,
    split_by_address,
    with_answers,
    with_outcomes,
)
from collectifs.queries.suites import get_actions_of, get_mine, get_register

__all__ = [
    "count_by_category",
    "find_people",
    "get_actions_of",
    "get_attentes",
    "get_checklist",
    "get_collectifs",
    "get_convened",
    "get_hub",
    "get_mine",
    "get_minutes",
    "get_minutes_to_approve",
    "get_people_of",
    "get_people_to_convene",
    "get_register",
    "get_rendez_vous",
    "get_reunion",
    "get_reunions",
    "get_undone_actions",
    "split_by_address",
    "with_answers",
    "with_outcomes",
]
