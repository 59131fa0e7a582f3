"""The way in: inviting, and answering."""

import re

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError

from members.accounts import is_shared_box
from members.forms.personnes import MINORITE, MinoriteForm
from members.models import Association, Personne, Rattachement
from members.normalisation import normalise
from socle.forms import Cartes, Formulaire, explain

IDENTIFIANT = re.compile(r"^[a-z0-9][a-z0-9.-]{2,58}$")
OWN, SHARED = "personnelle", "partagee"


class InvitationForm(MinoriteForm):
    """Invite somebody to join an association's team."""

    with_account = True

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
    field_order = ("prenom", "nom", "email", "boite", "genre", "fonction", "is_gestionnaire", "is_mineure", *MINORITE)

    def clean(self):
        data = super().clean()
        email = data.get("email", "")
        if email and data.get("boite") == OWN and is_shared_box(email):
            self.add_error("boite", "Plusieurs personnes lisent cette boîte : choisissez « Plusieurs personnes ».")
        return data

    def get_personne(self, association: Association, without_account: Personne | None = None) -> Personne:
        """Return who is invited: somebody already known by that address or invited before, else somebody new.

        `without_account` is somebody of the team who had none: they are given the address that was typed.
        """
        data = self.cleaned_data
        if without_account is not None:
            return self._give_address(without_account)
        name = {"prenom": data["prenom"], "nom": data["nom"]} | self.minorite
        if data["boite"] == OWN:
            known = Personne.objects.filter(email=data["email"].lower()).select_related("fondue_dans").first()
            return (known and known.fondue_dans) or known or Personne(email=data["email"].lower(), **name)
        same_box = Personne.objects.filter(courriel_partage__iexact=data["email"], email=None, fondue_dans=None)
        wanted = normalise(f"{data['prenom']} {data['nom']}")
        known = next((personne for personne in same_box if personne.recherche == wanted), None)
        return known or Personne(courriel_partage=data["email"].lower(), **name)

    def _give_address(self, personne) -> Personne:
        email = self.cleaned_data["email"].lower()
        if self.cleaned_data["boite"] == OWN:
            personne.email = email
        else:
            personne.courriel_partage = email
        return personne

    @property
    def place(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("genre", "fonction", "is_gestionnaire")}


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
