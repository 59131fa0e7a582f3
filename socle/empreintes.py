"""What tells a text that was read from the one that stands now."""

from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError

CHANGED = "Quelqu’un vient de changer ce texte. Relisez-le ci-dessous ; ce que vous aviez écrit est toujours là."


class EcritParUnAutre(ValidationError):
    """Somebody else changed the text since it was read; `sien` is what they wrote. Nothing was overwritten."""

    def __init__(self, sien: Any):
        super().__init__(CHANGED)
        self.sien = sien


def digest(*texts: str) -> str:
    """Return what tells these texts from others, whichever line breaks a browser sent with them."""
    joined = "\x00".join(texts).replace("\r\n", "\n")
    return sha256(joined.encode()).hexdigest()
