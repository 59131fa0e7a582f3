"""What a file may hold, said before it is sent; no Django here, a small program that reads workbooks shares it."""

MOST_BYTES = 10_000_000
MOST_LINES = 20_000
MOST_COLUMNS = 100
MOST_LETTERS = 5_000
MOST_UNPACKED = 200_000_000


class FichierIllisible(Exception):
    """The file cannot be read; its only argument is the sentence that says why and what to do."""
