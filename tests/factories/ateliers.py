"""Builders of workshops, of what is said in them and of their syntheses."""

from datetime import timedelta

from django.utils import timezone

from collectifs.actions.syntheses import draft_synthese, publish_synthese
from collectifs.models import (
    Acteur,
    Atelier,
    Contribution,
    Effectif,
    Grappe,
    ParticipantAtelier,
    QuestionPrealable,
    Synthese,
)

Genre = Contribution.Genre
Etat = Contribution.Etat


def make_atelier(collectif, theme="Coopérer sans s’épuiser", **fields) -> Atelier:
    """A workshop under way: announced, and taking contributions now."""
    fields.setdefault("debut", timezone.now() - timedelta(minutes=30))
    fields.setdefault("lieu", "La Halle de Brévaux")
    fields.setdefault("etat", Atelier.Etat.ANNONCE)
    return Atelier.objects.create(collectif=collectif, theme=theme, **fields)


def make_atelier_ahead(collectif, *questions, **fields) -> Atelier:
    """A workshop announced for next week, with its questionnaire."""
    atelier = make_atelier(collectif, debut=timezone.now() + timedelta(days=7), **fields)
    for ordre, texte in enumerate(questions, start=1):
        QuestionPrealable.objects.create(atelier=atelier, texte=texte, ordre=ordre)
    return atelier


def make_contribution(atelier, texte="Se connaître avant d’agir", genre=Genre.POINT_SAILLANT, **fields):
    fields.setdefault("etat", Etat.ACCEPTEE)
    fields.setdefault("categorie", Acteur.HABITANT)
    return Contribution.objects.create(atelier=atelier, texte=texte, genre=genre, **fields)


def make_grappe(atelier, titre="Durer", **fields) -> Grappe:
    return Grappe.objects.create(atelier=atelier, titre=titre, **fields)


def make_participant(atelier, personne, **fields) -> ParticipantAtelier:
    return ParticipantAtelier.objects.create(atelier=atelier, personne=personne, **fields)


def count_at(atelier, **nombres) -> None:
    for categorie, nombre in nombres.items():
        Effectif.objects.create(atelier=atelier, categorie=categorie, nombre=nombre)


def make_synthese(atelier, by, **texts) -> Synthese:
    """A draft."""
    synthese = draft_synthese(atelier, by=by)
    for name, value in texts.items():
        setattr(synthese, name, value)
    synthese.save()
    return synthese


def make_publiee(atelier, by, **texts) -> Synthese:
    """A published synthesis, which says one thing at least."""
    if not atelier.contributions.exists():
        make_contribution(atelier)
    return publish_synthese(make_synthese(atelier, by, **texts), by=by)
