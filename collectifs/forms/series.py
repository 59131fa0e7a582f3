"""What people type about a series of meetings."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collectifs.forms.reunions import ReunionForm
from collectifs.models import SerieReunions
from collectifs.models.series import MOST
from collectifs.rythmes import is_last
from socle.forms import explain

OF_THE_SERIES = ("rythme", "jusqu_au", "nombre", "is_sans_feries", "is_sans_aout")
Rythme = SerieReunions.Rythme


class SerieForm(ReunionForm):
    """The first meeting, its rhythm, and when it ends: a last day or a number."""

    rythme = forms.ChoiceField(label="Rythme", choices=Rythme.choices, initial=Rythme.MOIS, widget=forms.RadioSelect)
    jusqu_au = forms.DateField(label="Jusqu’au", required=False, widget=forms.DateInput, help_text="Ou un nombre.")
    nombre = forms.IntegerField(
        label="Nombre de réunions", required=False, min_value=2, max_value=MOST, help_text=f"De 2 à {MOST}."
    )
    is_sans_feries = forms.BooleanField(label="Sauter les jours fériés", required=False, initial=True)
    is_sans_aout = forms.BooleanField(label="Sauter le mois d’août", required=False, initial=True)

    field_order = ("titre", "debut", *OF_THE_SERIES, "duree", "lieu", "lien_visio", "secretaire")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["debut"].label = "Première date et heure"
        self.fields["debut"].help_text = "Les suivantes tombent à la même place : le deuxième mardi, par exemple."

    def clean_debut(self):
        debut = self.cleaned_data["debut"]
        if debut <= timezone.now():
            raise ValidationError("Cette date est passée : la première réunion est à venir.")
        return debut

    def clean(self):
        given = super().clean()
        last, number, debut = given.get("jusqu_au"), given.get("nombre"), given.get("debut")
        if "jusqu_au" in given and "nombre" in given and bool(last) == bool(number):
            raise ValidationError("Une série a une fin : indiquez une dernière date, ou un nombre de réunions.")
        if last and debut and last < timezone.localdate(debut):
            self.add_error("jusqu_au", "La série finirait avant de commencer : choisissez un jour après le premier.")
        if given.get("rythme") == Rythme.DERNIER and debut and not is_last(timezone.localdate(debut)):
            day = timezone.localtime(debut).strftime("%d/%m/%Y")
            expected = "Pour ce rythme, la première date est la dernière de son mois, le dernier mardi par exemple."
            self.add_error("debut", explain(day, expected, "Choisissez-en une autre, ou un autre rythme."))
        return given

    def read_serie(self) -> tuple[SerieReunions, dict]:
        """Return the rule, and what each meeting says."""
        given = dict(self.cleaned_data)
        rule = {name: given.pop(name) for name in OF_THE_SERIES}
        return SerieReunions(debut=given.pop("debut"), **rule), given
