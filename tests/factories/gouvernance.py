"""Builders of seats, rules and assemblies."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from members.models import (
    Adhesion,
    Assemblee,
    College,
    Instance,
    Pouvoir,
    PresenceAssemblee,
    QuotaSieges,
    RegleMandat,
    Representant,
    Siege,
)
from tests.factories.members import make_association, make_instance, make_mandat, make_personne, make_rattachement

LONG_AGO = date(2010, 1, 1)


def day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def make_college(nom="usagers") -> College:
    return College.objects.get_or_create(nom=nom)[0]


def make_siege(instance, intitule="Administration", **fields) -> Siege:
    fields.setdefault("debut", LONG_AGO)
    return Siege.objects.create(instance=instance, intitule=intitule, **fields)


def make_regle(parametre, valeur, genre=Instance.Genre.CA, **fields) -> RegleMandat:
    fields.setdefault("periode", DateRange(LONG_AGO, None))
    return RegleMandat.objects.create(genre=genre, parametre=parametre, valeur=valeur, **fields)


def make_quota(instance, college, **fields) -> QuotaSieges:
    return QuotaSieges.objects.create(instance=instance, college=college, **fields)


def make_board(association, seats: int, employees: int = 0, genre=Instance.Genre.CA) -> Instance:
    """A board of so many voting people, the first of whom the association (or the federation) employs."""
    board = make_instance(association, genre)
    for rank in range(seats):
        personne = make_personne(f"Siégeante{rank}")
        make_mandat(personne, board)
        if rank < employees and association:
            make_rattachement(personne, association)
    return board


def make_adhesion(association, categorie=Adhesion.Categorie.ACTIVE, debut=LONG_AGO, fin=None) -> Adhesion:
    return Adhesion.objects.create(association=association, categorie=categorie, periode=DateRange(debut, fin))


def make_representant(association, personne=None, **fields) -> Representant:
    fields.setdefault("debut", LONG_AGO)
    personne = personne or make_personne("Porteparole")
    return Representant.objects.create(association=association, personne=personne, **fields)


def make_voter(nom=None, **fields):
    """An association that votes: a member since long, with somebody to speak for it."""
    association = make_association(nom, **fields)
    make_adhesion(association)
    make_representant(association)
    return association


def make_assemblee(offset=30, **fields) -> Assemblee:
    instance = fields.pop("instance", None) or Instance.objects.filter(association=None, genre="ag").first()
    instance = instance or make_instance(None, Instance.Genre.AG, nom="Assemblée générale")
    fields.setdefault("intitule", "Assemblée générale ordinaire")
    return Assemblee.objects.create(instance=instance, le=day(offset), **fields)


def make_pouvoir(assemblee, mandante, mandataire, by, **fields) -> Pouvoir:
    return Pouvoir.objects.create(
        assemblee=assemblee, mandante=mandante, mandataire=mandataire, donne_par=by, **fields
    )


def make_presence(assemblee, association) -> PresenceAssemblee:
    return PresenceAssemblee.objects.create(assemblee=assemblee, association=association)
