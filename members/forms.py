"""Forms about associations, people and invitations."""

import re

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.accounts import is_shared_box
from members.actions import read_sheet
from members.actions.associations import LISTS, PLAIN
from members.models import Association, FonctionMission, Personne, Rattachement, RoleFederal
from members.normalisation import normalise
from socle.forms import Cartes, Formulaire, FormulaireModele, explain

PHONE = re.compile(r"^\+?[\d\s.()-]{3,29}$")
IDENTIFIANT = re.compile(r"^[a-z0-9][a-z0-9.-]{2,58}$")
OWN, SHARED = "personnelle", "partagee"


def clean_phone(typed: str) -> str:
    """Return a telephone number with its spaces put right, or say what was expected."""
    typed = " ".join(typed.split())
    if typed and not PHONE.match(typed):
        raise explain(typed, "Un numéro se compose de chiffres.", "Écrivez-le par exemple 02 61 91 00 00.")
    return typed


class AssociationForm(FormulaireModele):
    """An association's sheet. `lu` is the mark of what it said when it was read."""

    lu = forms.CharField(widget=forms.HiddenInput)
    site = forms.URLField(label="Site", max_length=200, required=False, assume_scheme="https")
    siret = forms.CharField(
        label="SIRET",
        max_length=30,
        required=False,
        help_text="14 chiffres, espaces ou non. Laissez vide si l’association n’en a pas.",
    )
    rna = forms.CharField(
        label="RNA",
        max_length=30,
        required=False,
        help_text="W suivi de neuf caractères. Les associations d’Alsace et de Moselle n’en ont pas.",
    )

    class Meta:
        model = Association
        fields = (*PLAIN, *LISTS)
        widgets = dict.fromkeys(LISTS, forms.CheckboxSelectMultiple)
        labels = {"is_publiee": "Montrer cette fiche dans l’annuaire public"}
        help_texts = {
            "presentation": "Quelques phrases que tout le réseau lit : ce que vous faites, avec qui.",
            "email": "L’adresse que le réseau utilise pour vous écrire. Elle n’est jamais montrée au public.",
            "is_publiee": "Le nom, la commune, le téléphone, le site et la présentation, sans nommer personne.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lu"].initial = read_sheet(self.instance)

    def clean_telephone(self):
        return clean_phone(self.cleaned_data["telephone"])

    def clean_siret(self):
        return re.sub(r"\s", "", self.cleaned_data["siret"] or "") or None

    def clean_rna(self):
        return re.sub(r"\s", "", self.cleaned_data["rna"] or "").upper() or None

    def read_again(self, standing: Association) -> None:
        """Keep what was typed and mark it as written over what the sheet says now."""
        self.data = self.data.copy()
        self.data["lu"] = read_sheet(standing)


class InvitationForm(Formulaire):
    """Invite somebody to join an association's team."""

    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique")
    boite = forms.ChoiceField(
        label="Qui lit cette boîte ?",
        choices=[(OWN, "La personne seule"), (SHARED, "Plusieurs personnes")],
        initial=OWN,
        widget=Cartes(
            details={
                OWN: "Elle entrera d’un clic, et se connectera avec un code envoyé à cette adresse.",
                SHARED: "Vous lui direz un code de vive voix : le lien seul n’ouvre rien.",
            }
        ),
    )
    genre = forms.ChoiceField(label="Sa place dans l’association", choices=Rattachement.Genre)
    fonction = forms.CharField(
        label="Sa fonction", max_length=100, required=False, help_text="Par exemple : animatrice familles, trésorier."
    )
    is_gestionnaire = forms.BooleanField(
        label="Cette personne pourra modifier la fiche et inviter d’autres collègues", required=False
    )

    def clean(self):
        data = super().clean()
        email = data.get("email", "")
        if email and data.get("boite") == OWN and is_shared_box(email):
            self.add_error("boite", "Plusieurs personnes lisent cette boîte : choisissez « Plusieurs personnes ».")
        return data

    def get_personne(self, association: Association) -> Personne:
        """Return who is invited: somebody already known by that address or invited before, else somebody new."""
        data = self.cleaned_data
        name = {"prenom": data["prenom"], "nom": data["nom"]}
        if data["boite"] == OWN:
            known = Personne.objects.filter(email=data["email"].lower()).first()
            return known or Personne(email=data["email"].lower(), **name)
        same_box = Personne.objects.filter(courriel_partage__iexact=data["email"], email=None)
        wanted = normalise(f"{data['prenom']} {data['nom']}")
        known = next((personne for personne in same_box if personne.recherche == wanted), None)
        return known or Personne(courriel_partage=data["email"].lower(), **name)

    @property
    def place(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("genre", "fonction", "is_gestionnaire")}


class RattachementForm(Formulaire):
    """Change somebody's place in an association."""

    genre = forms.ChoiceField(label="Sa place dans l’association", choices=Rattachement.Genre)
    fonction = forms.CharField(label="Sa fonction", max_length=100, required=False)
    is_gestionnaire = forms.BooleanField(
        label="Cette personne peut modifier la fiche et inviter d’autres collègues", required=False
    )


class FinForm(Formulaire):
    """The last day of a tie."""

    on = forms.DateField(label="Dernier jour", initial=timezone.localdate, widget=forms.DateInput)


class CoordonneesForm(FormulaireModele):
    """One's own name and telephone."""

    class Meta:
        model = Personne
        fields = ("prenom", "nom", "telephone")
        help_texts = {"telephone": "Vu de l’équipe fédérale et de qui gère la fiche de votre association."}

    def clean_telephone(self):
        return clean_phone(self.cleaned_data["telephone"])


class CodeForm(Formulaire):
    """Six characters, said aloud or received by mail."""

    code = forms.CharField(
        label="Votre code",
        max_length=20,
        help_text="Six lettres et chiffres. Majuscules, espaces et tirets n’y changent rien.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )


class AdresseForm(Formulaire):
    """One's own address, that nobody else reads."""

    email = forms.EmailField(
        label="Votre adresse personnelle",
        help_text="Une adresse que personne d’autre ne lit. Nous y envoyons un code pour la vérifier.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        return get_adapter().clean_email(self.cleaned_data["email"].lower())


class MotDePasseForm(Formulaire):
    """A name and a password, for whoever has no address of their own."""

    identifiant = forms.CharField(
        label="Votre identifiant",
        max_length=59,
        help_text="Par exemple prenom.nom : lettres sans accent, chiffres, points et tirets.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        help_text="14 caractères au moins. Une phrase à vous se retient bien.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, personne, **kwargs):
        self.personne = personne
        super().__init__(*args, **kwargs)

    def clean_identifiant(self):
        typed = self.cleaned_data["identifiant"].strip().lower()
        if not IDENTIFIANT.match(typed):
            raise explain(
                typed, "Trois caractères au moins, sans accent ni espace.", "Essayez prenom.nom, par exemple."
            )
        if Personne.objects.exclude(pk=self.personne.pk).filter(identifiant=typed).exists():
            raise explain(typed, "Cet identifiant est déjà pris.", "Ajoutez-y un chiffre ou votre fonction.")
        return typed

    def clean(self):
        data = super().clean()
        if password := data.get("password"):
            self.personne.identifiant = data.get("identifiant")
            try:
                get_adapter().clean_password(password, user=self.personne)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class RoleForm(Formulaire):
    """Give a federal role."""

    role = forms.ChoiceField(label="Rôle", choices=RoleFederal.Role)


class AffectationForm(Formulaire):
    """Hand over a mission function."""

    fonction = forms.ModelChoiceField(
        label="Fonction", queryset=FonctionMission.objects.order_by("intitule"), empty_label="Choisissez une fonction"
    )
