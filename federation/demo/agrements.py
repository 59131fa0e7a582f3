"""CAF approvals and their files at every stage, social projects, agreements with funders and their accounts."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from federation.demo import names
from federation.demo.world import World
from members.models import (
    Agrement,
    CompteRenduFinancier,
    Convention,
    Financeur,
    ProjetSocial,
    RappelAgrement,
    Renouvellement,
)
from members.mois import add_months, end_of_month
from members.queries.agrements import RAPPELS, find_seuil

Genre = Agrement.Genre
CAF = "CAF du Val-d’Aubrelle"
ONE_DAY = timedelta(days=1)
WITHOUT_CENTRE, WITHOUT_EVS = "La Torvelle-Sud", "La Remise de Lamballon"  # they left the federation
FAMILLES = 22
FILED = ("diagnostic_le", "bilan_le", "projet_le", "depose_le")
# Who, which approval, in how many days it ends at the earliest, how many dates its file holds
PRESSING = [
    ("L’Aubrellerie", Genre.ANIMATION_GLOBALE, -40, 0),
    ("Quai-Hauvert", Genre.ANIMATION_GLOBALE, 20, 4),
    ("Quai-Hauvert", Genre.FAMILLES, 20, 4),
    ("Mervaucourt-Gare", Genre.ANIMATION_GLOBALE, 70, 3),
    ("Les Passerelles d’Orvain", Genre.ANIMATION_GLOBALE, 120, 4),
    ("Norgimont Ensemble", Genre.FAMILLES, 165, 2),
    ("Le Palier", Genre.EVS, 200, 1),
]
RENEWED = ("Les Passerelles d’Orvain", Genre.ANIMATION_GLOBALE)
TOO_LONG = ("Tremblavoine-Sud", Genre.FAMILLES)
WITH_A_GAP = ("Rochefoulon-les-Hauts", Genre.ANIMATION_GLOBALE)
NOTES = {
    "Le Palier": "Diagnostic fait avec onze habitantes et habitants, un samedi de marché. Reste le bilan : "
    "Karim reprend les fiches d’activité, le conseil d’administration le relit en janvier.",
    "Quai-Hauvert": "Déposé en main propre. La conseillère de la CAF passe voir l’atelier du mercredi.",
    "Norgimont Ensemble": "Le nouveau projet attend la rencontre avec les familles des Grands-Prés.",
    "Mervaucourt-Gare": "Relu par la fédération. Il manque la délibération du conseil d’administration.",
}
PROJETS = [
    ("Aller vers les hameaux", "Une roulotte, trois places de village, et le temps de parler avant de proposer."),
    (
        "Habiter ensemble",
        "Les cours d’immeuble comme premières salles d’activité, tenues par celles et ceux qui y vivent.",
    ),
    ("Prendre sa place", "Des commissions d’habitantes et d’habitants décident d’un tiers du budget d’activité."),
    ("Grandir ici", "De la petite enfance aux jeunes adultes, une même équipe et un même fil."),
    ("Le temps retrouvé", "Rompre l’isolement des aînés par des visites, des repas et des savoirs échangés."),
    ("Faire avec", "Chaque action naît d’une envie écrite sur le mur de l’accueil."),
]
FINANCEURS = [
    (CAF, Financeur.Genre.CAF),
    ("Département du Val-d’Aubrelle", Financeur.Genre.COLLECTIVITE),
    ("Préfecture du Val-d’Aubrelle", Financeur.Genre.ETAT),
    ("Fondation des Deux-Rives", Financeur.Genre.FONDATION),
    ("Ville de Port-Hauvert", Financeur.Genre.COLLECTIVITE),
]
# Whose, with whom, what, how much a year, how many months ago its fiscal year ended, what it counts
CONVENTIONS = [
    (
        "",
        0,
        "Animation du réseau des centres sociaux",
        86_000,
        10,
        "Associations accompagnées\nRencontres tenues\nRenouvellements soutenus",
    ),
    (
        "",
        1,
        "Appui aux espaces de vie sociale ruraux",
        42_500,
        8,
        "Communes touchées\nJournées d’appui\nBénévoles formés",
    ),
    ("", 2, "Formation des bénévoles", 18_000, 4, "Personnes formées\nHeures de formation"),
    ("", 3, "Paroles d’habitants", 12_500, 2, "Ateliers tenus\nTextes recueillis"),
    (
        "Le Palier",
        4,
        "Vie sociale du quartier du port",
        24_800,
        5,
        "Habitants accueillis\nSorties familiales\nHeures de bénévolat",
    ),
]
LATE = 1


def load(world: World) -> None:
    """Write 66 approvals of the day, those before them, the files, the projects and five agreements."""
    rng = Random("agréments")
    current = load_agrements(world, rng)
    load_dossiers(world, rng, current)
    load_rappels(world, current)
    load_projets(world, rng, current)
    load_conventions(world)


def load_agrements(world, rng) -> dict:
    """Return the approval of today of each association and kind: 29, 22 and 15 of them."""
    centres = [nom for nom in [*names.CENTRES_SOCIAUX, *names.COLLECTIVITES] if nom != WITHOUT_CENTRE]
    pressing = {(nom, genre): days for nom, genre, days, _ in PRESSING}
    wanted = [(nom, Genre.ANIMATION_GLOBALE) for nom in centres]
    with_families = [nom for nom, genre in [*pressing, TOO_LONG] if genre == Genre.FAMILLES]
    others = [nom for nom in centres if nom not in with_families]
    with_families += rng.sample(others, FAMILLES - len(with_families))
    wanted += [(nom, Genre.FAMILLES) for nom in centres if nom in with_families]
    wanted += [(nom, Genre.EVS) for nom in names.EVS if nom != WITHOUT_EVS]
    rows = {}
    for key in wanted:
        fin = _month_end(world.day(pressing.get(key) or rng.randint(300, 1400)))
        months = 60 if key == TOO_LONG else 48
        debut = add_months(fin + ONE_DAY, -months)
        rows[key] = Agrement(association=world.association(key[0]), genre=key[1], caf=CAF, debut=debut, fin=fin)
    Agrement.objects.bulk_create(rows.values())
    return rows


def load_dossiers(world, rng, current) -> None:
    """Write the files of those that end soon, and the former approvals of those that were renewed lately."""
    files = [
        Renouvellement(
            agrement=current[nom, genre],
            notes=NOTES.get(nom, ""),
            **{name: world.day(-90 + 20 * rank) for rank, name in enumerate(FILED[:dates])},
        )
        for nom, genre, _, dates in PRESSING
        if dates
    ]
    since = add_months(world.today, -18)
    given = {key: row for key, row in current.items() if row.debut >= since or key == WITH_A_GAP}
    former = {key: _former(row, 75 if key == WITH_A_GAP else 1) for key, row in given.items()}
    following = _following(current[RENEWED])
    Agrement.objects.bulk_create([*former.values(), following])
    next(file for file in files if file.agrement == current[RENEWED]).obtenu = following
    files += [_past_file(rng, former[key], row) for key, row in given.items()]
    Renouvellement.objects.bulk_create(files)


def _former(row, gap) -> Agrement:
    fin = row.debut - timedelta(days=gap)
    debut = add_months(fin + ONE_DAY, -48)
    return Agrement(association=row.association, genre=row.genre, caf=CAF, debut=debut, fin=fin)


def _following(row) -> Agrement:
    debut = row.fin + ONE_DAY
    fin = add_months(debut, 48) - ONE_DAY
    return Agrement(association=row.association, genre=row.genre, caf=CAF, debut=debut, fin=fin)


def _past_file(rng, former, row) -> Renouvellement:
    dates = {name: former.fin - timedelta(days=240 - 60 * rank) for rank, name in enumerate(FILED)}
    return Renouvellement(agrement=former, obtenu=row, is_pair=rng.random() < 0.5, **dates)


def load_rappels(world, current) -> None:
    """Remember the reminders that left in their time, so that the demo does not send them all at once."""
    RappelAgrement.objects.bulk_create(
        RappelAgrement(agrement=row, fin=row.fin, mois=months, envoye_le=_moment(world, row, months))
        for row in current.values()
        for months in RAPPELS
        if (seuil := find_seuil(row.fin, world.today)) is not None and months >= seuil
    )


def _moment(world, row, months):
    return world.at((add_months(row.fin, -months) - world.today).days, 6, 0)


def load_projets(world, rng, current) -> None:
    rows = {row.association.nom: row for (_, genre), row in current.items() if genre != Genre.FAMILLES}
    chosen = ["Le Palier", *rng.sample([nom for nom in rows if nom != "Le Palier"], 23)]
    ProjetSocial.objects.bulk_create(
        ProjetSocial(
            association=rows[nom].association,
            titre=PROJETS[rank % len(PROJETS)][0],
            resume=PROJETS[rank % len(PROJETS)][1],
            debut=rows[nom].debut,
            fin=rows[nom].fin,
        )
        for rank, nom in enumerate(chosen)
    )


def load_conventions(world) -> None:
    """Write five agreements: one account is late, one is due within sixty days, the others were handed in."""
    funders = Financeur.objects.bulk_create(Financeur(nom=nom, genre=genre) for nom, genre in FINANCEURS)
    rows = [_convention(world, nom, funders[funder], *rest) for nom, funder, *rest in CONVENTIONS]
    Convention.objects.bulk_create(rows)
    team, manager = world.personne("Solène Varadieu"), world.personne("Aïssatou Diomberé")
    CompteRenduFinancier.objects.bulk_create(
        CompteRenduFinancier(
            convention=row,
            exercice=year,
            rendu_le=row.end_of(year) + timedelta(days=150),
            rendu_par=manager if row.association else team,
        )
        for rank, row in enumerate(rows)
        for year in _handed(world, row, is_late=rank == LATE)
    )


def _convention(world, nom, financeur, intitule, montant, months, indicateurs) -> Convention:
    closing = add_months(world.today, -months)
    last = end_of_month(closing.year, closing.month)
    debut = add_months(last + ONE_DAY, -24)
    return Convention(
        financeur=financeur,
        association=world.association(nom) if nom else None,
        intitule=intitule,
        montant_annuel=Decimal(montant),
        debut=debut,
        fin=add_months(debut, 36) - ONE_DAY,
        mois_cloture=last.month,
        indicateurs=indicateurs,
    )


def _handed(world, row, *, is_late) -> list[int]:
    """Return the years handed in: those whose sixth month has passed, but the last for the one that is late."""
    due = [year for year in row.exercices if row.due_of(year) < world.today]
    return due[:-1] if is_late else due


def _month_end(day: date) -> date:
    return end_of_month(day.year, day.month)
