"""What people type about whom to convene, and who came without being convened."""

from django import forms
from django.core.exceptions import ValidationError

from collectifs.models import Categorie, CategorieConvoquee
from members.models import Association
from socle.champs import RowField
from socle.forms import Formulaire

Qui, Ou = CategorieConvoquee.Qui, CategorieConvoquee.Ou


class CategorieForm(Formulaire):
    """Who, and in which associations."""

    qui = forms.ChoiceField(label="Qui", choices=Qui.choices, widget=forms.RadioSelect)
    ou = forms.ChoiceField(label="Dans quelles associations", choices=Ou.choices, widget=forms.RadioSelect)
    genre = forms.ChoiceField(
        label="Genre d’association", choices=[("", "Aucun"), *Association.Genre.choices], required=False
    )
    reseau = RowField(label="Réseau", required=False)
    segment = RowField(
        label="Recherche gardée", required=False, help_text="Une recherche de l’annuaire que vous avez gardée."
    )

    def __init__(self, *args, reseaux=(), segments=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reseau"].offer(reseaux)
        self.fields["segment"].offer(segments)

    def clean(self):
        given = super().clean()
        wanted = {Ou.GENRE: "genre", Ou.RESEAU: "reseau", Ou.SEGMENT: "segment"}
        name = wanted.get(given.get("ou"))
        if name and not given.get(name):
            self.add_error(name, ValidationError("Rien n’est choisi : choisissez dans cette liste.", code="required"))
        for other in set(wanted.values()) - {name}:
            given[other] = "" if other == "genre" else None
        return given


class PassageForm(Formulaire):
    """Somebody who came without being convened."""

    nom = forms.CharField(label="Nom", max_length=120, help_text="Comme la personne se présente.")
    categorie = forms.ChoiceField(label="Catégorie", choices=Categorie.choices, initial=Categorie.HABITANT)
