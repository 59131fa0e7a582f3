"""What people type of needs."""

from django import forms

from formations.forms.numeros import compact
from formations.models import Formation, ReglageFormations
from socle.forms import Formulaire, FormulaireModele


class VoixForm(Formulaire):
    """For which of one's associations, and how many people would come."""

    def __init__(self, *args, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.associations = {str(association.pk): association for association in associations}
        first = next(iter(self.associations), "")
        field = forms.ChoiceField(
            label="Au nom de", choices=[(pk, str(one)) for pk, one in self.associations.items()], initial=first
        )
        if len(self.associations) == 1:
            field.widget = forms.HiddenInput()
        self.add_field("association", field)
        people = forms.IntegerField(label="Combien de personnes viendraient", min_value=1, max_value=500, initial=1)
        self.add_field("personnes", people)

    def clean(self):
        given = super().clean()
        if (key := given.get("association")) in self.associations:
            given["association"] = self.associations[key]
        return given


class BesoinForm(VoixForm):
    """A need, and the voice of the association that says it."""

    titre = forms.CharField(label="Ce qu’il faudrait apprendre", max_length=150)
    description = forms.CharField(
        label="Ce qui manque, et à qui",
        max_length=2000,
        widget=forms.Textarea,
        help_text="Toutes les personnes du réseau le liront : pas de nom, pas de situation personnelle.",
    )
    field_order = ("titre", "description")


class ReponseBesoinForm(Formulaire):
    """The training that answers, or why none does."""

    formation = forms.ModelChoiceField(
        label="La formation qui y répond",
        queryset=Formation.objects.exclude(etat=Formation.Etat.RETIREE),
        required=False,
        empty_label="Aucune : ce besoin est écarté",
    )
    reponse = forms.CharField(
        label="Un mot aux associations",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nécessaire si aucune formation n’y répond.",
    )

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("formation") and not given.get("reponse"):
            self.add_error("reponse", "Dites pourquoi ce besoin est écarté : les associations le liront.")
        return given


class ReglagesForm(FormulaireModele):
    """The threshold of needs, the time a place is kept, and what papers say of whoever organises."""

    siret = forms.CharField(
        label="SIRET", required=False, max_length=20, help_text="14 chiffres, avec ou sans espaces."
    )
    nda = forms.CharField(
        label="Numéro de déclaration d’activité", required=False, max_length=20, help_text="11 chiffres."
    )

    class Meta:
        model = ReglageFormations
        fields = ("seuil_besoin", "delai_offre", "adresse", "siret", "nda", "is_exoneree_tva", "taux_tva")
        help_texts = {
            "seuil_besoin": "À partir de ce nombre, l’équipe fédérale est invitée à proposer une session.",
            "delai_offre": "48 heures d’ordinaire. Les places déjà proposées gardent leur durée.",
            "adresse": "Sur les factures et les conventions.",
            "is_exoneree_tva": "Avec l’attestation de l’administration fiscale (article 261-4-4° a).",
        }

    def clean_siret(self):
        return compact(self.cleaned_data["siret"])

    def clean_nda(self):
        return compact(self.cleaned_data["nda"])
