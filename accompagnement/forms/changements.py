"""What a provider wishes to offer from now on, and the operator's decision on it."""

from django import forms

from accompagnement.models import Competence, ReseauMetier, Service
from socle.forms import Formulaire


class ServicesField(forms.ModelMultipleChoiceField):
    """Services with their bundle: two bundles may name theirs alike."""

    def label_from_instance(self, obj):
        return f"{obj.nom} ({obj.bouquet.nom})"


class OffreForm(Formulaire):
    """The three lists of what a provider offers, filled in with what they are, and why they change."""

    competences = forms.ModelMultipleChoiceField(
        Competence.objects.all(), widget=forms.CheckboxSelectMultiple, label="Ce que vous savez faire"
    )
    services = ServicesField(
        Service.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Les services que vous rendez",
        help_text="Rien de coché : tous ceux qui demandent une de vos compétences.",
    )
    reseaux = forms.ModelMultipleChoiceField(
        ReseauMetier.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Les réseaux de métier que vous connaissez",
    )
    raison = forms.CharField(
        widget=forms.Textarea,
        max_length=1500,
        label="Ce qui change, et ce qui le montre",
        help_text="Une formation, un titre, une pratique, ou ce que vous ne voulez plus faire. Ne nommez personne que "
        "vous accompagnez.",
    )

    def __init__(self, *args, prestataire, **kwargs):
        super().__init__(*args, **kwargs)
        kept = prestataire.services.values("pk")
        offered = Service.objects.proposes() | Service.objects.filter(pk__in=kept)
        self.fields["services"].queryset = offered.select_related("bouquet").distinct()


class DecisionOffreForm(Formulaire):
    decision = forms.ChoiceField(
        choices=[("accepte", "Accepter"), ("refuse", "Refuser")], widget=forms.RadioSelect, label="Votre décision"
    )
    motif = forms.CharField(
        widget=forms.Textarea, max_length=2000, label="La raison", help_text="La personne la lira telle quelle."
    )
