"""The fields that a column may mean, for associations and for people, and the words people use for them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from members.imports import valeurs
from members.models import Association, ImportFiches, Rattachement
from members.normalisation import normalise

Genre = Association.Genre
Place = Rattachement.Genre


@dataclass(frozen=True)
class Champ:
    """A field: its name in the model, what it is called, the headings it is known by, how its cells are read."""

    nom: str
    libelle: str
    mots: tuple[str, ...]
    read: Callable[[str], str]
    is_colonne: bool = True  # a column of the sheet itself, not something beside it


def words(most: int):
    return partial(valeurs.read_words, most=most)


def _names(choices, more):
    known = {normalise(label): value for value, label in choices} | {normalise(value): value for value, _ in choices}
    return known | {normalise(word): value for word, value in more.items()}


GENRES = _names(
    Genre.choices,
    {
        "cs": Genre.CENTRE_SOCIAL,
        "centre socioculturel": Genre.CENTRE_SOCIAL,
        "centre social et culturel": Genre.CENTRE_SOCIAL,
        "csc": Genre.CENTRE_SOCIAL,
        "espaces de vie sociale": Genre.EVS,
        "cogérée": Genre.COGEREE,
        "associée": Genre.ASSOCIEE,
        "partenaire": Genre.ASSOCIEE,
        "commune": Genre.COLLECTIVITE,
        "mairie": Genre.COLLECTIVITE,
        "ccas": Genre.COLLECTIVITE,
    },
)
PLACES = _names(
    Place.choices,
    {
        "salarié": Place.SALARIE,
        "salariée": Place.SALARIE,
        "salarié(e)": Place.SALARIE,
        "permanent": Place.SALARIE,
        "équipe": Place.SALARIE,
        "bénévole": Place.BENEVOLE,
        "administrateur": Place.BENEVOLE_RESPONSABLE,
        "administratrice": Place.BENEVOLE_RESPONSABLE,
        "élu": Place.BENEVOLE_RESPONSABLE,
        "élue": Place.BENEVOLE_RESPONSABLE,
        "bénévole responsable": Place.BENEVOLE_RESPONSABLE,
    },
)

ASSOCIATION = (
    Champ("nom", "nom", ("nom", "association", "nom de l association", "structure", "nom de la structure",
          "raison sociale", "denomination", "intitule", "organisme", "adherent"), words(150)),
    Champ("genre", "genre", ("genre", "type", "categorie", "statut", "type de structure"),
          partial(valeurs.read_choice, choices=GENRES, what="un genre d’association")),
    Champ("commune", "commune", ("commune", "ville", "localite", "bureau distributeur"), words(100)),
    Champ("code_postal", "code postal", ("code postal", "cp", "c p", "postal"), valeurs.read_code_postal),
    Champ("code_commune", "code de la commune", ("code commune", "code insee", "insee", "code de la commune", "cog"),
          valeurs.read_code_commune),
    Champ("departement", "département", ("departement", "dept", "dep", "code departement"), valeurs.read_departement),
    Champ("adresse", "adresse postale", ("adresse", "adresse postale", "rue", "voie", "adresse 1", "siege",
          "siege social"), words(200)),
    Champ("email", "adresse électronique", ("email", "e mail", "mail", "mel", "courriel", "adresse mail",
          "adresse email", "adresse electronique", "adresse e mail", "contact mail"), valeurs.read_email),
    Champ("telephone", "téléphone", ("telephone", "tel", "tel fixe", "telephone fixe", "phone", "numero",
          "numero de telephone", "fixe"), valeurs.read_telephone),
    Champ("site", "site", ("site", "site web", "site internet", "url", "web"), valeurs.read_site),
    Champ("siret", "SIRET", ("siret", "n siret", "numero siret", "no siret", "numero de siret"), valeurs.read_siret),
    Champ("siren", "SIREN", ("siren", "n siren", "numero siren", "no siren"), valeurs.read_siren),
    Champ("rna", "RNA", ("rna", "n rna", "numero rna", "waldec", "no rna"), valeurs.read_rna),
    Champ("presentation", "présentation", ("presentation", "description", "projet", "objet"), words(2000)),
    Champ("territoire", "territoire", ("territoire", "secteur", "bassin"), words(100)),
    Champ("adherente_depuis", "adhérente depuis", ("adherente depuis", "adherent depuis", "date d adhesion",
          "date adhesion", "adhesion", "membre depuis"), valeurs.read_date, is_colonne=False),
)  # fmt: skip

PERSONNE = (
    Champ("prenom", "prénom", ("prenom", "prenom usuel", "firstname", "first name"), words(80)),
    Champ("nom", "nom", ("nom", "nom de famille", "nom d usage", "patronyme", "lastname", "last name"), words(120)),
    Champ("nom_complet", "nom et prénom dans une seule colonne", ("nom prenom", "prenom nom", "nom et prenom",
          "prenom et nom", "nom complet", "contact", "personne", "identite", "nom prenoms"), words(200),
          is_colonne=False),
    Champ("email", "adresse électronique", ASSOCIATION[7].mots, valeurs.read_email),
    Champ("courriel_partage", "boîte partagée", ("boite partagee", "mail partage", "courriel partage",
          "mail generique", "mail structure", "email structure"), valeurs.read_email),
    Champ("telephone", "téléphone", (*ASSOCIATION[8].mots, "portable", "mobile", "gsm", "telephone portable",
          "tel portable"), valeurs.read_telephone),
    Champ("association", "association", ("association", "structure", "organisme", "employeur", "nom de l association",
          "nom de la structure", "siret", "siret de l association", "centre", "adherent"), words(200),
          is_colonne=False),
    Champ("place", "place dans l’association", ("place", "genre", "statut", "type", "categorie", "qualite"),
          partial(valeurs.read_choice, choices=PLACES, what="une place dans l’association"), is_colonne=False),
    Champ("fonction", "fonction", ("fonction", "poste", "metier", "role", "titre", "mandat"), words(100),
          is_colonne=False),
    Champ("debut", "début", ("debut", "depuis", "date d entree", "date entree", "entree", "date de debut",
          "arrivee", "date d arrivee", "date d embauche", "en poste depuis"), valeurs.read_date, is_colonne=False),
)  # fmt: skip

CHAMPS = {ImportFiches.Genre.ASSOCIATIONS: ASSOCIATION, ImportFiches.Genre.PERSONNES: PERSONNE}
NEEDED = {
    ImportFiches.Genre.ASSOCIATIONS: (("nom", "siret", "rna"),),
    ImportFiches.Genre.PERSONNES: (("nom", "nom_complet"),),
}
NEEDED_SAID = {
    ImportFiches.Genre.ASSOCIATIONS: "Dites quelle colonne donne le nom des associations, ou leur SIRET, ou leur RNA.",
    ImportFiches.Genre.PERSONNES: "Dites quelle colonne donne le nom des personnes.",
}


def get_champs(genre: str) -> dict[str, Champ]:
    """Return the fields of a kind of file, by name."""
    return {champ.nom: champ for champ in CHAMPS[ImportFiches.Genre(genre)]}
