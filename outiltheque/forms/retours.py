"""What people type to give back: uses, feedback, thanks, what they see, what everybody may read."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from outiltheque.forms.champs import ActionField, MonAssociationField, OutilField
from outiltheque.models import ConstatTerrain, Outil, RetourUsage, Vitrine
from socle.forms import CartesMultiples, Formulaire, FormulaireModele
from socle.reponses import get_offered


class UsageForm(Formulaire):
    association = MonAssociationField(label="Au nom de")

    def __init__(self, *args, personne, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].offer_ties(personne)


class RetourForm(FormulaireModele):
    association = MonAssociationField(label="Au nom de")

    class Meta:
        model = RetourUsage
        fields = ("contexte", "a_marche", "a_change")
        help_texts = {
            "contexte": "Avec qui, où, à quelle occasion : « avec douze parents, un samedi ».",
            "a_change": "Ce que vous avez adapté pour que cela marche chez vous.",
        }

    def __init__(self, *args, personne, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].offer_ties(personne)


class ReponseRetourForm(Formulaire):
    reponse = forms.CharField(label="Votre réponse", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class MerciForm(Formulaire):
    mot = forms.CharField(label="Un mot, si vous voulez", max_length=300, required=False)


class VitrineForm(Formulaire):
    """The parts of a version that everybody may read."""

    champs = forms.MultipleChoiceField(
        label="Ce que tout le monde voit",
        choices=[(value, capfirst(label)) for value, label in Vitrine.Champ.choices],
        widget=CartesMultiples,
        required=False,
        help_text="Le titre, le résumé, le genre, la licence et le nom des associations autrices se voient toujours.",
    )


class ConstatForm(FormulaireModele):
    """What is seen, quickly said (A13)."""

    association = MonAssociationField(label="Au nom de")

    class Meta:
        model = ConstatTerrain
        fields = ("titre", "vu", "besoin", "territoire", "publics", "vu_le")
        widgets = {"publics": forms.CheckboxSelectMultiple}
        help_texts = {
            "titre": "« Des parents n’osent plus venir à l’accueil du soir ».",
            "vu": "Des faits, sans nommer personne.",
            "besoin": "Ce à quoi rien ne répond aujourd’hui, si c’est le cas.",
        }

    def __init__(self, *args, personne, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].offer_ties(personne)
        self.fields["territoire"].empty_label = "Aucun en particulier"


class ReponseConstatForm(Formulaire):
    """A tool, or something done together, that answers what was seen."""

    outil = OutilField(label="Un outil", help_text="L’adresse de sa page, ou son titre exact.", required=False)
    action = ActionField(
        label="Ou une action de collectif",
        required=False,
        help_text="Dites l’un ou l’autre. L’action n’est montrée qu’à qui peut déjà la lire.",
    )
    comment = forms.CharField(label="En quoi cela y répond", max_length=250, required=False)

    def __init__(self, *args, personne, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outil"].among = Outil.objects.parus()
        self.fields["action"].offer(get_offered(personne))
        if not self.fields["action"].rows:
            del self.fields["action"]
            self.fields["outil"].label = "L’outil"

    def clean(self):
        data = super().clean()
        data.setdefault("action", None)
        if not self.errors and bool(data.get("outil")) == bool(data["action"]):
            raise ValidationError("Dites ce qui répond au constat : un outil, ou une action, mais pas les deux.")
        return data
