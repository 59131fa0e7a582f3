"""What is typed about a text under debate: its days, a comment, an answer."""

from django import forms

from members.models import Association, Instance
from pacte.models import Commentaire, Consultation
from socle.forms import Cartes, Formulaire, FormulaireModele, FormulairePublic


class DatesForm(FormulaireModele):
    class Meta:
        model = Consultation
        fields = ("depot_fin", "cloture")
        labels = {"depot_fin": "Derniers amendements, jusqu’au", "cloture": "Fin de la consultation"}
        widgets = {"depot_fin": forms.DateTimeInput, "cloture": forms.DateTimeInput}


class ConsultationForm(FormulaireModele):
    commission = forms.ModelChoiceField(
        label="Commission qui donne son avis",
        queryset=Instance.objects.none(),
        required=False,
        empty_label="Les administrateurs seuls",
    )

    class Meta:
        model = Consultation
        fields = ("presentation", "ouverture", "depot_fin", "cloture", "commission", "is_publique")
        labels = {
            "presentation": "Ce que vous demandez",
            "ouverture": "Ouverture",
            "depot_fin": "Derniers amendements, jusqu’au",
            "cloture": "Fin de la consultation",
            "is_publique": "Tout le monde peut lire et commenter, sans compte",
        }
        help_texts = {
            "presentation": "Une phrase ou deux, en tête du texte.",
            "depot_fin": "À partir de là on vote, et l’on commente encore.",
            "is_publique": "Ce qu’écrit le public est confirmé par courriel, puis relu par vous avant d’être montré.",
        }
        widgets = {
            "presentation": forms.Textarea(attrs={"rows": 3}),
            **dict.fromkeys(("ouverture", "depot_fin", "cloture"), forms.DateTimeInput),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commission"].queryset = Instance.objects.filter(association=None).order_by("nom")


class CommentaireForm(FormulaireModele):
    """A comment on the block that the page shows; `associations` are those that its author may speak for."""

    association = forms.ModelChoiceField(
        label="Au titre de", queryset=Association.objects.none(), required=False, empty_label="En mon nom"
    )

    class Meta:
        model = Commentaire
        fields = ("citation", "texte", "association")
        labels = {"citation": "Passage", "texte": "Votre commentaire"}
        help_texts = {"citation": "Copiez les mots dont vous parlez ; vide, c’est tout le bloc."}
        widgets = {"citation": forms.Textarea(attrs={"rows": 2}), "texte": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, associations=None, **kwargs):
        super().__init__(*args, **kwargs)
        if associations is not None:
            self.fields["association"].queryset = associations


class CommentairePublicForm(FormulairePublic):
    class Meta:
        model = Commentaire
        fields = ("citation", "texte", "nom", "courriel")
        labels = {
            "citation": "Passage",
            "texte": "Votre commentaire",
            "nom": "Votre nom",
            "courriel": "Votre adresse électronique",
        }
        help_texts = {
            "citation": "Copiez les mots dont vous parlez ; vide, c’est tout le bloc.",
            "nom": "Il est montré avec votre commentaire.",
            "courriel": "Pour confirmer que c’est vous ; elle est effacée aussitôt après.",
        }
        widgets = {"citation": forms.Textarea(attrs={"rows": 2}), "texte": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("nom", "courriel"):
            self.fields[name].required = True


class ReponseForm(Formulaire):
    suite = forms.ChoiceField(label="Ce qui en est fait", choices=Commentaire.Suite.choices, widget=Cartes)
    reponse = forms.CharField(
        label="Votre réponse",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Tous les membres la lisent, sous le commentaire.",
    )
    lu = forms.CharField(widget=forms.HiddenInput, required=False)


class ModerationForm(Formulaire):
    moderation = forms.ChoiceField(
        choices=[(value, label) for value, label in Commentaire.Moderation.choices if value != "attend"]
    )


class FiltreCommentairesForm(Formulaire):
    ETATS = [("", "Tous"), ("sans", "Sans réponse"), ("relire", "À relire"), *Commentaire.Suite.choices]

    etat = forms.ChoiceField(label="Suite donnée", choices=ETATS, required=False)
