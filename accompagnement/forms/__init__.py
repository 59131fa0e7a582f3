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
from accompagnement.forms.evaluations import EvaluationForm
from accompagnement.forms.prestations import AcceptationForm, DeclinForm, SeanceForm
from accompagnement.forms.services import LANGUES, ServiceField
from accompagnement.forms.vie import PauseForm, ReouvertureForm

__all__ = [
    "ADRESSE",
    "LANGUES",
    "PORTAIL",
    "AcceptationForm",
    "BrouillonForm",
    "DeclinForm",
    "DemandeAssociationForm",
    "DemandeForm",
    "DemandePersonnelleForm",
    "EvaluationForm",
    "LiaisonForm",
    "PauseForm",
    "PourquoiForm",
    "PropositionsForm",
    "QualificationForm",
    "RemplacementForm",
    "ReorientationForm",
    "ReouvertureForm",
    "SeanceForm",
    "ServiceField",
]
