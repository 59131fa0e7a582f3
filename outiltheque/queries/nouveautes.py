"""What changed in the library: new tools, versions, what was withdrawn, what came back from use."""

from datetime import datetime

from django.db.models import F

from outiltheque.models import Outil, RetourUsage, VersionOutil, VisiteOutiltheque
from socle import nouveautes
from socle.nouveautes import say_news
from socle.visites import find_news_since


class Nouveaute(nouveautes.Nouveaute):
    """Something that changed in the library, and the tool it is about."""

    KINDS = {
        "nouvel": ("Nouvel outil", "sparkles", "fed", "outiltheque:outil_detail"),
        "version": ("Nouvelle version", "arrow-path", "ok", "outiltheque:outil_detail"),
        "retire": ("Outil retiré", "archive-box", "neutral", "outiltheque:outil_detail"),
        "retour": ("Retour d’usage", "chat-bubble-left-right", "plum", "outiltheque:outil_detail"),
    }


def get_changes():
    """Return all that changed in what the network may read, the latest first, as rows that a page cuts."""
    out = VersionOutil.objects.filter(
        etat__in=VersionOutil.PARUES, outil__fondu_dans=None, outil__etat__in=Outil.PARUS
    )
    gone = Outil.objects.filter(etat=Outil.Etat.RETIRE, fondu_dans=None)
    said = RetourUsage.objects.filter(retire_le=None, outil__etat=Outil.Etat.PUBLIE, outil__fondu_dans=None)
    at = {"lien": F("outil_id")}
    parts = [
        say_news(out.filter(numero=1), "nouvel", titre=F("titre"), quand=F("publiee_le"), detail=F("resume"), **at),
        say_news(
            out.filter(numero__gt=1), "version", titre=F("titre"), quand=F("publiee_le"), detail=F("changements"), **at
        ),
        say_news(gone, "retire", titre=F("titre"), quand=F("retire_le"), detail=F("motif_retrait")),
        say_news(said, "retour", titre=F("outil__titre"), quand=F("ecrit_le"), detail=F("association__nom"), **at),
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-n_quand", "n_lien")


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
