"""Files: what they are by what they hold, how they are kept, read and given back.

`FichierField` is the field of every form that takes one; nothing else decides what a file is.
"""

from socle.fichiers.champs import FichierField
from socle.fichiers.genres import BUREAUTIQUE, DOCUMENTS, GENRES, IMAGES, PIECES, TEXTES, TOUS, Genre, say_limit
from socle.fichiers.reconnaissance import FichierReconnu, recognise
from socle.fichiers.stockage import erase_with_row, give_file, give_picture, open_stored, sweep_orphans

__all__ = [
    "BUREAUTIQUE",
    "DOCUMENTS",
    "GENRES",
    "IMAGES",
    "PIECES",
    "TEXTES",
    "TOUS",
    "FichierField",
    "FichierReconnu",
    "Genre",
    "erase_with_row",
    "give_file",
    "give_picture",
    "open_stored",
    "recognise",
    "say_limit",
    "sweep_orphans",
]
