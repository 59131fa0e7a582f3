"""What people type about what a collective works on."""

from django import forms

from collectifs.models import Axe, Question
from socle.champs import RowField
from socle.forms import Formulaire, FormulaireModele
from socle.french import say_moment


class ReadForm(FormulaireModele):
    """A sheet that remembers what it said when it was read (`lu`)."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["lu"] = self.instance.empreinte if self.instance.pk else ""


class AxeForm(ReadForm):
    class Meta:
        model = Axe
        fields = ("titre", "objectif")
        widgets = {"objectif": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "titre": "En quelques mots : « Parentalité », « Bénévoles formés au pilotage ».",
            "objectif": "Si l’axe vise un but plutôt qu’une question. Sinon laissez vide, et posez-y des questions.",
        }


class QuestionForm(ReadForm):
    axe = RowField(label="Axe", required=False)

    class Meta:
        model = Question
        fields = ("texte", "axe")
        widgets = {"texte": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"texte": "Comment… ? Qu’est-ce que… ? Une seule question, à laquelle une réunion répondra."}

    def __init__(self, *args, axes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["axe"].offer(axes)


class ApportForm(Formulaire):
    """What somebody brings to a question."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    texte = forms.CharField(label="Votre contribution", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class ReponseForm(Formulaire):
    """An answer to propose."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    texte = forms.CharField(
        label="La réponse proposée",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Telle que la réunion l’adopterait : quelques phrases, que le compte rendu reprendra mot pour mot.",
    )


class AdoptionForm(Formulaire):
    """The meeting in which an answer was adopted."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reunion = RowField(label="Adoptée lors de")

    def __init__(self, *args, reunions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reunion"].blank = "Choisir une réunion"
        self.fields["reunion"].offer(reunions)
        self.fields["reunion"].choices = [
            (value, label if not value else self._say(value)) for value, label in self.fields["reunion"].choices
        ]

    def _say(self, value):
        reunion = self.fields["reunion"].rows[value]
        return f"{reunion.titre}, {say_moment(reunion.debut)}"
