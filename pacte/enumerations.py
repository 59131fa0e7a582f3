"""Lists written as sentences: « un réseau qui…, un réseau qui… et un réseau qui… », infinitives between commas."""

import re
from dataclasses import dataclass

from pacte.genres import Genre

NUMBERS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10}
# The word of the sentence that announces the list -> what is in the list.
ANNOUNCED = ((r"\bprincipes?\b", Genre.PRINCIPE), (r"\bqualités?\b", Genre.QUALITE))
DECLARED = re.compile(rf"\b({'|'.join(NUMBERS)}|\d+)\s+(?:\w+\s+)?(?:principes|qualités)\b", re.IGNORECASE)
INFINITIVE = r"(?:(?:se|s['’]|ne pas|y)\s*)?\w+(?:er|ir|re|oir)\b"
STARTS = re.compile(INFINITIVE, re.IGNORECASE)
BEFORE_CAPITAL = re.compile(r"[,;]\s+(?=(?:Se |S['’])?[A-ZÀ-ÖØ-Þ]\w*(?:er|ir|re|oir)\b)")
BEFORE_SMALL = re.compile(r"[,;]\s+(?=(?:se |s['’])?\w+(?:er|ir)\b(?!\s+(?:et|,)))")
JOINER = " et "


@dataclass(frozen=True)
class Enumeration:
    intro: str
    genre: Genre
    items: list[str]


def split_enumeration(text: str) -> Enumeration | None:
    """Return the list hidden in a sentence, or None when it is not sure that there is one."""
    intro, colon, tail = text.rpartition(" :") if " :" in text else text.rpartition(":")
    tail = tail.strip()
    genre = next((genre for pattern, genre in ANNOUNCED if re.search(pattern, intro, re.IGNORECASE)), None)
    items = split_by_lead(tail) or (split_by_comma(tail, declared_in(intro)) if genre else None)
    if not items:
        return None
    return Enumeration(intro=f"{intro.strip()} :" if colon else "", genre=genre or Genre.QUALITE, items=items)


def split_by_lead(text: str) -> list[str] | None:
    """Cut where the same two words open each part, three times or more."""
    lead = re.match(r"\w+\s+\w+", text)
    if not lead:
        return None
    again = re.escape(lead[0])
    parts = re.split(rf",\s*(?={again}\b)", text, flags=re.IGNORECASE)
    joined = re.search(rf"^(.+) et ({again}\b.*)$", parts[-1], flags=re.IGNORECASE | re.DOTALL)
    if joined:
        parts[-1:] = [joined[1], joined[2]]
    return tidy(parts) if len(parts) >= 3 else None


def split_by_comma(text: str, declared: int | None) -> list[str] | None:
    parts = text.split(", ")
    before, joiner, after = parts[-1].rpartition(JOINER)
    if joiner and (declared is None or declared == len(parts) + 1):
        parts[-1:] = [before, after]
    fits = len(parts) == declared if declared else len(parts) >= 2
    return tidy(parts) if fits else None


def declared_in(intro: str) -> int | None:
    """Return the number that the sentence announces: « quatre principes »."""
    found = DECLARED.search(intro)
    if not found:
        return None
    word = found[1].lower()
    return int(word) if word.isdigit() else NUMBERS[word]


def split_missions(text: str) -> list[str] | None:
    """Return the infinitives of a sentence as separate missions, or None if it does not open with one."""
    if not STARTS.match(text):
        return None
    parts = BEFORE_CAPITAL.split(text)
    return tidy(parts if len(parts) > 1 else BEFORE_SMALL.split(text))


def tidy(parts: list[str]) -> list[str]:
    return [part.strip().rstrip(".;,").strip() for part in parts if re.search(r"\w", part)]
