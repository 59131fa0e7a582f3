"""Where a case stands, what happened in it, and what awaits people."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accompagnement.delais import JOURS_D_ACCUEIL, add_working_days
from accompagnement.models import (
    VIVANTS,
    Acces,
    Demande,
    Etat,
    Evenement,
    OrganisationConcernee,
    Role,
    Sollicitation,
    fingerprint_of,
    get_organisations,
)
from accompagnement.models.conservation import CONSERVATION, PREAVIS
from accompagnement.queries.evaluations import SIX_MOIS
from accompagnement.queries.factures import get_attentes_factures
from accompagnement.queries.prestataires import get_attentes_operateur, get_attentes_prestataire
from members.models import Personne
from members.rules import is_coordination_neutre, is_operateur, is_prestataire
from socle.compiled import compiled_query
from socle.french import count, say_date, say_short_date
from socle.moment import Attente, RendezVous

Verbe = Evenement.Verbe
CACHES = [Verbe.EXCLUSION, Verbe.LIAISON, Verbe.ACCES_OUVERT, Verbe.ACCES_FERME]

ETAPES = ["Déposée", "Étudiée", "Choix", "Mise en relation", "Séances", "Votre avis"]
RANG = {
    Etat.DEPOSEE: 1,
    Etat.QUALIFIEE: 2,
    Etat.PROPOSEE: 2,
    Etat.SOLLICITEE: 3,
    Etat.ACCEPTEE: 4,
    Etat.EN_COURS: 4,
    Etat.SUSPENDUE: 4,
    Etat.A_CONFIRMER: 4,
    Etat.CLOTUREE: 5,
    Etat.EVALUEE: 6,
}
SUITES = {
    Etat.DEPOSEE: "La coordination neutre lit votre demande sous trois jours ouvrés, sans connaître votre nom.",
    Etat.QUALIFIEE: "La coordination cherche des prestataires sans lien avec votre association. "
    "Vous en recevrez un à trois, et choisirez.",
    Etat.PROPOSEE: "Choisissez ci-dessous la personne qui vous convient. Si aucune ne vous convient, dites-le "
    "d’un clic : aucune raison n’est demandée.",
    Etat.SOLLICITEE: "La personne choisie a cinq jours ouvrés pour répondre. Elle ne sait pas encore qui vous êtes.",
    Etat.ACCEPTEE: "La personne choisie a déclaré son indépendance. Elle connaît maintenant vos coordonnées et vous "
    "contacte pour un premier rendez-vous.",
    Etat.EN_COURS: "L’accompagnement suit son cours. Vous pouvez l’arrêter à tout moment.",
    Etat.SUSPENDUE: "L’accompagnement est en pause. Vous pouvez le reprendre quand vous voulez, ou l’arrêter. "
    "Sans rien faire, il reprend de lui-même le lendemain du dernier jour de la pause.",
    Etat.A_CONFIRMER: "La personne qui vous accompagne dit que c’est fini, et n’a plus accès à vos textes. Dites si "
    "vous êtes d’accord : sans réponse de votre part sous quinze jours, la demande se termine d’elle-même.",
    Etat.CLOTUREE: "L’accompagnement est terminé. Quatre questions vous sont proposées, toutes facultatives.",
    Etat.EVALUEE: "Tout est terminé. Merci de votre avis.",
    Etat.RETIREE: "Vous avez retiré cette demande : plus personne d’autre que vous ne peut l’ouvrir.",
    Etat.EXPIREE: "Cette demande est restée sans réponse et s’est arrêtée. Vous pouvez en déposer une nouvelle.",
    Etat.REORIENTEE: "Vous avez accepté une autre aide : cette demande est close.",
    Etat.ANONYMISEE: "Cette demande est effacée.",
}


@dataclass(frozen=True)
class Etape:
    """A stage of the path, as drawn to whoever follows it."""

    text: str
    state: str
    detail: str = ""


def get_etapes(demande: Demande) -> list[Etape]:
    """Return the six stages of a case, done, current and to come."""
    etat = demande.etat_reel
    rank = RANG.get(etat)
    dates = [demande.deposee_le, demande.qualifiee_le, None, demande.acceptee_le, demande.terminee_le, None]
    if rank is None:
        reached = 4 if demande.acceptee_le else 2 if demande.qualifiee_le else 1
        return [
            Etape(text, "done" if n < reached else "stopped" if n == reached else "todo", _say(dates[n], n < reached))
            for n, text in enumerate(ETAPES)
        ]
    return [
        Etape(text, "done" if n < rank else "now" if n == rank else "todo", _say(dates[n], n < rank))
        for n, text in enumerate(ETAPES)
    ]


def _say(moment, is_done) -> str:
    return say_short_date(moment) if moment and is_done else ""


def get_suite(demande: Demande) -> str:
    """Return the sentence that says what happens next."""
    return SUITES[demande.etat_reel]


def get_role(demande: Demande, personne) -> Role | None:
    """Return in what quality a person opens this case, or None."""
    acces = Acces.objects.opened_for(personne).filter(demande=demande).first()
    return Role(acces.role) if acces else None


def get_fil(demande: Demande) -> list[Evenement]:
    """Return what happened in a case, as the requester reads it: never which rule removed whom."""
    return list(demande.evenements.exclude(verbe__in=CACHES))


def get_pause(demande: Demande) -> Evenement | None:
    """Return who asked for the pause that runs, and the coded reason."""
    return demande.evenements.filter(verbe=Verbe.PAUSE).first() if demande.etat_reel == Etat.SUSPENDUE else None


def get_reouvrables(personne):
    """Return the finished cases that a coordinator held and may open again; never one that was withdrawn."""
    today = timezone.localdate()
    ended = Q(etat=Etat.CLOTUREE) | Q(etat=Etat.A_CONFIRMER, echeance__lt=today)
    held = Acces.objects.filter(personne=personne, role=Role.COORDINATION, demande=OuterRef("pk"))
    tied = OrganisationConcernee.objects.filter(demande=OuterRef("pk"), empreinte__in=get_organisations(personne))
    return Demande.objects.filter(ended, Exists(held)).exclude(Exists(tied))


def find_to_guard() -> list:
    """Return the living cases that somebody holds who may no longer read them, or that no coordinator holds."""
    held = Acces.objects.ouverts().filter(role__in=[Role.COORDINATION, Role.PRESTATAIRE])
    lost: set = set()
    for personne in Personne.objects.filter(pk__in=held.values("personne")):
        readable = Acces.objects.opened_for(personne).values("pk")
        lost |= set(held.filter(personne=personne).exclude(pk__in=readable).values_list("demande", flat=True))
    coordinated = held.filter(role=Role.COORDINATION, demande=OuterRef("pk"))
    living = Demande.objects.filter(etat__in=VIVANTS)
    return list(living.filter(Q(pk__in=lost) | ~Exists(coordinated)))


def get_file_attente(personne):
    """Return the cases a coordinator holds open, the oldest first, each with its age and whether it is late."""
    acces = Acces.objects.opened_for(personne).filter(role=Role.COORDINATION, demande=OuterRef("pk"))
    demandes = Demande.objects.filter(Exists(acces)).select_related("bouquet", "service", "territoire")
    today = timezone.localdate()
    lines = [Ligne(demande, today) for demande in demandes.prefetch_related("sollicitations").order_by("deposee_le")]
    return [ligne for ligne in lines if ligne.demande.is_vivante]


class Ligne:
    """A line of the coordinator's queue."""

    def __init__(self, demande: Demande, today: date):
        self.demande = demande
        self.etat = demande.etat_reel
        self.limite = add_working_days(timezone.localtime(demande.attend_depuis).date(), JOURS_D_ACCUEIL)
        self.is_a_faire = self.etat in (Etat.DEPOSEE, Etat.QUALIFIEE)
        self.is_en_retard = self.etat == Etat.DEPOSEE and self.limite < today
        self.age = (today - timezone.localtime(demande.deposee_le).date()).days

    @property
    def retard(self) -> str:
        return f"à lire depuis le {say_date(self.limite)}" if self.is_en_retard else ""


def get_attentes(personne) -> list[Attente]:
    """Return what awaits a person here; to a requester, a line that says nothing of why."""
    attentes = [_for_requester()] if _has_something_to_do(personne) else []
    if is_coordination_neutre(personne):
        attentes += _for_coordination(personne)
    if is_prestataire(personne):
        attentes += _for_provider(personne) + get_attentes_prestataire(personne)
    if is_operateur(personne):
        attentes += get_attentes_operateur() + get_attentes_factures()
    return attentes


def _has_something_to_do(personne) -> bool:
    return bool(_find_waiting(fingerprint_of(personne)))


@compiled_query
def _find_waiting(empreinte):
    waiting = Q(etat=Etat.PROPOSEE, echeance__gte=timezone.localdate()) | Q(etat__in=[Etat.A_CONFIRMER, Etat.CLOTUREE])
    waiting |= ~Q(reorientation="") & Q(etat__in=[Etat.DEPOSEE, Etat.QUALIFIEE, Etat.PROPOSEE])
    today = timezone.localdate()
    later = Q(etat__in=[Etat.CLOTUREE, Etat.EVALUEE], terminee_le__date__lte=today - SIX_MOIS)
    waiting |= later & ~Q(avis_six_mois=Demande.AvisTardif.DONNE)
    waiting = (waiting | Q(etat__in=list(CONSERVATION), preavis_le__gt=today - PREAVIS)) & ~Q(
        etat__in=list(CONSERVATION), preavis_le__lte=today - PREAVIS
    )
    return Demande.objects.with_fingerprint(empreinte).filter(waiting).values("pk")[:1]


def _for_requester() -> Attente:
    return Attente(
        "Un message vous attend dans l’espace Accompagnement",
        "Vous seul le voyez.",
        reverse("accompagnement:accueil"),
        icon="heart",
        tone="plum",
    )


def _for_coordination(personne) -> list[Attente]:
    todo = [ligne for ligne in get_file_attente(personne) if ligne.is_a_faire]
    if not todo:
        return []
    late = [ligne for ligne in todo if ligne.is_en_retard]
    return [
        Attente(
            f"{count(len(todo), 'demande')} à étudier",
            "Accompagnement, coordination neutre",
            reverse("accompagnement:coordination_list"),
            icon="inbox",
            tone="late" if late else "wait",
            badge=f"{len(late)} en retard" if late else "",
            due=min((ligne.limite for ligne in late), default=None),
        )
    ]


def _for_provider(personne) -> list[Attente]:
    offered = Sollicitation.objects.visible_to(personne).filter(etat=Sollicitation.Etat.OFFERTE)
    return [
        Attente(
            "Une sollicitation attend votre réponse",
            f"Répondre avant le {say_date(sollicitation.repondre_avant)}",
            reverse("accompagnement:sollicitation_detail", args=[sollicitation.pk]),
            icon="hand-raised",
            tone="wait",
            due=sollicitation.repondre_avant,
        )
        for sollicitation in offered
    ]


def get_rendez_vous(personne) -> list[RendezVous]:
    """Return nothing: an accompaniment is never written in an agenda."""
    return []
