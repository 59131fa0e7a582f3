"""Heavy work of the accompaniment, made to be timed, then undone: the key ring turns, a million lines are counted."""

import time
from base64 import urlsafe_b64encode
from secrets import token_bytes

from django.conf import settings
from django.db import connection, transaction

from accompagnement.models import Acces, Bouquet, CleDossier, Demande, Fil, Genre, Role, Scelle
from accompagnement.models.scelles import CLES_DU_ROLE
from accompagnement.queries import get_bilan
from socle.crypto import ring_ids
from socle.trousseau import count_by_key, get_scellements

KEYS_OF_A_CASE = 7
YEAR = 1999  # a year that nothing else counts
LINES = """
    INSERT INTO accompagnement_lignestatistique
        (id, fait, mois, bouquet_id, territoire_id, statut, porte, delai_jours, destination, seances, heures)
    SELECT gen_random_uuid(), fait, make_date(%(year)s, 1 + n %% 12, 1),
           bouquets[1 + n %% array_length(bouquets, 1)], territoires[1 + n %% array_length(territoires, 1)],
           (ARRAY['salarie', 'benevole'])[1 + (n / 7) %% 2], (ARRAY['personnelle', 'association'])[1 + (n / 11) %% 2],
           CASE fait WHEN 'mise_en_relation' THEN n %% 60 END,
           CASE fait WHEN 'reorientation' THEN (ARRAY['federation', 'travail', 'dla', 'soin'])[1 + n %% 4] ELSE '' END,
           CASE fait WHEN 'cloture' THEN n %% 14 END, CASE fait WHEN 'cloture' THEN n %% 14 END
      FROM (SELECT n, (ARRAY['qualification', 'qualification', 'mise_en_relation', 'cloture', 'reorientation',
                             'retrait', 'expiration'])[1 + (n / 3) %% 7] AS fait
              FROM generate_series(1, %(number)s) n) lines,
           (SELECT array_agg(id) AS bouquets FROM accompagnement_bouquet) b,
           (SELECT array_agg(id) AS territoires FROM members_territoire) t
"""
# Every other cell stands on enough people; the rest are withheld, so that suppression and audit have work to do.
PRESENCES = """
    INSERT INTO accompagnement_presence (id, annee, cellule, genre, jeton)
    SELECT gen_random_uuid(), %(year)s, cellule, genre, uuid_send(gen_random_uuid())
      FROM (SELECT DISTINCT cellule, dense_rank() OVER (ORDER BY cellule) AS rank
              FROM (SELECT 'territoire:' || territoire_id AS cellule FROM accompagnement_lignestatistique
                     WHERE mois >= make_date(%(year)s, 1, 1) AND mois < make_date(%(year)s + 1, 1, 1)
                    UNION SELECT 'bouquet:' || id FROM accompagnement_bouquet
                    UNION SELECT unnest(%(cells)s::text[])) known) ranked,
           (VALUES ('personne', 11), ('organisation', 3)) AS genres(genre, cap), generate_series(1, cap) n
     WHERE rank %% 3 > 0
"""
CELLS = [
    *(f"fait:{fait}" for fait in ("qualification", "mise_en_relation", "cloture", "retrait", "expiration")),
    *(f"delai:{n}" for n in range(4)), *(f"seances:{n}" for n in range(5)), "statut:salarie", "porte:personnelle",
]  # fmt: skip


def measure_rapport(number: int) -> float:
    """Return the seconds that the report of a year of so many lines takes, suppression and audit included."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LINES, {"year": YEAR, "number": number})
            cursor.execute(PRESENCES, {"year": YEAR, "cells": CELLS})
            cursor.execute("ANALYZE accompagnement_lignestatistique")
        start = time.perf_counter()
        bilan = get_bilan(YEAR)
        spent = time.perf_counter() - start
        if not any(table.is_masked for table in bilan.tables.values()):
            raise RuntimeError("Rien à masquer : la mesure ne dirait rien.")
        transaction.set_rollback(True)
    return spent


def measure_rotation(number: int) -> float:
    """Return the seconds that the keys of so many cases take to be wrapped again, seven keys a case."""
    kept = settings.MASTER_KEYS
    try:
        with transaction.atomic():
            _make_cases(number)
            settings.MASTER_KEYS = [urlsafe_b64encode(token_bytes(32)).decode(), *kept]
            start = time.perf_counter()
            done = sum(tour.faits for scellement in get_scellements() for tour in scellement.turn())
            spent = time.perf_counter() - start
            if done < KEYS_OF_A_CASE * number or set(count_by_key()) != {ring_ids()[0]}:
                raise RuntimeError("Toutes les clés n’ont pas tourné.")
            transaction.set_rollback(True)
    finally:
        settings.MASTER_KEYS = kept
    return spent


def _make_cases(number) -> None:
    bouquet = Bouquet.objects.first()
    for start in range(0, number, 1000):
        demandes = Demande.objects.bulk_create(
            Demande(porte="personnelle", bouquet=bouquet, modalite="presence", statut="salarie",
                    demandeur_empreinte=token_bytes(32))
            for _ in range(start, min(start + 1000, number))
        )  # fmt: skip
        fils = Fil.objects.bulk_create(Fil(demande=demande, genre=Genre.ACCUEIL) for demande in demandes)
        reception = {fil.demande: fil for fil in fils}
        texts = [(d, {genre: Scelle.prepare(d, genre, "x")[1] for genre in Genre}) for d in demandes]
        readers = [
            (Acces(demande=d, role=role, empreinte=d.demandeur_empreinte if role == Role.DEMANDEUR else None), keys)
            for d, keys in texts
            for role in (Role.DEMANDEUR, Role.COURRIER)
        ]
        Acces.objects.bulk_create(acces for acces, _ in readers)
        wrapped = [
            acces.prepare_key(genre, keys[genre], reception[acces.demande] if genre == Genre.ACCUEIL else None)
            for acces, keys in readers
            for genre in sorted(CLES_DU_ROLE[acces.role] - {Genre.SUIVI})  # no provider yet
        ]
        CleDossier.objects.bulk_create(wrapped)
