"""The message that `bin/drill` sends, known to its worker too. Imported once Django runs."""

from dataclasses import dataclass

from socle.notifications import Message

SLUG = "stack.exercice"


@dataclass(frozen=True)
class Reader:
    """Somebody to write to, of whom nothing is kept."""

    pk: int
    adresse: str


class Exercice(Message):
    """One of the drill's mails: confidential, so that its sealed address is exercised too."""

    slug = SLUG
    category = "Exercices"
    label = "Un exercice de panne"
    confidential = True

    def __init__(self, number: int):
        self.number = number

    def title(self):
        return f"Exercice {self.number}"

    def link(self):
        return "/"

    def recipients(self):
        return [Reader(self.number, f"exercice{self.number}@exemple.example")]
