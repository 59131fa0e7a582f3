"""What is written inside a case: threads that two sides read and nobody else, message after message, never changed."""

import json
import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accompagnement.models.demandes import Demande
from accompagnement.models.scelles import Acces, Genre, get_month
from accompagnement.models.vie import FINIS, Role
from socle.crypto import seal, seal_alone, unseal, unseal_alone

# Which threads exist, and who reads each beside the requester and the people an association named. A provider never
# reads what was said to the coordinators, nor to the provider before; a coordinator never reads what is said to a
# provider.
FILS = {Genre.ACCUEIL: Role.COORDINATION, Genre.SUIVI: Role.PRESTATAIRE}
COTE_DEMANDEUR = (Role.DEMANDEUR, Role.MANDATAIRE)
ENDED = ", ".join(f"'{etat}'" for etat in sorted(FINIS))


class Fil(models.Model):
    """A thread of one case: with the coordinators, or with one provider. Each reader holds its key."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="fils", verbose_name="demande")
    genre = models.CharField("genre", max_length=10, choices=[(genre, genre.label) for genre in FILS])
    prestataire = models.ForeignKey(
        "accompagnement.Prestataire", models.PROTECT, null=True, related_name="+", verbose_name="prestataire"
    )

    class Meta:
        verbose_name = "fil de messages"
        verbose_name_plural = "fils de messages"
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "prestataire"], nulls_distinct=False, name="fil_unique_par_interlocuteur"
            ),
            models.CheckConstraint(
                condition=Q(genre=Genre.ACCUEIL, prestataire=None) | Q(genre=Genre.SUIVI, prestataire__isnull=False),
                name="fil_avec_son_interlocuteur",
            ),
        ]

    def __str__(self):
        return f"{self.demande} : {self.get_genre_display()}"

    def is_for(self, acces: Acces) -> bool:
        """Say whether this access may hold the key: a provider, of the thread that is theirs and of no other."""
        if acces.role == Role.PRESTATAIRE:
            return self.prestataire is not None and self.prestataire.personne_id == acces.personne_id
        return acces.role in (*COTE_DEMANDEUR, FILS[Genre(self.genre)])


class MessageScelle(models.Model):
    """One message, sealed under the key of its thread and for its place in it; the database takes no other writing.

    Who wrote is known by their quality; the requester has no name here.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    fil = models.ForeignKey(Fil, models.CASCADE, related_name="messages", verbose_name="fil")
    rang = models.PositiveIntegerField("rang")
    role = models.CharField("rôle", max_length=12, choices=Role)
    auteur = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, related_name="+", verbose_name="écrit par"
    )
    contenu = models.BinaryField("contenu chiffré")
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)

    class Meta:
        verbose_name = "message scellé"
        verbose_name_plural = "messages scellés"
        ordering = ["fil", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["fil", "rang"], name="message_a_son_rang"),
            models.CheckConstraint(
                condition=Q(role=Role.DEMANDEUR, auteur=None)
                | Q(role__in=[Role.MANDATAIRE, Role.COORDINATION, Role.PRESTATAIRE], auteur__isnull=False),
                name="message_demandeur_sans_nom",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="avant_la_fin",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF EXISTS (
                        SELECT 1 FROM accompagnement_fil f JOIN accompagnement_demande d ON d.id = f.demande_id
                        WHERE f.id = NEW.fil_id AND d.etat IN ({ENDED})
                    ) THEN
                        RAISE EXCEPTION 'message apres la fin' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608 (the states of the model)
            ),
        ]

    def __str__(self):
        return f"{self.fil}, {self.rang}"

    @property
    def place(self) -> str:
        return f"message:{self.pk}:{self.fil_id}:{self.rang}:{self.role}:{self.auteur_id or ''}"

    def seal(self, text: str, key: bytes) -> None:
        self.contenu = seal(text.encode(), key=key, aad=self.place)

    def open_with(self, key: bytes) -> str:
        """Return the text; raises socle.crypto.Unreadable if the key, the place, the rank or the author differ."""
        return unseal(self.contenu, key=key, aad=self.place).decode()


class BrouillonMessage(models.Model):
    """What a reader is writing in a thread and has not sent: sealed, gone with the access it belongs to."""

    acces = models.ForeignKey(Acces, models.CASCADE, related_name="brouillons", verbose_name="accès")
    genre = models.CharField("genre", max_length=10, choices=[(genre, genre.label) for genre in FILS])
    contenu = models.BinaryField("contenu chiffré")
    mois = models.DateField("mois de la dernière écriture", default=get_month)

    class Meta:
        verbose_name = "brouillon de message"
        verbose_name_plural = "brouillons de messages"
        constraints = [models.UniqueConstraint(fields=["acces", "genre"], name="brouillon_de_message_unique")]

    def __str__(self):
        return "Brouillon de message"

    @property
    def place(self) -> str:
        return f"brouillon-message:{self.acces_id}:{self.genre}"

    def seal(self, numero, text: str) -> None:
        self.contenu = seal_alone(json.dumps({"numero": str(numero), "texte": text}), self.place)

    def open(self) -> dict[str, str]:
        return json.loads(unseal_alone(self.contenu, self.place))
