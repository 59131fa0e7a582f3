"""What people type about a collective."""

from uuid import UUID

from django import forms
from django.utils import timezone

from collectifs.models import Collectif
from socle.forms import Cartes, Formulaire, FormulaireModele, explain
from socle.french import say_full_date


class CollectifForm(FormulaireModele):
    """What a collective says of itself; `lu` is the digest of the sheet that was read."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    blocs_pacte = forms.TypedMultipleChoiceField(
        label="Ce que le pacte en dit",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les passages du pacte en vigueur dont ce collectif s’occupe ; sa page y renvoie.",
    )

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
            "politique",
            "reseau",
            "blocs_pacte",
        )
        widgets = {
            "echeance": forms.DateInput,
            "enonce": forms.Textarea(attrs={"rows": 3}),
            "resultat_attendu": forms.Textarea(attrs={"rows": 3}),
            "moyens": forms.Textarea(attrs={"rows": 2}),
            "visibilite": forms.RadioSelect,
            "politique": Cartes(
                details={
                    "libre": "Qui voit le collectif et appartient au réseau y entre d’un clic.",
                    "demande": "On demande avec un mot ; qui anime accepte, ou refuse avec un mot.",
                    "invitation": "Seules les personnes invitées y entrent.",
                }
            ),
        }
        help_texts = {
            "enonce": "La question ou l’intention de départ, en une ou deux phrases.",
            "resultat_attendu": "Ce qui existera quand le collectif aura fini.",
            "echeance": "Passée cette date, le portail proposera de prolonger, de clore ou de reformuler.",
            "moyens": "Temps, budget, appuis.",
            "fonction_referente": "Qui l’exerce anime le collectif. Sans titulaire, aucune réunion ne s’y convoque.",
            "visibilite": "Qui lit ses réunions, ses comptes rendus et ses décisions.",
            "reseau": "Si ce collectif travaille pour un réseau de la fédération.",
        }

    def __init__(self, *args, reperes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["lu"] = self.instance.empreinte if self.instance.pk else ""
        self.fields["blocs_pacte"].choices = [(repere.identifiant, str(repere)) for repere in reperes]
        if not reperes:
            del self.fields["blocs_pacte"]

    def clean_blocs_pacte(self):
        """Keep what this person, or the pact of today, does not offer to tick."""
        offered = {identifiant for identifiant, _ in self.fields["blocs_pacte"].choices}
        kept = [identifiant for identifiant in self.initial.get("blocs_pacte") or [] if identifiant not in offered]
        return [*self.cleaned_data["blocs_pacte"], *kept]


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
                "clore": "Il fait son bilan. Ses réunions, ses décisions et ses actions restent lisibles.",
            }
        ),
    )
    resultat_attendu = forms.CharField(
        label="Résultat attendu", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    echeance = forms.DateField(label="Nouvelle échéance", required=False, widget=forms.DateInput)
    bilan = forms.CharField(
        label="Bilan",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Pour clore : ce qui a été fait, ce qui reste, à qui cela revient. Sa page le montre en tête.",
    )

    def clean(self):
        cleaned = super().clean()
        echeance = cleaned.get("echeance")
        is_kept_alive = cleaned.get("suite") in ("prolonger", "reformuler")
        if is_kept_alive and "echeance" not in self.errors and (not echeance or echeance <= timezone.localdate()):
            self.add_error("echeance", "Indiquez une date à venir.")
        if cleaned.get("suite") == "reformuler" and not cleaned.get("resultat_attendu"):
            self.add_error("resultat_attendu", "Le résultat attendu est vide : écrivez ce qui existera à la fin.")
        if cleaned.get("suite") == "clore" and "bilan" not in self.errors and not cleaned.get("bilan"):
            self.add_error("bilan", "Le bilan est vide : dites en deux phrases ce qui a été fait, avant de clore.")
        return cleaned


class ReouvertureForm(Formulaire):
    """A closed collective opens again: what it is for now, and until when."""

    resultat_attendu = forms.CharField(
        label="Résultat attendu", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    echeance = forms.DateField(label="Nouvelle échéance", widget=forms.DateInput)

    def clean_echeance(self):
        echeance = self.cleaned_data["echeance"]
        if echeance <= timezone.localdate():
            raise explain(
                say_full_date(echeance), "Une date à venir est attendue.", "Choisissez un jour après aujourd’hui."
            )
        return echeance


class DemandeForm(Formulaire):
    """A word, to ask to join."""

    mot = forms.CharField(
        label="Votre mot",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce qui vous amène, ce que vous pouvez apporter. Qui anime le collectif le lira, personne d’autre.",
    )


class ReponseDemandeForm(Formulaire):
    """The answer to somebody who asks to join: yes, or no and why."""

    suite = forms.ChoiceField(
        label="Votre réponse",
        choices=[("accepter", "Accepter"), ("refuser", "Refuser")],
        widget=Cartes(
            details={
                "accepter": "La personne participe dès aujourd’hui, et les réunions déjà annoncées lui arrivent.",
                "refuser": "Elle reçoit votre mot, et pourra demander de nouveau.",
            }
        ),
    )
    reponse = forms.CharField(
        label="Votre mot",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Attendu pour un refus. La personne le lira.",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("suite") == "refuser" and "reponse" not in self.errors and not cleaned.get("reponse"):
            self.add_error("reponse", "Le mot est vide : un refus s’explique, écrivez une phrase.")
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
