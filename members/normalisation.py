"""One spelling for search: no accents, no case, no ligatures, no hyphens, no inclusive marks."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl"})
INCLUSIVE_ENDING = re.compile(
    r"(?<=\w)[·•.\-‐‑(/](e|es|ne|nes|rice|rices|euse|euses|le|les|ère|ères)\)?([·•.\-‐‑]?s)?(?=\W|$)"
)
SAINT = re.compile(r"\b(?:st|ste)\b")
SEPARATORS = re.compile(r"[^a-z0-9]+")


def normalise(text: str) -> str:
    """Return `text` as search compares it: `Saint-Étienne` and `st etienne` become one."""
    text = INCLUSIVE_ENDING.sub("", text.lower().translate(LIGATURES))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = SEPARATORS.sub(" ", text).strip()
    return SAINT.sub(lambda match: "saint" if match.group() == "st" else "sainte", text)
