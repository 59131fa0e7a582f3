"""Workshops: the list, the page of one, what is written in it and what comes out of it."""

from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from collectifs.models import (
    Acteur,
    Atelier,
    Contribution,
    Gommette,
    Grappe,
    ParticipantAtelier,
    ReponsePrealable,
    Synthese,
)

Genre = Contribution.Genre
Etat = Contribution.Etat
PLURIELS = {
    Genre.POINT_SAILLANT: "Points saillants",
    Genre.LEVIER: "Leviers",
    Genre.A_AMELIORER: "À améliorer",
    Genre.PRECONISATION: "Préconisations",
    Genre.POINT_ESSENTIEL: "Points essentiels",
    Genre.VERBATIM: "Verbatims",
}


def get_ateliers(collectif, personne) -> QuerySet[Atelier]:
    """Return a collective's workshops that a person may read, latest first, with what the list says of each."""
    seen = Atelier.objects.visible_to(personne).filter(collectif=collectif)
    published = Synthese.objects.publiees().filter(atelier=OuterRef("pk"))
    said = Count("contributions", filter=Q(contributions__etat=Etat.ACCEPTEE))
    return seen.annotate(dites=said, is_synthese=Exists(published)).order_by("-debut", "-pk")


def get_atelier(atelier, personne, *, leads) -> dict:
    """Return what the page of a workshop shows."""
    contributions = Contribution.objects.visible_to(personne).filter(atelier=atelier).exclude(etat=Etat.ECARTEE)
    mine = ParticipantAtelier.objects.filter(atelier=atelier, personne=personne).first()
    own = [c for c in contributions.select_related("auteur") if c.auteur_id == personne.pk]
    return {
        "atelier": atelier,
        "collectif": atelier.collectif,
        "participant": mine,
        "nb_participants": atelier.participants.count(),
        "rubriques": get_rubriques(atelier),
        "les_miennes": own,
        "nb_a_relire": atelier.contributions.a_relire().count() if leads else 0,
        "syntheses": list(Synthese.objects.visible_to(personne).filter(atelier=atelier)),
        "questions": list(atelier.questions.all()),
    }


def get_rubriques(atelier) -> list[tuple[str, list[Contribution]]]:
    """Return what was accepted, heading by heading, those without anything left out."""
    order = [genre.value for genre in Genre]
    accepted = atelier.contributions.acceptees().select_related("auteur", "grappe")
    rows = sorted(accepted, key=lambda c: (order.index(c.genre), c.pk))
    return [(PLURIELS[genre], list(group)) for genre, group in groupby(rows, key=lambda c: c.genre)]


def get_queue(atelier) -> QuerySet[Contribution]:
    """Return what waits to be read, the oldest first."""
    return atelier.contributions.a_relire().select_related("auteur").order_by("pk")


def get_tri(atelier) -> dict:
    """Return the contributions under their themes, with the dots of each, and those of no theme yet."""
    accepted = atelier.contributions.acceptees().select_related("auteur").order_by("pk")
    grappes = list(
        Grappe.objects.filter(atelier=atelier)
        .with_total()
        .prefetch_related(Prefetch("contributions", accepted, to_attr="rangees"))
    )
    return {"grappes": grappes, "sans_grappe": list(accepted.filter(grappe=None))}


def get_gommettes(atelier, personne) -> dict:
    """Return the themes with their dots, and those that this person placed."""
    grappes = list(Grappe.objects.filter(atelier=atelier).with_total())
    participant = ParticipantAtelier.objects.filter(atelier=atelier, personne=personne).first()
    placed = Gommette.objects.filter(participant=participant) if participant else Gommette.objects.none()
    mine = dict(placed.values_list("grappe", "nombre"))
    for grappe in grappes:
        grappe.miennes = mine.get(grappe.pk, 0)
    most = max((grappe.total for grappe in grappes), default=0)
    left = atelier.gommettes - sum(mine.values())
    return {"grappes": grappes, "participant": participant, "most": most or 1, "restantes": left}


def get_voters(atelier) -> int:
    """Return how many participants placed at least one dot."""
    placed = Gommette.objects.filter(participant__atelier=atelier).aggregate(n=Count("participant", distinct=True))
    return placed["n"]


def get_preconisations(atelier) -> QuerySet[Contribution]:
    """Return the recommendations of a workshop, with what each became."""
    asked = atelier.contributions.acceptees().filter(genre=Genre.PRECONISATION)
    return asked.select_related("action__responsable", "grappe", "auteur").order_by("pk")


def get_a_porter(personne) -> QuerySet[Contribution]:
    """Return the recommendations that a person may read and that are to be brought to the pact, latest first."""
    marked = Contribution.objects.visible_to(personne).acceptees().exclude(a_porter_le=None)
    return marked.select_related("atelier__collectif").order_by("-a_porter_le", "-pk")


def count_people(atelier) -> dict[str, int]:
    """Return how many people of each category were counted; 0 where nobody was."""
    counted = dict(atelier.effectifs.values_list("categorie", "nombre"))
    return {value: counted.get(value, 0) for value, _ in Acteur.choices}


def get_reponses(atelier) -> list[dict]:
    """Return the questions with what was answered to each."""
    answers = ReponsePrealable.objects.order_by("categorie", "pk")
    questions = atelier.questions.prefetch_related(Prefetch("reponses", answers))
    return [{"question": question, "reponses": list(question.reponses.all())} for question in questions]


def count_on_screen(atelier) -> dict:
    """Return what the wall shows of what arrives: how many, and the latest that were accepted."""
    by_state = dict(atelier.contributions.order_by().values_list("etat").annotate(n=Count("pk")))
    latest = atelier.contributions.acceptees().select_related("auteur").order_by("-pk")[:12]
    return {
        "recues": by_state.get(Etat.ACCEPTEE, 0),
        "en_relecture": by_state.get(Etat.A_RELIRE, 0),
        "dernieres": latest,
    }


def get_people_to_tell(atelier):
    """Return who hears of a workshop: who takes part in its collective, who joined it, and who leads."""
    collectif = atelier.collectif
    named = [p.personne for p in _running(collectif)] + [p.personne for p in _joined(atelier)]
    return list({personne.pk: personne for personne in [*named, *collectif.referents]}.values())


def _running(collectif):
    return collectif.participations.en_cours().nominatives().select_related("personne")


def _joined(atelier):
    return atelier.participants.select_related("personne")


def sum_dots(participant) -> int:
    return participant.placees.aggregate(n=Sum("nombre"))["n"] or 0
