"""An association's sheet, and the places it runs."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils import timezone

from members.actions import read_sheet
from members.actions.associations import LISTS, PLAIN
from members.forms.telephones import TelephoneInput, clean_phone
from members.models import Association, Structure
from members.models.identifiants import RNA_FORM
from members.telephones import region_of
from socle.forms import Formulaire, FormulaireModele, explain

ALSACE_MOSELLE = {"57", "67", "68"}
DEPARTEMENT = re.compile(r"^(\d{2}|2[AB]|9[78]\d)$")
RNA_EXPECTED = "Un numéro RNA s’écrit W suivi de neuf caractères, par exemple W751234567."
RNA_NOWHERE = (
    "En Alsace et en Moselle, les associations sont inscrites au registre du tribunal et n’ont pas de numéro RNA."
)
PLACES = Decimal("0.00001")  # about one metre
MINUS = "\u2212"
DEGREES = {"latitude": 90, "longitude": 180}


class NumeroField(forms.CharField):
    """A public identifier, with or without the spaces that make it readable."""

    def __init__(self, **kwargs):
        super().__init__(max_length=30, required=False, **kwargs)

    def to_python(self, value):
        return re.sub(r"[\s.\u202f-]", "", super().to_python(value) or "").upper()

    def clean(self, value):
        return super().clean(value) or None


class DegresField(forms.CharField):
    """A latitude or a longitude as a map gives it: with a comma or a point, however many figures."""

    def __init__(self, **kwargs):
        super().__init__(max_length=30, required=False, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        most = DEGREES["latitude" if self.label == "Latitude" else "longitude"]
        try:
            degrees = Decimal(typed.replace(",", ".").replace(MINUS, "-"))
        except InvalidOperation:
            degrees = Decimal("NaN")
        if not degrees.is_finite() or abs(degrees) > most:
            expected = f"Un nombre entre −{most} et {most} est attendu."
            raise explain(typed, expected, "Recopiez-le d’une carte, par exemple 47,21837.")
        return degrees.quantize(PLACES)


class AdresseMixin:
    """What sheets and places check alike."""

    def clean_telephone(self):
        return clean_phone(self.cleaned_data["telephone"], region_of(self.departement))

    def clean_code_commune(self):
        return self.cleaned_data["code_commune"].upper()


PARTS = (
    ("L’association", ("nom", "presentation", "is_utilite_publique")),
    ("Où elle est", ("adresse", "code_postal", "commune", "code_commune", "departement", "territoire",
                     "latitude", "longitude")),
    ("Comment la joindre", ("telephone", "email", "site")),
    ("Ses numéros", ("siret", "siren", "rna")),
    ("Avec qui, sur quoi", LISTS),
    ("L’annuaire public", ("is_publiee", "champs_publics")),
)  # fmt: skip


class AssociationForm(AdresseMixin, FormulaireModele):
    """An association's sheet. `lu` is the mark of what it said when it was read."""

    lu = forms.CharField(widget=forms.HiddenInput)
    site = forms.URLField(label="Site", max_length=200, required=False, assume_scheme="https")
    siren = NumeroField(label="SIREN", help_text="9 chiffres. Laissez vide si vous donnez un SIRET : il en vient.")
    siret = NumeroField(
        label="SIRET", help_text="14 chiffres, espaces ou non. Laissez vide si l’association n’en a pas."
    )
    rna = NumeroField(
        label="RNA",
        help_text="W suivi de neuf caractères. Les associations d’Alsace et de Moselle n’en ont pas.",
    )
    latitude = DegresField(label="Latitude", help_text="Le point sur la carte, par exemple 47,21837.")
    longitude = DegresField(label="Longitude", help_text="Par exemple −1,55362.")
    champs_publics = forms.MultipleChoiceField(
        label="En plus du nom, du genre et de la commune, le public voit",
        choices=Association.ChampPublic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce qui n’est pas coché n’est ni montré, ni trouvé par une recherche, ni exporté.",
    )

    class Meta:
        model = Association
        fields = (*PLAIN, *LISTS)
        widgets = dict.fromkeys(LISTS, forms.CheckboxSelectMultiple) | {"telephone": TelephoneInput}
        labels = {
            "is_publiee": "Montrer cette fiche dans l’annuaire public",
            "is_utilite_publique": "L’association est reconnue d’utilité publique",
        }
        help_texts = {
            "presentation": "Quelques phrases que tout le réseau lit : ce que vous faites, avec qui.",
            "email": "L’adresse que le réseau utilise pour vous écrire.",
            "code_commune": "Le code officiel de la commune (Insee), cinq caractères. Ce n’est pas le code postal.",
            "departement": "Son numéro : 77, 2A, 974. Il n’est jamais déduit du code postal.",
            "telephone": "Avec son indicatif (+262 …) s’il n’est pas du département de l’association.",
            "is_publiee": "Sans nommer personne. Vous choisissez ensuite ce que le public y lit.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lu"].initial = read_sheet(self.instance)

    @property
    def departement(self):
        return self.cleaned_data.get("departement", "")

    @property
    def parts(self):
        """The fields by what they are about, for a sheet too long to be read in one go."""
        return [(title, [self[name] for name in names]) for title, names in PARTS]

    def clean_departement(self):
        typed = self.cleaned_data["departement"].upper()
        if typed and not DEPARTEMENT.match(typed):
            raise explain(typed, "Un numéro de département est attendu.", "Écrivez 77, 2A ou 974, par exemple.")
        return typed

    def clean_rna(self):
        typed = self.cleaned_data["rna"]
        if typed and not re.match(RNA_FORM, typed):
            is_apart = self.departement in ALSACE_MOSELLE
            raise explain(typed, RNA_NOWHERE if is_apart else RNA_EXPECTED, "Sans numéro, laissez le champ vide.")
        return typed

    def clean_champs_publics(self):
        chosen = set(self.cleaned_data["champs_publics"])
        return [champ for champ in Association.ChampPublic.values if champ in chosen]

    def clean(self):
        """Fill the SIREN from the SIRET; when both are typed and differ, the model says so."""
        data = super().clean()
        if data.get("siret") and not data.get("siren") and "siren" not in self.errors:
            data["siren"] = data["siret"][:9]
        return data

    def read_again(self, standing: Association) -> None:
        """Keep what was typed and mark it as written over what the sheet says now."""
        self.data = self.data.copy()
        self.data["lu"] = read_sheet(standing)


class StructureForm(AdresseMixin, FormulaireModele):
    """A place that an association runs."""

    siret = NumeroField(label="SIRET de l’établissement", help_text="14 chiffres. Il commence par le SIREN commun.")

    class Meta:
        model = Structure
        fields = ("nom", "genre", "adresse", "code_postal", "commune", "code_commune", "siret", "telephone", "email",
                  "debut")  # fmt: skip
        widgets = {"telephone": TelephoneInput}
        labels = {"debut": "Ouvert depuis le", "genre": "Ce que c’est"}
        help_texts = {
            "nom": "Comme on l’appelle : La Maison des Marais, l’antenne du Quai.",
            "code_commune": "Le code officiel de la commune (Insee). Ce n’est pas le code postal.",
        }

    @property
    def departement(self):
        return self.instance.association.departement


class FermetureForm(Formulaire):
    """The last day of a place."""

    on = forms.DateField(label="Dernier jour d’ouverture", initial=timezone.localdate, widget=forms.DateInput)
