"""What sets one kind of tool apart on its page: what is read first, its titles, its picture (A30, A31)."""

from typing import NamedTuple


class Forme(NamedTuple):
    """The picture of a kind, the titles of its text and links, whether files and links come before the text."""

    icone: str
    texte: str
    pieces_d_abord: bool = False
    liens: str = "Liens"


FORMES = {
    "trame": Forme("document-text", "Comment la remplir", pieces_d_abord=True),
    "methode": Forme("map", "Pas à pas"),
    "gestion": Forme("table-cells", "Comment la tenir", pieces_d_abord=True),
    "juridique": Forme("scale", "Ce que dit le droit"),
    "jeu": Forme("puzzle-piece", "Comment on joue"),
    "video": Forme("film", "De quoi elle parle", pieces_d_abord=True, liens="À regarder"),
    "experience": Forme("light-bulb", "Pour aller plus loin"),
}
