"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+(?:['’]\w+)*|[^\w\s]")


def find_spans(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Return which words of `old` became which of `new`; words changed side by side are changed together."""
    spans: list[tuple[int, int, int, int]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        between = "".join(old[spans[-1][1] : a]) if spans else "x"
        if spans and not between.strip() and "\n" not in between:
            spans[-1] = (spans[-1][0], b, spans[-1][2], d)
        else:
            spans.append((a, b, c, d))
    return spans


def diff_words(before: str, after: str) -> list[tuple[str, str]]:
    """Return the text as pieces « equal », « delete » and « insert », in reading order."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    pieces: list[tuple[str, str]] = []
    at = 0
    for a, b, c, d in find_spans(old, new):
        pieces += [("equal", "".join(old[at:a])), ("delete", "".join(old[a:b])), ("insert", "".join(new[c:d]))]
        at = b
    pieces.append(("equal", "".join(old[at:])))
    return [(kind, text) for kind, text in pieces if text]
