"""Which providers may help, in what order and why; who may not, and by which rule."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from accompagnement.models import Demande, Modalite, Obstacle, Prestataire
from socle.french import count

VERSION_REGLES = "2026-1"
PREMIERS = 6
POINTS = {"competence": 50, "lieu": 20, "delai": 20, "charge": 10}
TUS = (Obstacle.INACTIF, Obstacle.COMPETENCE, Obstacle.MODALITE, Obstacle.LANGUE, Obstacle.ACCESSIBILITE)
ICONES = {Obstacle.LIEN: "x-mark", Obstacle.PAUSE: "pause", Obstacle.PLACES: "user-group"}


@dataclass(frozen=True)
class Raison:
    """A reason shown as a badge."""

    text: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Candidat:
    """A provider whom nothing keeps out, with a score out of 100 and its reasons."""

    prestataire: Prestataire
    score: int
    raisons: list[Raison]

    def explain(self) -> dict:
        """Return what is frozen with a proposal; the requester reads the reasons, but not how busy the provider is."""
        shown = [raison.text for raison in self.raisons if raison.icon != ICONES[Obstacle.PLACES]]
        return {"regles": VERSION_REGLES, "score": self.score, "raisons": shown}


@dataclass(frozen=True)
class Exclu:
    """A provider kept out by a hard rule, named to the coordinator alone."""

    prestataire: Prestataire
    obstacle: Obstacle
    icon: str


@dataclass
class Classement:
    """The whole answer for one case."""

    candidats: list[Candidat] = field(default_factory=list)
    exclus: list[Exclu] = field(default_factory=list)
    autres: int = 0

    @property
    def premiers(self):
        return self.candidats[:PREMIERS]

    @property
    def suivants(self):
        return self.candidats[PREMIERS:]

    @property
    def is_sans_issue(self):
        return not self.candidats


def rank_prestataires(demande: Demande) -> Classement:
    """Rank the providers for a case, in a constant number of queries."""
    classement = Classement()
    needed = {competence.pk for competence in demande.service.competences.all()}
    local = Prestataire.territoires.through.objects.filter(
        prestataire=OuterRef("pk"), territoire=demande.territoire_id
    )
    rows = Prestataire.objects.with_obstacle(demande).annotate(is_local=Exists(local)).select_related("personne")
    for prestataire in rows.prefetch_related("competences"):
        if not prestataire.obstacle:
            classement.candidats.append(_weigh(prestataire, demande, needed))
        elif prestataire.obstacle in TUS:
            classement.autres += 1
        else:
            obstacle = Obstacle(prestataire.obstacle)
            classement.exclus.append(Exclu(prestataire, obstacle, ICONES.get(obstacle, "no-symbol")))
    classement.candidats.sort(key=lambda candidat: (-candidat.score, candidat.prestataire.charge, str(candidat)))
    return classement


def _weigh(prestataire, demande, needed) -> Candidat:
    held = len({competence.pk for competence in prestataire.competences.all()} & needed)
    is_near = demande.modalite == Modalite.DISTANCE or prestataire.is_local
    delai = prestataire.delai_jours
    score = (
        POINTS["competence"] * held / len(needed)
        + POINTS["lieu"] * is_near
        + POINTS["delai"] * max(0, 30 - max(delai - 7, 0)) / 30
        + POINTS["charge"] * (1 - prestataire.charge / prestataire.capacite)
    )
    raisons = [
        Raison("Aucun lien connu", "ok", "check"),
        Raison(f"{count(held, 'compétence')} sur {len(needed)}", _tone(held, len(needed)), "sparkles"),
        _place(demande, is_near),
        Raison(f"Disponible sous {delai} jours", "neutral", "clock"),
    ]
    if prestataire.charge:
        raisons.append(
            Raison(f"{count(prestataire.charge, 'suivi')} sur {prestataire.capacite}", "wait", "user-group")
        )
    return Candidat(prestataire, round(score), raisons)


def _tone(held, needed):
    return "ok" if held == needed else "neutral"


def _place(demande, is_near):
    if demande.modalite == Modalite.DISTANCE:
        return Raison("À distance", "neutral", "video-camera")
    return Raison("Même territoire" if is_near else "Autre territoire", "neutral", "map-pin")
