"""The path of a case: in what quality people act, the stages, and who takes a case from one to the next."""

from django.db import models


class Role(models.TextChoices):
    """In what quality somebody acts on a case or reads in it."""

    DEMANDEUR = "demandeur", "vous"
    MANDATAIRE = "mandataire", "personne nommée par l’association"
    COORDINATION = "coordination", "coordination neutre"
    PRESTATAIRE = "prestataire", "prestataire choisi"
    COURRIER = "courrier", "envoi des messages neutres"
    SYSTEME = "systeme", "le portail"


class Etat(models.TextChoices):
    DEPOSEE = "deposee", "déposée"
    QUALIFIEE = "qualifiee", "à l’étude"
    PROPOSEE = "proposee", "choix à faire"
    SOLLICITEE = "sollicitee", "réponse attendue"
    ACCEPTEE = "acceptee", "mise en relation"
    EN_COURS = "en_cours", "en cours"
    SUSPENDUE = "suspendue", "en pause"
    A_CONFIRMER = "a_confirmer", "fin à confirmer"
    CLOTUREE = "cloturee", "terminée"
    EVALUEE = "evaluee", "évaluée"
    REORIENTEE = "reorientee", "réorientée"
    RETIREE = "retiree", "retirée"
    EXPIREE = "expiree", "sans suite"
    ANONYMISEE = "anonymisee", "effacée"


class MotifPause(models.TextChoices):
    """Why an accompaniment pauses, as the other side reads it: coded, so that nobody writes about their life here."""

    PAUSE = "pause", "besoin d’une pause"
    DISPONIBILITE = "disponibilite", "pas disponible en ce moment"
    AUTRE = "autre", "sans précision"


class MotifReouverture(models.TextChoices):
    """Why the coordinators open a finished case again, as the person reads it: coded, like every reason here."""

    DEMANDE = "demande", "vous l’avez demandé de vive voix"
    TROP_TOT = "trop_tot", "l’accompagnement s’est arrêté avant la fin prévue"
    ERREUR = "erreur", "la demande a été close par erreur"


_EITHER = {Role.DEMANDEUR, Role.PRESTATAIRE}
_REATTRIBUTION = {Role.DEMANDEUR, Role.PRESTATAIRE, Role.COORDINATION, Role.SYSTEME}

# The whole life of a request: from each state, where it may go and who takes it there. What is not written
# here cannot happen; the database refuses it too. A draft is not a request yet: see `Brouillon`.
#  - choosing a provider sends them the solicitation at once, so that « choisie » needs no state of its own;
#  - a silent or unwilling provider is followed by the person's second choice, or sends the request back to the
#    coordinator, and is not offered it again;
#  - a case whose provider goes is looked at again by the coordinator: it needs no state of its own either;
#  - a pause that nobody ended ends by itself: the place is kept for so long only;
#  - a provider announces the end, the person confirms it, or two weeks of silence do;
#  - withdrawing is possible in every state that is not an end (R16), by the requester alone.
TRANSITIONS = {
    Etat.DEPOSEE: {
        Etat.QUALIFIEE: {Role.COORDINATION},
        Etat.REORIENTEE: {Role.DEMANDEUR},
        Etat.RETIREE: {Role.DEMANDEUR},
        Etat.EXPIREE: {Role.SYSTEME},
    },
    Etat.QUALIFIEE: {
        Etat.PROPOSEE: {Role.COORDINATION},
        Etat.REORIENTEE: {Role.DEMANDEUR},
        Etat.RETIREE: {Role.DEMANDEUR},
    },
    Etat.PROPOSEE: {
        Etat.SOLLICITEE: {Role.DEMANDEUR},
        Etat.QUALIFIEE: {Role.DEMANDEUR},
        Etat.REORIENTEE: {Role.DEMANDEUR},
        Etat.RETIREE: {Role.DEMANDEUR},
        Etat.EXPIREE: {Role.SYSTEME},
    },
    Etat.SOLLICITEE: {
        Etat.ACCEPTEE: {Role.PRESTATAIRE},
        Etat.QUALIFIEE: {Role.PRESTATAIRE, Role.SYSTEME},
        Etat.RETIREE: {Role.DEMANDEUR},
    },
    Etat.ACCEPTEE: {
        Etat.EN_COURS: {Role.PRESTATAIRE},
        Etat.SUSPENDUE: _EITHER,
        Etat.A_CONFIRMER: {Role.PRESTATAIRE},
        Etat.QUALIFIEE: _REATTRIBUTION,
        Etat.RETIREE: {Role.DEMANDEUR},
    },
    Etat.EN_COURS: {
        Etat.SUSPENDUE: _EITHER,
        Etat.A_CONFIRMER: {Role.PRESTATAIRE},
        Etat.QUALIFIEE: _REATTRIBUTION,
        Etat.RETIREE: {Role.DEMANDEUR},
    },
    Etat.SUSPENDUE: {
        Etat.ACCEPTEE: _EITHER,
        Etat.EN_COURS: _EITHER | {Role.SYSTEME},
        Etat.A_CONFIRMER: {Role.PRESTATAIRE},
        Etat.QUALIFIEE: _REATTRIBUTION,
        Etat.RETIREE: {Role.DEMANDEUR},
    },
    Etat.A_CONFIRMER: {
        Etat.CLOTUREE: {Role.DEMANDEUR, Role.SYSTEME},
        Etat.EN_COURS: {Role.DEMANDEUR},
        Etat.QUALIFIEE: _REATTRIBUTION,
        Etat.RETIREE: {Role.DEMANDEUR},
    },
    Etat.CLOTUREE: {
        Etat.EVALUEE: {Role.DEMANDEUR},
        Etat.DEPOSEE: {Role.DEMANDEUR, Role.COORDINATION},
        Etat.ANONYMISEE: {Role.SYSTEME},
    },
    Etat.EVALUEE: {Etat.DEPOSEE: {Role.DEMANDEUR}, Etat.ANONYMISEE: {Role.SYSTEME}},
    Etat.REORIENTEE: {Etat.ANONYMISEE: {Role.SYSTEME}},
    Etat.RETIREE: {Etat.DEPOSEE: {Role.DEMANDEUR}, Etat.ANONYMISEE: {Role.SYSTEME}},
    Etat.EXPIREE: {Etat.ANONYMISEE: {Role.SYSTEME}},
    Etat.ANONYMISEE: {},
}
FINIS = {etat for etat, suites in TRANSITIONS.items() if Etat.RETIREE not in suites}
VIVANTS = set(Etat) - FINIS
ACCOMPAGNEES = (Etat.ACCEPTEE, Etat.EN_COURS, Etat.SUSPENDUE)
A_TERME = (Etat.DEPOSEE, Etat.PROPOSEE, Etat.A_CONFIRMER)
A_SURVEILLER = (*A_TERME, Etat.SOLLICITEE, Etat.SUSPENDUE)  # what time may move by itself
LEGAL_MOVES = [(str(before), str(after)) for before, suites in TRANSITIONS.items() for after in suites]
