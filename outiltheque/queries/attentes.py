"""What the library expects of a person."""

from datetime import timedelta

from django.db.models import CharField, Count, DateTimeField, F, IntegerField, Max, Min, Value
from django.db.models.functions import Cast
from django.utils import timezone

from members.rules import is_federation_team
from outiltheque.models import Outil, VersionOutil
from socle.addresses import find_address
from socle.french import count
from socle.moment import Attente

SOON = timedelta(days=14)
TEXT = CharField()


def get_attentes(personne) -> list[Attente]:
    """Return what the library expects of a person, in one query; none for whoever belongs nowhere."""
    parts = _for_team() if is_federation_team(personne) else []
    if personne.rattachements_en_cours:
        parts += _for_authors(personne)
    if not parts:
        return []
    return [SAID[genre](*row) for genre, *row in parts[0].union(*parts[1:], all=True)]


def _for_team():
    waiting = VersionOutil.objects.filter(etat=VersionOutil.Etat.PROPOSEE, outil__fondu_dans=None)
    return [
        _row("relire", waiting, titre=F("titre"), pk=F("pk"), quand=F("proposee_le")),
        _sum("vieux", Outil.objects.a_mettre_a_jour()),
    ]


def _for_authors(personne):
    mine = Outil.objects.written_by(personne).filter(fondu_dans=None)
    ready = VersionOutil.objects.filter(etat=VersionOutil.Etat.RELUE, outil__in=mine)
    old = Outil.objects.a_mettre_a_jour().written_by(personne)
    return [
        _row("publier", ready, titre=F("titre"), pk=F("outil"), quand=F("relue_le")),
        _row("a_jour", old, titre=F("titre"), pk=F("pk"), quand=F("relu_le")),
    ]


def _row(genre, rows, *, titre, pk, quand):
    shown = {
        "a_genre": Value(genre, TEXT),
        "a_titre": Cast(titre, TEXT),
        "a_pk": Cast(pk, IntegerField()),
        "a_quand": Cast(quand, DateTimeField()),
    }
    return rows.order_by().annotate(**shown).values_list(*shown)


def _sum(genre, rows):
    """One line for all the old tools: the team reads its own page."""
    of_all = rows.order_by().annotate(a_genre=Value(genre, TEXT)).values("a_genre")
    shown = {
        "a_titre": Cast(Max("titre"), TEXT),
        "a_pk": Cast(Count("pk"), IntegerField()),
        "a_quand": Cast(Min("relu_le"), DateTimeField()),
    }
    return of_all.annotate(**shown).values_list("a_genre", *shown)


def _review(titre, pk, quand):
    return Attente(
        title=f"Relire un outil : {titre}",
        detail="Outilthèque, proposé par ses auteurs",
        link=find_address("outiltheque:version_review", pk),
        icon="wrench-screwdriver",
        tone="plum",
        badge="À relire",
        due=timezone.localdate(quand) + SOON,
    )


def _old(titre, n, quand):
    return Attente(
        title=f"{count(n, 'outil')} à mettre à jour",
        detail="Outilthèque, relus il y a plus de dix-huit mois",
        link=find_address("outiltheque:outil_queue"),
        icon="clock",
        tone="wait",
        badge="À mettre à jour",
    )


def _yours(said, why, badge, tone, titre, pk, due=None):
    """A line for those who wrote a tool: it leads to the tool."""
    return Attente(
        title=f"{said} : {titre}",
        detail=f"Outilthèque, {why}",
        link=find_address("outiltheque:outil_detail", pk),
        icon="wrench-screwdriver",
        tone=tone,
        badge=badge,
        due=due,
    )


def _publish(titre, pk, quand):
    due = timezone.localdate(quand) + SOON
    return _yours("Publier votre outil", "la fédération l’a relu", "Relu", "ok", titre, pk, due)


def _refresh(titre, pk, quand):
    why = "relu il y a plus de dix-huit mois"
    return _yours("Mettre à jour votre outil", why, "À mettre à jour", "wait", titre, pk)


SAID = {"relire": _review, "vieux": _old, "publier": _publish, "a_jour": _refresh}
