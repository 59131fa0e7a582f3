"""What is typed of a year's accounts, and of an invoice."""

from django import forms

from formations.models import EcritureBilan
from socle.forms import Formulaire, FormulaireModele


class EcritureForm(FormulaireModele):
    """An amount taken from the accounts."""

    class Meta:
        model = EcritureBilan
        fields = ("poste", "libelle", "montant", "piece")
        help_texts = {
            "libelle": "Par exemple : subvention FDVA, honoraires de l’Atelier des Chiffres.",
            "montant": "Toujours plus grand que zéro, centimes compris.",
            "piece": "Le numéro qui permet de la retrouver dans vos comptes.",
        }


class FactureForm(Formulaire):
    """To whom the invoice goes: the employer, or the OPCO that pays in its place."""

    opco = forms.CharField(
        label="OPCO qui paie à la place de l’association",
        required=False,
        max_length=150,
        help_text="Seulement s’il vous règle directement. Sinon, laissez vide : la facture va à l’association.",
    )
    adresse = forms.CharField(
        label="Adresse de facturation",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vide : l’adresse de la fiche de l’association.",
    )

    def clean(self):
        given = super().clean()
        if given.get("opco") and not given.get("adresse"):
            self.add_error("adresse", "Donnez l’adresse de l’OPCO : la facture lui est envoyée.")
        return given
