"""Rows of pacts, one module a theme."""

from pacte.models.amendements import Amendement, Collision, Conciliation, Consolidation, Soutien
from pacte.models.bilans import ENSEMBLE, Bilan, RappelEcheance, RecitBilan
from pacte.models.blocs import Bloc
from pacte.models.consultations import Commentaire, Consultation
from pacte.models.indicateurs import Releve
from pacte.models.liens import LienBloc
from pacte.models.pactes import DateRange, Pacte, VersionPacte
from pacte.models.reponses import AccesSignature, SignaturePacte, SignaturePapier
from pacte.models.reprises import Reprise
from pacte.models.scrutins import Emargement, PoidsCollege, Question, ScrutinPacte, Suffrage, Urne
from pacte.models.signatures import CeremonieSignature, Ratification, SeanceSignature, Signataire

__all__ = [
    "ENSEMBLE",
    "AccesSignature",
    "Amendement",
    "Bilan",
    "Bloc",
    "CeremonieSignature",
    "Collision",
    "Commentaire",
    "Conciliation",
    "Consolidation",
    "Consultation",
    "DateRange",
    "Emargement",
    "LienBloc",
    "Pacte",
    "PoidsCollege",
    "Question",
    "RappelEcheance",
    "Ratification",
    "RecitBilan",
    "Releve",
    "Reprise",
    "ScrutinPacte",
    "SeanceSignature",
    "Signataire",
    "SignaturePacte",
    "SignaturePapier",
    "Soutien",
    "Suffrage",
    "Urne",
    "VersionPacte",
]
