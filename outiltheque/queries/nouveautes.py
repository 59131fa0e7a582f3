"""What changed in the library: new tools, versions, what was withdrawn, what came back from use."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, DateTimeField, F, IntegerField, Value
from django.db.models.functions import Cast

from outiltheque.models import Outil, RetourUsage, VersionOutil, VisiteOutiltheque
from socle.addresses import find_address
from socle.visites import find_news_since

TEXT = CharField()
KINDS = {
    "nouvel": ("Nouvel outil", "sparkles", "fed"),
    "version": ("Nouvelle version", "arrow-path", "ok"),
    "retire": ("Outil retiré", "archive-box", "neutral"),
    "retour": ("Retour d’usage", "chat-bubble-left-right", "plum"),
}


@dataclass(frozen=True)
class Nouveaute:
    """Something that changed: what kind of thing, of which tool, when."""

    genre: str
    titre: str
    detail: str
    quand: datetime
    outil: int

    @property
    def dit(self):
        return KINDS[self.genre][0]

    @property
    def icon(self):
        return KINDS[self.genre][1]

    @property
    def tone(self):
        return KINDS[self.genre][2]

    @property
    def link(self):
        return find_address("outiltheque:outil_detail", self.outil)


def get_changes():
    """Return all that changed in what the network may read, the latest first, as rows that a page cuts."""
    out = VersionOutil.objects.filter(
        etat__in=VersionOutil.PARUES, outil__fondu_dans=None, outil__etat__in=Outil.PARUS
    )
    gone = Outil.objects.filter(etat=Outil.Etat.RETIRE, fondu_dans=None)
    said = RetourUsage.objects.filter(retire_le=None, outil__etat=Outil.Etat.PUBLIE, outil__fondu_dans=None)
    at = {"outil": F("outil_id")}
    parts = [
        _row(out.filter(numero=1), "nouvel", titre=F("titre"), quand=F("publiee_le"), detail=F("resume"), **at),
        _row(
            out.filter(numero__gt=1), "version", titre=F("titre"), quand=F("publiee_le"), detail=F("changements"), **at
        ),
        _row(gone, "retire", titre=F("titre"), quand=F("retire_le"), detail=F("motif_retrait"), outil=F("pk")),
        _row(said, "retour", titre=F("outil__titre"), quand=F("ecrit_le"), detail=F("association__nom"), **at),
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-n_quand", "n_outil")


def _row(rows, genre, *, titre, quand, detail, outil):
    """Say a kind of change in the same five columns as the others."""
    named = {
        "n_genre": Value(genre, TEXT),
        "n_titre": Cast(titre, TEXT),
        "n_detail": Cast(detail, TEXT),
        "n_quand": Cast(quand, DateTimeField()),
        "n_outil": Cast(outil, IntegerField()),
    }
    return rows.order_by().annotate(**named).values_list(*named)


def read_changes(rows) -> list[Nouveaute]:
    return [Nouveaute(*row) for row in rows]


def find_since(personne) -> datetime | None:
    """Return the moment from which things are new to a person; None if they never read the library."""
    visite = VisiteOutiltheque.objects.filter(personne=personne).first()
    return find_news_since(visite.vue_le, visite.avant_le) if visite else None


def count_changes(since: datetime) -> int:
    """Return how much changed since a moment."""
    out = VersionOutil.objects.filter(
        etat__in=VersionOutil.PARUES, outil__fondu_dans=None, outil__etat__in=Outil.PARUS, publiee_le__gt=since
    )
    gone = Outil.objects.filter(etat=Outil.Etat.RETIRE, fondu_dans=None, retire_le__gt=since)
    return out.count() + gone.count()
