"""What is typed to adopt a version, prepare its signature, sign, refuse, and enter a paper."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.models import Instance
from pacte.models import CeremonieSignature, Ratification, SeanceSignature, Signataire
from pacte.queries.signatures import get_mandats_dirigeants
from pacte.verification import MOST_BYTES
from socle.fichiers import FichierField
from socle.fichiers.genres import JPEG, PDF, PNG
from socle.forms import Formulaire, FormulaireModele


class RatificationForm(FormulaireModele):
    class Meta:
        model = Ratification
        fields = ["instance", "le", "lieu", "reference", "quorum", "presents", "pour", "contre", "abstentions"]
        labels = {"instance": "Par quelle instance", "le": "Le"}
        help_texts = {"quorum": "Le nombre de voix que les statuts exigent, pas un pourcentage."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["instance"].queryset = Instance.objects.filter(association=None).order_by("nom")


class CeremonieForm(FormulaireModele):
    class Meta:
        model = CeremonieSignature
        fields = ["debut", "fin", "vigueur_du"]
        labels = {"debut": "On signe du", "fin": "Jusqu’au, compris", "vigueur_du": "Le pacte entre en vigueur le"}
        help_texts = {"vigueur_du": "S’il manque encore une signature nécessaire ce jour-là, il attendra la dernière."}


class ProlongationForm(FormulaireModele):
    class Meta:
        model = CeremonieSignature
        fields = ["fin"]
        labels = {"fin": "On signe jusqu’au, compris"}


class SeanceForm(FormulaireModele):
    class Meta:
        model = SeanceSignature
        fields = ["le", "lieu"]


class SignataireForm(FormulaireModele):
    """A signatory; the mandate may be chosen among those that the portal knows, which fills the rest."""

    mandat = forms.ModelChoiceField(
        get_mandats_dirigeants().none(),
        label="Dirigeante ou dirigeant d’une association membre",
        required=False,
        help_text="Son nom, son association et les dates de son mandat se remplissent alors d’eux-mêmes.",
    )

    class Meta:
        model = Signataire
        fields = [
            "organisme", "nom", "qualite", "courriel", "mandat_debut", "mandat_fin", "decision", "decision_le",
            "is_requis",
        ]  # fmt: skip
        labels = {"organisme": "Au nom de", "decision": "Délibération ou arrêté qui l’autorise à signer"}
        help_texts = {
            "courriel": "Pour qui n’a pas de compte : un lien personnel y part. Vide : signature sur papier.",
            "decision": "Par exemple « Conseil d’administration, délibération n° 4 ».",
        }

    field_order = ["mandat"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mandat"].queryset = get_mandats_dirigeants()
        self.fields["mandat"].label_from_instance = lambda m: f"{m.instance.association}, {m.personne} ({m.fonction})"
        for name in ("organisme", "nom", "qualite"):
            self.fields[name].required = False
        if self.instance.pk and not self.instance.ceremonie.is_preparee:
            for name in ("organisme", "is_requis", "mandat"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        if mandat := data.get("mandat"):
            self._fill(data, mandat)
        expected = {"organisme": "Au nom de qui ?", "nom": "Qui signe ?", "qualite": "À quel titre ?"}
        for name, question in expected.items():
            if name in self.fields and not data.get(name):
                self.add_error(name, ValidationError(f"{question} Écrivez-le, ou choisissez un mandat au-dessus."))
        return data

    def _fill(self, data, mandat) -> None:
        association = mandat.instance.association
        data |= {"association": association, "personne": mandat.personne, "courriel": ""}
        data["organisme"], data["nom"] = str(association), str(mandat.personne)
        data["qualite"] = data["qualite"] or mandat.fonction or str(mandat.instance)
        data["mandat_debut"], data["mandat_fin"] = mandat.debut, mandat.fin
        self.instance.association, self.instance.personne = association, mandat.personne
        self.instance.courriel = ""
        for name in ("organisme", "nom", "qualite", "mandat_debut", "mandat_fin"):
            setattr(self.instance, name, data[name])

    @property
    def given(self):
        """What the action is told, the choice of a mandate turned into what it means."""
        return {name: value for name, value in self.cleaned_data.items() if name != "mandat"}


class SignForm(Formulaire):
    """Signing: the digest of the text that was on the page goes with it."""

    empreinte = forms.CharField(max_length=64, widget=forms.HiddenInput)
    lu = forms.BooleanField(label="J’ai lu ce texte, et je signe au nom de l’organisme écrit ci-dessus")


class RefusForm(Formulaire):
    empreinte = forms.CharField(max_length=64, widget=forms.HiddenInput)
    motif = forms.CharField(
        label="Pourquoi vous ne signez pas",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Les autres signataires le liront.",
    )


class MotifForm(Formulaire):
    motif = forms.CharField(label="Pourquoi", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CodeAccesForm(Formulaire):
    code = forms.CharField(
        label="Code donné par la fédération",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        help_text="Six signes, dits de vive voix ou par téléphone.",
    )


class PapierForm(Formulaire):
    le = forms.DateField(label="Signée le")
    seance = forms.ModelChoiceField(SeanceSignature.objects.none(), label="Pendant la séance", required=False)
    scan = FichierField(genres=(PDF, JPEG, PNG), label="La page signée, numérisée")

    def __init__(self, *args, ceremonie, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seance"].queryset = ceremonie.seances.all()
        self.fields["le"].initial = min(timezone.localdate(), ceremonie.fin)


class VerificationForm(Formulaire):
    """A code, or the file itself."""

    code = forms.CharField(
        label="Code de vérification",
        max_length=40,
        required=False,
        help_text="Au bas de chaque page, par exemple « 1A2B-3C4D-5E6F-7081 ».",
    )
    fichier = forms.FileField(
        label="Ou le fichier PDF",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
        help_text="20 Mo au plus. Il est lu pour répondre, puis oublié : rien n’en est gardé.",
    )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier and fichier.size > MOST_BYTES:
            raise ValidationError("Ce fichier dépasse 20 Mo : un pacte scellé en fait rarement plus d’un.")
        return fichier

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("code") and not data.get("fichier"):
            raise ValidationError("Il manque de quoi vérifier : tapez le code, ou choisissez le fichier.")
        return data
