"""Write a pact as Markdown that reads well and that the recogniser reads back."""

import re
from itertools import groupby

from pacte.entrees import Entree, read_entrees, read_mark, write_entrees
from pacte.genres import Genre
from pacte.recognition import recognise
from pacte.tree import ON_COVER, Noeud, Texte, ordinal
from socle.french import say_list

ENUMERATED = (Genre.QUALITE, Genre.PRINCIPE)
INLINE = {Genre.MOT_CLE: " - ", Genre.MISSION: ", "}
LINES = {
    Genre.VALEUR: "**{capitals}**",
    Genre.DEFI: "{marks} {ordinal} défi : {noeud.titre}",
    Genre.MODALITE: "- ▶ {noeud.titre}",
    Genre.COLLECTIF: "- ▶ **{noeud.titre} :** {noeud.texte}",
    Genre.QUESTION: "- *{noeud.titre}*",
    Genre.OBJECTIF: "- {noeud.titre}",
    Genre.ENGAGEMENT: "- **{noeud.titre} :** {noeud.texte}",
    Genre.AXE: "{marks} {noeud.titre}",
    Genre.FONCTION: "{marks} {noeud.titre}",
    Genre.VOLET: "{marks} {noeud.titre}",
}


MARKED = re.compile(r"^<!-- (pacte [a-z_0-9 ]+) -->$")
LOOKS_MARKED = re.compile(r"^(\\*)(?=<!-- pacte )")


def export_markdown(texte: Texte) -> str:
    """Return a pact as Markdown that comes back as it was: marked when the recogniser would not read it alike."""
    plain = to_markdown(texte)
    if list(write_entrees(recognise(plain))) == list(write_entrees(texte)):
        return plain
    return "\n\n".join(_write_marked(entree) for entree in write_entrees(texte)) + "\n"


def read_markdown(source: str) -> Texte:
    """Read a pact: by the marks of our own export if it has them, by the recogniser otherwise."""
    lines = source.replace("\r\n", "\n").strip("\n").split("\n")
    if not MARKED.match(lines[0]):
        return recognise(source)
    marks = [rank for rank, line in enumerate(lines) if MARKED.match(line)]
    ends = [*marks[1:], len(lines)]
    return read_entrees(_read_marked(lines[start:end]) for start, end in zip(marks, ends, strict=True))


def _write_marked(entree) -> str:
    words = f"**Référent :** {entree.valeur}" if entree.champ == "referent" else entree.dit
    title = f"{'#' * min(entree.niveau + 1, 6)} " if entree.is_titre else ""
    said = "\n".join(LOOKS_MARKED.sub(r"\1\\", line) for line in f"{title}{words}".split("\n"))
    return f"<!-- {entree.marque} -->\n{said}"


def _read_marked(lines) -> Entree:
    mark = MARKED.match(lines[0])[1]
    said = "\n".join(re.sub(r"^\\(?=\\*<!-- pacte )", "", line) for line in lines[1:]).strip("\n")
    said = re.sub(r"^#{1,6} ", "", said) if mark.endswith("titre") else said
    return read_mark(mark, said.replace("**Référent :** ", "Référent : ", 1) if mark.endswith("referent") else said)


def to_markdown(texte: Texte) -> str:
    """Return the whole pact as Markdown."""
    lines = [f"# {texte.titre}"] if texte.titre else []
    if texte.debut and texte.fin:
        lines.append(f"{texte.debut.year}-{texte.fin.year}")
    lines += write_siblings([noeud for noeud in texte.noeuds if noeud.genre in ON_COVER], 2)
    if texte.territoire:
        lines.append(texte.territoire)
    lines += write_siblings([noeud for noeud in texte.noeuds if noeud.genre not in ON_COVER], 2)
    return "\n\n".join(lines) + "\n"


def write_siblings(noeuds: list[Noeud], level: int) -> list[str]:
    """Write pieces of the same parent: those of a kind that is said in one sentence go together."""
    lines: list[str] = []
    defis = 0
    for genre, group in groupby(noeuds, key=lambda noeud: noeud.genre):
        members = list(group)
        if genre in ENUMERATED:
            write_enumeration(lines, members)
        elif genre in INLINE:
            lines.append(INLINE[genre].join(noeud.titre for noeud in members))
        else:
            for noeud in members:
                defis += noeud.genre == Genre.DEFI
                lines += [write_one(noeud, level, defis), *write_below(noeud, level)]
            continue
        for noeud in members:
            lines += write_below(noeud, level)
    return lines


def write_enumeration(lines: list[str], members: list[Noeud]) -> None:
    said = f"{say_list(noeud.titre for noeud in members)}."
    if lines and lines[-1].endswith(":"):
        lines[-1] += f" {said}"
    else:
        word = "Principes" if members[0].genre == Genre.PRINCIPE else "Qualités"
        lines.append(f"{word} : {said}")


def write_one(noeud: Noeud, level: int, rank: int) -> str:
    marks = "#" * min(level, 6)
    if noeud.genre == Genre.ENGAGEMENT and not noeud.texte:
        return f"- {noeud.titre}"
    if noeud.genre in LINES:
        line = LINES[noeud.genre]
        return line.format(noeud=noeud, marks=marks, ordinal=ordinal(rank), capitals=noeud.titre.upper())
    return "\n\n".join(filter(None, [f"{marks} {noeud.titre}" if noeud.titre else "", noeud.texte]))


def write_below(noeud: Noeud, level: int) -> list[str]:
    lines = [f"**Référent :** {noeud.referent}"] if noeud.referent else []
    has_own_text = noeud.texte and noeud.genre not in (Genre.COLLECTIF, Genre.ENGAGEMENT, Genre.TEXTE)
    if has_own_text:
        lines.append(noeud.texte)
    below = level if noeud.genre == Genre.COLLECTIF else level + 1
    return lines + write_siblings(noeud.enfants, below)
