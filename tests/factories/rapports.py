"""Builders of steering reports, from figures that the test gives."""

from accompagnement.queries import Bilan
from rapports.models import RapportPilotage, digest
from socle.small_cells import mask
from tests.factories.members import make_personne

SOUFFLER, BOUGER, GRANDIR = "Souffler", "Bouger", "Grandir"


def make_bilan(annee=2024, counts=None, **fields) -> Bilan:
    counts = counts or {SOUFFLER: 30, BOUGER: 22, GRANDIR: 3}
    fields.setdefault("delai_median", 12)
    fields.setdefault("reponses", 24)
    fields.setdefault("satisfaction", {"Utilité": 4.2, "Neutralité": None})
    return Bilan(annee=annee, tables={"Par bouquet": mask(counts, k=5)}, **fields)


def make_contenu(bilan=None) -> dict:
    bilan = bilan or make_bilan()
    return {
        "tables": [[title, table.to_json()] for title, table in bilan.tables.items()],
        "delai_median": bilan.delai_median,
        "reponses": bilan.reponses,
        "satisfaction": [[title, average] for title, average in bilan.satisfaction.items()],
    }


def make_rapport(annee=2024, bilan=None, publie_par=None, **fields) -> RapportPilotage:
    contenu = make_contenu(bilan)
    return RapportPilotage.objects.create(
        annee=annee, contenu=contenu, empreinte=digest(contenu), publie_par=publie_par or make_personne(), **fields
    )
