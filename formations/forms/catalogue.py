"""What people type of the catalogue."""

from django import forms

from formations.forms.numeros import compact
from formations.models import Formateur, Formation
from formations.models.formations import INDICATEUR_1
from socle.forms import Formulaire, FormulaireModele

LU = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class FormationForm(FormulaireModele):
    """A page of the catalogue; what the public must be told says so, and may wait until it is published (R24)."""

    lu = LU
    publics = forms.MultipleChoiceField(
        label="Pour qui",
        choices=Formation.PublicVise,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Formation
        fields = (
            "titre", "resume", "publics", "objectifs", "prerequis", "duree", "modalites_acces", "delais_acces",
            "tarifs", "contacts", "methodes", "evaluation", "accessibilite", "programme", "objectif",
        )  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("prerequis", "modalites_acces", "tarifs", "contacts", "evaluation", "accessibilite")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lu"].initial = self.instance.empreinte if self.instance.pk else ""
        for name in set(INDICATEUR_1) & set(self.fields):
            self.fields[name].help_text = "À dire au public avant de publier."

    @property
    def given(self):
        return self.cleaned_data


class FormateurForm(Formulaire):
    """Somebody who teaches and has no account; whoever has one is chosen by name."""

    personne = forms.CharField(
        label="Adresse électronique, si la personne a un compte",
        required=False,
        max_length=254,
        help_text="Elle verra alors ses sessions sur le portail.",
    )
    nom = forms.CharField(label="Sinon, son nom", required=False, max_length=120)
    organisme = forms.CharField(label="Son organisme", required=False, max_length=150)
    courriel = forms.EmailField(label="Son adresse électronique", required=False)
    telephone = forms.CharField(label="Son téléphone", required=False, max_length=30)
    siret = forms.CharField(label="SIRET de son organisme", required=False, max_length=20)
    nda = forms.CharField(
        label="Sa déclaration d’activité",
        required=False,
        max_length=20,
        help_text="11 chiffres, si son organisme en a une : le bilan de l’année la demande.",
    )

    def clean_siret(self):
        return compact(self.cleaned_data["siret"])

    def clean_nda(self):
        return compact(self.cleaned_data["nda"])

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        if not (written := given.get("personne")):
            if not (given.get("nom") and given.get("organisme")):
                raise forms.ValidationError("Donnez l’adresse d’une personne du portail, ou un nom et un organisme.")
            return given | {"personne": None}
        personne = Formateur._meta.get_field("personne").related_model.objects.filter(email__iexact=written).first()
        if personne is None:
            self.add_error("personne", f"Aucune personne du portail n’a l’adresse « {written} ». Vérifiez-la.")
        elif Formateur.objects.filter(personne=personne).exists():
            self.add_error("personne", f"{personne} est déjà dans la liste des formatrices et formateurs.")
        known = {"personne": personne, "nom": "", "courriel": "", "telephone": ""}
        return given | known
