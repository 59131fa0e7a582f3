"""What people type to propose a tool, to write its versions, to review and withdraw them."""

from django import forms
from django.utils.text import capfirst

from outiltheque.forms.champs import AssociationField, MonAssociationField, OutilField
from outiltheque.licences import LICENCES, get_licence
from outiltheque.models import LienOutil, Outil, VersionOutil
from socle.forms import Cartes, Formulaire, FormulaireModele

KIND_DETAILS = {
    "trame": "Un document à remplir : charte, statuts, fiche de poste.",
    "methode": "Une façon de faire, pas à pas.",
    "gestion": "Un tableau, une règle, un repère pour gérer.",
    "juridique": "Ce que dit le droit, et à quelle date il est à jour.",
    "jeu": "Une animation, un jeu à mener avec un groupe.",
    "video": "Un film, avec sa transcription écrite.",
    "experience": "Le constat, l’action menée, les résultats obtenus.",
}
PHRASES = {code.value: licence.phrase for code, licence in LICENCES.items()}
TEXTS = ("titre", "resume", "description", "licence")
OF_KIND = {
    Outil.Genre.EXPERIENCE: ("constat", "action", "resultats"),
    Outil.Genre.VIDEO: ("transcription",),
    Outil.Genre.JURIDIQUE: ("droit_au",),
}
LICENCE_HELP = "Ce que les autres pourront faire de votre outil."


def say_choices(choices) -> list[tuple[str, str]]:
    """Return choices as a form says them, with a capital letter."""
    return [(value, capfirst(label)) for value, label in choices.choices]


class OutilForm(FormulaireModele):
    """A tool that begins; the rest is written on the next page."""

    association = MonAssociationField(label="Au nom de")

    class Meta:
        model = Outil
        fields = ("genre", "titre", "resume", "licence")
        widgets = {"genre": Cartes(details=KIND_DETAILS), "licence": Cartes(details=PHRASES)}
        help_texts = {
            "titre": "Ce qu’on chercherait : « Charte de covoiturage entre bénévoles ».",
            "resume": "À quoi il sert et à qui, en une ou deux phrases.",
            "licence": LICENCE_HELP,
        }

    def __init__(self, *args, personne, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].offer_ties(personne)
        self.fields["genre"].choices = say_choices(Outil.Genre)


class AdaptationForm(Formulaire):
    """A tool that is made from another."""

    association = MonAssociationField(label="Au nom de")
    titre = forms.CharField(label="Titre de votre version", max_length=150)
    resume = forms.CharField(label="En quelques mots", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    difference = forms.CharField(
        label="Ce qui est différent", max_length=400, help_text="Ce que vous avez changé, et pour qui."
    )
    licence = forms.ChoiceField(
        label="Licence", choices=Outil.Licence.choices, widget=Cartes(details=PHRASES), help_text=LICENCE_HELP
    )
    avec_fichiers = forms.BooleanField(
        label="Reprendre aussi ses fichiers",
        required=False,
        initial=True,
        help_text="Vous retirez ou remplacez ensuite ceux que vous changez.",
    )

    def __init__(self, *args, personne, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].offer_ties(personne)
        if get_licence(source.licence).is_same_after:
            self.fields["licence"].choices = [(source.licence, source.get_licence_display())]
        if not source.fichiers.exists():
            del self.fields["avec_fichiers"]


class VersionForm(FormulaireModele):
    """The texts of a version: those that its kind asks for, and what changed from the second on."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    class Meta:
        model = VersionOutil
        fields = ("titre", "resume", "description", "constat", "action", "resultats", "transcription", "droit_au",
                  "changements", "licence")  # fmt: skip
        widgets = {
            "resume": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 12}),
            "transcription": forms.Textarea(attrs={"rows": 12}),
            "changements": forms.Textarea(attrs={"rows": 3}),
            "licence": Cartes(details=PHRASES),
        }
        help_texts = {
            "description": "Une ligne par paragraphe ; une ligne qui commence par un tiret fait une liste.",
            "transcription": "Tout ce qui se dit, et ce qu’il faut voir, pour qui n’entend pas ou ne peut écouter.",
            "constat": "Ce que vous avez vu, et pour qui.",
            "action": "Ce que vous avez fait, avec qui, pendant combien de temps.",
            "resultats": "Ce qui a changé, ce qui n’a pas marché, ce que vous referiez.",
            "droit_au": "Le jour où vous avez vérifié les textes cités.",
            "changements": "Ce qui est nouveau depuis la version d’avant : tout le monde le lira.",
            "licence": LICENCE_HELP,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        version = self.instance
        self.initial["lu"] = version.empreinte
        kept = {*TEXTS, "lu", *OF_KIND.get(version.outil.genre, ())}
        if version.numero > 1:
            kept.add("changements")
        for name in set(self.fields) - kept:
            del self.fields[name]


class LienForm(FormulaireModele):
    adresse = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        help_text="L’adresse entière, qui commence par https://.",
    )

    class Meta:
        model = LienOutil
        fields = ("titre", "adresse")
        help_texts = {"titre": "Où il mène."}


class TriForm(FormulaireModele):
    """Whom a tool is for, what it is about, who wrote it."""

    autrices = forms.MultipleChoiceField(
        label="Associations autrices", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Chacune peut écrire la suite.",
    )  # fmt: skip
    autre = AssociationField(
        label="Ajouter une association", required=False, help_text="Tapez le début de son nom, puis choisissez-la."
    )

    class Meta:
        model = Outil
        fields = ("etape", "themes", "publics")
        widgets = {"themes": forms.CheckboxSelectMultiple, "publics": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["etape"].choices = [("", "Sans étape précise"), *say_choices(Outil.Etape)]
        self.authors = {str(one.pk): one for one in self.instance.associations.all()}
        self.fields["autrices"].choices = [(pk, one.nom) for pk, one in self.authors.items()]
        self.initial["autrices"] = list(self.authors)

    def clean(self):
        data = super().clean()
        if not self.errors and not (data["autrices"] or data["autre"]):
            self.add_error("autrices", "Un outil a au moins une association autrice : cochez-en une.")
        return data

    @property
    def given(self):
        given = dict(self.cleaned_data)
        kept = [self.authors[pk] for pk in given.pop("autrices")]
        other = given.pop("autre")
        return given | {"associations": [*kept, *([other] if other else [])]}


class RelectureForm(Formulaire):
    """What the team says of a version."""

    suite = forms.ChoiceField(
        label="Cette version",
        choices=[("accepter", "Peut être publiée"), ("reprendre", "Est à reprendre")],
        widget=Cartes(
            details={
                "accepter": "Ses auteurs la publient quand ils veulent.",
                "reprendre": "Ses auteurs la corrigent et la proposent de nouveau.",
            }
        ),
    )
    mot = forms.CharField(
        label="Votre mot",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce que vous avez aimé, ce qui manque. Les auteurs le lisent ; il reste dans l’histoire de l’outil.",
    )


class RetraitForm(Formulaire):
    motif = forms.CharField(
        label="Pourquoi il est retiré",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Affiché en haut de sa page.",
    )
    remplace_par = OutilField(
        label="Ce qui le remplace", required=False, help_text="L’adresse de sa page, ou son titre exact."
    )

    def __init__(self, *args, outil, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remplace_par"].among = Outil.objects.parus().exclude(pk=outil.pk)


class RegroupementForm(Formulaire):
    """Which tool is absorbed by the one whose page one is on."""

    absorbe = OutilField(
        label="L’outil à y regrouper", help_text="L’adresse de sa page, ou son titre exact. Sa page mènera à celle-ci."
    )

    def __init__(self, *args, outil, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["absorbe"].among = Outil.objects.filter(fondu_dans=None).exclude(pk=outil.pk)
