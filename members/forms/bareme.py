"""A fee scale before its vote, the figures it is reckoned on, the account on which dues are paid."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from members.euros import ZERO
from members.forms.euros import EurosField, NombreField
from members.models import Association, Bareme, Federation, RegleBareme
from socle.forms import Formulaire, FormulaireModele

Genre = Association.Genre
LAST_RATE = Decimal("999.9999")
SOONEST, FARTHEST = 2000, 2100
NAMES = ("fixe", "taux", "base", "plancher", "plafond")


class BaremeForm(Formulaire):
    annee = forms.IntegerField(label="Année des cotisations", min_value=SOONEST, max_value=FARTHEST)
    nom = forms.CharField(label="Nom", max_length=120, help_text="Par exemple « Projet du bureau », « Variante B ».")
    copy = forms.ModelChoiceField(
        label="Reprendre les règles d’un autre barème",
        queryset=Bareme.objects.all(),
        required=False,
        empty_label="Non, partir d’une page blanche",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["annee"].initial = timezone.localdate().year + 1


class RegleForm(Formulaire):
    """The rule of one kind of association; left empty, this kind is asked for nothing."""

    fixe = EurosField(label="Part fixe, en euros", required=False)
    taux = NombreField(label="Taux, en pour cent", places=4, largest=LAST_RATE, required=False)
    base = forms.ChoiceField(label="Calculé sur", choices=RegleBareme.Base, required=False)
    plancher = EurosField(label="Plancher, en euros", required=False)
    plafond = EurosField(label="Plafond, en euros", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("taux") and not cleaned.get("base"):
            self.add_error("base", "Un taux s’applique à quelque chose : dites sur quoi il est calculé.")
        if cleaned.get("base") and cleaned.get("taux") == ZERO:
            self.add_error("taux", "Ce taux est de zéro : indiquez-le, ou choisissez « aucune » assiette.")
        low, high = cleaned.get("plancher"), cleaned.get("plafond")
        if low is not None and high is not None and low > high:
            self.add_error("plafond", "Le plancher dépasse le plafond : l’un des deux est à corriger.")
        return cleaned

    @property
    def is_filled(self):
        return any(self.cleaned_data.get(name) not in (None, "") for name in NAMES)


class ReglesForms:
    """The rules of a scale, one form for each kind of association."""

    def __init__(self, bareme: Bareme, data=None):
        standing = {regle.genre: regle for regle in bareme.regles.all()}
        self.bareme = bareme
        self.forms = [
            (Genre(genre), RegleForm(data, prefix=genre, initial=_initial(standing.get(genre))))
            for genre in Genre.values
        ]

    def __iter__(self):
        return iter(self.forms)

    def is_valid(self) -> bool:
        wrong = [form for _, form in self.forms if not form.is_valid()]  # each says its own faults
        return not wrong

    @property
    def regles(self) -> list[RegleBareme]:
        """The rules as typed, not saved."""
        return [
            RegleBareme(
                bareme=self.bareme,
                genre=genre,
                base=form.cleaned_data["base"],
                plancher=form.cleaned_data["plancher"],
                plafond=form.cleaned_data["plafond"],
                fixe=form.cleaned_data["fixe"] or ZERO,
                taux=form.cleaned_data["taux"] or ZERO,
            )
            for genre, form in self.forms
            if form.is_filled
        ]


def _initial(regle) -> dict:
    if regle is None:
        return {}
    return {
        "fixe": regle.fixe or None,
        "taux": regle.taux.normalize() if regle.taux else None,
        "base": regle.base,
        "plancher": regle.plancher,
        "plafond": regle.plafond,
    }


class VoteForm(Formulaire):
    vote_le = forms.DateField(label="Voté le", widget=forms.DateInput)
    proces_verbal = forms.CharField(
        label="Référence du procès-verbal",
        max_length=200,
        help_text="L’assemblée, sa date et le numéro de la résolution.",
    )


class AssiettesForm(Formulaire):
    """The figures of an association, one field for each year that a scale looks at."""

    def __init__(self, *args, association, wanted, **kwargs):
        super().__init__(*args, **kwargs)
        known = {(row.base, row.annee): row.montant for row in association.assiettes.all()}
        for base, annee in wanted:
            name = RegleBareme.Base(base).label.split(" de l’")[0].capitalize()
            amount = EurosField(
                label=f"{name}, exercice {annee}",
                required=False,
                initial=known.get((base, annee)),
                help_text=HELP[base],
            )
            self.add_field(f"{base}_{annee}", amount)
        self.wanted = wanted

    @property
    def declared(self):
        """Each figure that was typed, with its base and its year."""
        for base, annee in self.wanted:
            montant = self.cleaned_data[f"{base}_{annee}"]
            if montant is not None:
                yield base, annee, montant


HELP = {
    RegleBareme.Base.CHARGES: "Le total des charges du compte de résultat, sans les contributions volontaires.",
    RegleBareme.Base.BUDGET: "Le total du budget prévisionnel voté pour cette année.",
    RegleBareme.Base.ETP: "Le nombre d’équivalents temps plein au 31 décembre, 4,5 par exemple.",
}


class CompteForm(FormulaireModele):
    iban = forms.CharField(label="IBAN", max_length=50, help_text="27 caractères en France, avec ou sans espaces.")
    bic = forms.CharField(label="BIC", max_length=20, required=False)

    class Meta:
        model = Federation
        fields = ("titulaire", "iban", "bic")
        help_texts = {"titulaire": "Le nom que la banque vérifie : celui de la fédération, en entier."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["titulaire"].required = True

    def clean_iban(self):
        return _compact(self.cleaned_data["iban"])

    def clean_bic(self):
        return _compact(self.cleaned_data["bic"])


def _compact(typed: str) -> str:
    return "".join(typed.split()).upper()
