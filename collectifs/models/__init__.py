from collectifs.models.agenda import FluxAgenda
from collectifs.models.collectifs import Axe, Categorie, Collectif, Participation, Question
from collectifs.models.comptes_rendus import CompteRendu, Note
from collectifs.models.reunions import PointOrdreDuJour, Presence, Reunion
from collectifs.models.suites import ActionDecidee, Decision, TourneeRappels

__all__ = [
    "ActionDecidee",
    "Axe",
    "Categorie",
    "Collectif",
    "CompteRendu",
    "Decision",
    "FluxAgenda",
    "Note",
    "Participation",
    "PointOrdreDuJour",
    "Presence",
    "Question",
    "Reunion",
    "TourneeRappels",
]
