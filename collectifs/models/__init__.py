from collectifs.models.collectifs import Axe, Categorie, Collectif, Participation, Question
from collectifs.models.comptes_rendus import CompteRendu, Note
from collectifs.models.reunions import PointOrdreDuJour, Presence, Reunion
from collectifs.models.suites import ActionDecidee, Decision

__all__ = [
    "ActionDecidee",
    "Axe",
    "Categorie",
    "Collectif",
    "CompteRendu",
    "Decision",
    "Note",
    "Participation",
    "PointOrdreDuJour",
    "Presence",
    "Question",
    "Reunion",
]
