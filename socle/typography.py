"""French typography as a pure function: what people type, set as it should be read. Twice is the same as once."""

import re

THIN = "\u202f"
# Where a template has a tag, or a hole that stands for a word
MARK = "\ue000"
WORD = "\ua66e"

# Left alone: addresses of pages and people, file names' paths, HTML tags and entities. A person's address is looked
# for from the start of a word only: from each of its letters, a page of text without a space would take a minute.
KEPT = (
    r"(?P<kept>(?:https?://|www\.)\S+|(?<![^\s@<>])[^\s@<>]+@[^\s@<>]+"
    r"|</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);)"
)

SPACES = "[ \u00a0\u202f]"
UNITS = "km²?|m²|cm|mm|kg|min"
RULES = (
    (re.compile(r"(?<=\w)'(?=[\w«])"), "’"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
    (re.compile(r'"(?=\S)([^"\n]*[^"\s])"'), r"«\1»"),
    (re.compile(rf"«{SPACES}*(?=[^\s»])"), f"«{THIN}"),
    (re.compile(rf"(?<=[^\s«]){SPACES}*»"), f"{THIN}»"),
    (re.compile(rf"(?<=[\w)\]’»…%€]){SPACES}*([;!?]+)(?=\s|$|[»)\]’,.{MARK}{WORD}])"), rf"{THIN}\1"),
    (re.compile(rf"(?<=[\w)\]’»…%€]){SPACES}*:(?=\s|$|[{MARK}{WORD}])"), f"{THIN}:"),
    (re.compile(rf"(?<=\d){SPACES}?(?=[%€](?!\w))"), THIN),
    (re.compile(r"(?<![\d,.])(\d{1,3})[ \u00a0](?=\d{3}(?!\d))"), rf"\1{THIN}"),
    (re.compile(r"(?<=\u202f)(\d{3})[ \u00a0](?=\d{3}(?!\d))"), rf"\1{THIN}"),
    (re.compile(r"(?<!\w)(\d{1,2}) h (?=\d{2}(?!\d))"), "\\1\u00a0h\u00a0"),
    (re.compile(rf"(?<!\w)([nN]°){SPACES}?(?=[\d{MARK}{WORD}])"), "\\1\u00a0"),
    (re.compile(rf"(?<=\d) (?=(?:{UNITS})(?![\w’']))"), "\u00a0"),
)
PIECES = re.compile(KEPT)
# What every rule needs one of: most texts have none and are left as they are.
SIGNS = re.compile(rf"['\"«»;!?:%€]|\.\.\.|\d[ \u00a0\u202f]\d|\d h \d|[nN]°|\d (?:{UNITS})")


def set_piece(text: str) -> str:
    """Apply the rules until nothing moves: one rule may open the way to another."""
    for _ in range(len(RULES)):
        before = text
        for pattern, replacement in RULES:
            text = pattern.sub(replacement, text)
        if text == before:
            break
    return text


def typographie(text: str) -> str:
    """Set thin no-break spaces, « », ’ and …, leaving addresses and markup as they are."""
    if not SIGNS.search(text):
        return text
    pieces = []
    start = 0
    for kept in PIECES.finditer(text):
        pieces += [set_piece(text[start : kept.start()]), kept[0]]
        start = kept.end()
    pieces.append(set_piece(text[start:]))
    return "".join(pieces)
