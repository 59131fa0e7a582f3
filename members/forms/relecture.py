"""A form that rewrites a row: it remembers what was read, so that nothing is overwritten unseen."""

from django import forms

from members.actions.relecture import read_row
from socle.forms import FormulaireModele


class FormulaireRelu(FormulaireModele):
    """A model's form with the mark (`lu`) of what the row said when it was read."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lu"].initial = read_row(self.instance, self._meta.fields)

    @property
    def typed(self) -> dict:
        """What was typed in the fields of the row."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}

    def read_again(self, standing) -> None:
        """Keep what was typed and mark it as written over what the row says now."""
        self.data = self.data.copy()
        self.data["lu"] = read_row(standing, self._meta.fields)
