"""Federal roles and mission functions."""

from django import forms

from members.models import FonctionMission, RoleFederal
from socle.forms import Formulaire


class RoleForm(Formulaire):
    """Give a federal role."""

    role = forms.ChoiceField(label="Rôle", choices=RoleFederal.Role)


class AffectationForm(Formulaire):
    """Hand over a mission function."""

    fonction = forms.ModelChoiceField(
        label="Fonction", queryset=FonctionMission.objects.order_by("intitule"), empty_label="Choisissez une fonction"
    )
