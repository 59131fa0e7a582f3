"""Where those who ask to join stand: their steps, what is missing, what comes next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from members.models import (
    AcceptationCharte,
    Affectation,
    Charte,
    DecisionReconnaissance,
    DemandeAdhesion,
    Personne,
    PieceAttendue,
    PieceDemande,
    RoleFederal,
)
from socle.compiled import compiled_query
from socle.journal import entries_of
from socle.moment import Attente

Etat = DemandeAdhesion.Etat
Instance = DecisionReconnaissance.Instance

ETAPES = [
    "Premier contact",
    "Visite",
    "Candidature",
    "Décision de l’association",
    "Décision de la fédération",
    "Membre",
]
RANG = {
    Etat.CONTACT: 0,
    Etat.VISITE_PREVUE: 1,
    Etat.VISITEE: 2,
    Etat.REFLEXION: 2,
    Etat.CANDIDATE: 3,
    Etat.ACCORD_CANDIDATE: 4,
    Etat.ACCORD_FEDERATION: 5,
    Etat.MEMBRE: 6,
}
# What comes next: said to the candidate, then to the federation's team.
SUITES = {
    Etat.CONTACT: (
        "La fédération vous appelle dans les deux semaines pour convenir d’une visite.",
        "Convenez d’une visite avec la personne, puis notez sa date.",
    ),
    Etat.VISITE_PREVUE: (
        "Une personne de l’équipe et une personne du conseil d’administration viennent vous rencontrer chez vous.",
        "Après la visite, notez le jour où elle a eu lieu.",
    ),
    Etat.VISITEE: (
        "La fédération vous dit si elle vous propose de déposer votre candidature, de prendre le temps d’y réfléchir, "
        "ou de vous tourner vers un autre réseau.",
        "Dites ce que la visite a donné : candidature, délai de réflexion, ou réorientation.",
    ),
    Etat.REFLEXION: (
        "Vous prenez le temps qu’il vous faut. Dites à la fédération quand vous voulez déposer votre candidature.",
        "Rien ne presse : ouvrez la candidature quand l’association le demande.",
    ),
    Etat.CANDIDATE: (
        "Envoyez les pièces du dossier, acceptez la charte, dites qui vous représentera à l’assemblée générale, "
        "et faites voter votre conseil d’administration.",
        "Réunissez les pièces, la charte et le nom de la personne qui représentera l’association, puis notez la "
        "décision de son conseil d’administration.",
    ),
    Etat.ACCORD_CANDIDATE: (
        "Votre candidature passe au prochain conseil d’administration de la fédération.",
        "Notez la décision du conseil d’administration de la fédération.",
    ),
    Etat.ACCORD_FEDERATION: (
        "La fédération vous reconnaît. Il reste à ouvrir votre adhésion.",
        "Ouvrez l’adhésion : la fiche, la représentation et la première invitation se font d’un coup.",
    ),
    Etat.MEMBRE: ("Vous êtes membre. Bienvenue !", "L’association est membre : sa fiche est dans l’annuaire."),
    Etat.REORIENTEE: (
        "La fédération vous propose de vous tourner vers un autre réseau.",
        "Ce dossier est clos. Il peut être repris au premier contact.",
    ),
    Etat.REFUSEE: (
        "Le conseil d’administration de la fédération n’a pas accepté votre candidature.",
        "Ce dossier est clos. Il peut être repris au premier contact.",
    ),
    Etat.ABANDONNEE: ("Votre demande est close.", "Ce dossier est clos. Il peut être repris au premier contact."),
}
TONES = {
    Etat.MEMBRE: "ok",
    Etat.REFUSEE: "late",
    Etat.REORIENTEE: "neutral",
    Etat.ABANDONNEE: "neutral",
    Etat.REFLEXION: "wait",
}


@dataclass(frozen=True)
class Etape:
    """A stage of the path, as drawn to whoever follows it."""

    text: str
    state: str


def get_etapes(demande: DemandeAdhesion) -> list[Etape]:
    """Return the six stages of a file, done, current and to come; a closed file stops where it was."""
    rank = RANG.get(Etat(demande.etat))
    stopped = rank is None
    if rank is None:
        rank = _rank_reached(demande)
    states = ["done" if place < rank else "todo" for place in range(len(ETAPES))]
    if rank < len(ETAPES):
        states[rank] = "stopped" if stopped else "now"
    return [Etape(text, state) for text, state in zip(ETAPES, states, strict=True)]


def _rank_reached(demande) -> int:
    taken = {decision.instance for decision in demande.decisions.all()}
    if Instance.FEDERATION in taken:
        return 4
    if Instance.CANDIDATE in taken:
        return 3
    return 1 if demande.visite_le else 0


def get_missing(demande: DemandeAdhesion) -> list[str]:
    """Return what R5 still asks before the association is a member; nothing else ever blocks."""
    last = {decision.instance: decision for decision in demande.decisions.all()}  # the oldest first
    missing = []
    for instance, name in (
        (Instance.CANDIDATE, "la décision favorable du conseil d’administration de l’association"),
        (Instance.FEDERATION, "la décision favorable du conseil d’administration de la fédération"),
    ):
        if instance not in last or not last[instance].is_favorable:
            missing.append(name)
    if not demande.acceptations.all():
        missing.append("l’acceptation de la charte")
    if demande.representant_id is None:
        missing.append("le nom de la personne qui représentera l’association à l’assemblée générale")
    return missing


@dataclass(frozen=True)
class LigneListe:
    """A line of the checklist: what is expected, and what came."""

    attendue: PieceAttendue
    recue: PieceDemande | None


def get_checklist(demande: DemandeAdhesion) -> list[LigneListe]:
    """Return what the federation asks for today, and what came even if it is no longer asked for."""
    received = {piece.attendue_id: piece for piece in demande.pieces.all()}
    lines = [LigneListe(expected, received.get(expected.pk)) for expected in PieceAttendue.objects.all()]
    return [line for line in lines if line.attendue.is_active or line.recue]


def get_charte(on=None) -> Charte | None:
    """Return the version of the charter that a candidate is shown on a day, today by default."""
    return Charte.objects.filter(en_vigueur_le__lte=on or timezone.localdate()).first()


def get_demandes(etat: str = "", *, closes: bool = False):
    """Return the files that go on, or those that are closed; the one that waited longest comes first."""
    demandes = DemandeAdhesion.objects.conservees().select_related("suivie_par", "association")
    if etat in Etat.values:
        return demandes.filter(etat=etat).order_by("changee_le", "pk")
    if closes:
        return demandes.filter(etat__in=DemandeAdhesion.FERMEES).order_by("-changee_le", "pk")
    return demandes.exclude(etat__in=DemandeAdhesion.FERMEES).order_by("changee_le", "pk")


def count_demandes() -> dict[str, int]:
    """Return how many files are in each state."""
    rows = DemandeAdhesion.objects.conservees().values_list("etat").annotate(count=Count("pk")).order_by("etat")
    return dict(rows)


def get_demande_page():
    """Return the files with all that their page shows."""
    return (
        DemandeAdhesion.objects.conservees()
        .select_related("association", "representant", "suivie_par")
        .prefetch_related(
            "decisions",
            Prefetch("pieces", PieceDemande.objects.select_related("attendue")),
            Prefetch("acceptations", AcceptationCharte.objects.select_related("charte", "par")),
        )
    )


MOST_LINES, MOST_AWAITED = 40, 4
PATIENCE = timedelta(days=14)  # the candidate was told: a call within two weeks
VERBES = {
    "members.submit_demande": "Demande reçue",
    "members.take_demande": "Dossier pris en charge",
    "members.plan_visite": "Date de visite changée",
    "members.step_demande": "",
    "members.receive_piece": "Pièce reçue",
    "members.give_back_piece": "Pièce décochée",
    "members.accept_charte": "Charte acceptée",
    "members.name_representant": "Représentation nommée",
    "members.admit_demande": "Adhésion ouverte",
    "members.withdraw_demande": "Demande retirée par l’association",
}


@dataclass(frozen=True)
class Pas:
    """One thing done on a file; nobody signed in did it when `par` is empty."""

    text: str
    le: datetime
    par: Personne | None


def get_team():
    """Return whom the federation's team is made of today: functions held, and who administers the portal."""
    admins = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.ADMIN_PORTAIL)
    held = Affectation.objects.en_cours()
    is_in = Q(pk__in=admins.values("personne")) | Q(pk__in=held.values("personne"))
    return Personne.objects.filter(is_in, is_active=True).by_name()


def get_history(demande: DemandeAdhesion) -> list[Pas]:
    """Return what was done on a file, the latest first, as the journal says it."""
    entries = entries_of(demande).order_by("-pk")[:MOST_LINES]
    return [Pas(_say(entry), entry.fait_le, entry.par) for entry in entries if entry.verbe in VERBES]


def _say(entry) -> str:
    etat = entry.details.get("etat", "")
    return VERBES[entry.verbe] or (Etat(etat).label.capitalize() if etat in Etat.values else "Nouvelle étape")


def get_attentes(personne: Personne) -> list[Attente]:
    """Return the files that await a step of somebody of the team: their own, and those that nobody follows."""
    if not personne.is_federation_team:
        return []
    return [
        Attente(
            title=f"{demande.nom} demande à adhérer",
            detail=SUITES[Etat(demande.etat)][1],
            link=reverse("members:demande_detail", args=[demande.pk]),
            icon="inbox-arrow-down",
            badge=demande.get_etat_display(),
            due=timezone.localdate(demande.changee_le) + PATIENCE if demande.etat == Etat.CONTACT else None,
        )
        for demande in _get_awaited(personne.pk)
    ]


@compiled_query
def _get_awaited(personne):
    waiting = DemandeAdhesion.objects.ouvertes().exclude(etat=Etat.REFLEXION)
    mine = waiting.filter(Q(suivie_par=personne) | Q(suivie_par=None)).order_by("changee_le", "pk")
    return mine[:MOST_AWAITED]
