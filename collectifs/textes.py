"""Texts typed in a plain field: paragraphs, and lists whose lines begin with a dash."""

from dataclasses import dataclass

DASHES = ("- ", "– ", "• ", "* ")


@dataclass(frozen=True)
class Liste:
    """Lines that were a list."""

    items: list[str]


def read_blocks(text: str) -> list[str | Liste]:
    """Return the paragraphs and the lists of a text, in order; a line is a paragraph."""
    blocks: list[str | Liste] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        stripped = line.strip()
        if stripped.startswith(DASHES):
            if not blocks or not isinstance(blocks[-1], Liste):
                blocks.append(Liste([]))
            blocks[-1].items.append(stripped[2:].strip())
        elif stripped:
            blocks.append(stripped)
    return blocks
