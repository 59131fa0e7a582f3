"""What completes the demo's sheets: points on the map, places, numbers, people without an account, kept searches."""

from datetime import date

from federation.demo.names import COMMUNES, TERRITOIRES
from federation.demo.world import World
from members.models import Instance, Mandat, Personne, Rattachement, Segment, Structure
from members.normalisation import normalise

# The middle of each territory, in a country that looks like this one; communes gather around it.
MIDDLES = {
    "Agglo": (47.31, 1.62),
    "Vallée": (47.52, 1.30),
    "Plateau": (47.62, 1.98),
    "Rives": (47.05, 1.34),
    "Confins": (47.02, 2.12),
}
SPREAD = 0.105
NEAR = 0.034
WITHOUT_POINT = {
    "Le 12 bis",
    "La Roulotte des Confins",
    "La Tournée du Plateau",
    "Union des foyers ruraux des Confins",
}
# Numbers that pass every check and that nobody has.
SIRETS = {
    "Les Passerelles d’Orvain": "00000001800010",
    "Quai-Hauvert": "00000002600013",
    "Le Palier": "00000003400017",
    "Norgimont Ensemble": "00000004200010",
}
RECOGNISED = {"Quai-Hauvert"}
# As in Alsace and Moselle: entered in a court's register, which gives no RNA number.
WITHOUT_RNA = {"Le 12 bis", "Les Deux-Écluses"}

LIEUX = {
    "Les Passerelles d’Orvain": [
        ("La Maison des Passerelles", "centre_social", "Saint-Orvain"),
        ("L’Antenne des Tanneurs", "antenne", "Brévaux-sur-Aubrelle"),
    ],
    "Quai-Hauvert": [("Le Quai", "centre_social", "Port-Hauvert"), ("La Cabane des Docks", "antenne", "Port-Hauvert")],
    "Le Palier": [("Le Palier du Haut", "evs", "Port-Hauvert"), ("L’Atelier Œillet", "autre", "La Torvelle")],
    "Norgimont Ensemble": [("Le Préau Ensemble", "centre_social", "Norgimont")],
    "La Fabrique de Vessigny": [("La Petite Fabrique", "antenne", "Chantequoy")],
    "Les Taupinières": [("Le Terrier", "evs", "Les Essarts-Taupins")],
    "Les Trois-Lavoirs de Courlemont": [("Le Lavoir neuf", "centre_social", "Courlemont")],
    "L’Orgelle": [("L’Orgelle Saint-Éloi", "antenne", "Fontaine-Orgelle")],
}
CLOSED = "La Petite Fabrique"


def place(world: World, nom: str, commune: str) -> dict:
    """Return the point and the numbers of a sheet; the code of the commune stays empty, nothing gives it."""
    siret = SIRETS.get(nom)
    told = {"siret": siret, "siren": siret and siret[:9], "is_utilite_publique": nom in RECOGNISED}
    if nom in WITHOUT_POINT:
        return told
    territoire = next(name for name, communes in TERRITOIRES.items() if commune in communes)
    latitude, longitude = MIDDLES[territoire]
    rank = COMMUNES.index(commune)
    north, east = ((rank * 7) % 11 - 5) / 5, ((rank * 5) % 13 - 6) / 6
    jitter = [(sum(map(ord, nom)) % step - step // 2) / (step // 2) * NEAR for step in (17, 23)]
    return told | {
        "latitude": round(latitude + north * SPREAD + jitter[0], 5),
        "longitude": round(longitude + east * SPREAD * 1.4 + jitter[1], 5),
    }


def find_lieux(nom: str) -> list[tuple[str, str]]:
    """Return the names and communes of an association's places that are open."""
    return [(place, where) for place, _, where in LIEUX.get(nom, ()) if place != CLOSED]


def load_lieux(world: World) -> None:
    """Give eight associations the places they run; one closed last year."""
    Structure.objects.bulk_create(
        Structure(
            association=world.association(owner),
            nom=nom,
            genre=genre,
            commune=commune,
            code_postal=world.association(owner).code_postal if commune == world.association(owner).commune else "",
            debut=world.day(-1500),
            fin=world.day(-300) if nom == CLOSED else None,
        )
        for owner, rows in LIEUX.items()
        for nom, genre, commune in rows
    )


def load_mineurs(world: World) -> None:
    """Seat a sixteen-year-old on a board, parents told; keep two searches of the network's team."""
    day = world.today
    born = date(day.year - 16, 1 if day.month > 1 else 12, 15)
    born = born if day.month > 1 else date(day.year - 17, 12, 15)
    eliott = Personne(
        prenom="Éliott",
        nom="Vouvraquin",
        is_active=False,
        date_naissance=born,
        parents_informes_le=world.day(-200),
        recherche=normalise("Éliott Vouvraquin"),
    )
    eliott.set_unusable_password()
    eliott.save()
    association = world.association("Les Passerelles d’Orvain")
    responsible = Rattachement.Genre.BENEVOLE_RESPONSABLE
    Rattachement.objects.create(
        personne=eliott, association=association, genre=responsible, fonction="Jeune du conseil", debut=world.day(-190)
    )
    board = Instance.objects.filter(association=association).order_by("pk").first()
    Mandat.objects.create(instance=board, personne=eliott, fonction="membre", debut=world.day(-180))
    solene = world.personne("Solène Varadieu")
    Segment.objects.bulk_create(
        [
            Segment(
                personne=solene, nom="Centres sociaux", requete="genre=centre_social&tri=commune", is_partage=True
            ),
            Segment(personne=solene, nom="Les EVS sur la carte", requete="genre=evs&vue=carte"),
        ]
    )
