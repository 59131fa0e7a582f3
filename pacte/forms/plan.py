"""What is asked of the outline: a block, a gesture, and where to put it."""

from django import forms

from pacte.genres import Genre
from socle.forms import Formulaire

# Each gesture of the bar: its name, its words, its picture, the arrow that presses it with Alt.
# On a line, Enter presses the first.
GESTES = [
    ("ecrire", "Écrire ici", "pencil", ""),
    ("haut", "Monter", "arrow-up", "up"),
    ("bas", "Descendre", "arrow-down", "down"),
    ("dedans", "Rentrer", "arrow-right", "in"),
    ("dehors", "Sortir", "arrow-left", "out"),
]
LEFT = ["garde", "remis"]  # the words of the block were kept, or put back: nothing is left to do
OTHERS = [*LEFT, "placer", "genre", "texte", "partager", "reunir", "retirer", "ajouter"]
PLACES = [("avant", "avant"), ("apres", "après"), ("dedans", "sous")]
CHOOSE = "Choisissez d’abord un bloc du plan."


class PlanForm(Formulaire):
    bloc = forms.UUIDField(required=False, error_messages={"invalid": CHOOSE})
    geste = forms.ChoiceField(choices=[(name, name) for name in (*(geste[0] for geste in GESTES), *OTHERS)])
    genre = forms.ChoiceField(choices=[("", ""), *Genre.choices], required=False)
    cible = forms.UUIDField(required=False)
    place = forms.ChoiceField(choices=PLACES, required=False)

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.version, self.bloc, self.cible = version, None, None

    def clean(self):
        data = super().clean()
        self.bloc, self.cible = self._find("bloc"), self._find("cible")
        if data.get("geste") == "ajouter" or self.errors:
            return data
        if self.bloc is None:
            raise forms.ValidationError(CHOOSE)
        if data["geste"] == "placer" and (self.cible is None or not data.get("place")):
            raise forms.ValidationError("Dites où le placer : avant, après ou sous un autre bloc.")
        return data

    def _find(self, name):
        identifiant = self.cleaned_data.get(name)
        if not identifiant:
            return None
        return self.version.blocs.presents().select_related("parent").filter(identifiant=identifiant).first()
