"""The family of a tool: what it was made from, and what was made from it."""

from dataclasses import dataclass, field

from django.db import connection

from outiltheque.models import Outil
from outiltheque.queries.droits import get_readable

MOST = 200
# Up to the first of the family, then down to all that came from it. A tool merged into another counts as that one.
FAMILY = """
    WITH RECURSIVE links AS (
        SELECT COALESCE(child.fondu_dans_id, child.id) AS child, COALESCE(parent.fondu_dans_id, parent.id) AS parent,
               version.numero, made.difference
          FROM outiltheque_adaptation made
          JOIN outiltheque_outil child ON child.id = made.outil_id
          JOIN outiltheque_versionoutil version ON version.id = made.source_id
          JOIN outiltheque_outil parent ON parent.id = version.outil_id
         WHERE COALESCE(child.fondu_dans_id, child.id) <> COALESCE(parent.fondu_dans_id, parent.id)
    ), up(pk) AS (
        SELECT %(outil)s::bigint UNION SELECT links.parent FROM links JOIN up ON links.child = up.pk
    ), down(pk) AS (
        SELECT pk FROM up UNION SELECT links.child FROM links JOIN down ON links.parent = down.pk
    )
    SELECT down.pk, links.parent, links.numero, links.difference FROM down
      LEFT JOIN links ON links.child = down.pk ORDER BY down.pk LIMIT %(most)s
"""


@dataclass
class Membre:
    """A tool of a family, from which version of which tool it came, and those that came from it."""

    outil: Outil
    numero: int | None = None
    difference: str = ""
    is_here: bool = False
    enfants: list["Membre"] = field(default_factory=list)


def get_family(outil: Outil, personne) -> list[Membre]:
    """Return the trees of a family, of what the person may read; empty when the tool is alone."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, {"outil": outil.pk, "most": MOST})
        rows = cursor.fetchall()
    if len(rows) < 2:
        return []
    seen = get_readable(personne, [row[0] for row in rows])
    members = {pk: Membre(seen[pk], is_here=pk == outil.pk) for pk, *_ in rows if pk in seen}
    roots = [_place(members, *row) for row in rows if row[0] in members]
    return _once([root for root in roots if root]) if len(members) > 1 else []


def _place(members, pk, parent, numero, difference) -> Membre | None:
    """Put a tool under the one it came from; return it if it comes from none that may be read."""
    here = members[pk]
    above = members.get(parent)
    if above is None:
        return here
    if not any(here is child for child in above.enfants):
        here.numero, here.difference = numero, difference or ""
        above.enfants.append(here)
    return None


def _once(roots: list[Membre]) -> list[Membre]:
    found: list[Membre] = []
    for root in roots:
        if not any(root is other for other in found):
            found.append(root)
    return found
