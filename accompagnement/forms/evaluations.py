"""What the requester thinks of it, at the end and six months after."""

from django import forms

from accompagnement.models import Note
from accompagnement.queries.evaluations import get_questions
from socle.forms import Echelle, Formulaire

LONGUEUR = 600


class EvaluationForm(Formulaire):
    """The questions of a moment, each of which may be left empty, and words kept only if they may be quoted."""

    def __init__(self, *args, moment, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in get_questions(moment).items():
            choices = [("", "sans réponse"), *((note, Note(note).label) for note in Note)]
            self.fields[name] = forms.TypedChoiceField(
                choices=choices, coerce=int, empty_value=None, required=False, widget=Echelle, label=label
            )
        self.fields["parole"] = forms.CharField(
            required=False,
            max_length=LONGUEUR,
            widget=forms.Textarea(attrs={"rows": 3}),
            label="Une phrase, si vous le voulez",
            help_text="Sans nom, ni lieu, ni date : rien qui vous fasse reconnaître.",
        )
        self.fields["is_citable"] = forms.BooleanField(
            required=False,
            label="Cette phrase peut être citée anonymement",
            help_text="Une personne la relit avant tout usage. Sans cette coche, elle n’est pas gardée.",
        )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.pop("is_citable", False):
            cleaned["parole"] = ""
        return cleaned
