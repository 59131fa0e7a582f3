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
from collectifs.models.convocations import CategorieConvoquee, PersonneDePassage
from collectifs.models.decisions import Decision, Revision, Votant
from collectifs.models.entrees import DemandeParticipation, Visite
from collectifs.models.propositions import PropositionPoint
from collectifs.models.questions import Apport, Axe, Question, ReponseProposee
from collectifs.models.regles import RegleDecision, SerieDecisions
from collectifs.models.relectures import Correction, EditionCompteRendu, Erratum, Information
from collectifs.models.reunions import PointOrdreDuJour, Presence, Reunion
from collectifs.models.series import SerieReunions
from collectifs.models.sondages import DateProposee, PersonneSondee, ReponseDate, SondageDates
from collectifs.models.suites import ActionDecidee, TourneeRappels
from collectifs.models.syntheses import Synthese

__all__ = [
    "Acteur",
    "ActionDecidee",
    "Apport",
    "Atelier",
    "Axe",
    "Categorie",
    "CategorieConvoquee",
    "Collectif",
    "CompteRendu",
    "Contribution",
    "Correction",
    "DateProposee",
    "Decision",
    "DemandeParticipation",
    "EditionCompteRendu",
    "Effectif",
    "Erratum",
    "FluxAgenda",
    "Gommette",
    "Grappe",
    "Information",
    "Note",
    "ParticipantAtelier",
    "Participation",
    "PersonneDePassage",
    "PersonneSondee",
    "PointOrdreDuJour",
    "Presence",
    "PropositionPoint",
    "Question",
    "QuestionPrealable",
    "RegleDecision",
    "ReponseDate",
    "ReponsePrealable",
    "ReponseProposee",
    "Reunion",
    "Revision",
    "SerieDecisions",
    "SerieReunions",
    "SondageDates",
    "Synthese",
    "TourneeRappels",
    "Visite",
    "Votant",
]
