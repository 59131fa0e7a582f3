"""What is asked, to whom and when, until the federation writes its own questions (indicator 30)."""

from formations.models.questionnaires import MomentQuestionnaire as Moment
from formations.models.questionnaires import PublicQuestionnaire as Public

USUAL = {
    (Public.STAGIAIRE, Moment.CHAUD): (
        "La formation a répondu à ce que j’en attendais",
        "Le rythme et les méthodes m’ont convenu",
        "La personne qui animait rendait les choses claires",
        "L’accueil et le lieu m’ont permis de bien suivre",
        "Je sais ce que je vais en faire",
    ),
    (Public.STAGIAIRE, Moment.FROID): (
        "Je me sers de ce que j’ai appris",
        "Mon association m’a laissé le temps de l’essayer",
        "Je conseillerais cette formation",
    ),
    (Public.FORMATEUR, Moment.CHAUD): (
        "Le groupe avait les prérequis annoncés",
        "Le lieu et le matériel convenaient",
        "Les objectifs ont été atteints",
    ),
    (Public.FORMATEUR, Moment.FROID): ("Avec le recul, le programme est à garder tel quel",),
    (Public.EMPLOYEUR, Moment.CHAUD): (
        "L’inscription et les papiers ont été simples",
        "La formation répond à un besoin de l’association",
    ),
    (Public.EMPLOYEUR, Moment.FROID): (
        "La personne se sert de ce qu’elle a appris",
        "L’association en voit l’effet",
    ),
    (Public.FINANCEUR, Moment.CHAUD): ("Les pièces reçues étaient complètes et à temps",),
    (Public.FINANCEUR, Moment.FROID): ("La formation répond à ce que nous soutenons",),
}
NOTES = ((1, "Pas du tout"), (2, "Plutôt non"), (3, "En partie"), (4, "Plutôt oui"), (5, "Tout à fait"))
