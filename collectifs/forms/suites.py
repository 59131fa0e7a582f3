"""What people type about decisions and actions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collectifs.forms.shared import PersonneField, RowField
from collectifs.models import Decision
from collectifs.models.votes import COUNTED, RULES
from socle.forms import Formulaire, FormulaireModele


class DecisionForm(FormulaireModele):
    class Meta:
        model = Decision
        fields = ("texte", "mode", "pour", "contre", "abstentions", "blancs", "objection", "revoir_le")
        widgets = {
            "texte": forms.Textarea(attrs={"rows": 2}),
            "objection": forms.Textarea(attrs={"rows": 2}),
            "revoir_le": forms.DateInput,
        }

    def clean(self):
        """A count is asked of a majority, and kept for nothing else."""
        cleaned = super().clean()
        if cleaned.get("mode") in COUNTED:
            for name in ("pour", "contre"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, "Une majorité se compte : indiquez le nombre de voix, 0 s’il n’y en a pas.")
        else:
            cleaned.update(dict.fromkeys(("pour", "contre", "abstentions", "blancs")))
        return cleaned

    @property
    def rules(self):
        """The rules of each way to decide, for the help of the page."""
        return [(mode.label, text) for mode, text in RULES.items()]


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


class RegistreForm(Formulaire):
    q = forms.CharField(required=False)
    collectif = forms.ModelChoiceField(label="Collectif", queryset=None, required=False, empty_label="Tous")

    def __init__(self, *args, collectifs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collectif"].queryset = collectifs
