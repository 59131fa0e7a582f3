"""A file imported last month, another read and waiting, and sheets that look like one another."""

import csv
import io

from federation.demo.world import World
from members.actions.imports import deposit_import, start_analysis, start_import
from members.models import Association, ImportFiches, Personne, Rattachement
from members.normalisation import normalise
from socle import travaux
from socle.models import Travail

ASSOCIATIONS = [
    ("Nom", "Ville", "Tél.", "Site internet"),
    ("Le Palier", "Port-Hauvert", "01.99.00.41.10", "lepalier.solidaubrelle.example"),
    ("QUAI-HAUVERT", "Port-Hauvert", "01.99.00.41.11", ""),
    ("Les Taupinières", "Les Essarts-Taupins", "", "lestaupinieres.solidaubrelle.example"),
    ("L’Orgelle", "Fontaine-Orgelle", "01 99 00 41 1", ""),
    ("Cité Drémival", "Drémival", "", ""),
]
BENEVOLES = [
    ("Liste des bénévoles, forum de rentrée", "", "", "", "", ""),
    ("", "", "", "", "", ""),
    ("Nom Prénom", "Contact", "", "Association", "Rôle", "Depuis"),
    ("", "Mél", "Portable", "", "", ""),
    (
        "VALMERESSE Apolline",
        "apolline.valmeresse@courrier.example",
        "01.99.00.52.01",
        "Le Palier",
        "Bénévole",
        "01/09/2025",
    ),
    ("TORQUEVAL Émilien", "", "199005202", "Quai-Hauvert", "Bénévole", "45901"),
    ("OSTANDIER Rosalie", "accueil@forum.example", "", "Le Palier", "Bénévole", ""),
    ("OSTANDIER Marius", "accueil@forum.example", "", "Le Palier", "Bénévole", ""),
    ("Diomberé Aïssatou", "{directrice}", "01 99 00 52 05", "Le Palier", "Salariée", ""),
    ("Tranvallon Linh", "{adherente}", "", "Le Palier", "Bénévole", ""),
    ("Orvelin Bastien", "{admin}", "01 99 00 52 07", "", "", ""),
    ("VALMERESSE Apolline", "apolline.valmeresse@courrier.example", "01 99 00 52 01", "Le Palier", "Bénévole", ""),
    ("BRESSELOUR Camille", "", "", "Cité Drémival", "Bénévole", ""),
    ("PERVENCHAUX Tom", "tom.pervenchaux", "12", "Le Palier", "Bénévole", "31/02/2025"),
    ("SANS-LIEU Ariane", "", "", "Le Palier d’à côté", "Bénévole", ""),
]


def load(world: World) -> None:
    """Take the two files as far as the demo needs, then add the sheets that repeat others."""
    by = world.personne("Solène Varadieu")
    done = _read(ASSOCIATIONS, "annuaire-2026.csv", ImportFiches.Genre.ASSOCIATIONS, by)
    start_import(done, inviter=False, by=by)
    _work()
    ImportFiches.objects.filter(pk=done.pk).update(depose_le=world.at(-31), applique_le=world.at(-31, 10))
    people = {
        "{directrice}": world.personne("Aïssatou Diomberé").email,
        "{adherente}": world.personne("Linh Tranvallon").email,
        "{admin}": world.personne("Bastien Orvelin").email,
    }
    rows = [tuple(people.get(cell, cell) for cell in row) for row in BENEVOLES]
    waiting = _read(rows, "benevoles-forum.csv", ImportFiches.Genre.PERSONNES, by)
    ImportFiches.objects.filter(pk=waiting.pk).update(depose_le=world.at(-1, 16))
    load_doubles(world)


def _read(rows, name, genre, by) -> ImportFiches:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    lot = deposit_import(name, out.getvalue().encode("cp1252"), genre=genre, by=by)
    start_analysis(lot, colonnes=lot.colonnes, options={}, by=by)
    _work()
    return lot


def _work() -> None:
    for pk in Travail.objects.filter(fini_le=None).values_list("pk", flat=True):
        travaux.run(str(pk))


def load_doubles(world: World) -> None:
    """Two people met at a forum who were known already, and an association under its former name."""
    palier = world.association("Le Palier")
    known = [world.personne("Yassine Belkhoradi"), world.personne("Linh Tranvallon")]
    doubles = Personne.objects.bulk_create(
        Personne(
            prenom=prenom,
            nom=nom,
            telephone=telephone,
            email=f"{normalise(prenom)}.{normalise(nom)}@courrier.example",
            is_active=False,
            password="!",  # noqa: S106 (opens nothing)
            recherche=normalise(f"{prenom} {nom}"),
        )
        for prenom, nom, telephone in [
            ("Yacine", "Belkhoradi", known[0].telephone),
            ("Linh", "Tranvallon", known[1].telephone),
        ]
    )
    ties = [tie for personne in known for tie in personne.rattachements.en_cours()[:1]]
    Rattachement.objects.bulk_create(
        Rattachement(
            personne=double, association=tie.association, genre=Rattachement.Genre.BENEVOLE, debut=world.day(-200)
        )
        for double, tie in zip(doubles, ties, strict=True)
    )
    Association.objects.create(
        nom="EVS Le Palier",
        genre=palier.genre,
        commune=palier.commune,
        territoire=palier.territoire,
        email=palier.email,
        telephone="+33199004199",
    )
