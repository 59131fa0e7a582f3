"""What people type about dates: those they propose, those that suit them."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from collectifs.models import ReponseDate
from collectifs.models.sondages import MAXIMUM, MINIMUM
from socle.forms import Formulaire
from socle.french import say_moment

SHOWN = 5
ANSWER_DAYS = 7
Choix = ReponseDate.Choix


class SondageForm(Formulaire):
    """The dates proposed, the last day to answer, a word."""

    def __init__(self, *args, reunion, **kwargs):
        super().__init__(*args, **kwargs)
        self.reunion = reunion
        for number in range(1, MAXIMUM + 1):
            field = forms.DateTimeField(label=f"Date {number}", required=number <= MINIMUM, widget=forms.DateTimeInput)
            self.add_field(f"date_{number}", field)
        last = forms.DateField(
            label="Réponses attendues jusqu’au",
            widget=forms.DateInput,
            help_text="Ce jour-là compris. Vous pourrez le changer.",
            initial=timezone.localdate() + timedelta(days=ANSWER_DAYS),
        )
        self.add_field("jusqu_au", last)
        word = forms.CharField(
            label="Un mot, si vous voulez",
            required=False,
            max_length=300,
            help_text="Il sera lu dans le courriel, au-dessus des dates.",
        )
        self.add_field("mot", word)
        if reunion.debut > timezone.now():
            self.fields["date_1"].initial = reunion.debut

    @property
    def first_dates(self):
        return [self[f"date_{number}"] for number in range(1, SHOWN + 1)]

    @property
    def more_dates(self):
        return [self[f"date_{number}"] for number in range(SHOWN + 1, MAXIMUM + 1)]

    @property
    def has_more(self):
        return any(field.value() or field.errors for field in self.more_dates)

    def clean(self):
        given = super().clean()
        names = [f"date_{number}" for number in range(1, MAXIMUM + 1)]
        dates = [given.pop(name) for name in names if name in given]
        return given | {"dates": [moment for moment in dates if moment]}


class DisponibilitesForm(Formulaire):
    """One answer to each date: yes, if needed, no."""

    def __init__(self, *args, sondage, choix=None, mot="", **kwargs):
        super().__init__(*args, **kwargs)
        self.dates = list(sondage.dates.all())
        for proposed in self.dates:
            field = forms.ChoiceField(
                label=say_moment(proposed.debut).capitalize(),
                choices=Choix.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=(choix or {}).get(proposed.pk),
            )
            self.add_field(f"date_{proposed.pk}", field)
        word = forms.CharField(label="Un mot, si vous voulez", required=False, max_length=200, initial=mot)
        self.add_field("mot", word)

    def clean(self):
        given = super().clean()
        choix = {proposed.pk: given.get(f"date_{proposed.pk}", "") for proposed in self.dates}
        if self.dates and not any(choix.values()) and not self.errors:
            raise forms.ValidationError("Rien n’est coché : répondez à une date au moins, même par « non ».")
        return {"choix": choix, "mot": given.get("mot", "")}


class ProlongationForm(Formulaire):
    """Another last day to answer."""

    jusqu_au = forms.DateField(label="Dernier jour pour répondre", widget=forms.DateInput)
