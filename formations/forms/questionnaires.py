"""Questions answered from one to five, or left empty; what the federation asks, one question a line."""

from django import forms

from formations.models.questionnaires import MomentQuestionnaire, PublicQuestionnaire
from formations.questions import NOTES
from socle.forms import Echelle, Formulaire

MOST = 12


class AvisForm(Formulaire):
    """Every question may be left empty."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        for rank, question in enumerate(questions):
            field = forms.ChoiceField(label=question, required=False, choices=NOTES, widget=Echelle)
            self.add_field(f"q{rank}", field)
        words = forms.CharField(
            label="Une remarque",
            required=False,
            max_length=2000,
            widget=forms.Textarea,
            help_text="Lue à part des notes, avec celles de quatre personnes au moins. N’y mettez pas de nom.",
        )
        self.add_field("texte", words)


class QuestionsForm(Formulaire):
    """The questions of one questionnaire: which one is chosen on the page, before they are read."""

    public = forms.ChoiceField(choices=PublicQuestionnaire, widget=forms.HiddenInput)
    moment = forms.ChoiceField(choices=MomentQuestionnaire, widget=forms.HiddenInput)
    questions = forms.CharField(
        label="Questions, une par ligne",
        widget=forms.Textarea,
        max_length=2600,
        help_text="Douze au plus, 200 signes chacune.",
    )

    def clean_questions(self):
        lines = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip())
        )
        if not lines or len(lines) > MOST or any(len(line) > 200 for line in lines):
            raise forms.ValidationError("Écrivez d’une à douze questions, de 200 signes au plus, une par ligne.")
        return lines


class FinanceurForm(Formulaire):
    organisme = forms.CharField(label="Organisme qui finance", max_length=150)
    moment = forms.ChoiceField(label="Quand", choices=MomentQuestionnaire)
