"""What people type in collectives."""

from collectifs.forms.collectifs import CollectifForm, EcheanceForm, ExterneForm
from collectifs.forms.reunions import NoteForm, NouvelleReunionForm, PointForm, ReponseForm, ReunionForm, SeanceForm
from collectifs.forms.shared import MotifForm, PersonneField, RowField
from collectifs.forms.suites import ActionEditForm, ActionForm, DecisionForm, RegistreForm

__all__ = [
    "ActionEditForm",
    "ActionForm",
    "CollectifForm",
    "DecisionForm",
    "EcheanceForm",
    "ExterneForm",
    "MotifForm",
    "NoteForm",
    "NouvelleReunionForm",
    "PersonneField",
    "PointForm",
    "RegistreForm",
    "ReponseForm",
    "ReunionForm",
    "RowField",
    "SeanceForm",
]
