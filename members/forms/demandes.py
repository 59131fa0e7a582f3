"""Joining: what a candidate writes, and what the team notes at each step."""

from django import forms
from django.utils import timezone

from members.forms.telephones import TelephoneInput, clean_phone
from members.models import Adhesion, Association, Charte, DemandeAdhesion, PieceAttendue
from socle.forms import Cartes, Formulaire, FormulaireModele, FormulairePublic

YES, NO = "oui", "non"


class DemandeForm(FormulairePublic):
    """The first word of an association that wants to join."""

    class Meta:
        model = DemandeAdhesion
        fields = (
            "nom",
            "genre",
            "commune",
            "code_postal",
            "message",
            "contact_nom",
            "contact_fonction",
            "contact_email",
            "contact_telephone",
        )
        labels = {"genre": "Vous êtes"}
        widgets = {
            "contact_nom": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_telephone": TelephoneInput,
        }
        help_texts = {
            "message": "Ce que vous faites, avec qui, et ce que vous attendez d’un réseau.",
            "contact_email": "Le lien pour suivre votre demande y est envoyé.",
            "contact_telephone": "Pour convenir de la visite.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(code, label.capitalize()) for code, label in Association.Genre.choices]
        self.fields["genre"].choices = [("", "Choisissez"), *choices]

    def clean_contact_telephone(self):
        return clean_phone(self.cleaned_data["contact_telephone"])


class LienForm(Formulaire):
    """Ask for one's follow-up link again."""

    email = forms.EmailField(
        label="L’adresse donnée dans la demande", widget=forms.EmailInput({"autocomplete": "email"})
    )


class RetraitForm(Formulaire):
    """Stop, without having to say why."""

    motif = forms.CharField(
        label="Un mot à la fédération, si vous le voulez", max_length=1000, required=False, widget=forms.Textarea
    )


class SignatureForm(Formulaire):
    """Accept the charter by one's name."""

    prenom = forms.CharField(label="Votre prénom", max_length=80)
    nom = forms.CharField(label="Votre nom", max_length=120)
    accord = forms.BooleanField(label="Au nom de l’association, j’ai lu la charte et je l’accepte.")


class CharteSigneeForm(Formulaire):
    """A charter signed on paper, noted by the team."""

    charte = forms.ModelChoiceField(label="Version signée", queryset=Charte.objects.all(), empty_label=None)
    prenom = forms.CharField(label="Prénom de qui a signé", max_length=80, required=False)
    nom = forms.CharField(label="Nom de qui a signé", max_length=120)


class RepresentantForm(Formulaire):
    """Who will speak for the association in the assembly."""

    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(
        label="Adresse personnelle",
        help_text="L’invitation au portail y sera envoyée le jour de l’adhésion, pas avant.",
    )


class JourForm(Formulaire):
    """A day."""

    on = forms.DateField(label="Date de la visite", initial=timezone.localdate, widget=forms.DateInput)


class MotForm(Formulaire):
    """A reason, or an advice, that the candidate reads."""

    motif = forms.CharField(label="Ce que l’association lira", max_length=2000, widget=forms.Textarea)


class RienForm(Formulaire):
    """A step that asks for nothing."""


class PieceForm(Formulaire):
    """A piece of the file that came."""

    attendue = forms.ModelChoiceField(label="Pièce", queryset=PieceAttendue.objects.all(), empty_label=None)
    recue_le = forms.DateField(label="Reçue le", initial=timezone.localdate, widget=forms.DateInput)
    remarque = forms.CharField(label="Remarque", max_length=200, required=False)


class PieceRendueForm(Formulaire):
    """A piece that was ticked by mistake."""

    attendue = forms.ModelChoiceField(queryset=PieceAttendue.objects.all())


class DecisionForm(Formulaire):
    """One of the two formal decisions."""

    le = forms.DateField(label="Date du conseil d’administration", initial=timezone.localdate, widget=forms.DateInput)
    avis = forms.ChoiceField(label="Décision", choices=[(YES, "Favorable"), (NO, "Défavorable")], widget=Cartes)
    proces_verbal = forms.CharField(
        label="Référence du procès-verbal", max_length=200, help_text="Par exemple : CA du 12 mars, point 4."
    )
    motif = forms.CharField(
        label="Motif, si la décision est défavorable",
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text="L’association le lira tel quel.",
    )

    def clean(self):
        data = super().clean()
        if data.get("avis") == NO and not data.get("motif"):
            self.add_error(
                "motif", "Une décision défavorable a toujours son motif : écrivez-le, l’association le lira."
            )
        return data

    @property
    def given(self):
        data = dict(self.cleaned_data)
        return {**data, "is_favorable": data.pop("avis") == YES} if "avis" in data else data


class AdmissionForm(Formulaire):
    """Open the membership."""

    le = forms.DateField(label="Membre à partir du", initial=timezone.localdate, widget=forms.DateInput)
    categorie = forms.ChoiceField(label="Catégorie", choices=Adhesion.Categorie, initial=Adhesion.Categorie.ACTIVE)
    association = forms.ModelChoiceField(
        label="Sa fiche",
        queryset=Association.objects.none(),
        required=False,
        empty_label="Créer une nouvelle fiche",
        help_text="Si l’association est déjà dans l’annuaire, choisissez sa fiche : son passé y reste.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        running = Association.objects.adherentes().values("pk")
        self.fields["association"].queryset = (
            Association.objects.filter(fondue_dans=None).exclude(pk__in=running).order_by("nom", "pk")
        )


class PieceAttendueForm(FormulaireModele):
    """A line of the checklist."""

    class Meta:
        model = PieceAttendue
        fields = ("intitule", "aide", "is_obligatoire")
        help_texts = {"aide": "Une phrase pour qui prépare le dossier."}


class CharteForm(FormulaireModele):
    """A version of the charter."""

    class Meta:
        model = Charte
        fields = ("version", "en_vigueur_le", "texte")
        widgets = {"texte": forms.Textarea(attrs={"rows": 14}), "en_vigueur_le": forms.DateInput}
        help_texts = {
            "en_vigueur_le": "À partir de ce jour, c’est cette version que les candidates lisent et acceptent.",
        }
