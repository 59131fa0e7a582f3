"""What is typed around a half-day: a code, a scanned sheet, minutes and why."""

from django import forms

from formations.models import ArriveeSurPlace, Inscription
from formations.queries.emargements import Feuille
from socle.fichiers import FichierField
from socle.fichiers.genres import JPEG, PDF, PNG
from socle.forms import Formulaire, FormulaireModele


def make_code(label, help_text):
    given = {"inputmode": "numeric", "autocomplete": "off", "class": "input-code"}
    return forms.CharField(label=label, max_length=9, help_text=help_text, widget=forms.TextInput(attrs=given))


class SalleForm(Formulaire):
    code = make_code("Code affiché dans la salle", "Six chiffres, sur l’écran de la personne qui anime.")


class ImprevuForm(SalleForm):
    """Coming without being enrolled."""

    financement = forms.ChoiceField(label="Qui finance", choices=Inscription.Financement)


class TabletteForm(Formulaire):
    """One's name, one's own code."""

    code = make_code("Votre code personnel", "Six chiffres, sur la page de votre inscription ou votre convocation.")

    def __init__(self, *args, feuille: Feuille, rank: int, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = [ligne for ligne in feuille.stagiaires if ligne.genre == "inscription" and not ligne.cases[rank]]
        self.known = {str(ligne.qui.pk): ligne.qui for ligne in waiting}
        names = [("", "Choisissez votre nom")] + [(str(ligne.qui.pk), ligne.nom) for ligne in waiting]
        self.add_field("inscription", forms.ChoiceField(label="Votre nom", choices=names))
        self.order_fields(["inscription", "code"])

    def clean_inscription(self):
        return self.known[self.cleaned_data["inscription"]]


class ScanForm(Formulaire):
    fichier = FichierField(genres=(PDF, JPEG, PNG), label="La feuille signée, numérisée ou photographiée")


class PapierForm(Formulaire):
    """Whoever signed by hand, and for how long."""

    minutes = forms.IntegerField(label="Minutes suivies", min_value=0, help_text="Moins si besoin.")

    def __init__(self, *args, feuille: Feuille, rank: int, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = [one for one in (*feuille.formateurs, *feuille.stagiaires) if not one.cases[rank]]
        self.known = {ligne.clef: ligne.qui for ligne in waiting}
        self.add_field("qui", forms.ChoiceField(label="Qui a signé", choices=[(one.clef, one.nom) for one in waiting]))
        self.fields["minutes"].initial = feuille.demi_journees[rank].minutes
        self.order_fields(["qui", "minutes"])

    def clean_qui(self):
        return self.known[self.cleaned_data["qui"]]


class ArriveeForm(FormulaireModele):
    class Meta:
        model = ArriveeSurPlace
        fields = ("nom", "organisme")


class MinutesForm(Formulaire):
    minutes = forms.IntegerField(label="Minutes vraiment suivies", min_value=0)
    motif = forms.CharField(
        label="Pourquoi",
        max_length=250,
        help_text="Par exemple : partie à 16 h. Cela reste écrit.",
    )
