"""The lists that one sheet shows, in one question written out: the hottest page of the portal.

The same as querysets (see `annuaire.get_sheet`, which reads many sheets for a file) takes ten times longer to put
together than to answer. A test holds the two equal.
"""

import json
from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.utils import timezone

from members.models import Association, Instance, Mandat, Personne, Rattachement
from members.models.places import load_row

RUNS = "association_id = %(pk)s AND debut <= %(on)s AND (fin IS NULL OR fin >= %(on)s)"
LISTS = f"""
SELECT
    ARRAY(SELECT nom FROM members_public word JOIN members_association_publics tag ON tag.public_id = word.id
           WHERE tag.association_id = %(pk)s ORDER BY nom),
    ARRAY(SELECT nom FROM members_domaine word JOIN members_association_domaines tag ON tag.domaine_id = word.id
           WHERE tag.association_id = %(pk)s ORDER BY nom),
    ARRAY(SELECT nom FROM members_dispositif word
            JOIN members_association_dispositifs tag ON tag.dispositif_id = word.id
           WHERE tag.association_id = %(pk)s ORDER BY nom),
    ARRAY(SELECT nom FROM members_reseau reseau
           WHERE id IN (SELECT reseau_id FROM members_appartenancereseau WHERE {RUNS}) ORDER BY nom),
    (SELECT json_agg(json_build_object('genre', genre, 'fin', fin) ORDER BY fin, id)::text
       FROM members_agrement WHERE {RUNS}),
    (SELECT json_agg(json_build_object('pk', id, 'nom', nom, 'genre', genre, 'adresse', adresse,
                                       'code_postal', code_postal, 'commune', commune, 'telephone', telephone,
                                       'email', email, 'siret', siret, 'debut', debut, 'fin', fin)
                     ORDER BY nom, id)::text
       FROM members_structure WHERE {RUNS})
"""  # noqa: S608 (nothing in it comes from outside)

TEAM = """
    SELECT tie.personne_id, prenom, nom, tie.id, tie.genre, tie.fonction, tie.is_gestionnaire, tie.debut, tie.fin
      FROM members_rattachement tie JOIN members_personne personne ON personne.id = tie.personne_id
     WHERE tie.association_id = %(pk)s AND debut <= %(on)s AND (fin IS NULL OR fin >= %(on)s)
     ORDER BY nom, prenom, tie.id
"""
SEATS = """
    SELECT seat.personne_id, prenom, personne.nom, seat.id, seat.fonction, instance.id, instance.nom
      FROM members_mandat seat JOIN members_personne personne ON personne.id = seat.personne_id
      JOIN members_instance instance ON instance.id = seat.instance_id
     WHERE instance.association_id = %(pk)s AND debut <= %(on)s AND (fin IS NULL OR fin >= %(on)s)
     ORDER BY instance.id, seat.fonction DESC, personne.nom, prenom, seat.id
"""


def read_lists(association: Association, on: date | None = None) -> Association:
    """Fill in the lists of an association on a day, as `get_sheet` would have read them, and return it."""
    with connection.cursor() as cursor:
        cursor.execute(LISTS, {"pk": association.pk, "on": on or timezone.localdate()})
        *names, agrements, lieux = cursor.fetchone()
    association.noms_publics, association.noms_domaines, association.noms_dispositifs, association.noms_reseaux = names
    association.agrements_dits = json.loads(agrements or "[]")
    association.lieux = json.loads(lieux or "[]")
    return association


def get_equipe(association: Association, reader: Personne, on: date | None = None) -> list[Rattachement]:
    """Return who is tied to an association on a day, by name."""
    ties = []
    for personne, pk, genre, fonction, is_gestionnaire, debut, fin in _people(TEAM, association, reader, on):
        tie = load_row(
            Rattachement,
            id=pk,
            personne_id=personne.pk,
            association_id=association.pk,
            genre=genre,
            fonction=fonction,
            is_gestionnaire=is_gestionnaire,
            debut=debut,
            fin=fin,
        )
        tie.personne, tie.association = personne, association
        ties.append(tie)
    return ties


def get_titulaires(association: Association, reader: Personne, on: date | None = None):
    """Return who sits in each instance of an association on a day: pairs of an instance and its mandates."""
    held: dict[int, tuple[Instance, list[Mandat]]] = {}
    for personne, pk, fonction, instance, nom in _people(SEATS, association, reader, on):
        seat = load_row(Mandat, id=pk, personne_id=personne.pk, instance_id=instance, fonction=fonction)
        seat.personne = personne
        if instance not in held:
            held[instance] = (load_row(Instance, id=instance, association_id=association.pk, nom=nom), [])
        held[instance][1].append(seat)
    return list(held.values())


def _people(question, association, reader, on) -> Iterator[tuple]:
    """Ask who held something in an association on a day: each person, then what the question says of them.

    Of a past day, somebody reads only the people they may read today: who left the network is not found again.
    """
    with connection.cursor() as cursor:
        cursor.execute(question, {"pk": association.pk, "on": on or timezone.localdate()})
        rows = cursor.fetchall()
    if on:
        seen = Personne.objects.visible_to(reader).filter(pk__in=[row[0] for row in rows])
        readable = set(seen.values_list("pk", flat=True))
        rows = [row for row in rows if row[0] in readable]
    for pk, prenom, nom, *rest in rows:
        yield load_row(Personne, id=pk, prenom=prenom, nom=nom), *rest
