"""What the tools of the demo say: all invented, by kind."""

THEMES = (
    "Petite enfance", "Parentalité", "Grande marginalité", "Troubles psychiques", "Gérontologie",
    "Gouvernance", "Bénévolat", "Fonction employeur", "Coopération", "Numérique", "Transition écologique",
)  # fmt: skip
TRAMES = (
    "Charte du bénévolat", "Statuts types d’un EVS", "Fiche de poste d’animation", "Règlement intérieur du local",
    "Convention de prêt de salle", "Charte des accompagnantes scolaires", "Livret d’accueil du personnel",
    "Compte rendu de conseil d’administration", "Convention de partenariat avec une école", "Charte de covoiturage",
    "Fiche de poste de direction", "Projet pédagogique d’accueil de loisirs", "Lettre de mission d’un service civique",
    "Bilan d’activité en quatre pages", "Grille d’entretien annuel", "Convention de mise à disposition",
    "Ordre du jour d’assemblée générale", "Procuration pour l’assemblée", "Fiche d’inscription aux activités",
    "Note de cadrage d’un projet", "Charte de la vie en commun", "Protocole d’ouverture du bâtiment",
)  # fmt: skip
METHODES = (
    "Tenir un porteur de parole", "Animer un café des parents", "Aller vers, porte à porte",
    "Faire un diagnostic partagé", "Décider par consentement", "Accueillir une personne en détresse",
    "Préparer un conseil d’habitantes et d’habitants", "Faire vivre un jardin partagé",
    "Lancer une épicerie solidaire",
    "Relancer un collectif en sommeil", "Mener une réunion courte", "Recueillir la parole des enfants",
    "Accompagner un groupe de jeunes à partir", "Organiser une fête de quartier", "Passer le relais d’un mandat",
    "Évaluer avec les habitants", "Animer un atelier d’écriture", "Construire un budget participatif",
)  # fmt: skip
GESTIONS = (
    "Suivre la trésorerie mois par mois", "Calculer le coût d’une heure d’animation", "Prévoir la masse salariale",
    "Répartir les charges entre activités", "Tableau des congés", "Suivre les dossiers de subvention",
    "Valoriser le bénévolat", "Préparer le renouvellement d’agrément", "Registre des dons", "Suivre les impayés",
    "Planning des salles", "Tableau de bord de la direction", "Inventaire du matériel", "Budget d’un séjour",
)  # fmt: skip
NOTES = (
    "Accueillir un enfant sans document d’identité", "Droits à l’aide alimentaire", "Embaucher une première salariée",
    "Responsabilité des membres du bureau", "Droit à l’image des enfants", "Protéger les données d’un fichier",
    "Aides à la perte d’autonomie", "Hospitalisation sans consentement : qui prévenir", "Domiciliation des personnes",
    "Rembourser les frais des bénévoles", "Congé de proche aidant", "Assurance d’un séjour",
)  # fmt: skip
JEUX = (
    "Le jeu de l’oie des droits", "Cartes des émotions", "Le marché des compétences", "Loto des gestes verts",
    "Qui fait quoi dans l’association ?", "Le fil des générations", "Enquête au centre social", "La roue du budget",
)  # fmt: skip
VIDEOS = (
    "Une journée à l’EVS", "Ouvrir un accueil de nuit", "Paroles de bénévoles", "Le conseil expliqué en dix minutes",
    "Préparer une salle accessible", "La médiation, pas à pas",
)  # fmt: skip
BY_KIND = {
    "trame": TRAMES, "methode": METHODES, "gestion": GESTIONS, "juridique": NOTES, "jeu": JEUX, "video": VIDEOS,
}  # fmt: skip
SUMMARIES = {
    "trame": "Un document prêt à remplir, que vous ajustez à votre association.",
    "methode": "Une façon de faire éprouvée, pas à pas, avec le matériel et le temps qu’il faut.",
    "gestion": "Un tableau et sa notice, pour suivre sans y passer ses soirées.",
    "juridique": "Ce que dit le droit, en deux pages, avec les démarches à faire.",
    "jeu": "Une animation d’une heure, de six à vingt personnes.",
    "video": "Un film court tourné dans le réseau, avec sa transcription.",
    "experience": "Ce que nous avons vu, ce que nous avons fait, ce que cela a donné.",
}
EXPERIENCES = (
    (
        "Un accueil du soir pour les parents isolés",
        "Trois familles sur dix ne venaient plus après dix-huit heures : pas de bus, pas de garde.",
        "Un soir par semaine, un repas simple et une salle pour les enfants, tenus par quatre bénévoles.",
        "Vingt-deux familles en un an. Le bus manque toujours : nous l’avons porté à la commune.",
    ),
    (
        "Des permanences numériques chez les commerçants",
        "Les personnes retraitées n’osaient pas pousser notre porte pour une démarche en ligne.",
        "Une table et un ordinateur à la boulangerie, deux matins par mois.",
        "Quarante démarches faites. À refaire : prévoir un coin fermé pour les dossiers de santé.",
    ),
)
DESCRIPTION = (
    "À quoi cela sert : gagner du temps et ne rien oublier.\n"
    "Commencez par lire la première page avec votre équipe.\n"
    "Changez ce qui ne vous ressemble pas, puis essayez une fois avant de le généraliser.\n"
    "Comptez une heure de préparation et deux personnes."
)
TRANSCRIPTION = (
    "On voit l’entrée du local, la porte est ouverte.\nUne bénévole dit : « Ici, on entre sans rendez-vous. »\n"
    "Un père répond : « La première fois, je suis resté dehors dix minutes. »"
)
REVIEW = "Clair et utile. Les exemples aident ; pensez à dater les montants cités."
TWINS = {"Charte du bénévolat": "La charte des bénévoles", "Budget d’un séjour": "Le budget de séjour",
         "Mener une réunion courte": "Mener des réunions courtes"}  # fmt: skip
FEEDBACK = (
    (
        "Avec douze parents, un samedi matin",
        "Tout le monde a parlé, même les plus discrets.",
        "Nous avons retiré la fin.",
    ),
    ("En réunion d’équipe, à huit", "Clair du premier coup.", ""),
    ("Au conseil d’administration", "La trame évite d’oublier les points qui fâchent.", "Un tour de table en plus."),
)
SEEN = (
    ("Des parents n’osent plus venir à l’accueil du soir", "Trois familles l’ont dit en un mois : pas de bus.",
     "Un transport après dix-neuf heures"),
    ("Des salariées refusent la direction après un intérim", "Deux intérims en un an, deux départs.", ""),
    ("Les dossiers en ligne découragent les plus âgés", "Dix passages par semaine, pour des démarches d’une heure.",
     "Une aide aux démarches à domicile"),
)  # fmt: skip
