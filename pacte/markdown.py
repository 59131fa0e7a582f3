"""Write a pact as Markdown that reads well and that the recogniser reads back."""

from itertools import groupby

from pacte.genres import Genre
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
