from collectifs.models.agenda import FluxAgenda
from collectifs.models.ateliers import (
    Acteur,
    Atelier,
    Effectif,
    ParticipantAtelier,
    QuestionPrealable,
    ReponsePrealable,
)
from collectifs.models.collectifs import Categorie, Collectif, Participation
from collectifs.models.comptes_rendus import CompteRendu, Note
from collectifs.models.contributions import Contribution, Gommette, Grappe
from collectifs.models.decisions import Decision, RegleDecision, Revision, SerieDecisions, Votant
from collectifs.models.entrees import DemandeParticipation, Visite
from collectifs.models.questions import Apport, Axe, Question, ReponseProposee
from collectifs.models.reunions import PointOrdreDuJour, Presence, Reunion
from collectifs.models.suites import ActionDecidee, TourneeRappels
from collectifs.models.syntheses import Synthese

__all__ = [
    "Acteur",
    "ActionDecidee",
    "Apport",
    "Atelier",
    "Axe",
    "Categorie",
    "Collectif",
    "CompteRendu",
    "Contribution",
    "Decision",
    "DemandeParticipation",
    "Effectif",
    "FluxAgenda",
    "Gommette",
    "Grappe",
    "Note",
    "ParticipantAtelier",
    "Participation",
    "PointOrdreDuJour",
    "Presence",
    "Question",
    "QuestionPrealable",
    "RegleDecision",
    "ReponsePrealable",
    "ReponseProposee",
    "Reunion",
    "Revision",
    "SerieDecisions",
    "Synthese",
    "TourneeRappels",
    "Visite",
    "Votant",
]
