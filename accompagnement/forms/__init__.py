"""What people type, one file a theme."""

from accompagnement.forms.affectation import PourquoiForm, RemplacementForm
from accompagnement.forms.coordination import LiaisonForm, PropositionsForm, QualificationForm, ReorientationForm
from accompagnement.forms.demandes import (
    ADRESSE,
    PORTAIL,
    BrouillonForm,
    DemandeAssociationForm,
    DemandeForm,
    DemandePersonnelleForm,
)
from accompagnement.forms.evaluations import QUESTIONS, EvaluationForm
from accompagnement.forms.prestations import AcceptationForm, DeclinForm, SeanceForm
from accompagnement.forms.services import LANGUES, ServiceField

__all__ = [
    "ADRESSE",
    "LANGUES",
    "PORTAIL",
    "QUESTIONS",
    "AcceptationForm",
    "BrouillonForm",
    "DeclinForm",
    "DemandeAssociationForm",
    "DemandeForm",
    "DemandePersonnelleForm",
    "EvaluationForm",
    "LiaisonForm",
    "PourquoiForm",
    "PropositionsForm",
    "QualificationForm",
    "RemplacementForm",
    "ReorientationForm",
    "SeanceForm",
    "ServiceField",
]
