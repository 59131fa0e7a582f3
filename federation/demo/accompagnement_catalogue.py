"""The services of the demo, the skills they need, the trades of its providers, and short invented needs."""

BOUQUETS = [
    (
        "Souffler",
        "sun",
        "Quand le travail ou l’engagement pèse trop.",
        [
            ("Écoute individuelle", "Parler à quelqu’un d’extérieur", ["écoute", "stress"], False),
            ("Gestion du stress", "Retrouver des appuis au quotidien", ["stress", "écoute"], True),
            ("Prévention de l’épuisement", "Voir venir et lever le pied", ["stress", "prévention"], False),
            ("Retour après un arrêt", "Reprendre pied dans l’équipe", ["écoute", "parcours", "prévention"], False),
        ],
    ),
    (
        "Grandir",
        "academic-cap",
        "Faire reconnaître ce que l’on sait, apprendre un nouveau rôle.",
        [
            ("Reconnaissance des acquis", "Nommer ses compétences", ["parcours", "bilan"], False),
            ("Bilan de parcours", "Faire le point et choisir", ["bilan", "parcours"], False),
            ("Prise de poste", "Être épaulé les premiers mois", ["parcours", "management"], False),
            ("Tutorat", "Transmettre sans s’épuiser", ["parcours", "management"], True),
        ],
    ),
    (
        "Bouger",
        "arrow-trending-up",
        "Changer de place, de métier ou de rythme.",
        [
            ("Mobilité", "Aller voir ailleurs dans le réseau", ["parcours", "bilan"], False),
            ("Reconversion", "Changer de métier", ["bilan", "parcours"], False),
            ("Préparation de la retraite", "Partir en douceur", ["parcours"], False),
            ("Passer la main d’un mandat", "Quitter une présidence sereinement", ["gouvernance", "parcours"], True),
        ],
    ),
    (
        "Faire équipe",
        "user-group",
        "Travailler et décider ensemble.",
        [
            ("Analyse de pratiques", "Réfléchir à plusieurs sur le métier", ["supervision", "écoute"], True),
            ("Supervision", "Un tiers régulier pour l’équipe", ["supervision"], True),
            ("Régulation", "Remettre du dialogue", ["médiation", "supervision"], True),
            ("Coopération", "Décider et agir ensemble", ["gouvernance", "médiation"], True),
        ],
    ),
    (
        "Traverser la crise",
        "lifebuoy",
        "Quand le conflit ou le choc est là.",
        [
            ("Médiation", "Un tiers entre deux personnes", ["médiation", "écoute"], True),
            ("Appui de crise", "Tenir les premières semaines", ["médiation", "stress"], True),
            ("Conflit entre CA et direction", "Se reparler, décider", ["médiation", "gouvernance"], True),
            ("Après un événement grave", "Soutenir une équipe touchée", ["écoute", "supervision"], True),
        ],
    ),
    (
        "Tenir la barre",
        "map",
        "Porter la responsabilité d’une association.",
        [
            ("Fonction employeur", "Recruter, écouter, décider", ["droit social", "management"], True),
            ("Gouvernance", "Un CA qui fonctionne", ["gouvernance"], True),
            ("Modèle économique", "Tenir dans la durée", ["gestion", "gouvernance"], True),
            ("Cadre juridique", "Savoir ce que dit le droit", ["droit social", "gestion"], True),
        ],
    ),
]
POIDS_BOUQUETS = [30, 22, 18, 14, 10, 6]

# trade, how many providers, skills
METIERS = [
    ("Psychologue du travail", 13, ["écoute", "stress", "prévention", "supervision"]),
    ("Médiatrice, médiateur", 8, ["médiation", "écoute", "stress"]),
    ("Conseil en parcours", 8, ["parcours", "bilan", "management"]),
    ("Conseil en gouvernance", 6, ["gouvernance", "gestion"]),
    ("Juriste en droit social", 5, ["droit social", "management", "gestion"]),
]
METIERS_DES_PERSONAS = {
    "Inès Galvorine": "Médiatrice indépendante",
    "Fabien Ostrelle": "Psychologue du travail",
    "Clarisse Ouvremont": "Consultante en gouvernance",
}
APPROCHES = [
    "Un premier échange pour se choisir, puis des séances courtes et régulières.",
    "Écouter d’abord, écrire ensemble ce qui peut changer, avancer à petits pas.",
    "Un cadre clair, trois à cinq séances, et un point à mi-chemin.",
    "Partir de ce qui marche déjà, et s’y appuyer.",
]
RECITS = [
    "Les journées s’allongent et je rentre sans énergie. J’aimerais comprendre ce qui me fatigue à ce point.",
    "Je reprends bientôt après plusieurs mois d’absence. Je ne sais pas comment retrouver ma place dans l’équipe.",
    "On me confie de nouvelles responsabilités. Je voudrais en parler à quelqu’un qui n’est pas de la maison.",
    "Je pense à changer de métier, sans oser le dire. Par où commencer ?",
    "Nos réunions tournent en rond et chacun repart déçu. Je voudrais savoir quoi en faire à ma place.",
    "Je préside depuis dix ans et je veux passer la main sans que tout retombe sur la même personne.",
    "Un désaccord s’est installé avec une collègue. Nous ne nous parlons presque plus.",
    "Je découvre que nous sommes employeurs, et je ne sais pas vers qui me tourner.",
]
RECIT_CONFLIT = [
    "Depuis le changement d’horaires, ma responsable et moi ne sommes d’accord sur rien. J’en dors mal.",
    "Une personne de l’équipe conteste chacune de mes décisions. Je voudrais un tiers, avant que cela casse.",
]
