"""Becoming a provider, deciding who is one, and the provider's own activity."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accompagnement.forms.services import LANGUES
from accompagnement.models import (
    Attestation,
    Candidature,
    ChartePrestataire,
    Competence,
    Critere,
    LienDeclare,
    Modalite,
    Prestataire,
)
from members.models import Association, Territoire
from socle.fichiers import PIECES, FichierField
from socle.forms import Echelle, Formulaire, FormulaireModele, FormulairePublic

MOST_BYTES = 5_000_000
NOTES = [(0, "non"), (1, "plutôt non"), (2, "plutôt oui"), (3, "oui")]
LONGEST_PAUSE = timedelta(days=730)


def Langues():  # noqa: N802 (a field, named as one)
    return forms.MultipleChoiceField(
        choices=[(nom, nom.capitalize()) for nom in LANGUES], widget=forms.CheckboxSelectMultiple, label="Langues"
    )


def Formats():  # noqa: N802
    return forms.MultipleChoiceField(choices=Modalite, widget=forms.CheckboxSelectMultiple, label="Formats")


class CandidatureForm(FormulairePublic):
    """What somebody who offers to help says of themselves."""

    genre = forms.ChoiceField(choices=Prestataire.Genre, widget=forms.RadioSelect, label="Vous êtes")
    langues = Langues()
    modalites = Formats()
    competences = forms.ModelMultipleChoiceField(
        Competence.objects.all(), widget=forms.CheckboxSelectMultiple, label="Ce que vous savez faire"
    )
    territoires = forms.ModelMultipleChoiceField(
        Territoire.objects.all(), widget=forms.CheckboxSelectMultiple, label="Où vous pouvez intervenir"
    )

    class Meta:
        model = Candidature
        fields = [
            "prenom", "nom", "email", "telephone", "genre", "metier", "presentation", "competences", "territoires",
            "langues", "modalites", "is_accessible",
        ]  # fmt: skip
        help_texts = {"email": "Le lien pour continuer y est envoyé. Une adresse que vous seul lisez."}


class AttestationForm(Formulaire):
    """A piece: what it is, until when it holds, the file, recognised by what is in it."""

    genre = forms.ChoiceField(choices=Attestation.Genre, label="Quelle pièce ?")
    expire_le = forms.DateField(
        required=False, widget=forms.DateInput, label="Valable jusqu’au", help_text="Nécessaire pour une assurance."
    )
    fichier = FichierField(label="Le fichier", genres=PIECES, most_bytes=MOST_BYTES)

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("expire_le")
        if cleaned.get("genre") == Attestation.Genre.ASSURANCE and not day and "expire_le" not in self.errors:
            self.add_error("expire_le", "Le dernier jour de validité manque : il est écrit sur l’attestation.")
        if day and day < timezone.localdate():
            self.add_error("expire_le", "Cette date est passée : joignez l’attestation en cours.")
        return cleaned

    @property
    def given(self):
        sent = self.cleaned_data["fichier"]
        kept = {name: self.cleaned_data[name] for name in ("genre", "expire_le")}
        return kept | {"content": sent.read(), "suffixe": sent.reconnu.genre.suffixe}


class GrilleForm(Formulaire):
    """The grid: one line a criterion, filled in with what one gave this application, or this change of offer."""

    def __init__(self, *args, par, candidature=None, changement=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteres = {f"critere_{critere.pk}": critere for critere in Critere.objects.filter(retire_le=None)}
        given = dict((candidature or changement).notes.filter(par=par).values_list("critere", "note"))
        for name, critere in self.criteres.items():
            field = forms.TypedChoiceField(
                choices=NOTES,
                coerce=int,
                widget=Echelle,
                label=critere.nom,
                help_text=critere.aide,
                initial=given.get(critere.pk),
            )
            self.add_field(name, field)

    @property
    def notes(self):
        return {critere: self.cleaned_data[name] for name, critere in self.criteres.items()}


class DecisionForm(Formulaire):
    decision = forms.ChoiceField(
        choices=[("admise", "Admettre"), ("refusee", "Refuser")], widget=forms.RadioSelect, label="Votre décision"
    )
    motif = forms.CharField(
        widget=forms.Textarea, max_length=2000, label="La raison", help_text="La personne la lira telle quelle."
    )


class SuspensionForm(Formulaire):
    motif = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="La raison",
        help_text="La personne la lira telle quelle. Ne nommez ni personne accompagnée, ni association.",
    )


class CritereForm(FormulaireModele):
    class Meta:
        model = Critere
        fields = ["nom", "aide", "ordre"]


class CharteForm(FormulaireModele):
    class Meta:
        model = ChartePrestataire
        fields = ["version", "texte"]


class ActiviteForm(FormulaireModele):
    """What a provider changes at will."""

    langues = Langues()
    modalites = Formats()
    territoires = forms.ModelMultipleChoiceField(
        Territoire.objects.all(), widget=forms.CheckboxSelectMultiple, label="Où vous intervenez"
    )

    class Meta:
        model = Prestataire
        fields = [
            "approche", "capacite", "delai_jours", "en_pause_jusqu_au", "modalites", "langues", "territoires",
            "is_accessible",
        ]  # fmt: skip
        labels = {
            "capacite": "Combien d’accompagnements à la fois ?",
            "delai_jours": "Sous combien de jours un premier rendez-vous ?",
            "en_pause_jusqu_au": "En pause jusqu’au",
        }
        help_texts = {"en_pause_jusqu_au": "Laissez vide pour reprendre. Ce que vous avez commencé continue."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, most in (("capacite", 30), ("delai_jours", 120)):
            self.add_field(name, forms.IntegerField(min_value=0, max_value=most, label=self.Meta.labels[name]))

    def clean_en_pause_jusqu_au(self):
        day = self.cleaned_data["en_pause_jusqu_au"]
        if day and day > timezone.localdate() + LONGEST_PAUSE:
            raise ValidationError("Une pause dure deux ans au plus : au-delà, quittez plutôt le dispositif.")
        return day


class LienForm(Formulaire):
    """A tie that one declares: with an association, or with the federation when none is chosen."""

    association = forms.ModelChoiceField(
        Association.objects.order_by("nom"),
        required=False,
        empty_label="La fédération elle-même",
        label="Avec qui ?",
    )
    nature = forms.ChoiceField(choices=LienDeclare.Nature, label="Quel lien ?")
    debut = forms.DateField(widget=forms.DateInput, label="Depuis le")

    def clean_debut(self):
        if self.cleaned_data["debut"] > timezone.localdate():
            raise ValidationError("Cette date est à venir : déclarez le lien le jour où il commence.")
        return self.cleaned_data["debut"]


class DeclarationForm(Formulaire):
    is_complete = forms.BooleanField(
        label="Je déclare que ces liens sont tous ceux que j’ai, ou ai eus depuis trois ans, avec une association du "
        "réseau ou avec la fédération."
    )
