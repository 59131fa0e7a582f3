"""Recognise a pact in a text: a list of patterns, tried in order on each piece; what none takes stays as text.

`recognise` is a pure function. Its result is a proposal that an administrator reads and corrects.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from pacte.enumerations import split_enumeration, split_missions
from pacte.genres import Genre
from pacte.tree import Noeud, Texte
from socle.pieces import Piece, read_pieces

TITLE = re.compile(r"\b(?:pacte|projet coopératif|charte)\b", re.IGNORECASE)
PERIOD = re.compile(r"\b(20\d\d)\s*[-–—/]\s*(20\d\d)\b")
ORDINAL = r"(?:\d+\s*(?:ers?|res?|e|è|ème|eme|ième|nde?)?|premier|deuxième|second|troisième|quatrième|cinquième)"
DEFI = re.compile(
    rf"^(?:{ORDINAL}\s+défi\b|défi\s+(?:n[°o]\s*)?\d+\b)\s*[:.–—-]?\s*(?P<titre>.*)$", re.IGNORECASE | re.DOTALL
)
CLOUD = re.compile(r"\s+[-–—•|/]\s+")
REFERENT = re.compile(r"^référente?s?$", re.IGNORECASE)
PLAIN_REFERENT = re.compile(r"^référente?s?\s*:\s*(?P<rest>.+)$", re.IGNORECASE)
FONCTION = re.compile(r"^fonctions?\s+(?:de|du|des|d['’])", re.IGNORECASE)
ENGAGEMENT = re.compile(r"^engagements?$", re.IGNORECASE)
# What a section is about -> how its heading sounds.
SECTIONS = (
    ("collectifs", re.compile(r"^(?:les |nos )?collectifs\b", re.IGNORECASE)),
    ("fonctions", re.compile(r"\bfonctions? fédérales?\b", re.IGNORECASE)),
    ("modalites", re.compile(r"\bfaire vivre\b|\banimation\b|\bmodalités\b", re.IGNORECASE)),
    ("engagements", re.compile(r"^(?:les |nos )?engagements\b", re.IGNORECASE)),
)
MANY = 4
# A paragraph that a page of PDF cut: it ends on a comma or a word that calls another, or fills its line.
CALLS = re.compile(
    r"(?:,|[’']|\b(?:à|au|aux|avec|ce|ces|cette|chaque|comme|d|dans|de|des|du|elle|en|entre|et|il|je|l|la|le|les|leur|leurs|mais|"
    r"ne|nos|notre|nous|on|ou|par|pour|qu|que|qui|sa|sans|se|ses|son|sous|sur|un|une|vers|vos|votre|vous))$",
    re.IGNORECASE,
)
FULL_LINE = 60


@dataclass
class Reading:
    """Where the reader stands in the pact."""

    texte: Texte = field(default_factory=Texte)
    rubrique: str = ""
    section: Noeud | None = None
    section_level: int = 0
    collectif: Noeud | None = None
    axe: Noeud | None = None
    fonction: Noeud | None = None
    fonction_level: int = 0
    volet: Noeud | None = None
    loose: Noeud | None = None

    @property
    def here(self) -> Noeud | None:
        return self.axe or self.collectif or self.volet or self.fonction or self.section

    def add(self, noeud: Noeud, under: Noeud | None) -> Noeud:
        (under.enfants if under else self.texte.noeuds).append(noeud)
        self.loose = None
        return noeud

    def open_section(self, noeud: Noeud, rubrique: str, level: int) -> None:
        self.add(noeud, None)
        self.section, self.rubrique, self.section_level = noeud, rubrique, level
        self.collectif = self.axe = self.fonction = self.volet = None


def recognise(markdown: str) -> Texte:
    """Return the pact read in a text; every word of the text is in it, the rank of the challenges aside."""
    reading = Reading()
    for piece in join_broken(read_pieces(markdown)):
        next(filter(None, (take(reading, piece) for take in PATTERNS)))
    return reading.texte


def join_broken(pieces: list[Piece]) -> list[Piece]:
    """Put together again the paragraphs that were cut in the middle of a sentence; no word moves."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and goes_on(joined[-1], piece):
            joined[-1] = join(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def goes_on(before: Piece, after: Piece) -> bool:
    """Say whether a piece is the end of the sentence that the one before it began."""
    if before.is_heading or before.is_strong or after.is_heading or after.is_strong or after.is_bullet or after.label:
        return False
    if before.is_italic != after.is_italic or not after.text[0].islower() or CLOUD.search(before.text):
        return False
    return bool(CALLS.search(before.text)) or (len(before.text) >= FULL_LINE and before.text[-1].isalnum())


def join(before: Piece, after: Piece) -> Piece:
    lines = (*before.lines[:-1], f"{before.lines[-1]} {after.lines[0]}", *after.lines[1:])
    rest = f"{before.rest} {after.text}" if before.label else ""
    return replace(before, text=f"{before.text} {after.text}", rest=rest, lines=lines)


def take_title(reading: Reading, piece: Piece) -> bool:
    opens_the_text = piece.level == 1 and not reading.texte.noeuds
    if reading.texte.titre or not piece.is_heading or len(piece.text) > 200:
        return False
    if not opens_the_text and not TITLE.search(piece.text):
        return False
    found = PERIOD.search(piece.text)
    with_period = bool(found) and set_period(reading.texte, found)
    titre = piece.text.replace(found[0], "") if with_period else piece.text
    reading.texte.titre = titre.strip(" -–—:,")
    return bool(reading.texte.titre) or with_period


def take_period(reading: Reading, piece: Piece) -> bool:
    found = PERIOD.fullmatch(piece.text)
    return bool(found) and set_period(reading.texte, found)


def set_period(texte: Texte, found: re.Match) -> bool:
    first, last = int(found[1]), int(found[2])
    if texte.debut or first > last:
        return False
    texte.debut, texte.fin = date(first, 1, 1), date(last, 12, 31)
    return True


def take_cloud(reading: Reading, piece: Piece) -> bool:
    words = [word for line in piece.lines for word in CLOUD.split(line) if re.search(r"\w", word)]
    is_cloud = len(CLOUD.findall(" ".join(piece.lines))) >= MANY - 1 and len(words) >= MANY
    if piece.is_heading or not is_cloud or any(len(word.split()) > 6 for word in words):
        return False
    for word in words:
        reading.add(Noeud(Genre.MOT_CLE, word.strip(" -–—•|/.")), None)
    return True


def take_defi(reading: Reading, piece: Piece) -> bool:
    found = DEFI.match(piece.text)
    if not found or piece.is_bullet or len(piece.text) > 200:
        return False
    reading.open_section(Noeud(Genre.DEFI, found["titre"].strip()), "defi", piece.level)
    return True


def take_section(reading: Reading, piece: Piece) -> bool:
    if not (piece.is_heading or piece.is_strong) or FONCTION.match(piece.text):
        return False
    rubrique = next((name for name, pattern in SECTIONS if pattern.search(piece.text)), None)
    if rubrique is None or piece.is_bullet:
        return False
    reading.open_section(Noeud(Genre.TEXTE, piece.text), rubrique, piece.level)
    return True


def take_value(reading: Reading, piece: Piece) -> bool:
    stands_out = piece.is_strong or (piece.is_heading and not reading.rubrique)
    if not stands_out or not piece.is_capitals or len(piece.text.split()) > 6:
        return False
    reading.add(Noeud(Genre.VALEUR, piece.text.capitalize()), None)
    return True


def take_territory(reading: Reading, piece: Piece) -> bool:
    is_name = re.fullmatch(r"[A-ZÀ-Þ][\w'’ -]{2,60}", piece.text) and len(piece.text.split()) <= 5
    if reading.rubrique or reading.texte.territoire or not reading.texte.noeuds or not is_name:
        return False
    if piece.is_heading or piece.is_bullet or piece.label:
        return False
    reading.texte.territoire = piece.text
    return True


def take_referent(reading: Reading, piece: Piece) -> bool:
    plain = PLAIN_REFERENT.match(piece.text)
    rest = piece.rest if REFERENT.match(piece.label) else plain["rest"] if plain else ""
    if not rest or len(rest) > 100 or not reading.collectif or reading.collectif.referent:
        return False
    reading.collectif.referent = rest
    return True


def take_modalite(reading: Reading, piece: Piece) -> bool:
    if reading.rubrique != "modalites" or not piece.is_bullet:
        return False
    reading.add(Noeud(Genre.MODALITE, piece.text), reading.section)
    return True


def take_collectif(reading: Reading, piece: Piece) -> bool:
    is_known = reading.rubrique == "collectifs" and piece.label and not REFERENT.match(piece.label)
    if not is_known or piece.is_heading or not piece.rest:
        return False
    collectif = Noeud(Genre.COLLECTIF, piece.label, texte=piece.rest)
    reading.collectif, reading.axe = reading.add(collectif, reading.section), None
    return True


def take_axe(reading: Reading, piece: Piece) -> bool:
    if reading.rubrique != "collectifs" or not reading.collectif or not piece.is_heading:
        return False
    if piece.level <= reading.section_level and not piece.is_capitals:
        return False
    reading.axe = reading.add(Noeud(Genre.AXE, without_colon(piece.text)), reading.collectif)
    return True


def take_question(reading: Reading, piece: Piece) -> bool:
    if not reading.axe or piece.is_heading or not (piece.is_bullet or piece.is_italic or piece.text.endswith("?")):
        return False
    genre = Genre.QUESTION if piece.text.endswith("?") else Genre.OBJECTIF
    reading.add(Noeud(genre, piece.text), reading.axe)
    return True


def take_fonction(reading: Reading, piece: Piece) -> bool:
    is_named = bool(FONCTION.match(piece.text)) and (piece.is_heading or piece.is_strong)
    if reading.rubrique != "fonctions" or piece.level <= reading.section_level or not piece.is_heading:
        is_peer = False
    else:
        is_peer = reading.fonction is None or piece.level < reading.fonction_level
    if not (is_named or is_peer) or piece.is_bullet:
        return False
    under = reading.section if reading.rubrique == "fonctions" else None
    reading.fonction = reading.add(Noeud(Genre.FONCTION, without_colon(piece.text)), under)
    reading.fonction_level, reading.rubrique = piece.level, "fonctions"
    reading.collectif = reading.axe = reading.volet = None
    return True


def take_volet(reading: Reading, piece: Piece) -> bool:
    if reading.rubrique != "fonctions" or not reading.fonction:
        return False
    if piece.is_heading and (piece.level > reading.fonction_level or piece.text.endswith(":")):
        reading.volet = reading.add(Noeud(Genre.VOLET, without_colon(piece.text)), reading.fonction)
        return True
    missions = split_missions(piece.rest) if piece.label and not piece.is_heading else None
    if not missions:
        return False
    reading.volet = reading.add(Noeud(Genre.VOLET, piece.label), reading.fonction)
    add_missions(reading, missions)
    return True


def take_missions(reading: Reading, piece: Piece) -> bool:
    if reading.rubrique != "fonctions" or not reading.fonction or piece.is_heading:
        return False
    missions = split_missions(piece.text)
    if not missions:
        return False
    add_missions(reading, missions)
    return True


def add_missions(reading: Reading, missions: list[str]) -> None:
    for mission in missions:
        reading.add(Noeud(Genre.MISSION, mission), reading.volet or reading.fonction)


def take_enumeration(reading: Reading, piece: Piece) -> bool:
    if reading.rubrique != "defi" or piece.is_heading or piece.is_bullet:
        return False
    found = split_enumeration(piece.text)
    if not found:
        return False
    if found.intro:
        reading.add(Noeud(Genre.TEXTE, texte=found.intro), reading.section)
    for item in found.items:
        reading.add(Noeud(found.genre, item), reading.section)
    return True


def take_engagement(reading: Reading, piece: Piece) -> bool:
    if ENGAGEMENT.match(piece.label) and piece.rest and not piece.is_heading:
        reading.add(Noeud(Genre.ENGAGEMENT, piece.rest), reading.here)
        return True
    if reading.rubrique != "engagements" or not piece.is_bullet:
        return False
    titre, texte = (piece.label, piece.rest) if piece.label and piece.rest else (piece.text, "")
    reading.add(Noeud(Genre.ENGAGEMENT, titre, texte=texte), reading.section)
    return True


def take_heading(reading: Reading, piece: Piece) -> bool:
    if not piece.is_heading:
        return False
    if reading.rubrique == "defi" and piece.level > reading.section_level > 0:
        reading.add(Noeud(Genre.TEXTE, piece.text), reading.section)
        return True
    reading.open_section(Noeud(Genre.TEXTE, piece.text), "autre", piece.level)
    return True


def take_text(reading: Reading, piece: Piece) -> bool:
    """Keep what nothing recognised; bullets in a row stay one list."""
    text = f"- {piece.text}" if piece.is_bullet else piece.text
    if piece.is_bullet and reading.loose:
        reading.loose.texte += f"\n{text}"
        return True
    loose = reading.add(Noeud(Genre.TEXTE, texte=text), reading.here)
    reading.loose = loose if piece.is_bullet else None
    return True


def without_colon(text: str) -> str:
    return text.rstrip(" :\u00a0\u202f")


PATTERNS = (
    take_period,
    take_defi,
    take_section,
    take_title,
    take_cloud,
    take_value,
    take_referent,
    take_modalite,
    take_collectif,
    take_axe,
    take_question,
    take_fonction,
    take_volet,
    take_missions,
    take_enumeration,
    take_engagement,
    take_territory,
    take_heading,
    take_text,
)
