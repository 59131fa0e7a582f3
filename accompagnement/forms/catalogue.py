"""What the operator writes in the catalogue, and the file that another federation sends."""

import json
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from accompagnement.models import Bouquet, Phase, ReseauMetier, Service, VersionCatalogue
from accompagnement.queries.catalogue import MOTS_BOUQUET, MOTS_RESEAU, MOTS_SERVICE, SCHEMA
from members.models import Association, Territoire
from socle.forms import Formulaire, FormulaireModele

MOST_BYTES = 1_000_000
ICONES = {
    "heart": "un cœur",
    "sun": "un soleil",
    "academic-cap": "une toque",
    "arrow-trending-up": "une flèche qui monte",
    "user-group": "un groupe",
    "lifebuoy": "une bouée",
    "map": "une carte",
    "chat-bubble-left-right": "une conversation",
    "hand-raised": "une main levée",
    "home": "une maison",
}
ILLISIBLE = (
    "Ce fichier n’est pas un catalogue exporté par un portail fédéral : choisissez le fichier « catalogue.json »."
)
AUTRE_SCHEMA = "Ce catalogue vient d’une version du portail que celle-ci ne sait pas lire : mettez les deux à jour."


class ReseauMetierForm(FormulaireModele):
    genres = forms.MultipleChoiceField(
        choices=Association.Genre,
        widget=forms.CheckboxSelectMultiple,
        label="Quelles associations en font partie ?",
    )

    class Meta:
        model = ReseauMetier
        fields = ["nom", "resume", "genres", "ordre"]


class BouquetForm(FormulaireModele):
    class Meta:
        model = Bouquet
        fields = ["nom", "resume", "presentation", "pour_qui", "deroulement", "qui_saura", "icone", "ordre"]
        help_texts = {
            "qui_saura": "Laissé vide, la page dit la règle commune : la coordination, sans nom, puis qui accompagne.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_field("icone", forms.ChoiceField(choices=ICONES.items(), label="Dessin"))


class ServiceForm(FormulaireModele):
    """`competences_nouvelles` adds skills that the list does not have yet."""

    competences_nouvelles = forms.CharField(
        required=False,
        max_length=300,
        label="Autres compétences nécessaires",
        help_text="Séparées par des virgules. Elles rejoignent la liste commune.",
    )

    class Meta:
        model = Service
        fields = [
            "nom", "resume", "is_individuel", "is_collectif", "mode", "is_ouvert_aux_pairs", "competences",
            "competences_nouvelles", "reseaux", "ordre",
        ]  # fmt: skip
        widgets = {"competences": forms.CheckboxSelectMultiple, "reseaux": forms.CheckboxSelectMultiple}
        help_texts = {"reseaux": "Rien de coché : le service est pour tous les réseaux."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["competences"].required = False

    def clean_competences_nouvelles(self):
        names = [" ".join(name.split()) for name in self.cleaned_data["competences_nouvelles"].split(",")]
        if any(len(name) > 80 for name in names):
            raise ValidationError("Une compétence dépasse 80 caractères : abrégez-la, ou séparez par des virgules.")
        return [name for name in names if name]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("is_individuel") and not cleaned.get("is_collectif"):
            self.add_error("is_individuel", "Cochez au moins un format : pour une personne, ou pour un groupe.")
        if not cleaned.get("competences") and not cleaned.get("competences_nouvelles"):
            self.add_error(
                "competences", "Cochez au moins une compétence : sans elle, personne ne pourrait le rendre."
            )
        return cleaned


class PhaseForm(FormulaireModele):
    territoires = forms.ModelMultipleChoiceField(
        Territoire.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Territoires",
        help_text="De deux à six pour une expérimentation. Rien de coché pour le lancement : partout.",
    )

    class Meta:
        model = Phase
        fields = ["nom", "genre", "territoires", "reseaux"]
        widgets = {"reseaux": forms.CheckboxSelectMultiple}
        help_texts = {"reseaux": "Rien de coché : tous les réseaux de métier."}


class VersionForm(Formulaire):
    version = forms.CharField(
        max_length=60,
        label="Nom de la version gelée",
        help_text="Par exemple « pré-offre » ou « offre initiale ».",
    )

    def clean_version(self):
        if VersionCatalogue.objects.filter(nom=self.cleaned_data["version"]).exists():
            raise ValidationError("Une version du catalogue porte déjà ce nom : donnez-en un autre.")
        return self.cleaned_data["version"]


class ImportForm(Formulaire):
    """A file, or the text of the one that was previewed."""

    fichier = forms.FileField(
        required=False, label="Fichier du catalogue", widget=forms.FileInput({"accept": ".json,application/json"})
    )
    texte = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_BYTES)
    signature = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_BYTES)

    def clean(self):
        cleaned = super().clean()
        sent = cleaned.get("fichier")
        if sent and sent.size > MOST_BYTES:
            raise ValidationError("Ce fichier dépasse 1 Mo : un catalogue est bien plus court.")
        text = sent.read() if sent else cleaned.get("texte") or ""
        if not text:
            raise ValidationError("Aucun fichier n’est joint : choisissez le catalogue à lire.")
        cleaned["contenu"] = read_catalogue(text)
        cleaned["texte"] = json.dumps(cleaned["contenu"], ensure_ascii=False)
        return cleaned


def read_catalogue(text: str | bytes) -> dict:
    """Return the catalogue of a file; raises ValidationError, whatever the file holds."""
    try:
        contenu = json.loads(text)
        _check("\\u0000" not in json.dumps(contenu, ensure_ascii=False).encode().decode())
        if contenu["schema"] != SCHEMA:
            raise ValidationError(AUTRE_SCHEMA)
        reseaux, competences = contenu["reseaux"], contenu["competences"]
        _check(all(isinstance(nom, str) and 0 < len(nom) <= 80 for nom in competences))
        _check(all(_is_sheet(one, MOTS_RESEAU) and _are_words(one["genres"]) for one in reseaux))
        known = {one["nom"] for one in reseaux}
        for bouquet in contenu["bouquets"]:
            _check(_is_shared(bouquet, MOTS_BOUQUET))
            bouquet["icone"] = bouquet["icone"] if bouquet["icone"] in ICONES else "heart"
            for service in bouquet["services"]:
                _check(_is_shared(service, MOTS_SERVICE) and service["competences"] != [])
                _check(set(service["competences"]) <= set(competences) and set(service["reseaux"]) <= known)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(ILLISIBLE) from error
    return contenu


def _check(is_right: bool) -> None:
    if not is_right:
        raise ValueError


def _are_words(words) -> bool:
    return isinstance(words, list) and all(isinstance(word, str) for word in words)


def _is_sheet(one, names) -> bool:
    kinds = {"ordre": int, "genres": list, "is_individuel": bool, "is_collectif": bool, "is_ouvert_aux_pairs": bool}
    return all(type(one[name]) is kinds.get(name, str) for name in names) and bool(one["nom"])


def _is_shared(one, names) -> bool:
    UUID(one["cle"])
    return _is_sheet(one, names) and (one["retire_le"] is None or isinstance(one["retire_le"], str))
