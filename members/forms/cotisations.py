"""Campaigns, calls, payments and their years, waivers, instalments."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.euros import ZERO, split_cents
from members.forms.euros import PaidField
from members.models import AppelCotisation, Association, Bareme, Campagne, Exoneration, Reglement, Territoire
from socle.forms import Formulaire, FormulaireModele
from socle.french import say_euros, say_full_date

MOST_INSTALMENTS = 12
DAY_OF_MONTH = 28


class CampagneForm(Formulaire):
    bareme = forms.ModelChoiceField(label="Barème", queryset=Bareme.objects.none(), empty_label="Choisir un barème")
    echeance = forms.DateField(label="À payer avant le", widget=forms.DateInput)
    fin_de_grace = forms.DateField(
        label="Fin du délai de grâce",
        widget=forms.DateInput,
        help_text="Jusqu’à ce jour personne n’est en retard, et personne n’est relancé.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        taken = Campagne.objects.values("annee")
        self.fields["bareme"].queryset = Bareme.objects.exclude(annee__in=taken)

    def clean(self):
        cleaned = super().clean()
        due, grace = cleaned.get("echeance"), cleaned.get("fin_de_grace")
        if due and grace and grace < due:
            self.add_error(
                "fin_de_grace", "Le délai de grâce finit avant l’échéance : choisissez une date plus tardive."
            )
        return cleaned


class AppelForm(Formulaire):
    """One more member to call."""

    association = forms.ModelChoiceField(
        label="Association", queryset=Association.objects.none(), empty_label="Choisir une association"
    )
    pay_by = forms.DateField(
        label="À payer avant le",
        widget=forms.DateInput,
        required=False,
        help_text="Pour qui arrive en cours d’année. Sans date, ce sont celles de la campagne.",
    )

    def __init__(self, *args, uncalled, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = uncalled


class FiltreAppels(Formulaire):
    """What narrows the calls of a campaign; anything that is not proposed is ignored."""

    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous les états"), *AppelCotisation.Etat.choices], required=False
    )
    genre = forms.ChoiceField(
        label="Genre", choices=[("", "Tous les genres"), *Association.Genre.choices], required=False
    )
    territoire = forms.ModelChoiceField(
        label="Territoire", queryset=Territoire.objects.all(), required=False, empty_label="Tous les territoires"
    )
    le = forms.DateField(label="À la date du", widget=forms.DateInput, required=False)
    q = forms.CharField(label="Association", required=False, max_length=200)

    @property
    def lists(self) -> list[forms.BoundField]:
        return [self[name] for name in ("etat", "genre", "territoire", "le")]

    @property
    def day(self) -> date | None:
        """The day asked for, None for today and for what is no date."""
        return self.cleaned_data.get("le")

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("etat", "genre", "territoire", "q"))

    def apply(self, appels):
        """Keep the calls that the filters ask for."""
        asked = self.cleaned_data
        columns = {"etat": "etat", "genre": "association__genre", "territoire": "association__territoire"}
        appels = appels.filter(**{column: asked[name] for name, column in columns.items() if asked.get(name)})
        if asked.get("q"):
            appels = appels.filter(association__in=Association.objects.search(asked["q"]).values("pk"))
        return appels


class AffectationForm(Formulaire):
    """Which years a payment settles: one field a due, empty until somebody chooses."""

    def __init__(self, *args, appels, **kwargs):
        super().__init__(*args, **kwargs)
        self.appels = appels
        for appel in appels:
            left = f"{say_euros(appel.reste)} restent à payer sur {say_euros(appel.montant)}."
            share = PaidField(label=f"Pour {appel.campagne.annee}", required=False, help_text=left)
            self.add_field(f"appel_{appel.pk}", share)

    @property
    def shares(self) -> list[forms.BoundField]:
        return [self[f"appel_{appel.pk}"] for appel in self.appels]

    @property
    def imputations(self) -> dict[AppelCotisation, Decimal]:
        typed = {appel: self.cleaned_data.get(f"appel_{appel.pk}") for appel in self.appels}
        return {appel: montant for appel, montant in typed.items() if montant}


class CreditForm(AffectationForm):
    """What is left of a payment goes to at least one year."""

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.imputations:
            raise ValidationError(
                "Aucune année n’est choisie : écrivez un montant en face de celle que ce règlement paie."
            )
        return cleaned


class ReglementForm(AffectationForm):
    montant = PaidField(label="Montant reçu")
    recu_le = forms.DateField(label="Reçu le", widget=forms.DateInput)
    moyen = forms.ChoiceField(label="Moyen", choices=Reglement.Moyen)
    libelle = forms.CharField(
        label="Libellé",
        max_length=200,
        required=False,
        help_text="Numéro du chèque, banque, ce qui aide à le retrouver.",
    )
    is_another = forms.BooleanField(label="C’est un deuxième règlement identique au premier", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recu_le"].initial = timezone.localdate()

    @property
    def facts(self) -> list[forms.BoundField]:
        return [self[name] for name in ("montant", "recu_le", "moyen", "libelle")]

    @property
    def is_repeated(self) -> bool:
        """Whether the same payment is already known: then only is the box to tick drawn."""
        return bool(self.data.get("is_another")) or "déjà noté" in str(self.non_field_errors())

    def clean(self):
        cleaned = super().clean()
        montant = cleaned.get("montant")
        shared = sum(self.imputations.values(), ZERO)
        if montant is not None and shared > montant:
            raise ValidationError(
                f"Les années font {say_euros(shared)} en tout, pour un règlement de {say_euros(montant)} : "
                "réduisez l’une d’elles."
            )
        return cleaned


class MotifForm(Formulaire):
    motif = forms.CharField(
        label="Pourquoi ?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Gardé au journal."
    )


class ExonerationForm(FormulaireModele):
    montant = PaidField(label="Montant exonéré")

    class Meta:
        model = Exoneration
        fields = ("montant", "accordee_le", "motif", "proces_verbal")
        widgets = {"accordee_le": forms.DateInput, "motif": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"proces_verbal": "L’instance, sa date et le point : « Bureau du 3 mars, point 2 »."}

    def _post_clean(self):
        """The action checks the row, which needs its due."""


class EcheancesForm(Formulaire):
    """The dates at which a due is paid, as many lines as people need; a line left empty does not count."""

    def __init__(self, *args, appel, times=0, **kwargs):
        super().__init__(*args, **kwargs)
        proposed = _propose(appel, times) or [(row.le, row.montant) for row in appel.echeances.all()]
        lines = range(1, max(times, len(proposed), 3) + 1)
        self.lines = [(f"le_{n}", f"montant_{n}") for n in lines]
        for number, (day, amount) in enumerate(self.lines, 1):
            le, montant = proposed[number - 1] if number <= len(proposed) else (None, None)
            when = forms.DateField(label=f"Échéance {number}", widget=forms.DateInput, required=False, initial=le)
            self.add_field(day, when)
            self.add_field(amount, PaidField(label=f"Montant {number}", required=False, initial=montant))

    def clean(self):
        cleaned = super().clean()
        for day, amount in self.lines:
            if day in cleaned and amount in cleaned and (cleaned[day] is None) != (cleaned[amount] is None):
                missing, what = (day, "la date") if cleaned[day] is None else (amount, "le montant")
                self.add_error(missing, f"Il manque {what} de cette échéance : complétez-la, ou videz la ligne.")
        return cleaned

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[day], self[amount]) for day, amount in self.lines]

    @property
    def echeances(self) -> list[tuple[date, Decimal]]:
        typed = [(self.cleaned_data[day], self.cleaned_data[amount]) for day, amount in self.lines]
        return [(day, amount) for day, amount in typed if day and amount]


def _propose(appel, times) -> list[tuple[date, Decimal]]:
    """Return a due in equal parts, a month apart, from next month."""
    if not 0 < times <= MOST_INSTALMENTS:
        return []
    today = timezone.localdate()
    months = [today.year * 12 + today.month + rank for rank in range(times)]
    days = [date(month // 12, month % 12 + 1, min(today.day, DAY_OF_MONTH)) for month in months]
    return list(zip(days, split_cents(appel.montant, times), strict=True))


class RelanceForm(Formulaire):
    appels = forms.TypedMultipleChoiceField(
        label="Qui relancer",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Personne n’est coché : choisissez au moins une association."},
    )

    def __init__(self, *args, reminders, **kwargs):
        super().__init__(*args, **kwargs)
        ready = [reminder for reminder in reminders if reminder.is_reachable]
        self.fields["appels"].choices = [(reminder.appel.pk, _say_reminder(reminder)) for reminder in ready]
        self.fields["appels"].initial = [reminder.appel.pk for reminder in ready]


def _say_reminder(reminder) -> str:
    names = ", ".join(map(str, reminder.people)) or f"la boîte de l’association ({reminder.boite})"
    due = say_full_date(reminder.appel.campagne.echeance)
    return f"{reminder.appel.association} : {say_euros(reminder.appel.reste)} attendus le {due}, à {names}"
