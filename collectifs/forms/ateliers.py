"""What people type about workshops and in them, with or without an account."""

import uuid

from django import forms
from django.utils.text import capfirst

from collectifs.forms.shared import PersonneField
from collectifs.models import Acteur, Atelier, Contribution, Grappe, ParticipantAtelier
from socle.forms import Cartes, Formulaire, FormulaireModele

LONGEST = 2000
LONGEST_QUESTION = 250
MOST_QUESTIONS = 12
DETAILS = {
    "saillant": "Un mot ou une idée qui compte plus que les autres.",
    "levier": "Ce qui marche déjà, ce sur quoi s’appuyer.",
    "ameliorer": "Ce qui coince, ce qui manque.",
    "preconisation": "Ce qu’il faudrait faire.",
    "essentiel": "Ce qu’il ne faut surtout pas oublier.",
    "verbatim": "Une phrase à citer mot pour mot.",
}
ACTEURS = [(value, capfirst(label)) for value, label in Acteur.choices]
GENRES = [(value, capfirst(label)) for value, label in Contribution.Genre.choices]
CONSENT = "J’accepte que mes mots soient cités tels quels dans la synthèse publiée"
CONSENT_HELP = "Sans cet accord, une phrase donnée comme verbatim sert à la réflexion mais n’est pas publiée."


class AtelierForm(FormulaireModele):
    lien_visio = forms.URLField(label="Lien de visioconférence", required=False, max_length=200, assume_scheme="https")
    questions = forms.CharField(
        label="Questionnaire préalable",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une question ouverte par ligne, douze au plus. On y répond avant l’atelier, sans donner son nom.",
    )

    class Meta:
        model = Atelier
        fields = ("theme", "serie", "rang", "debut", "duree", "lieu", "lien_visio", "preparation", "gommettes")
        widgets = {"debut": forms.DateTimeInput, "preparation": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "theme": "La question ou le sujet, tel qu’il sera lu sur le mur et en tête de la synthèse.",
            "serie": "Si plusieurs ateliers se suivent, le nom qu’ils partagent.",
            "lieu": "Laissez vide si l’atelier se tient à distance.",
            "preparation": "Ce qu’il est bon d’avoir lu ou apporté. Les adresses de pages deviennent des liens.",
            "gommettes": "Ce que chaque personne pourra poser sur les thèmes qui comptent pour elle.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["questions"] = "\n".join(question.texte for question in self.instance.questions.all())

    def clean_questions(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines()]
        questions = [line for line in lines if line]
        if len(questions) > MOST_QUESTIONS:
            raise forms.ValidationError(
                f"{len(questions)} questions, c’est trop : gardez-en {MOST_QUESTIONS} au plus."
            )
        if any(len(question) > LONGEST_QUESTION for question in questions):
            raise forms.ValidationError(f"Une question dépasse {LONGEST_QUESTION} signes : dites-la plus court.")
        return questions


class ParticipationAtelierForm(FormulaireModele):
    class Meta:
        model = ParticipantAtelier
        fields = ("categorie",)
        widgets = {"categorie": forms.RadioSelect}
        labels = {"categorie": "Vous venez comme…"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["categorie"].choices = ACTEURS
        if self.instance.pk is None:
            self.initial["categorie"] = ""


class DitForm(Formulaire):
    """What every contribution has: a heading, words, a category; `envoi` makes a page sent twice count once."""

    genre = forms.ChoiceField(label="Votre contribution est…", choices=GENRES, widget=Cartes(details=DETAILS))
    texte = forms.CharField(label="Votre contribution", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    categorie = forms.ChoiceField(label="Vous parlez comme…", choices=ACTEURS, widget=forms.RadioSelect)
    envoi = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("envoi", uuid.uuid4())


class ContributionForm(DitForm):
    """What somebody with an account says."""

    is_anonyme = forms.BooleanField(
        label="Je préfère rester anonyme",
        required=False,
        help_text="Votre nom n’est alors gardé nulle part, pas même pour l’animation, qui relit avant de montrer.",
    )
    peut_publier = forms.BooleanField(label=CONSENT, required=False, help_text=CONSENT_HELP)


class ContributionLibreForm(DitForm):
    """What somebody without an account says; `site` is a trap that people do not see."""

    prenom = forms.CharField(
        label="Votre prénom", required=False, max_length=60, help_text="Le prénom suffit. Rien d’autre n’est demandé."
    )
    is_anonyme = forms.BooleanField(
        label="Je préfère rester anonyme", required=False, help_text="Le prénom n’est alors pas gardé."
    )
    peut_publier = forms.BooleanField(label=CONSENT, required=False, help_text=CONSENT_HELP)
    site = forms.CharField(label="Ne remplissez pas cette case", required=False, widget=forms.HiddenInput)

    field_order = ("genre", "texte", "categorie", "prenom", "is_anonyme", "peut_publier")


class SaisieForm(DitForm):
    """What the facilitator writes for somebody who speaks or who wrote on paper."""

    genre = forms.ChoiceField(label="C’est…", choices=GENRES, widget=Cartes(details=DETAILS))
    texte = forms.CharField(label="Ce qui est dit", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    categorie = forms.ChoiceField(
        label="Cette personne parle comme…", choices=[("", "On ne sait pas"), *ACTEURS], required=False
    )
    prenom = forms.CharField(label="Prénom, si la personne le veut", required=False, max_length=60)
    is_debat = forms.BooleanField(
        label="C’est un point de débat",
        required=False,
        help_text="Un désaccord demeure : il restera dans la synthèse, sans consensus.",
    )
    peut_publier = forms.BooleanField(
        label="La personne accepte que ses mots soient cités tels quels dans la synthèse publiée", required=False
    )


class CorrectionForm(FormulaireModele):
    """What the facilitator mends in a contribution."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    class Meta:
        model = Contribution
        fields = ("texte", "genre", "categorie", "is_debat", "is_retenue", "peut_publier")
        widgets = {"texte": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "texte": "Corrigez l’orthographe, pas le sens. Un verbatim se garde tel qu’il a été dit.",
            "is_debat": "Un désaccord demeure. Un point de débat reste dans la synthèse : il ne peut pas en sortir.",
            "peut_publier": "Vous pouvez retirer un accord que la personne reprend ; vous ne pouvez pas le donner.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["lu"] = self.instance.empreinte
        self.fields["texte"].max_length = None
        if not self.instance.peut_publier:
            del self.fields["peut_publier"]


class RangementForm(Formulaire):
    """Contributions to put under a theme, known or new."""

    contributions = forms.TypedMultipleChoiceField(coerce=int, required=False)
    grappe = forms.TypedChoiceField(label="Sous le thème", coerce=int, empty_value=None, required=False)
    titre = forms.CharField(label="Ou un nouveau thème", max_length=150, required=False)

    def __init__(self, *args, atelier, **kwargs):
        super().__init__(*args, **kwargs)
        known = Grappe.objects.filter(atelier=atelier).values_list("pk", "titre")
        self.fields["grappe"].choices = [("", "Aucun thème"), *known]
        accepted = atelier.contributions.acceptees().values_list("pk", flat=True)
        self.fields["contributions"].choices = [(pk, pk) for pk in accepted]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("contributions") and not cleaned.get("titre") and not self.errors:
            self.add_error(None, "Cochez au moins une contribution, ou nommez un nouveau thème.")
        return cleaned


class NombresForm(Formulaire):
    """A number for each line of a list: people of a category, dots of a theme."""

    @classmethod
    def about(cls, lignes, *args, most, **kwargs):
        """Return the form of these lines, each a key, a label and a number."""
        fields = {
            f"n_{key}": forms.IntegerField(
                label=label,
                min_value=0,
                max_value=most,
                required=False,
                initial=number,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            for key, label, number in lignes
        }
        return type("NombresDeLAtelierForm", (cls,), fields)(*args, **kwargs)

    @property
    def nombres(self) -> dict[str, int]:
        return {name[2:]: number or 0 for name, number in self.cleaned_data.items()}


class SuiteForm(Formulaire):
    """The action that a recommendation becomes."""

    texte = forms.CharField(label="Action", max_length=250)
    responsable = PersonneField(label="Responsable")
    echeance = forms.DateField(label="Pour le", required=False, widget=forms.DateInput)

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsable"].offer(people)


class QuestionnaireForm(Formulaire):
    """The answers given before a workshop, without a name."""

    categorie = forms.ChoiceField(label="Vous répondez comme…", choices=ACTEURS, widget=forms.RadioSelect)
    envoi = forms.UUIDField(widget=forms.HiddenInput, required=False)
    site = forms.CharField(label="Ne remplissez pas cette case", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, questions, **kwargs):
        self.questions = questions
        super().__init__(*args, **kwargs)
        self.initial.setdefault("envoi", uuid.uuid4())

    @classmethod
    def about(cls, questions, *args, **kwargs):
        """Return the form of these questions."""
        fields = {
            f"q_{question.pk}": forms.CharField(
                label=question.texte,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            for question in questions
        }
        return type("QuestionnaireDeLAtelierForm", (cls,), fields)(*args, questions=questions, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(self.reponses.values()):
            self.add_error(None, "Répondez à une question au moins.")
        return cleaned

    @property
    def reponses(self) -> dict[int, str]:
        return {question.pk: self.cleaned_data.get(f"q_{question.pk}", "") for question in self.questions}
