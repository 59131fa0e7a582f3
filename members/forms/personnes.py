"""One's own sheet, people without an account, and ties with associations."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.forms.telephones import TelephoneInput, clean_phone
from members.mineurs import check_mineur, check_naissance
from members.models import Personne, Rattachement
from members.telephones import FRANCE, region_of
from socle.forms import Formulaire, FormulaireModele

MINORITE = ("date_naissance", "parents_informes_le", "autorisation_le")


class RattachementForm(Formulaire):
    """Change somebody's place in an association."""

    genre = forms.ChoiceField(label="Sa place dans l’association", choices=Rattachement.Genre)
    fonction = forms.CharField(label="Sa fonction", max_length=100, required=False)
    is_gestionnaire = forms.BooleanField(
        label="Cette personne peut modifier la fiche et inviter d’autres collègues", required=False
    )


class FinForm(Formulaire):
    """The last day of a tie."""

    on = forms.DateField(label="Dernier jour", initial=timezone.localdate, widget=forms.DateInput)


class DatesForm(Formulaire):
    """What is asked of a minor, and of nobody else."""

    parents_informes_le = forms.DateField(
        label="Parents informés le", required=False, help_text="Nécessaire pour un siège au conseil, dès 16 ans."
    )
    autorisation_le = forms.DateField(
        label="Autorisation écrite des parents reçue le", required=False, help_text="Nécessaire avant 16 ans."
    )

    def clean_parents_informes_le(self):
        return refuse_future(self.cleaned_data["parents_informes_le"])

    def clean_autorisation_le(self):
        return refuse_future(self.cleaned_data["autorisation_le"])


class MinoriteForm(DatesForm):
    """A date of birth and what the parents said, kept only if the box of those under eighteen is ticked."""

    is_mineure = forms.BooleanField(label="Cette personne a moins de 18 ans", required=False)
    date_naissance = forms.DateField(
        label="Date de naissance",
        required=False,
        help_text="Montrée à personne, et oubliée le jour de ses 18 ans.",
    )
    field_order = ("is_mineure", *MINORITE)
    with_account = False

    @property
    def has_minor(self):
        """Whether the part about minors is open: somebody ticked it, or an error waits there."""
        return bool(self["is_mineure"].value()) or any(name in self.errors for name in MINORITE)

    def clean(self):
        data = super().clean()
        if not data.get("is_mineure"):
            for name in MINORITE:
                data[name] = None
                self.errors.pop(name, None)
            return data
        try:
            check_naissance(data.get("date_naissance"))
        except ValidationError as error:
            if "date_naissance" not in self.errors:
                self.add_error("date_naissance", error)
            return data
        minor = Personne(**{name: data.get(name) for name in ("prenom", "nom", *MINORITE)})
        try:
            check_mineur(minor, with_account=self.with_account)
        except ValidationError as error:
            self.add_error(None, error)
        return data

    @property
    def minorite(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in MINORITE}


class PersonneForm(MinoriteForm):
    """Somebody of the team who needs no account: the association speaks for them."""

    prenom = forms.CharField(
        label="Prénom", max_length=80, required=False, help_text="Laissez vide pour un nom unique."
    )
    nom = forms.CharField(label="Nom", max_length=120)
    genre = forms.ChoiceField(label="Sa place dans l’association", choices=Rattachement.Genre)
    fonction = forms.CharField(
        label="Sa fonction", max_length=100, required=False, help_text="Par exemple : trésorier, bénévole à l’accueil."
    )
    telephone = forms.CharField(
        label="Téléphone",
        max_length=40,
        required=False,
        widget=TelephoneInput,
        help_text="Vu de l’équipe fédérale et de qui gère la fiche.",
    )
    debut = forms.DateField(label="Depuis le", initial=timezone.localdate, help_text="Aujourd’hui, sinon avant.")
    field_order = ("prenom", "nom", "genre", "fonction", "telephone", "debut", "is_mineure", *MINORITE)

    def __init__(self, *args, departement="", **kwargs):
        self.departement = departement
        super().__init__(*args, **kwargs)

    def clean_telephone(self):
        return clean_phone(self.cleaned_data["telephone"], region_of(self.departement))

    def clean_debut(self):
        return refuse_future(self.cleaned_data["debut"])

    @property
    def place(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("genre", "fonction", "debut")}

    @property
    def identity(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("prenom", "nom", "telephone")} | self.minorite


class CoordonneesForm(FormulaireModele):
    """One's own name and telephone."""

    class Meta:
        model = Personne
        fields = ("prenom", "nom", "telephone")
        widgets = {"telephone": TelephoneInput}
        help_texts = {"telephone": "Vu de l’équipe fédérale et de qui gère la fiche de votre association."}

    def clean_telephone(self):
        ties = self.instance.rattachements_en_cours
        region = region_of(ties[0].association.departement) if ties else FRANCE
        return clean_phone(self.cleaned_data["telephone"], region)


def refuse_future(day):
    """Refuse a day to come for what has happened."""
    if day and day > timezone.localdate():
        raise ValidationError("Cette date est à venir : indiquez un jour passé, ou aujourd’hui.")
    return day
