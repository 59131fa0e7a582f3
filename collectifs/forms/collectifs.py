"""What people type about a collective."""

from django import forms
from django.utils import timezone

from collectifs.models import Collectif
from socle.forms import Cartes, Formulaire, FormulaireModele


class CollectifForm(FormulaireModele):
    class Meta:
        model = Collectif
        fields = (
            "nom",
            "forme",
            "enonce",
            "resultat_attendu",
            "echeance",
            "moyens",
            "fonction_referente",
            "visibilite",
        )
        widgets = {
            "echeance": forms.DateInput,
            "enonce": forms.Textarea(attrs={"rows": 3}),
            "resultat_attendu": forms.Textarea(attrs={"rows": 3}),
            "moyens": forms.Textarea(attrs={"rows": 2}),
            "visibilite": forms.RadioSelect,
        }
        help_texts = {
            "enonce": "La question ou l’intention de départ, en une ou deux phrases.",
            "resultat_attendu": "Ce qui existera quand le collectif aura fini.",
            "echeance": "Passée cette date, le portail proposera de prolonger, de clore ou de reformuler.",
            "moyens": "Temps, budget, appuis.",
            "fonction_referente": "Qui l’exerce anime le collectif. Sans titulaire, le collectif est en sommeil.",
        }


class EcheanceForm(Formulaire):
    """R10: what to do with a collective whose date has passed."""

    SUITES = [("prolonger", "Prolonger"), ("reformuler", "Reformuler le résultat attendu"), ("clore", "Clore")]

    suite = forms.ChoiceField(
        label="Que devient ce collectif ?",
        choices=SUITES,
        widget=Cartes(
            details={
                "prolonger": "Le résultat attendu reste le même, la date change.",
                "reformuler": "Le résultat attendu change, et la date aussi.",
                "clore": "Ses réunions, ses décisions et ses actions restent lisibles.",
            }
        ),
    )
    resultat_attendu = forms.CharField(
        label="Résultat attendu", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    echeance = forms.DateField(label="Nouvelle échéance", required=False, widget=forms.DateInput)

    def clean(self):
        cleaned = super().clean()
        echeance = cleaned.get("echeance")
        is_kept_alive = cleaned.get("suite") in ("prolonger", "reformuler")
        if is_kept_alive and "echeance" not in self.errors and (not echeance or echeance <= timezone.localdate()):
            self.add_error("echeance", "Indiquez une date à venir.")
        return cleaned


class ExterneForm(Formulaire):
    """Somebody from outside the network."""

    prenom = forms.CharField(label="Prénom", max_length=80)
    nom = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Sans adresse, la personne figurera parmi celles à prévenir autrement.",
    )
