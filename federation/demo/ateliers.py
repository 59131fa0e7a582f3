"""The demo federation's six workshops: a series of four with their syntheses, one being held, one announced."""

import uuid
from datetime import timedelta
from itertools import count

from django.utils import timezone

from collectifs.models import (
    Acteur,
    Atelier,
    Collectif,
    Contribution,
    Effectif,
    Gommette,
    Grappe,
    ParticipantAtelier,
    QuestionPrealable,
    ReponsePrealable,
    Synthese,
)
from collectifs.queries.syntheses import freeze_synthese
from federation.demo import ateliers_textes as textes
from federation.demo.world import World

Genre = Contribution.Genre
Etat = Contribution.Etat
# How much of each heading a workshop of the series gathers: 45 contributions, of which 3 points of debate
BANKS = (
    (Genre.POINT_SAILLANT, textes.SAILLANTS, 8),
    (Genre.LEVIER, textes.LEVIERS, 8),
    (Genre.A_AMELIORER, textes.A_AMELIORER, 8),
    (Genre.PRECONISATION, textes.PRECONISATIONS, 9),
    (Genre.POINT_ESSENTIEL, textes.ESSENTIELS, 5),
    (Genre.VERBATIM, textes.VERBATIMS, 4),
)
DEBATES = 3
LIVE, WAITING = 30, 6
HOUR_OF_TODAY = timedelta(minutes=40)
ACTEURS = [value for value, _ in Acteur.choices]


def load(world: World) -> None:
    """Fill the world with its workshops, from their questions to their published syntheses."""
    numbers = count(1)
    collectifs = {collectif.nom: collectif for collectif in Collectif.objects.with_referents()}
    series = [load_held(world, collectifs["Projet"], rank, numbers) for rank in range(len(textes.THEMES))]
    load_live(world, collectifs["Jeunes"], numbers)
    load_ahead(world, collectifs["Famille"])
    for atelier in series:
        publish(world, atelier)


def load_held(world, collectif, rank, numbers) -> Atelier:
    debut = world.at(-150 + rank * 35, 9, 30)
    atelier = Atelier.objects.create(
        collectif=collectif,
        serie=textes.SERIE,
        rang=rank + 1,
        theme=textes.THEMES[rank],
        debut=debut,
        lieu=textes.LIEUX[rank],
        preparation=textes.PREPARATION,
        etat=Atelier.Etat.ANNONCE,
        annonce_le=debut - timedelta(days=30),
    )
    people = load_people(world, atelier)
    grappes = Grappe.objects.bulk_create(
        Grappe(atelier=atelier, titre=titre, ordre=ordre, points_salle=world.rng.randint(0, 9))
        for ordre, titre in enumerate(textes.GRAPPES, start=1)
    )
    said = [(genre, texte, False) for genre, bank, number in BANKS for texte in pick(bank, rank, number)]
    said += [(Genre.POINT_SAILLANT, texte, True) for texte in pick(textes.DEBATS, rank, DEBATES)]
    contributions = Contribution.objects.bulk_create(
        make_contribution(world, atelier, people, next(numbers), genre, texte, is_debat)
        for genre, texte, is_debat in said
    )
    load_dots(world, people, grappes)
    sort_contributions(world, contributions, grappes)
    follow_up(world, collectif, contributions, rank)
    Effectif.objects.bulk_create(
        Effectif(atelier=atelier, categorie=categorie, nombre=nombre)
        for categorie, nombre in zip(ACTEURS, textes.EFFECTIFS[rank], strict=True)
    )
    return atelier


def pick(bank, rank, number):
    """Return `number` texts of a bank, others for each workshop of the series as far as it goes."""
    return [bank[(rank * number + place) % len(bank)] for place in range(number)]


def load_people(world, atelier) -> list[ParticipantAtelier]:
    taking_part = [p.personne for p in atelier.collectif.participations.en_cours().nominatives().order_by("pk")[:12]]
    return ParticipantAtelier.objects.bulk_create(
        ParticipantAtelier(atelier=atelier, personne=personne, categorie=ACTEURS[rank % 3])
        for rank, personne in enumerate(taking_part)
    )


def make_contribution(world, atelier, people, number, genre, texte, is_debat) -> Contribution:
    """One of three is anonymous, one of three signed by an account, one of three written down for somebody."""
    way = number % 3
    author = people[number % len(people)] if way == 1 and people else None
    return Contribution(
        atelier=atelier,
        genre=genre,
        texte=texte,
        categorie=author.categorie if author else ACTEURS[number % len(ACTEURS)],
        auteur=author.personne if author else None,
        prenom="Zohra" if way == 2 and number % 4 == 1 else "",
        is_anonyme=way == 0,
        peut_publier=genre == Genre.VERBATIM and number % 4 != 0,
        etat=Etat.ACCEPTEE,
        is_debat=is_debat,
        envoi=uuid.UUID(int=number),
    )


def load_dots(world, people, grappes) -> None:
    Gommette.objects.bulk_create(
        Gommette(participant=person, grappe=grappe, nombre=nombre)
        for rank, person in enumerate(people)
        for grappe, nombre in zip(world.rng.sample(grappes, 2), (2, 1) if rank % 2 else (1, 1), strict=True)
    )


def sort_contributions(world, contributions, grappes) -> None:
    for contribution in contributions:
        if contribution.genre in (Genre.PRECONISATION, Genre.POINT_SAILLANT) and not contribution.is_debat:
            contribution.grappe = world.rng.choice(grappes)
    Contribution.objects.bulk_update(contributions, ["grappe"])


def follow_up(world, collectif, contributions, rank) -> None:
    """Of the recommendations of a workshop, three became actions and two are to be brought to the pact.

    The actions are among those that the collective already has: it is the workshop that asked for them.
    """
    asked = [c for c in contributions if c.genre == Genre.PRECONISATION]
    on_time = collectif.actions.filter(abandonnee_le=None).exclude(faite_le=None, echeance__lt=world.today)
    for contribution, action in zip(asked, on_time.order_by("-echeance", "pk")[rank * 3 : rank * 3 + 3], strict=False):
        action.texte, action.reunion, action.point = contribution.texte, None, None
        action.save()
        contribution.action = action
    for contribution in asked[3 + rank : 5 + rank]:
        contribution.a_porter_le = world.day(-20)
    Contribution.objects.bulk_update(asked, ["action", "a_porter_le"])


def publish(world, atelier) -> None:
    synthese = Synthese(
        atelier=atelier,
        introduction=textes.INTRODUCTION.format(theme=atelier.theme),
        modalites=textes.MODALITES,
        publiee_le=min(atelier.debut + timedelta(days=12), timezone.now() - timedelta(days=1)),
        publiee_par=next(iter(atelier.collectif.referents), None),
    )
    synthese.contenu = freeze_synthese(synthese)
    synthese.save()


def load_live(world, collectif, numbers) -> None:
    """A workshop under way: its code is projected, what comes through it waits to be read."""
    atelier = Atelier.objects.create(
        collectif=collectif,
        theme=textes.EN_COURS,
        debut=timezone.now() - HOUR_OF_TODAY,
        duree=720,
        lieu="Quai-Hauvert, salle verte",
        preparation=textes.PREPARATION,
        etat=Atelier.Etat.ANNONCE,
        annonce_le=world.at(-20),
        collecte_fin=world.at(30),
    )
    people = load_people(world, atelier)
    said = [(genre, texte) for genre, bank, _ in BANKS for texte in bank[-5:]][:LIVE]
    rows = []
    for rank, (genre, texte) in enumerate(said):
        contribution = make_contribution(world, atelier, people, next(numbers), genre, texte, is_debat=False)
        if rank >= LIVE - WAITING:
            contribution.etat, contribution.auteur, contribution.is_anonyme = Etat.A_RELIRE, None, rank % 2 == 0
            contribution.prenom = "" if contribution.is_anonyme else "Ilyes"
        rows.append(contribution)
    Contribution.objects.bulk_create(rows)


def load_ahead(world, collectif) -> None:
    """A workshop announced, whose questionnaire is being answered."""
    atelier = Atelier.objects.create(
        collectif=collectif,
        theme=textes.A_VENIR,
        debut=world.at(18, 18, 0),
        duree=150,
        lieu="Le Palier, Port-Hauvert",
        preparation=textes.PREPARATION,
        etat=Atelier.Etat.ANNONCE,
        annonce_le=world.at(-3),
    )
    questions = QuestionPrealable.objects.bulk_create(
        QuestionPrealable(atelier=atelier, texte=texte, ordre=ordre)
        for ordre, texte in enumerate(textes.QUESTIONS, start=1)
    )
    ReponsePrealable.objects.bulk_create(
        ReponsePrealable(
            question=questions[rank % len(questions)],
            categorie=ACTEURS[rank % 3],
            texte=texte,
            envoi=uuid.UUID(int=rank + 1),
        )
        for rank, texte in enumerate(textes.REPONSES)
    )
