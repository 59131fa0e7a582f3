"""The people a visitor of the demo may step into, and what each is for."""

from dataclasses import dataclass

from members.models import Rattachement, RoleFederal

Genre = Rattachement.Genre
Role = RoleFederal.Role


@dataclass(frozen=True)
class Persona:
    """One person of the cast: who they are, and the sentence the demo's sign-in page says of them."""

    prenom: str
    nom: str
    purpose: str = ""
    association: str = ""
    genre: str = ""
    fonction: str = ""
    is_gestionnaire: bool = False
    roles: tuple[str, ...] = ()
    fonction_mission: str = ""

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.prenom} {self.nom}".strip()


PERSONAS = [
    Persona(
        "Aïssatou",
        "Diomberé",
        "dirige l’espace de vie sociale Le Palier",
        "Le Palier",
        Genre.SALARIE,
        "Directrice",
        True,
    ),
    Persona(
        "Yassine",
        "Belkhoradi",
        "anime le secteur jeunes des Passerelles d’Orvain",
        "Les Passerelles d’Orvain",
        Genre.SALARIE,
        "Animateur jeunes",
    ),
    Persona(
        "Linh",
        "Tranvallon",
        "administre bénévolement Les Ateliers du Seuil",
        "Les Ateliers du Seuil",
        Genre.BENEVOLE_RESPONSABLE,
        "Administratrice",
    ),
    Persona(
        "Roger",
        "Esparvine",
        "préside Quai-Hauvert, sur sa tablette",
        "Quai-Hauvert",
        Genre.BENEVOLE_RESPONSABLE,
        "Président",
    ),
    Persona(
        "Solène", "Varadieu", "anime les collectifs Projet et Jeunes", fonction_mission="Chargée de mission réseau"
    ),
    Persona(
        "Nadia", "Cherkanoui", "anime les collectifs Famille et Séniors", fonction_mission="Chargée de mission famille"
    ),
    Persona(
        "Hervé", "Montclausel", "coordonne l’accompagnement, en toute neutralité", roles=(Role.COORDINATION_NEUTRE,)
    ),
    Persona("Inès", "Galvorine", "accompagne : médiatrice indépendante", roles=(Role.PRESTATAIRE,)),
    Persona("Fabien", "Ostrelle", "accompagne : psychologue du travail", roles=(Role.PRESTATAIRE,)),
    Persona("Clarisse", "Ouvremont", "accompagne : consultante en gouvernance", roles=(Role.PRESTATAIRE,)),
    Persona(
        "Bastien",
        "Orvelin",
        "administre le portail et édite le pacte",
        "Norgimont Ensemble",
        Genre.BENEVOLE_RESPONSABLE,
        "Administrateur",
        roles=(Role.ADMIN_PORTAIL,),
    ),
    Persona(
        "Thibault",
        "Lormesnil",
        "siège au comité de pilotage de l’accompagnement",
        roles=(Role.COMITE_PILOTAGE, Role.DELEGATION),
    ),
    Persona(
        "Maëlle",
        "Quintanoy",
        "préside la fédération",
        "La Fabrique de Vessigny",
        Genre.BENEVOLE_RESPONSABLE,
        "Administratrice",
    ),
    Persona(
        "Odile",
        "Tarvignac",
        "tient la trésorerie de la fédération",
        "Les Trois-Lavoirs de Courlemont",
        Genre.BENEVOLE_RESPONSABLE,
        "Trésorière",
    ),
    Persona(
        "Anne-Sophie",
        "de La Vernoye",
        "administre le portail avec Bastien : de quoi écrire à deux le même texte",
        roles=(Role.ADMIN_PORTAIL,),
    ),
    Persona("Maud", "Sandrival", "opère l’accompagnement : catalogue et prestataires", roles=(Role.OPERATEUR,)),
]
