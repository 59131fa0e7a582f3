"""What becomes of a member: a suspension, a departure, a merger."""

from django import forms
from django.utils import timezone

from members.actions.transformations import WITH_SUCCESSORS
from members.models import Association, Transformation
from socle.forms import Cartes, Formulaire

CLOSES = [
    ("rattachements", "Les rattachements de son équipe"),
    ("mandats", "Les mandats de ses instances"),
    ("lieux", "Ses lieux"),
]
DETAILS = {
    "fusion": "Plusieurs associations en forment une nouvelle",
    "absorption": "Une autre association la reprend",
    "scission": "Elle se partage en plusieurs",
    "dissolution": "Elle cesse d’exister",
    "demission": "Elle choisit de partir",
    "radiation": "La fédération met fin à son adhésion",
}


SUITES = ("suite", "suite_2", "suite_3")


class SuspensionForm(Formulaire):
    """Take a member's voice for a time."""

    debut = forms.DateField(label="À partir du", initial=timezone.localdate, widget=forms.DateInput)
    motif = forms.CharField(
        label="Motif", max_length=2000, widget=forms.Textarea, help_text="Lu de l’association et de l’équipe fédérale."
    )
    proces_verbal = forms.CharField(label="Référence du procès-verbal", max_length=200)


class LeveeForm(Formulaire):
    """Give it back."""

    fin = forms.DateField(label="Dernier jour de la suspension", initial=timezone.localdate, widget=forms.DateInput)


class TransformationForm(Formulaire):
    """What an association became."""

    genre = forms.ChoiceField(
        label="Ce qui se passe",
        choices=[(code, label.capitalize()) for code, label in Transformation.Genre.choices],
        widget=Cartes(details=DETAILS),
    )
    le = forms.DateField(
        label="Date d’effet",
        initial=timezone.localdate,
        widget=forms.DateInput,
        help_text="L’adhésion s’arrête la veille.",
    )
    suite = forms.ModelChoiceField(
        label="Qui prend la suite",
        queryset=Association.objects.none(),
        required=False,
        empty_label="Personne",
        help_text="Pour une fusion, une absorption ou une scission. Les deux fiches renverront l’une à l’autre.",
    )
    suite_2 = forms.ModelChoiceField(
        label="Et aussi", queryset=Association.objects.none(), required=False, empty_label="Personne d’autre"
    )
    suite_3 = forms.ModelChoiceField(
        label="Et encore", queryset=Association.objects.none(), required=False, empty_label="Personne d’autre"
    )
    goes_on = forms.BooleanField(label="Après une scission, elle reste membre sous son nom", required=False)
    motif = forms.CharField(label="Motif", max_length=2000, required=False, widget=forms.Textarea)
    proces_verbal = forms.CharField(label="Référence du procès-verbal", max_length=200, required=False)
    closes = forms.MultipleChoiceField(
        label="Ce qui s’arrête aussi la veille",
        choices=CLOSES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce qui n’est pas coché continue. Ses réseaux et sa voix à l’assemblée s’arrêtent toujours. Les "
        "personnes qui n’ont plus aucune place reçoivent un message, puis sont effacées un mois après.",
    )

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        others = Association.objects.filter(fondue_dans=None).exclude(pk=association.pk)
        for name in SUITES:
            self.fields[name].queryset = others.order_by("nom", "pk")

    def clean(self):
        data = super().clean()
        data["successeurs"] = [other for name in SUITES if (other := data.pop(name, None))]
        if data.get("genre") in WITH_SUCCESSORS and not data["successeurs"] and "suite" not in self.errors:
            self.add_error("suite", "Choisissez au moins une association : la fiche renverra vers elle.")
        if data.get("genre") == Transformation.Genre.RADIATION and not data.get("motif"):
            self.add_error("motif", "Une radiation a toujours son motif : écrivez-le.")
        return data
