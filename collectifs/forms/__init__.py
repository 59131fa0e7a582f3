"""What people type in collectives."""

from collectifs.forms.collectifs import CollectifForm, EcheanceForm, ExterneForm
from collectifs.forms.decisions import (
    AbrogationForm,
    ConfirmationForm,
    DecisionForm,
    RegistreForm,
    RegleForm,
    VoteForm,
)
from collectifs.forms.reunions import NoteForm, NouvelleReunionForm, PointForm, ReponseForm, ReunionForm, SeanceForm
from collectifs.forms.shared import MotifForm, PersonneField
from collectifs.forms.suites import ActionEditForm, ActionForm
from socle.champs import RowField

__all__ = [
    "AbrogationForm",
    "ActionEditForm",
    "ActionForm",
    "CollectifForm",
    "ConfirmationForm",
    "DecisionForm",
    "EcheanceForm",
    "ExterneForm",
    "MotifForm",
    "NoteForm",
    "NouvelleReunionForm",
    "PersonneField",
    "PointForm",
    "RegistreForm",
    "RegleForm",
    "ReponseForm",
    "ReunionForm",
    "RowField",
    "SeanceForm",
    "VoteForm",
]
