"""The lists that one sheet shows, in one question written out: the hottest page of the portal.

The same as querysets (see `annuaire.get_sheet`, which reads many sheets for a file) takes ten times longer to put
together than to answer. A test holds the two equal.
"""

import json
from datetime import date

from django.db import connection
from django.utils import timezone

from members.models import Association

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


def read_lists(association: Association, on: date | None = None) -> Association:
    """Fill in the lists of an association on a day, as `get_sheet` would have read them, and return it."""
    with connection.cursor() as cursor:
        cursor.execute(LISTS, {"pk": association.pk, "on": on or timezone.localdate()})
        *names, agrements, lieux = cursor.fetchone()
    association.noms_publics, association.noms_domaines, association.noms_dispositifs, association.noms_reseaux = names
    association.agrements_dits = json.loads(agrements or "[]")
    association.lieux = json.loads(lieux or "[]")
    return association
