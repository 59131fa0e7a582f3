"""Who is asked what, and results that never show fewer than five answers."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from formations.models import AvisDemande, Formation, Questionnaire, Reponse, SessionFormation
from formations.models.questionnaires import MomentQuestionnaire, PublicQuestionnaire
from formations.questions import NOTES, USUAL
from members.models import Rattachement
from socle.small_cells import MaskedTable, mask

SEUIL = 5
FROID, FERME = timedelta(days=91), timedelta(days=183)
CHAUD_DURE = timedelta(days=45)


@dataclass(frozen=True)
class Resultat:
    """What was answered to one questionnaire: each question with its mean and its table, masked under five."""

    titre: str
    questions: list[tuple[str, float | None, MaskedTable]]
    reponses: int
    remarques: list[str]


def get_questions(public: str, moment: str) -> list[str]:
    """Return the questions in force: those that the federation wrote, else the usual ones."""
    written = Questionnaire.objects.filter(public=public, moment=moment).values_list("questions", flat=True).first()
    return list(written or USUAL[PublicQuestionnaire(public), MomentQuestionnaire(moment)])


def list_questionnaires(public: str, moment: str) -> list[dict]:
    """Return every questionnaire as a page lists them: its name, its address, whether it is the one being read."""
    return [
        {
            "dit": f"{PublicQuestionnaire(one).label.capitalize()}, {MomentQuestionnaire(when).label}",
            "suite": f"?public={one}&moment={when}",
            "is_current": (one, when) == (public, moment),
        }
        for one, when in USUAL
    ]


def is_awaited(avis: AvisDemande) -> bool:
    """Say whether an answer is still taken: read from dates."""
    days = FERME - FROID if avis.is_cold else CHAUD_DURE
    return not avis.a_repondu and timezone.localdate() <= avis.demandee_le + days


def get_awaited(personne) -> QuerySet[AvisDemande]:
    """Return the opinions that somebody is still asked for."""
    today = timezone.localdate()
    in_time = Q(moment="chaud", demandee_le__gte=today - CHAUD_DURE)
    in_time |= Q(moment="froid", demandee_le__gte=today - (FERME - FROID))
    return AvisDemande.objects.filter(in_time, personne=personne, a_repondu=False)


def get_asked_of(session: SessionFormation) -> list[tuple[str, int]]:
    """Return whom a session concerns: (public, person)."""
    seated = session.inscriptions.inscrites()
    came = seated.filter(emargements__minutes__gt=0).values_list("personne", flat=True).distinct()
    asked = [(PublicQuestionnaire.STAGIAIRE, pk) for pk in came]
    taught = session.formateurs.exclude(personne=None).values_list("personne", flat=True)
    asked += [(PublicQuestionnaire.FORMATEUR, pk) for pk in taught]
    paid = seated.filter(financement="employeur").exclude(association=None).values("association")
    ties = Rattachement.objects.en_cours().filter(association__in=paid, is_gestionnaire=True)
    ties = ties.filter(personne__is_active=True).order_by("association", "pk").distinct("association")
    return asked + [(PublicQuestionnaire.EMPLOYEUR, tie.personne_id) for tie in ties]


def get_results(formation: Formation, session: SessionFormation | None = None) -> list[Resultat]:
    """Return the results of a session, or of all those of a training; a question under five answers shows nothing."""
    rows = Reponse.objects.filter(formation=formation)
    rows = rows.filter(session=session) if session else rows
    groups: dict[tuple[str, str], list[Reponse]] = {}
    for row in rows.order_by("pk"):
        groups.setdefault((row.public, row.moment), []).append(row)
    keys = [(public, moment) for public in PublicQuestionnaire for moment in MomentQuestionnaire]
    return [_sum_up(public, moment, groups[public, moment]) for public, moment in keys if (public, moment) in groups]


def _sum_up(public, moment, rows) -> Resultat:
    marks: dict[str, list[int]] = {}
    for row in rows:
        for question, note in row.notes.items():
            marks.setdefault(question, []).append(note)
    title = f"{PublicQuestionnaire(public).label.capitalize()}, {MomentQuestionnaire(moment).label}"
    answers = sum(bool(row.notes) for row in rows)
    questions = [(question, _mean(notes), _table(notes)) for question, notes in marks.items()]
    return Resultat(title, questions, answers, [row.texte for row in rows if row.texte])


def _mean(notes) -> float | None:
    return round(sum(notes) / len(notes), 1) if len(notes) >= SEUIL else None


def _table(notes) -> MaskedTable:
    said = {label: sum(note == value for note in notes) for value, label in NOTES}
    return mask(said, k=SEUIL, keeps_total=len(notes) >= SEUIL)
