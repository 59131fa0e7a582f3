"""What a PDF that somebody gives back is worth: the real check is run again, then compared with what was sealed."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

PROGRAM = Path(__file__).with_name("lecture_sceau.py")
PATIENCE = 40
MOST_BYTES = 20_000_000
HEADER = b"%PDF-"

AUTHENTIQUE, SANS_SCEAU, MODIFIE, INCONNU = "authentique", "sans_sceau", "modifie", "inconnu"
ILLISIBLE, AUTRE_TEXTE = "illisible", "autre_texte"


@dataclass
class Constat:
    """What was found in a file: whether its seal holds, whose it is, since when, and the digests inside."""

    verdict: str
    sceaux: list[dict[str, Any]] = field(default_factory=list)
    empreintes: list[str] = field(default_factory=list)

    @property
    def sceau(self) -> dict[str, Any] | None:
        return self.sceaux[0] if self.sceaux else None

    @property
    def scelle_le(self) -> datetime | None:
        """When it was sealed: said by the authority, by the portal's own clock otherwise."""
        said = self.sceau and (self.sceau["horodate_le"] or self.sceau["le"])
        return datetime.fromisoformat(said) if said else None

    @property
    def is_dated(self) -> bool:
        return bool(self.sceau and self.sceau["horodate_le"])


def known_certificates() -> list[Path]:
    """Return the certificates with which this portal has sealed."""
    return sorted((settings.SCEAU_DOSSIER / "certificats").glob("*.pem"))


def examine(contenu: bytes) -> Constat:
    """Run the validation on a file, apart from the portal; never raises."""
    if not contenu.startswith(HEADER):
        return Constat(ILLISIBLE)
    read = _read_apart(contenu)
    if "sceaux" not in read:
        return Constat(ILLISIBLE)
    digests = [piece["sha256"] for piece in read["pieces"]]
    return Constat(_judge(read["sceaux"]), read["sceaux"], digests)


def _judge(sceaux) -> str:
    if not sceaux:
        return SANS_SCEAU
    if not all(sceau["intact"] and not sceau["modifie"] and sceau["couvre_tout"] for sceau in sceaux):
        return MODIFIE
    first = sceaux[0]
    return AUTHENTIQUE if first["connu"] and first["certifie"] else INCONNU


def _read_apart(contenu) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(prefix="pacte-", suffix=".pdf") as file:
        file.write(contenu)
        file.flush()
        command = [sys.executable, "-I", str(PROGRAM), file.name, *map(str, known_certificates())]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, env={})  # noqa: S603
            return json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError):
            return {"probleme": "trop_lourd"}
