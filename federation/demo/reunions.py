"""How meetings are prepared in the demo: dates being chosen, a series, items proposed, presidents convened."""

from datetime import timedelta

from collectifs.models import (
    CategorieConvoquee,
    DateProposee,
    PersonneSondee,
    PropositionPoint,
    ReponseDate,
    Reunion,
    SerieReunions,
    SondageDates,
)
from collectifs.queries.convocations import get_convies, say_categorie
from federation.demo.world import World

Choix = ReponseDate.Choix
PROPOSED = (
    ("La place des habitantes dans le comité", "Trois personnes en ont parlé au café du jeudi.", 20),
    ("Un minibus à plusieurs", "Deux associations louent le même, la même semaine.", 15),
)
OFFSETS = ((38, 9), (40, 14), (45, 18), (47, 14))
SILENT = 3


def load(world: World) -> None:
    drafts = list(Reunion.objects.filter(etat=Reunion.Etat.BROUILLON).select_related("collectif").order_by("debut"))
    if not drafts:
        return
    load_sondage(world, drafts[0])
    load_propositions(world, drafts[0])
    load_categorie(drafts[-1])
    load_serie(world, drafts[-1])


def load_sondage(world: World, reunion: Reunion) -> None:
    """A poll under way: most answered, a few still have to, whoever runs the demo among them."""
    by = reunion.collectif.referents[0]
    sondage = SondageDates.objects.create(
        reunion=reunion,
        mot="Une heure et demie suffira, à Quai-Hauvert ou à distance.",
        jusqu_au=world.day(6),
        ouvert_par=by,
        ouvert_le=world.at(-3, 10),
    )
    dates = DateProposee.objects.bulk_create(
        DateProposee(sondage=sondage, debut=world.at(offset, hour)) for offset, hour in OFFSETS
    )
    people = [convie.personne for convie in get_convies(reunion)]
    sondees = PersonneSondee.objects.bulk_create(
        PersonneSondee(sondage=sondage, personne=personne, repondu_le=None if rank < SILENT else world.at(-2, 11))
        for rank, personne in enumerate(people)
    )
    picked = [Choix.OUI, Choix.OUI, Choix.SI_BESOIN, Choix.NON]
    ReponseDate.objects.bulk_create(
        ReponseDate(sondee=sondee, date=date, choix=Choix.OUI if rank == 1 else picked[(number + 3 * rank) % 4])
        for number, sondee in enumerate(sondees)
        if sondee.repondu_le
        for rank, date in enumerate(dates)
    )


def load_propositions(world: World, reunion: Reunion) -> None:
    people = [convie.personne for convie in get_convies(reunion)]
    PropositionPoint.objects.bulk_create(
        PropositionPoint(
            collectif=reunion.collectif,
            auteur=people[rank],
            titre=titre,
            pourquoi=pourquoi,
            duree=duree,
            proposee_le=world.at(-4 + rank, 15),
        )
        for rank, (titre, pourquoi, duree) in enumerate(PROPOSED)
    )


def load_categorie(reunion: Reunion) -> None:
    categorie = CategorieConvoquee(reunion=reunion, qui=CategorieConvoquee.Qui.FAMILLES)
    categorie.libelle = say_categorie(categorie)
    categorie.ajoutee_par = reunion.collectif.referents[0]
    categorie.save()


def load_serie(world: World, reunion: Reunion) -> None:
    """Three meetings of a series, every month from the draft on."""
    serie = SerieReunions.objects.create(
        collectif=reunion.collectif,
        debut=reunion.debut + timedelta(weeks=4),
        nombre=3,
        creee_par=reunion.collectif.referents[0],
        creee_le=world.at(-1, 9),
    )
    Reunion.objects.bulk_create(
        Reunion(
            collectif=reunion.collectif,
            titre="Point d’étape",
            debut=reunion.debut + timedelta(weeks=4 * rank),
            duree=90,
            lieu=reunion.lieu or "Quai-Hauvert, salle verte",
            presidence=serie.creee_par,
            serie=serie,
        )
        for rank in (1, 2, 3)
    )
