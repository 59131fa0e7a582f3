"""What people type in a synthesis, and the text they bring with them."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from collectifs.models import Synthese
from collectifs.recognition import CHOIX, Ligne, recognise
from socle.forms import Formulaire, FormulaireModele
from socle.textes.formulaires import TexteOuFichierForm

MAX_SIZE = 200_000
MAX_LINES = 300


class SyntheseForm(FormulaireModele):
    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    class Meta:
        model = Synthese
        fields = ("motif", "introduction", "modalites", "complement")
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 4}),
            "modalites": forms.Textarea(attrs={"rows": 5}),
            "complement": forms.Textarea(attrs={"rows": 6}),
        }
        labels = {"complement": "Autres textes à publier"}
        help_texts = {
            "motif": "Ce que cette version change par rapport à la précédente ; on le lira en tête.",
            "introduction": "Quelques lignes : pourquoi cet atelier, ce qui s’y est passé.",
            "modalites": "Qui a invité, qui a animé, comment chacun a pu parler. Un tiret en début de ligne fait une "
            "liste. Les nombres de personnes s’ajoutent d’eux-mêmes.",
            "complement": "Ce qui ne tient dans aucune rubrique. Le texte d’un import que le portail n’a pas reconnu "
            "est ici.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["lu"] = self.instance.empreinte
        if self.instance.version == 1:
            del self.fields["motif"]
        else:
            self.fields["motif"].required = True


class CorrectifForm(Formulaire):
    """Why a published synthesis has a new version."""

    motif = forms.CharField(
        label="Ce que la nouvelle version corrige", max_length=250, help_text="On le lira en tête de la synthèse."
    )


class TexteImporteForm(TexteOuFichierForm):
    """A text pasted or a file; whichever is given is read, and its lines are ready once the form is valid."""

    most_bytes = MAX_SIZE
    usual = "une synthèse en fait rarement plus de 40"

    texte = forms.CharField(
        label="Texte de la synthèse",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="Collez ici le texte, en Markdown ou tel qu’il sort d’un traitement de texte, tableaux compris.",
    )

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        self.lignes = recognise(self.source)
        if not self.lignes:
            raise ValidationError("Aucun mot n’a été trouvé dans ce texte.")
        if len(self.lignes) > MAX_LINES:
            raise ValidationError(
                f"Ce texte ferait {len(self.lignes)} lignes ; le portail en accepte {MAX_LINES} à la fois. "
                "Importez-le en deux morceaux : le second s’ajoutera au premier."
            )
        return data


class LigneForm(Formulaire):
    """A piece of the text and what it is taken for; emptied, it is left out."""

    quoi = forms.ChoiceField(label="C’est…", choices=CHOIX)
    texte = forms.CharField(label="Texte", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2}))


class LignesFormSet(BaseFormSet):
    """What was recognised, to be corrected before it is written."""

    @property
    def lignes(self) -> list[Ligne]:
        given = [form.cleaned_data for form in self.forms]
        return [Ligne(row["quoi"], row["texte"]) for row in given if row.get("texte", "").strip()]


ApercuFormSet = formset_factory(
    LigneForm, formset=LignesFormSet, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
)


class ApercuForm(Formulaire):
    """What comes with the lines: the text as it was, and the word of whoever imports about quotations."""

    source = forms.CharField(required=False, strip=False, widget=forms.HiddenInput, max_length=2 * MAX_SIZE)
    citations = forms.BooleanField(
        label="Les personnes citées ont accepté que leurs mots soient publiés",
        required=False,
        help_text="Sans leur accord, les verbatims sont gardés mais ne figurent pas dans la synthèse publiée.",
    )
