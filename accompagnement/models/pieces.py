"""The files of a case: encrypted before they are stored, under a name drawn at random, with a key of their own."""

import json
import uuid
from dataclasses import asdict, dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accompagnement.models.demandes import Demande
from accompagnement.models.vie import Role
from socle.crypto import seal, unseal

STEP = 64 * 1024
DOSSIER = "scelles"


def draw_path() -> str:
    """Return where a file is stored: nothing in it tells whose, of what, nor when."""
    drawn = uuid.uuid4().hex
    return f"{DOSSIER}/{drawn[:2]}/{drawn}"


@dataclass(frozen=True)
class Fiche:
    """What is said of a file, sealed like the file: its name, its type, its size."""

    nom: str
    type: str
    taille: int


class PieceScellee(models.Model):
    """A file joined to a case. What is stored is a whole number of 64 KiB: even its length says little."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="pieces", verbose_name="demande")
    numero = models.PositiveSmallIntegerField("numéro")
    role = models.CharField("rôle", max_length=12, choices=Role)
    auteur = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, related_name="+", verbose_name="jointe par"
    )
    fiche = models.BinaryField("fiche chiffrée")
    chemin = models.CharField("place du fichier", max_length=80, unique=True, default=draw_path, editable=False)
    jointe_le = models.DateTimeField("jointe le", default=timezone.now)

    class Meta:
        verbose_name = "pièce scellée"
        verbose_name_plural = "pièces scellées"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["demande", "numero"], name="piece_a_son_numero"),
            models.CheckConstraint(
                condition=Q(role=Role.DEMANDEUR, auteur=None)
                | Q(role__in=[Role.MANDATAIRE, Role.PRESTATAIRE], auteur__isnull=False),
                name="piece_demandeur_sans_nom",
            ),
        ]

    def __str__(self):
        return f"{self.demande}, pièce n° {self.numero}"

    @property
    def where(self) -> str:
        return f"piece:{self.pk}:{self.demande_id}:{self.numero}"

    def describe(self, fiche: Fiche, key: bytes) -> None:
        self.fiche = seal(json.dumps(asdict(fiche)).encode(), key=key, aad=f"{self.where}:fiche")

    def read_fiche(self, key: bytes) -> Fiche:
        """Return what is said of the file; raises socle.crypto.Unreadable."""
        return Fiche(**json.loads(unseal(self.fiche, key=key, aad=f"{self.where}:fiche")))

    def wrap(self, content: bytes, key: bytes) -> bytes:
        """Return the file as it is stored."""
        return seal(content + b"\0" * (-len(content) % STEP), key=key, aad=f"{self.where}:contenu")

    def unwrap(self, stored: bytes, key: bytes, taille: int) -> bytes:
        """Return the file as it was given; raises socle.crypto.Unreadable if it was altered or is another's."""
        return unseal(stored, key=key, aad=f"{self.where}:contenu")[:taille]
