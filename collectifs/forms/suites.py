"""What people type about decisions and actions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collectifs.forms.shared import PersonneField
from socle.champs import RowField
from socle.forms import Formulaire


class ActionForm(Formulaire):
    texte = forms.CharField(label="Action", max_length=250)
    responsable = PersonneField(label="Responsable")
    echeance = forms.DateField(label="Pour le", required=False, widget=forms.DateInput)
    decision = RowField(label="Pour appliquer la décision", required=False)

    def __init__(self, *args, people=(), decisions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsable"].offer(people)
        decisions = list(decisions)
        if not decisions:
            del self.fields["decision"]
            return
        self.fields["decision"].offer(decisions)
        if len(decisions) == 1:
            self.initial.setdefault("decision", decisions[0].pk)


class ActionEditForm(Formulaire):
    """Whose an action is, and for when."""

    responsable = PersonneField(
        label="Responsable", help_text="Si ce n’est plus la même personne, un courriel le lui dit."
    )
    echeance = forms.DateField(label="Pour le", required=False, widget=forms.DateInput)

    def __init__(self, *args, action, people=(), **kwargs):
        initial = {"responsable": action.responsable, "echeance": action.echeance}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["responsable"].offer(
            {personne.pk: personne for personne in [action.responsable, *people]}.values()
        )
        self.due = action.echeance

    def clean_echeance(self):
        """A day already gone may stay; it cannot be chosen."""
        echeance = self.cleaned_data["echeance"]
        if echeance and echeance != self.due and echeance < timezone.localdate():
            raise ValidationError("Cette date est passée : indiquez un jour à venir, ou laissez vide.")
        return echeance
