"""What is said in the demo federation's workshops: texts written for it."""

SERIE = "Ateliers départementaux"
THEMES = (
    "Coopérer entre associations sans s’épuiser",
    "Donner leur place aux habitantes et aux habitants",
    "Accueillir et garder des bénévoles",
    "Vivre avec moins d’argent, sans renoncer",
)
EN_COURS = "Ce que les jeunes attendent de nous"
A_VENIR = "Parents et écrans : de quoi parlons-nous ?"
PREPARATION = (
    "Relisez la page de votre projet social qui parle de ce sujet, et apportez un exemple vécu, réussi ou non.\n\n"
    "La salle est accessible. Une personne garde les enfants dans la pièce à côté."
)
QUESTIONS = (
    "Qu’est-ce qui marche déjà chez vous sur ce sujet ?",
    "Qu’est-ce qui vous empêche d’aller plus loin ?",
    "De quoi faudrait-il absolument parler ce jour-là ?",
)
REPONSES = (
    "Le petit-déjeuner du mardi : les gens viennent sans avoir rien à demander.",
    "Nous n’avons personne le soir, et c’est le soir que les familles sont là.",
    "De ce que l’on fait quand une seule personne porte tout.",
    "Les sorties communes avec le centre voisin, depuis deux ans.",
    "Le temps de se connaître avant de monter un projet ensemble.",
    "Des horaires. On ne parle jamais des horaires.",
)
GRAPPES = ("Se connaître", "Partager les moyens", "Décider avec", "Durer")
SAILLANTS = (
    "évaluation partagée entre celles qui demandent et celles qui font",
    "un pilote par projet, un seul, et tout le monde sait qui",
    "accompagnement individuel et collectif, en complémentarité",
    "des temps pour se connaître avant d’agir",
    "la lisibilité de ce que fait chacune",
    "un budget commun dont on voit toutes les lignes",
    "la parole de celles et ceux qui vivent la situation",
    "aller vers, plutôt qu’attendre",
    "des horaires qui conviennent aux familles",
    "la confiance se construit en faisant",
    "un lieu repéré, ouvert, sans motif à donner",
    "le droit d’essayer et de se tromper",
    "ne pas refaire ailleurs ce qui existe à côté",
    "des mots que tout le monde comprend",
    "la place des hommes, des pères, des voisins",
    "prendre soin des équipes pour prendre soin des gens",
)
LEVIERS = (
    "Les conseils d’administration se rencontrent déjà deux fois par an.",
    "Un véhicule partagé entre trois associations du Plateau.",
    "Les habitantes qui animent elles-mêmes l’atelier cuisine.",
    "Une charte du bénévolat signée et relue chaque année.",
    "Le CVS de la résidence, qui invite les associations du quartier.",
    "Des échanges de salariées d’une semaine, préparés et racontés.",
    "Un groupe de pairs où l’on parle de ce qui ne marche pas.",
    "La mairie prête la salle et ne demande rien en échange.",
    "Le calendrier commun, affiché dans chaque accueil.",
    "Les anciennes participantes devenues administratrices.",
    "Une réponse commune à un appel d’offres, et la part de chacune connue de toutes.",
    "Les permanences tenues à tour de rôle, dans chaque commune.",
    "Un comité de pilotage mixte : habitants, équipes, institutions.",
    "Le goûter de rentrée, où l’on vient à pied.",
    "Des fiches d’expérience que l’on peut reprendre telles quelles.",
    "La radio locale, qui donne la parole sans la couper.",
)
A_AMELIORER = (
    "Personne ne sait ce que fait l’association d’en face.",
    "Les réunions tombent aux heures de travail des bénévoles.",
    "On nous met en concurrence sur des budgets de trois mille euros.",
    "L’âge des administrateurs, et la peur de passer la main.",
    "Les comptes rendus arrivent trop tard pour servir.",
    "Trop de sigles : ESMS, GCSMS, GPEC, et personne pour demander.",
    "On consulte les habitants quand tout est déjà décidé.",
    "Les transports du soir n’existent plus depuis deux ans.",
    "Une seule personne tient le projet ; si elle part, il tombe.",
    "Les évaluations comptent les présents et oublient ce qui a changé.",
    "Les partenaires changent d’interlocuteur tous les six mois.",
    "Rien n’est prévu pour remplacer une salariée en formation.",
    "Les formulaires en ligne laissent une partie des gens dehors.",
    "On se réunit pour préparer des réunions.",
    "Les instances du personnel ne sont pas associées aux débats de fond.",
    "Les moyens de chaque structure ne sont connus que d’elle.",
)
PRECONISATIONS = (
    "Définir la fonction de coordination et la confier à une personne nommée.",
    "Écrire une charte des valeurs pour construire ensemble, tenant sur une page.",
    "Rendre visibles les moyens que chaque structure met dans un projet commun.",
    "Former les administratrices et les administrateurs, ensemble et le soir.",
    "Tenir un annuaire des actions, mis à jour par celles qui les mènent.",
    "Garder une demi-journée par trimestre pour les échanges entre équipes.",
    "Inviter des habitantes et des habitants dès l’écriture du projet.",
    "Prévoir la garde des enfants à chaque réunion ouverte.",
    "Évaluer avec un chiffre et une histoire, jamais l’un sans l’autre.",
    "Mutualiser un poste d’animation entre deux communes.",
    "Raconter les initiatives inspirantes, une par mois, en images.",
    "Demander à chaque financeur un seul compte rendu, le même pour tous.",
    "Proposer un parrainage à chaque nouveau bénévole pendant trois mois.",
    "Ouvrir les salles le samedi matin dans chaque territoire.",
    "Regarder les effets à un an, et pas seulement à la fin de l’action.",
    "Écrire les invitations sans sigle, et les faire relire par quelqu’un du quartier.",
    "Partager un fonds de secours pour les mois où les subventions tardent.",
    "Installer un temps de parole entre pairs, animé par une personne formée.",
)
ESSENTIELS = (
    "Que les directions autorisent à essayer, et le disent.",
    "Ne plus parler à la place des personnes concernées.",
    "Commencer petit, à deux ou trois, et finir ce que l’on commence.",
    "Dire ce qui n’a pas marché autant que ce qui a marché.",
    "Garder du temps qui ne sert à rien d’autre qu’à se parler.",
    "Rendre compte à celles et ceux qui ont donné leur avis.",
    "Un projet commun n’appartient à personne en particulier.",
    "Le respect des rythmes : tout le monde ne peut pas tout de suite.",
    "La coopération coûte du temps ; ce temps doit être compté.",
    "Ce qui se décide ici se fait vraiment.",
)
VERBATIMS = (
    "La première fois que je suis venue, on m’a demandé mon prénom, pas mon dossier.",
    "On n’a pas besoin d’un lieu de plus, on a besoin d’un lieu où l’on nous attend.",
    "Je suis bénévole parce qu’un jour quelqu’un m’a dit : tiens, tu ne voudrais pas ?",
    "Si c’est pour signer une feuille et écouter, je reste chez moi.",
    "Mon fils a dit : c’est la seule réunion où tu reviens contente.",
    "Nous avons appris à travailler ensemble le jour où la chaudière est tombée en panne.",
    "On ne peut pas être à la fois juge, trésorier et animateur.",
    "Quand l’élue s’est assise avec nous, la discussion a changé.",
    "J’ai soixante et onze ans, je veux bien passer la main, encore faut-il qu’elle se tende.",
    "Le silence, c’est aussi une réponse. Laissez-nous réfléchir.",
    "Chez nous, on règle les choses autour d’un café.",
    "Je ne suis pas un public, je suis une voisine.",
)
DEBATS = (
    "Faut-il dédommager les habitantes et les habitants qui siègent avec nous ?",
    "Une coordination nommée, oui ; mais par qui, et qui la paie ?",
    "Ouvrir le samedi : pour les unes une évidence, pour les équipes une fatigue de plus.",
    "Représenter les usagers par élection, ou bien par tirage au sort ?",
    "Répondre ensemble aux appels d’offres, ou défendre chacune sa place ?",
    "Les institutions doivent-elles voter dans nos comités, ou seulement écouter ?",
    "Former les bénévoles : une obligation, ou un droit que l’on propose ?",
    "Mutualiser les postes fragilise-t-il les plus petites ?",
    "Faut-il publier les moyens de chacune, même quand ils sont faibles ?",
    "Un âge limite pour les mandats ? La salle est partagée en deux.",
    "Faire payer une participation, même d’un euro, ou rien du tout ?",
    "Les jeunes au conseil, ou un conseil des jeunes à part ?",
)
MODALITES = (
    "Chaque association est venue avec deux personnes du quartier au moins, qui l’avaient préparé chez elles.\n"
    "- les questions avaient circulé trois semaines avant\n"
    "- on a parlé d’abord par petits groupes de même place, puis tous ensemble\n"
    "- deux personnes formées à la parole entre pairs animaient les groupes"
)
INTRODUCTION = (
    "Une matinée pour penser ensemble : « {theme} ». Ce qui suit a été écrit par les personnes présentes, "
    "dans leurs mots, puis rangé avec elles."
)
LIEUX = ("Salle des fêtes de Courlemont", "Quai-Hauvert, salle verte", "La Halle de Brévaux", "Maison des Quinsollois")
EFFECTIFS = ((14, 19, 8, 6), (22, 15, 7, 3), (11, 24, 6, 0), (9, 17, 12, 5))
