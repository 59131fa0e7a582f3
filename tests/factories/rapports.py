"""Builders of steering reports, from figures that the test gives."""

from accompagnement.queries import Bilan
from rapports.actions import ask_preparation, publish_rapport
from rapports.models import RapportPilotage, digest
from rapports.travaux import make_preparation
from socle.small_cells import mask
from tests.factories.members import make_personne

SOUFFLER, BOUGER, GRANDIR = "Souffler", "Bouger", "Grandir"


def make_bilan(annee=2024, counts=None, **fields) -> Bilan:
    counts = counts or {SOUFFLER: 30, BOUGER: 22, GRANDIR: 3}
    fields.setdefault("delai_median", 12)
    fields.setdefault("reponses", 24)
    fields.setdefault("criteres", make_criteres())
    fields.setdefault("satisfaction", {"Utilité": 4.2, "Neutralité": None})
    return Bilan(annee=annee, tables={"Par bouquet": mask(counts, k=5)}, **fields)


def make_criteres() -> list[dict]:
    figures = {"Pertinence": 3.4, "Complémentarité": None, "Économie": 2.5, "Organisation": 12}
    return [
        {"titre": titre, "question": "Qu’en est-il ?", "tables": ["Par bouquet"], "chiffres": [["Mesure", n, "sur 4"]]}
        for titre, n in figures.items()
    ]


def make_contenu(bilan=None) -> dict:
    bilan = bilan or make_bilan()
    return {
        "tables": [[title, table.to_json()] for title, table in bilan.tables.items()],
        "delai_median": bilan.delai_median,
        "reponses": bilan.reponses,
        "satisfaction": [[title, average] for title, average in bilan.satisfaction.items()],
        "criteres": bilan.criteres,
        "paroles": [],
    }


def publish(annee, *, by, diffusion="interne") -> RapportPilotage:
    """Prepare the figures as a worker does, then publish them."""
    travail = ask_preparation(annee, diffusion=diffusion, by=by)
    make_preparation(travail.objet.rpartition(":")[2], lambda done, total: None)
    return publish_rapport(annee, diffusion=diffusion, by=by)


def make_rapport(annee=2024, bilan=None, publie_par=None, **fields) -> RapportPilotage:
    contenu = make_contenu(bilan)
    return RapportPilotage.objects.create(
        annee=annee, contenu=contenu, empreinte=digest(contenu), publie_par=publie_par or make_personne(), **fields
    )
