"""One spelling for search: no accents, no case, no ligatures, no hyphens, no inclusive marks."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
HYPHENS = r"\-‐‑"
INCLUSIVE_ENDING = re.compile(
    rf"(?<=\w)[·•.{HYPHENS}(/](?:e|es|ne|nes|rice|rices|euse|euses|le|les|ere|eres)\)?(?:[·•.{HYPHENS}]?s)?"
    rf"(?=[^\w{HYPHENS}]|$)"
)
SAINT = re.compile(r"\b(?:st|ste)\b")
SEPARATORS = re.compile(r"[^a-z0-9]+")
SMALL_WORDS = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une"])


def normalise(text: str) -> str:
    """Return `text` as search compares it: `Saint-Étienne` and `st etienne` become one."""
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = INCLUSIVE_ENDING.sub("", text.translate(LIGATURES))
    text = SEPARATORS.sub(" ", text).strip()
    return SAINT.sub(lambda match: "saint" if match.group() == "st" else "sainte", text)


def search_words(text: str) -> list[str]:
    """Return the words of a normalised search that say something; all of them when none does."""
    words = text.split()
    return [word for word in words if word not in SMALL_WORDS] or words
