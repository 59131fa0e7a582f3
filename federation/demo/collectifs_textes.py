"""What the demo federation's collectives talk about: texts written for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Portrait:
    """One collective of the demo federation."""

    nom: str
    forme: str
    enonce: str
    resultat: str
    moyens: str
    fonction: str
    echeance: int  # in days from today
    participants: int
    invites: tuple[str, ...]
    questions: tuple[str, ...]
    axes: tuple[tuple[str, str], ...]
    sujets: tuple[str, ...]


RESEAU = "Chargée de mission réseau"
FAMILLE = "Chargée de mission famille"

PORTRAITS = (
    Portrait(
        "Projet",
        "groupe_projet",
        "Faire vivre ensemble un projet fédéral que chaque association reconnaît comme le sien.",
        "Un projet fédéral commun, relu chaque année, et des repères partagés pour le rendre lisible.",
        "Six rencontres par an, un budget d’animation, l’appui de la fédération pour les bilans.",
        RESEAU,
        330,
        14,
        ("Bastien Orvelin", "Maëlle Quintanoy", "Yassine Belkhoradi"),
        (
            "Comment rendre l’observatoire des structures lisible et utile à chacune ?",
            "Quel accompagnement pour un espace de vie sociale qui vient de naître ?",
        ),
        (
            ("Bénévoles à l’aise pour piloter", "Que chaque conseil compte deux personnes formées au pilotage."),
            ("Équipes formées au pouvoir d’agir", "Une journée d’échange de pratiques par territoire et par an."),
        ),
        (
            "le bilan annuel commun",
            "l’observatoire des structures",
            "l’accueil des nouveaux espaces de vie sociale",
            "la formation des bénévoles au pilotage",
            "le calendrier des projets sociaux",
            "la place des habitants dans les bilans",
            "les indicateurs partagés",
            "la rencontre annuelle des conseils",
            "le livret d’accueil des administrateurs",
            "les échanges de pratiques entre territoires",
            "la communication commune du réseau",
            "la relecture du projet fédéral",
        ),
    ),
    Portrait(
        "Famille",
        "groupe_travail",
        "Soutenir les parents là où ils en sont, avec eux et sans modèle unique.",
        "Un recueil d’actions parentalité éprouvées et une journée départementale des familles.",
        "Huit demi-journées par an, un fonds pour les sorties familiales.",
        FAMILLE,
        250,
        16,
        ("Aïssatou Diomberé",),
        (
            "Comment aborder la parentalité dans toute sa diversité ?",
            "Que proposer aux familles qui ne viennent à aucun atelier ?",
        ),
        (("Parentalités", "Donner à chaque équipe trois façons d’ouvrir la discussion avec les parents."),),
        (
            "les cafés des parents",
            "le départ en vacances des familles",
            "l’accueil des pères",
            "les écrans à la maison",
            "les fratries séparées",
            "la journée départementale des familles",
            "l’accompagnement à la scolarité",
            "les familles monoparentales",
            "les ateliers parents-enfants du mercredi",
            "le lien avec les écoles",
            "la médiation familiale de proximité",
            "les sorties familiales d’été",
        ),
    ),
    Portrait(
        "Jeunes",
        "groupe_projet",
        "Comment permettre l’engagement des jeunes dans nos structures ?",
        "Une charte d’accueil des jeunes signée par vingt associations et un forum jeunesse au printemps.",
        "Une animatrice relais par territoire, un budget d’initiatives de 6 000 €.",
        RESEAU,
        210,
        17,
        ("Yassine Belkhoradi", "Linh Tranvallon", "Aïssatou Diomberé"),
        (
            "Comment ouvrir nos conseils d’administration aux moins de 25 ans ?",
            "Quels dispositifs jeunesse rendre plus simples ?",
        ),
        (
            (
                "La Fabrique des jeunes",
                "Soutenir douze projets portés par des jeunes, du premier rendez-vous au bilan.",
            ),
        ),
        (
            "le forum jeunesse",
            "les juniors associations",
            "l’accueil des volontaires en service civique",
            "la présence éducative en ligne",
            "les chantiers de jeunes",
            "la place des jeunes dans les conseils",
            "la rencontre inter-centres de printemps",
            "les locaux ouverts en soirée",
            "le budget d’initiatives",
            "la mobilité des jeunes en milieu rural",
            "la parole des collégiens",
            "le bilan de la saison jeunesse",
        ),
    ),
    Portrait(
        "Séniors",
        "groupe_travail",
        "Reconnaître l’utilité sociale des personnes retraitées et rompre l’isolement.",
        "Un réseau de visiteurs bénévoles dans quinze communes et un guide d’accueil.",
        "Cinq rencontres par an, deux véhicules partagés entre associations.",
        FAMILLE,
        400,
        12,
        ("Linh Tranvallon", "Roger Esparvine"),
        (
            "Qu’est-ce qui fait l’utilité sociale d’une personne retraitée ?",
            "Comment repérer sans intrusion les personnes isolées ?",
        ),
        (("Utilité sociale", "Dire et montrer ce que les séniors apportent aux associations."),),
        (
            "les visites à domicile",
            "le transport solidaire",
            "la transmission de la présidence",
            "les repas partagés",
            "l’aide aux démarches en ligne",
            "la semaine des retraités",
            "les séjours courts",
            "le repérage de l’isolement",
            "les ateliers mémoire",
            "le lien avec les aidants",
            "la chaleur et le froid chez soi",
            "le guide d’accueil des séniors",
        ),
    ),
    Portrait(
        "Employeurs",
        "commission",
        "Être employeur bénévole sans être seul : outils, repères et entraide.",
        "Une boîte à outils de l’employeur associatif, tenue à jour par six associations.",
        "Une permanence mensuelle, l’appui du groupement d’employeurs.",
        RESEAU,
        -18,
        11,
        ("Roger Esparvine", "Bastien Orvelin"),
        ("Comment conduire un entretien annuel quand on est bénévole ?",),
        (("Fonction employeur", "Que chaque présidence sache à qui parler avant de décider."),),
        (
            "l’entretien annuel",
            "la délégation entre président et direction",
            "le recrutement à plusieurs",
            "le temps partagé",
            "le document unique",
            "l’accueil d’un nouveau salarié",
            "la prévoyance",
            "le départ en retraite d’une direction",
            "le télétravail dans les petites équipes",
            "la classification des emplois",
            "le remplacement au pied levé",
            "la boîte à outils de l’employeur",
        ),
    ),
    Portrait(
        "Cogestion",
        "equipe",
        "Décider ensemble, salariés et bénévoles, sans que personne s’épuise.",
        "Un guide des pratiques de cogestion, illustré par dix associations.",
        "Trois rencontres par an, quand quelqu’un pourra les animer.",
        "Chargée de mission cogestion",
        120,
        9,
        ("Linh Tranvallon", "Aïssatou Diomberé"),
        ("Qui décide quoi dans une association cogérée ?",),
        (("Pouvoir partagé", "Rendre visibles les règles que chacun croit connaître."),),
        (
            "la répartition des mandats",
            "les réunions qui finissent à l’heure",
            "la place des salariés au conseil",
            "les désaccords durables",
            "le guide des pratiques",
            "la décision par consentement",
            "l’accueil des habitants au conseil",
            "la rotation des responsabilités",
            "la transparence des salaires",
            "le calendrier des instances",
            "la présidence à plusieurs",
            "le compte rendu partagé",
        ),
    ),
)

DECISIONS = (
    "Retenir trois associations volontaires pour un essai de six mois sur {sujet}.",
    "Adopter la proposition présentée en séance sur {sujet}.",
    "Consacrer une demi-journée commune, au printemps, au thème suivant : {sujet}.",
    "Publier une fiche d’expérience sur {sujet} dans l’outilthèque.",
    "Réserver 1 200 € du budget d’animation pour {sujet}.",
    "Inscrire {sujet} à l’ordre du jour du prochain conseil fédéral.",
    "Confier à deux associations la rédaction d’une note de trois pages sur {sujet}.",
    "Reporter à la rentrée la suite des travaux sur {sujet}.",
    "Ouvrir aux partenaires la prochaine séance consacrée à ce sujet : {sujet}.",
    "Garder une formule légère pour {sujet} : une rencontre par trimestre, sans dossier préalable.",
    "Ne pas demander de participation financière aux petites associations pour {sujet}.",
    "Prendre comme repère commun le texte amendé en séance sur {sujet}.",
)
ACTIONS = (
    "Écrire une première version de la note sur {sujet}",
    "Recenser ce qui existe déjà dans le département sur {sujet}",
    "Prendre contact avec trois associations absentes, pour {sujet}",
    "Réserver une salle accessible pour la journée sur {sujet}",
    "Préparer un questionnaire de cinq questions sur {sujet}",
    "Faire relire par deux habitants le document sur {sujet}",
    "Chiffrer le coût d’une action commune pour {sujet}",
    "Envoyer aux équipes un retour d’expérience sur {sujet}",
    "Inviter un partenaire à la prochaine séance sur {sujet}",
    "Rassembler des photos et des paroles d’habitants sur {sujet}",
    "Proposer trois dates pour {sujet}",
    "Mettre à jour la liste des contacts pour {sujet}",
    "Tenir un court bilan de l’essai mené sur {sujet}",
    "Présenter à l’équipe de direction ce qui a été dit sur {sujet}",
    "Adapter le modèle de courrier pour {sujet}",
    "Vérifier les règles d’assurance pour {sujet}",
)
NOTES = (
    "Tour de table : chaque association dit où elle en est sur {sujet}. Les situations sont très différentes d’un "
    "territoire à l’autre, et c’est une richesse plus qu’un obstacle.\n\nDeux besoins reviennent : du temps, et un "
    "exemple à montrer aux équipes.",
    "Présentation d’une expérience menée depuis un an sur {sujet}. Ce qui a marché : commencer petit, nommer une "
    "personne repère, dire dès le début quand on s’arrêtera.\n\nCe qui a coûté : l’organisation des remplacements.",
    "Échange sur {sujet}. Un désaccord demeure sur le rythme ; il est convenu de le laisser ouvert et d’y revenir "
    "avec des chiffres.",
    "Les bénévoles présents demandent que {sujet} ne devienne pas une charge de plus. Une formule courte est "
    "préférée, avec un compte rendu d’une page.",
)
POINTS = ("Nouvelles des associations", "Présentation et échange", "Ce que nous décidons", "Dates et suites")
LIEUX = (
    "Centre social Quai-Hauvert, salle du rez-de-chaussée",
    "La Fabrique de Vessigny, grande salle",
    "Maison des Quinsollois",
    "Les Trois-Lavoirs de Courlemont, salle verte",
    "Siège de la fédération, Aubrelle-la-Vieille",
    "",
)
VISIO = "https://visio.solidaubrelle.example/{nom}"
OBJECTION = "Le calendrier proposé tombe pendant l’accueil de loisirs : les équipes ne pourraient pas venir."
CALL_OFF = "La salle n’est plus libre ce jour-là, une autre date sera proposée"
ABANDON = "Le partenaire a renoncé à la date ; le sujet reviendra l’an prochain."
