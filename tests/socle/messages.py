"""Two kinds of message that only the tests send."""

from dataclasses import dataclass
from typing import Any

from socle.notifications import Message


@dataclass
class Ordinary(Message):
    slug = "socle.essai"
    category = "Essais"
    label = "Un message d’essai"
    to: list[Any]
    key_prefix: str = ""

    def title(self):
        return "Une réunion vous attend"

    def link(self):
        return "/notifications/"

    def recipients(self):
        return self.to

    def context(self, personne):
        return {"prenom": personne.prenom}

    def key(self, personne):
        return f"{self.key_prefix}:{personne.pk}" if self.key_prefix else None


class Secret(Ordinary):
    slug = "socle.essai_secret"
    confidential = True

    def title(self):
        return "Le récit de la demande K7M-2Q9"

    def context(self, personne):
        return {"recit": "épuisement"}
