"""What became of the demo's pact: commitments kept, late or forgotten, who serves which mission, what was measured."""

from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from collectifs.models import ActionDecidee, Collectif, Reunion
from formations.models import Formation
from pacte.genres import Genre
from pacte.models import Bloc, LienBloc, Releve, VersionPacte
from pacte.tree import Noeud

ADMINISTRATEUR, CHARGEE = "Bastien Orvelin", "Solène Varadieu"
RESEAU, FAMILLE = "Chargée de mission réseau", "Chargée de mission famille"
FORMER, BILAN = "Un temps de formation commun par an", "Un bilan partagé à mi-parcours"
VISITES, BENEVOLAT = "Une visite dans chaque maison", "Compter le bénévolat de la même façon partout"
HABITANTS, ACCUEIL = "Des habitants dans chaque instance", "Un accueil commun des nouveaux bénévoles"
# Title, what it says, its indicator, its due date (month and day of that year of the pact).
PROMISED = (
    (FORMER, "", "personnes formées ensemble dans l’année", (3, 12, 31)),
    (BILAN, "", "personnes qui y ont pris part", (2, 3, 31)),
    (VISITES, "Au moins une fois pendant le pacte, à sa demande.", "maisons visitées depuis le début", (3, 6, 30)),
    (BENEVOLAT, "Une même feuille, relue par les trésoriers.", "", (1, 12, 31)),
    (HABITANTS, "Deux places au moins, tenues par des habitants.", "instances qui le font", (3, 12, 31)),
    (ACCUEIL, "Un même livret et une demi-journée, dans chaque bassin.", "bassins qui le font", (2, 12, 31)),
)
REFERENTS = {
    "Fonction de lieu ressource": RESEAU,
    "Fonction de représentation": RESEAU,
    "Fonction de vie de la fédération": RESEAU,
    "Fonction de carrefour": FAMILLE,
}
# The block, the collectives and the trainings (by the start of their title) that serve it.
SERVED = (
    (FORMER, ("Cogestion",), ("Lire", "Conduire")),
    (BILAN, ("Projet",), ()),
    (HABITANTS, (), ()),
    ("Former les bénévoles et les équipes", ("Employeurs",), ("",)),
    ("Accompagner la naissance et le renouvellement des projets", ("Projet",), ()),
    ("Soutenir les maisons dans les moments difficiles", ("Employeurs",), ()),
    ("Organiser la parole des maisons", ("Projet", "Jeunes"), ()),
    ("Faire se rencontrer les savoirs et les pratiques", ("Famille", "Séniors", "Jeunes"), ()),
)
# The block, how many days ago, the value, whether it is kept, where it comes from.
MEASURED = (
    (FORMER, 690, 34, False, "Feuilles de présence, première année"),
    (FORMER, 325, 52, False, "Feuilles de présence, deuxième année"),
    (BILAN, 600, 87, True, "Assemblée de mi-parcours, liste d’émargement"),
    (VISITES, 420, 31, False, "Carnet de visites des chargées de mission"),
    (VISITES, 60, 44, False, "Carnet de visites des chargées de mission"),
    (BENEVOLAT, 700, None, True, "Feuille commune adoptée par le conseil d’administration"),
    (ACCUEIL, 300, 5, False, "Tour de table des bassins"),
)
MISTAKE, RIGHT = Decimal(3), "Recompté avec les bassins : deux n’ont pas encore commencé"


def promise(texte, first_year: int) -> None:
    """Write the commitments with their indicators and their dates, and who answers for each function."""
    for noeud in texte.noeuds:
        for child in noeud.enfants:
            child.referent = child.referent or REFERENTS.get(child.titre, "")
    section = texte.noeuds[-1]
    known = {noeud.titre: noeud for noeud in section.enfants}
    for titre, said, indicateur, (years, month, day) in PROMISED:
        noeud = known.get(titre)
        if noeud is None:
            noeud = Noeud(Genre.ENGAGEMENT, titre, texte=said, identifiant=uuid5(NAMESPACE_URL, f"pacte/{titre}"))
            section.enfants.append(noeud)
        noeud.indicateur, noeud.echeance = indicateur, date(first_year + years, month, day)


def load(world) -> None:
    """Tie what serves the pact in force and measure its commitments; loaded twice, it changes nothing."""
    version = VersionPacte.objects.en_vigueur(world.today).first()
    if version is None or LienBloc.objects.exists():
        return
    blocs = {bloc.titre: bloc for bloc in Bloc.objects.presents().filter(version=version)}
    chargee = world.personne(CHARGEE)
    LienBloc.objects.bulk_create(
        LienBloc(identifiant=blocs[titre].identifiant, par=chargee, le=world.at(-300 + rank), **cible)
        for rank, (titre, cible) in enumerate(find_links())
    )
    measure(blocs, world, chargee)


def find_links():
    """Give each block with what serves it: collectives, trainings, a meeting and two actions on their own."""
    collectifs = {collectif.nom: collectif for collectif in Collectif.objects.all()}
    formations = list(Formation.objects.publiees().order_by("pk"))
    for titre, noms, starts in SERVED:
        yield from ((titre, {"collectif": collectifs[nom]}) for nom in noms)
        yield from ((titre, {"formation": each}) for each in formations if starts and each.titre.startswith(starts))
    held = Reunion.objects.filter(etat=Reunion.Etat.TENUE, collectif=collectifs["Projet"])
    yield from ((BENEVOLAT, {"reunion": reunion}) for reunion in held.order_by("debut")[:1])
    done = ActionDecidee.objects.filter(faite_le__isnull=False, collectif=collectifs["Employeurs"])
    yield from ((BENEVOLAT, {"action": action}) for action in done.order_by("faite_le", "pk")[:2])


def measure(blocs, world, by) -> None:
    """What was written year after year; the last one corrects a mistake."""
    rows = [
        Releve(
            identifiant=blocs[titre].identifiant,
            le=world.day(-days),
            valeur=None if value is None else Decimal(value),
            is_tenu=kept,
            source=source,
            par=by,
            ecrit_le=world.at(-days + 3),
        )
        for titre, days, value, kept, source in MEASURED
    ]
    wrong = Releve.objects.bulk_create(rows)[-1]
    Releve.objects.create(
        identifiant=wrong.identifiant,
        le=wrong.le,
        valeur=MISTAKE,
        source=RIGHT,
        corrige=wrong,
        par=world.personne(ADMINISTRATEUR),
        ecrit_le=world.at(-280),
    )
