"""A national federation around the demo one, to measure pages at their full size: 2,000 members, 60,000 people."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from random import Random

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.utils import timezone

from federation.demo import names, national_collectifs, national_formations, national_outils
from members.models import Adhesion, Association, Instance, Mandat, Personne, Rattachement, Representant, Territoire
from members.normalisation import normalise

ASSOCIATIONS = 2_000
PERSONNES = 60_000
MANDATS = 20_000
SEED = 41
UNUSABLE = "!"  # nobody of these ever signs in
BATCH = 5_000
KINDS = [Association.Genre.CENTRE_SOCIAL, Association.Genre.EVS, Association.Genre.EVS, Association.Genre.COGEREE]
FIRST_WORDS = ["Le Relais", "La Fabrique", "L’Escale", "Maison", "Les Ateliers", "Le Carrefour", "La Passerelle"]
Tie = Rattachement.Genre


def is_loaded() -> bool:
    """Say whether the national federation is already there."""
    return Association.objects.count() >= ASSOCIATIONS


def load() -> None:
    """Add associations, people, ties, boards and memberships until the figures are reached."""
    rng = Random(SEED)
    today = timezone.localdate()
    associations = _save(Association, _associations(rng, Association.objects.count()))
    people = _save(Personne, _personnes(rng, Personne.objects.count()))
    _save(Rattachement, _rattachements(rng, today, people, associations))
    boards = _save(Instance, (_board(association) for association in associations))
    _save(Mandat, _mandats(rng, today, people, boards))
    _save(Adhesion, (_adhesion(rng, today, association) for association in associations))
    _save(Representant, _representants(rng, today, people, associations))
    national_collectifs.load(_save)
    national_formations.load(_save)
    national_outils.load(_save)


def _save(model: type[Model], rows: Iterable[Model]) -> list:
    made: list = []
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        made += model._default_manager.bulk_create(batch)
    return made


def _associations(rng, known):
    territoires = list(Territoire.objects.order_by("pk"))
    for number in range(known, ASSOCIATIONS):
        commune = rng.choice(names.COMMUNES)
        nom = f"{rng.choice(FIRST_WORDS)} {rng.choice(names.SURNAMES)} {number}"
        yield Association(
            nom=nom,
            genre=rng.choice(KINDS),
            commune=commune,
            territoire=rng.choice(territoires),
            recherche=normalise(f"{nom} {commune}"),
            is_publiee=number % 3 == 0,
        )


def _personnes(rng, known):
    for number in range(known, PERSONNES):
        prenom, nom = rng.choice(names.GIVEN_NAMES), rng.choice(names.SURNAMES)
        yield Personne(
            prenom=prenom,
            nom=nom,
            password=UNUSABLE,
            is_active=False,
            recherche=normalise(f"{prenom} {nom}"),
            identifiant=f"personne-{number}",
        )


def _rattachements(rng, today, people, associations):
    """Give everybody one tie and a quarter of them two; one in seven is over."""
    for rank, personne in enumerate(people):
        for association in rng.sample(associations, 2 if rank % 4 == 0 else 1):
            debut = today - timedelta(days=rng.randint(100, 3000))
            fin = today - timedelta(days=rng.randint(1, 99)) if rng.random() < 1 / 7 else None
            genre = rng.choice([Tie.SALARIE, Tie.BENEVOLE, Tie.BENEVOLE_RESPONSABLE])
            yield Rattachement(personne=personne, association=association, genre=genre, debut=debut, fin=fin)


def _board(association):
    return Instance(genre=Instance.Genre.CA, nom=f"Conseil d’administration, {association}", association=association)


def _mandats(rng, today, people, boards):
    for personne in rng.sample(people, MANDATS):
        debut = today - timedelta(days=rng.randint(30, 1000))
        yield Mandat(
            personne=personne, instance=rng.choice(boards), debut=debut, fin_prevue=debut + timedelta(days=1095)
        )


def _representants(rng, today, people, associations):
    """Nine associations in ten have named who speaks for them in the assembly."""
    for association, personne in zip(associations, rng.sample(people, len(associations)), strict=True):
        if rng.random() < 9 / 10:
            yield Representant(association=association, personne=personne, debut=today - timedelta(days=200))


def _adhesion(rng, today, association):
    start = today - timedelta(days=rng.randint(400, 9000))
    return Adhesion(association=association, categorie=Adhesion.Categorie.ACTIVE, periode=DateRange(start, None))
