"""What is typed about amendments: the change, why, the commission's opinion, the decision."""

from django import forms
from django.core.exceptions import ValidationError

from members.models import Association
from pacte.genres import Genre
from pacte.models import Amendement
from socle.forms import Cartes, Formulaire

Operation = Amendement.Operation
REASON = "Les autres associations le lisent à côté de votre amendement."


class AmendementForm(Formulaire):
    """A change to one block; `base` is the digest of the block that was read."""

    base = forms.CharField(widget=forms.HiddenInput, max_length=64)
    objet = forms.CharField(
        label="En quelques mots",
        max_length=120,
        help_text="Le nom de votre amendement : « Publier sous quinze jours ».",
    )
    motif = forms.CharField(label="Pourquoi", widget=forms.Textarea(attrs={"rows": 3}), help_text=REASON)
    association = forms.ModelChoiceField(label="Au nom de", queryset=Association.objects.none(), empty_label=None)

    def __init__(self, *args, associations, noeud=None, proches=(), fonctions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = associations
        self.fields["association"].initial = associations.first()


class ReecritureForm(AmendementForm):
    titre = forms.CharField(label="Titre ou phrase", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    texte = forms.CharField(
        label="Texte",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Écrivez le texte tel que vous le voulez : le portail retrouve les mots changés.",
    )

    field_order = ["titre", "texte", "referent", "objet", "motif", "association", "base"]

    def clean(self):
        cleaned = super().clean()
        for name in ("titre", "texte"):  # a browser ends lines its own way
            cleaned[name] = cleaned.get(name, "").replace("\r\n", "\n")
        if not (cleaned["titre"] or cleaned["texte"]):
            raise ValidationError(
                "Le bloc serait vide : pour l’enlever, choisissez « Supprimer » en haut de cette page."
            )
        return cleaned


class RemplacementForm(ReecritureForm):
    """Other words for a block; for a collective, another function of the federation too."""

    referent = forms.ChoiceField(
        label="Fonction référente",
        required=False,
        help_text="La fonction de la fédération qui en répond. Seules celles que quelqu’un tient sont proposées.",
    )

    def __init__(self, *args, noeud, fonctions=(), **kwargs):
        super().__init__(*args, **kwargs)
        if not (noeud.referent or noeud.genre == Genre.COLLECTIF):
            del self.fields["referent"]
            return
        self.fields["referent"].choices = offer([noeud.referent, *fonctions])
        self.fields["referent"].initial = noeud.referent


def offer(fonctions) -> list[tuple[str, str]]:
    """Return functions to choose from, each once, and none at all."""
    return [("", "Aucune"), *((name, name) for name in dict.fromkeys(fonctions) if name)]


class AjoutForm(ReecritureForm):
    genre = forms.ChoiceField(label="C’est…", choices=Genre.choices, initial=Genre.TEXTE)
    place = forms.ChoiceField(
        label="Sa place", choices=Amendement.Place.choices, initial=Amendement.Place.APRES, widget=Cartes
    )

    field_order = ["genre", "titre", "texte", "place", "objet", "motif", "association", "base"]


class DeplacementForm(AmendementForm):
    cible = forms.TypedChoiceField(label="Près de quel bloc", choices=())
    place = forms.ChoiceField(
        label="Sa place", choices=Amendement.Place.choices, initial=Amendement.Place.APRES, widget=Cartes
    )

    field_order = ["cible", "place", "objet", "motif", "association", "base"]

    def __init__(self, *args, proches=(), **kwargs):
        super().__init__(*args, proches=proches, **kwargs)
        self.fields["cible"].choices = [(str(noeud.identifiant), noeud.libelle) for noeud in proches]
        self.fields["cible"].coerce = {str(noeud.identifiant): noeud.identifiant for noeud in proches}.get


FORMS = {
    Operation.REMPLACER: RemplacementForm,
    Operation.INSERER: AjoutForm,
    Operation.SUPPRIMER: AmendementForm,
    Operation.DEPLACER: DeplacementForm,
}


class ListeForm(Formulaire):
    """What the list of amendments keeps; every choice stays in its address."""

    ETATS = [
        ("", "Tous"),
        ("debattu", "en débat"),
        *((value, label) for value, label in Amendement.Decision.choices),
        ("retire", "retiré"),
    ]
    bloc = forms.ChoiceField(label="Bloc", required=False)
    etat = forms.ChoiceField(label="État", choices=ETATS, required=False)
    association = forms.ModelChoiceField(
        label="Association", queryset=Association.objects.none(), required=False, empty_label="Toutes"
    )

    def __init__(self, *args, blocs=(), associations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bloc"].choices = [("", "Tous"), *blocs]
        if associations is not None:
            self.fields["association"].queryset = associations

    @property
    def given(self):
        """What is asked, a wrong choice asking for nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AvisForm(Formulaire):
    avis = forms.ChoiceField(label="Avis de la commission", choices=Amendement.Avis.choices, widget=Cartes)
    avis_texte = forms.CharField(
        label="En toutes lettres",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un avis n’est pas une décision.",
    )
    contre_titre = forms.CharField(
        label="Contre-proposition : titre", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    contre_texte = forms.CharField(
        label="Contre-proposition : texte",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="D’autres mots, que l’association accepte ou non. Vides tous deux : pas de contre-proposition.",
    )

    def clean(self):
        cleaned = super().clean()
        for name in ("contre_titre", "contre_texte"):
            cleaned[name] = cleaned.get(name, "").replace("\r\n", "\n")
        return cleaned


class ReponseContreForm(Formulaire):
    reponse = forms.ChoiceField(choices=Amendement.Reponse.choices)
    lu = forms.CharField(max_length=40)


class DecisionForm(Formulaire):
    decision = forms.ChoiceField(
        label="Ce qui est décidé",
        choices=[(value, label) for value, label in Amendement.Decision.choices if value != "tombe"],
        widget=Cartes,
    )
    motif = forms.CharField(
        label="En toutes lettres",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’instance, le jour, et ce qui a été dit.",
    )
    concilier = forms.BooleanField(
        label="À concilier : ceux qui le rencontrent ne tombent pas",
        required=False,
        help_text="Les mots retenus sont alors choisis à la main avant d’écrire le texte consolidé.",
    )


class SoutienForm(Formulaire):
    association = forms.ModelChoiceField(queryset=Association.objects.none())
    geste = forms.ChoiceField(choices=[("soutenir", "Soutenir"), ("reprendre", "Reprendre")])

    def __init__(self, *args, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = associations


class MotsForm(Formulaire):
    """The words to write where adopted amendments touch the same ones."""

    titre = forms.CharField(label="Titre ou phrase", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    texte = forms.CharField(label="Texte", required=False, widget=forms.Textarea(attrs={"rows": 8}))
    referent = forms.ChoiceField(label="Fonction référente", required=False)

    def __init__(self, *args, noeud, amendements, **kwargs):
        initial = {"titre": noeud.titre, "texte": noeud.texte, "referent": noeud.referent}
        super().__init__(*args, initial=initial, **kwargs)
        named = [row.referent_change for row in amendements if row.referent_change is not None]
        self.fields["referent"].choices = offer([noeud.referent, *named])
        if not named:
            del self.fields["referent"]

    def clean(self):
        cleaned = super().clean()
        for name in ("titre", "texte"):
            cleaned[name] = cleaned.get(name, "").replace("\r\n", "\n")
        return cleaned


class RetenuForm(Formulaire):
    """Which of several adopted amendments applies."""

    retenu = forms.TypedChoiceField(
        label="Celui qui s’applique", coerce=int, empty_value=None, required=False, widget=Cartes
    )

    def __init__(self, *args, amendements, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(str(row.numero), f"Amendement {row.numero} : {row.objet}") for row in amendements]
        self.fields["retenu"].choices = [("", "Aucun : le bloc reste où il est, comme il est"), *offered]
