"""What became of an association: the ones that follow it, the ones it follows, and its path from year to year."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.utils import timezone

from members.models import Adhesion, Association, Suspension, Transformation
from socle.french import say_full_date

Genre = Transformation.Genre
WORDS = {
    Genre.FUSION: "a fusionné avec",
    Genre.ABSORPTION: "est absorbée par",
    Genre.SCISSION: "s’est partagée en",
    Genre.DISSOLUTION: "s’est dissoute",
    Genre.DEMISSION: "a quitté la fédération",
    Genre.RADIATION: "ne fait plus partie de la fédération",
}
BACK = {
    Genre.FUSION: "prend la suite, après fusion, de",
    Genre.ABSORPTION: "a absorbé",
    Genre.SCISSION: "vient du partage de",
}


@dataclass(frozen=True)
class Suite:
    """« a fusionné avec … le … »: the words, whom they name, and the day."""

    words: str
    names: list[tuple[int, str]]
    le: date


def annotate_suites(associations):
    """Read with the associations what became of each, and what each comes from: two subqueries, no query more."""
    link = Transformation.successeurs.through.objects
    after = link.filter(transformation__association=OuterRef("pk")).order_by("-transformation__le", "pk")
    before = link.filter(association=OuterRef("pk")).order_by("-transformation__le", "pk")
    alone = Transformation.objects.filter(association=OuterRef("pk"), successeurs=None).order_by("-le", "-pk")
    return associations.annotate(
        suivantes=ArraySubquery(after.values(data=_line("association"))),
        precedentes=ArraySubquery(before.values(data=_line("transformation__association"))),
        departs=ArraySubquery(alone.values(data=JSONObject(lot=F("pk"), genre=F("genre"), le=F("le")))),
    )


def _line(other):
    return JSONObject(
        lot=F("transformation"),
        genre=F("transformation__genre"),
        le=F("transformation__le"),
        pk=F(other),
        nom=F(f"{other}__nom"),
    )


def get_suites(association: Association) -> list[Suite]:
    """Return the sentences of a sheet that `annotate_suites` read, the latest first."""
    lots: dict[tuple[str, int], Suite] = {}
    for words, lines in (
        (WORDS, association.suivantes),
        (BACK, association.precedentes),
        (WORDS, association.departs),
    ):
        for line in lines:
            said = words.get(Genre(line["genre"]), "suit")
            suite = lots.setdefault((said, line["lot"]), Suite(said, [], date.fromisoformat(line["le"])))
            if "nom" in line:
                suite.names.append((line["pk"], line["nom"]))
    return sorted(lots.values(), key=lambda suite: suite.le, reverse=True)


@dataclass(frozen=True)
class Evenement:
    """One line of an association's path. Its reason and its minutes are for its managers and the team."""

    le: date
    title: str
    icon: str = "flag"
    tone: str = "fed"
    motif: str = ""
    proces_verbal: str = ""
    others: tuple[tuple[int, str], ...] = ()
    rank: int = 0
    is_private: bool = False


def get_path(associations):
    """Return the associations with all that their path is made of, in a constant number of queries."""
    suspensions = Prefetch("suspensions", Suspension.objects.order_by("debut", "pk"))
    return associations.prefetch_related(
        Prefetch("adhesions", Adhesion.objects.order_by("periode").prefetch_related(suspensions)),
        Prefetch("transformations", Transformation.objects.prefetch_related("successeurs")),
        Prefetch("heritages", Transformation.objects.select_related("association")),
        "acceptations_charte__charte",
        "demandes__decisions",
    )


def get_evenements(association: Association, *, has_motifs: bool) -> list[Evenement]:
    """Return an association's path, the latest first; what was decided against it is for those who read reasons."""
    lines = [
        *_memberships(association),
        *_suspensions(association),
        *_transformations(association),
        *_decisions(association),
    ]
    kept = [line for line in lines if has_motifs or not line.is_private]
    return sorted(kept, key=lambda line: (line.le, line.rank), reverse=True)


def _memberships(association):
    adhesions = list(association.adhesions.all())
    for rank, adhesion in enumerate(adhesions):
        start, end = adhesion.periode.lower, adhesion.periode.upper
        before = adhesions[rank - 1].periode.upper if rank else None
        if start:
            if before and start > before:
                days = say_full_date(before), say_full_date(start - timedelta(days=1))
                yield Evenement(
                    before, f"Hors de la fédération, du {days[0]} au {days[1]}", "minus-circle", "neutral", rank=1
                )
            title = "De nouveau membre" if rank else "Membre de la fédération"
            yield Evenement(start, f"{title}, catégorie {adhesion.get_categorie_display()}", "flag", "ok", rank=2)
        if end:
            yield Evenement(end, "Fin de l’adhésion", "arrow-right-start-on-rectangle", "neutral")


def _suspensions(association):
    for adhesion in association.adhesions.all():
        for row in adhesion.suspensions.all():
            yield Evenement(row.debut, "Suspension", "pause-circle", "wait", row.motif, row.proces_verbal)
            if row.fin:
                yield Evenement(row.fin + timedelta(days=1), "Fin de la suspension", "play-circle", "ok")


def _transformations(association):
    for change in association.transformations.all():
        others = tuple((other.pk, other.nom) for other in change.successeurs.all())
        words = WORDS[Genre(change.genre)].capitalize()
        yield Evenement(
            change.le, words, "arrows-right-left", "plum", change.motif, change.proces_verbal, others, rank=3
        )
    for change in association.heritages.all():
        others = ((change.association_id, change.association.nom),)
        words = BACK.get(Genre(change.genre), "suit").capitalize()
        yield Evenement(
            change.le, words, "arrows-right-left", "plum", change.motif, change.proces_verbal, others, rank=3
        )


def _decisions(association):
    for accepted in association.acceptations_charte.all():
        yield Evenement(
            timezone.localdate(accepted.le), f"{accepted.charte} acceptée", "document-check", "fed", rank=1
        )
    for demande in association.demandes.all():
        for decision in demande.decisions.all():
            favour = "favorable" if decision.is_favorable else "défavorable"
            yield Evenement(
                decision.le,
                f"Décision {favour} : {decision.get_instance_display()}",
                "scale",
                "ok" if decision.is_favorable else "late",
                decision.motif,
                decision.proces_verbal,
                is_private=not decision.is_favorable,
            )


def get_suspension(association: Association, on: date | None = None) -> Suspension | None:
    """Return what suspends an association on a day, today by default."""
    return Suspension.objects.en_cours(on).filter(adhesion__association=association).order_by("debut").first()


def get_running(association: Association, on: date | None = None) -> Adhesion | None:
    """Return the membership that runs on a day, today by default."""
    return association.adhesions.filter(periode__contains=on or timezone.localdate()).first()
