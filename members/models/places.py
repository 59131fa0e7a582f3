"""Who is reading, what they hold today and how much they have not read, in one query: every page asks."""

from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from members.models.associations import Association
from members.models.rattachements import Rattachement

RUNS = "personne_id = %(personne)s AND debut <= %(on)s AND (fin IS NULL OR fin >= %(on)s)"
# Written out: the same as querysets takes twenty times longer to put together.
HELD = f"""
    SELECT 'tie' AS what, debut, tie.id, fonction AS title, fin, tie.genre, is_gestionnaire, association_id, nom
      FROM members_rattachement tie JOIN members_association association ON association.id = association_id
     WHERE {RUNS}
    UNION ALL
    SELECT 'fonction', debut, held.id, intitule, fin, NULL, NULL, NULL, NULL
      FROM members_affectation held JOIN members_fonctionmission fonction ON fonction.id = fonction_id WHERE {RUNS}
    UNION ALL
    SELECT 'role', debut, id, role, fin, NULL, NULL, NULL, NULL FROM members_rolefederal WHERE {RUNS}
    ORDER BY debut, id
"""  # noqa: S608 (nothing in it comes from outside)
READER = """
    SELECT {columns},
           (SELECT count(*) FROM socle_notification WHERE destinataire_id = reader.id AND lue_le IS NULL
            AND cree_le > now() - interval '365 days'), held.*
      FROM members_personne reader LEFT JOIN LATERAL ({held}) held ON TRUE
     WHERE reader.id = %(personne)s ORDER BY held.debut, held.id
"""


class Places(NamedTuple):
    """The codes of the roles, the titles of the functions, the ties, the oldest first."""

    roles: set[str]
    fonctions: list[str]
    rattachements: list[Rattachement]


def find_places(personne) -> Places:
    """Return what runs today of a person's roles, functions and ties."""
    return _read_places(personne, _ask(HELD, personne.pk))


def find_reader(model, pk: int):
    """Return the person of that number with what they hold today, or None."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'reader."{field.column}"' for field in fields)
    rows = _ask(READER.format(columns=columns, held=HELD), pk)
    if not rows:
        return None
    width = len(fields)
    reader = model.from_db("default", [field.attname for field in fields], rows[0][:width])
    reader.non_lues = rows[0][width]
    reader._held = _read_places(reader, [row[width + 1 :] for row in rows if row[width + 1] is not None])
    return reader


def _ask(sql, pk):
    with connection.cursor() as cursor:
        cursor.execute(sql, {"personne": pk, "on": timezone.localdate()})
        return cursor.fetchall()


def _read_places(personne, rows) -> Places:
    places = Places(set(), [], [])
    for what, *row in rows:
        if what == "role":
            places.roles.add(row[2])
        elif what == "fonction":
            places.fonctions.append(row[2])
        else:
            places.rattachements.append(_read_tie(personne, *row))
    return places


def _read_tie(personne, debut, pk, fonction, fin, genre, is_gestionnaire, association_id, nom) -> Rattachement:
    tie = load_row(
        Rattachement,
        id=pk,
        personne_id=personne.pk,
        association_id=association_id,
        genre=genre,
        fonction=fonction,
        is_gestionnaire=is_gestionnaire,
        debut=debut,
        fin=fin,
    )
    tie.association = load_row(Association, id=association_id, nom=nom)
    return tie


def load_row(model, **columns) -> Any:
    """Return a row as if a queryset had read these columns; the others are read when asked for."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in columns]
    return model.from_db("default", names, [columns[name] for name in names])
