"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+(?:['’]\w+)*|[^\w\s]")


def diff_words(before: str, after: str) -> list[tuple[str, str]]:
    """Return the text as pieces « equal », « delete » and « insert », in reading order."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("equal", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(("delete", "".join(old[a:b])))
        if c < d:
            pieces.append(("insert", "".join(new[c:d])))
    return pieces
