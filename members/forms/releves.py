"""A statement to read, and what a sum pays when the proposal is not the right one."""

from django import forms
from django.utils.functional import cached_property

from members.banque import LARGEST_FILE
from members.forms.cotisations import AffectationForm
from members.models import Association
from socle.forms import Formulaire


class ReleveForm(Formulaire):
    fichier = forms.FileField(
        label="Relevé de la banque",
        max_length=255,
        help_text="CSV, CAMT.053 (XML) ou OFX, tel que la banque le donne, 5 Mo au plus.",
        error_messages={"empty": "Ce fichier est vide : téléchargez de nouveau le relevé."},
    )

    @cached_property
    def content(self) -> bytes:
        """The file, and one byte more than what is read, so that a larger one is known."""
        return self.cleaned_data["fichier"].read(LARGEST_FILE + 1)


class PayeurForm(Formulaire):
    association = forms.ModelChoiceField(
        label="Qui a payé ?", queryset=Association.objects.order_by("nom", "pk"), empty_label="Choisir une association"
    )


class LigneForm(AffectationForm):
    """The years that a sum pays, and a box to tick for a twin of a known payment."""

    is_another = forms.BooleanField(label="C’est un deuxième règlement identique au premier", required=False)

    @property
    def is_repeated(self) -> bool:
        return bool(self.data.get("is_another")) or "déjà noté" in str(self.non_field_errors())
