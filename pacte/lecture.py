"""Read a pact in a file, whatever wrote it, and write one for word processors."""

from typing import IO

from pacte.entrees import MARK, PHRASE, Entree, read_entrees, read_mark, write_entrees
from pacte.genres import Genre
from pacte.tree import Texte
from socle.textes import Paragraphe, read_texte, to_markdown, write_texte

AUTHOR = "Portail de la fédération"


def read_paragraphs(file: IO[bytes], kind: str) -> list[Paragraphe]:
    """Return the paragraphs of a file that was recognised as DOCX or ODT."""
    return read_texte(file, kind)


def is_ours(paragraphes: list[Paragraphe]) -> bool:
    """Whether a file came out of this portal: its styles say what each paragraph is."""
    return any(MARK.fullmatch(each.style) for each in paragraphes)


def read_ours(paragraphes: list[Paragraphe]) -> Texte:
    """Read a file of ours as it was, with what somebody wrote in it since, kept as text where it stands."""
    return read_entrees(_follow(paragraphes))


def _follow(paragraphes):
    """Give each paragraph its mark; one without is somebody's addition, kept in the text of the block above."""
    opened = False
    for each in paragraphes:
        if MARK.fullmatch(each.style):
            entree = read_mark(each.style, each.text)
            opened = opened or entree.niveau > 0
            yield entree
        elif each.text.strip():
            yield Entree(Genre.TEXTE, 1, "texte" if opened else PHRASE, each.text.strip())
            opened = True


def write_file(texte: Texte, kind: str) -> bytes:
    """Return a pact as DOCX or ODT: each title is a heading, each style says what its paragraph is."""
    lines = [(entree.dit, entree.marque, _level_of(entree)) for entree in write_entrees(texte)]
    return write_texte(texte.titre, lines, kind, author=AUTHOR)


def _level_of(entree) -> int:
    return entree.niveau + 1 if entree.is_titre else 0


def write_source(paragraphes: list[Paragraphe]) -> str:
    """Return the paragraphs of a file from elsewhere as the Markdown that is recognised."""
    return to_markdown(paragraphes)


def say_source(paragraphes: list[Paragraphe]) -> str:
    """Return the words of a file as they are shown beside what was recognised."""
    return "\n\n".join(each.text.strip() for each in paragraphes if each.text.strip())
