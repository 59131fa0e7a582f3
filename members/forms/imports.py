"""A file of associations or people, and what its columns mean."""

from django import forms
from django.core.exceptions import ValidationError

from members.imports.champs import NEEDED, NEEDED_SAID, get_champs
from members.imports.colonnes import IGNORED
from members.imports.limites import MOST_BYTES
from members.models import Association, ImportFiches, Rattachement
from socle.forms import Cartes, Formulaire

Genre = ImportFiches.Genre
LIMITS = "CSV, XLSX ou ODS, 10 Mo et 20 000 lignes au plus. Les anciens .xls se lisent aussi."


class DepotForm(Formulaire):
    """A file, and whom it is about."""

    genre = forms.ChoiceField(
        label="Ce fichier parle de quoi ?",
        choices=[(Genre.ASSOCIATIONS, "Associations"), (Genre.PERSONNES, "Personnes")],
        widget=Cartes(
            details={
                Genre.ASSOCIATIONS: "Une ligne par association : nom, commune, SIRET, téléphone…",
                Genre.PERSONNES: "Une ligne par personne, avec l’association où elle est.",
            }
        ),
    )
    fichier = forms.FileField(
        label="Le fichier", help_text=LIMITS, widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.ods,.xls"})
    )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > MOST_BYTES:
            raise ValidationError("Ce fichier dépasse 10 Mo : partagez-le en plusieurs fichiers.")
        return fichier


class FeuilleForm(Formulaire):
    """Which sheet of a workbook to read."""

    feuille = forms.ChoiceField(label="Feuille du classeur")

    def __init__(self, *args, lot, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["feuille"].choices = [(name, name) for name in lot.feuilles]
        self.fields["feuille"].initial = lot.feuille


class ColonnesForm(Formulaire):
    """What each column means; a column without a meaning is left aside."""

    def __init__(self, *args, lot, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot = lot
        self.champs = get_champs(lot.genre)
        choices = [
            (IGNORED, "Ne pas lire cette colonne"),
            *((c.nom, c.libelle.capitalize()) for c in self.champs.values()),
        ]
        for rank, title in enumerate(lot.entetes):
            self.fields[f"colonne-{rank}"] = forms.ChoiceField(
                label=title or f"Colonne {rank + 1}, sans intitulé",
                choices=choices,
                required=False,
                initial=lot.colonnes.get(str(rank), IGNORED),
            )
        if lot.genre == Genre.ASSOCIATIONS:
            self._ask("genre", "Genre des nouvelles associations, quand le fichier ne le dit pas", Association.Genre)
        else:
            self._ask("place", "Place des personnes, quand le fichier ne la dit pas", Rattachement.Genre)

    def _ask(self, name, label, choices):
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", "Refuser ces lignes" if name == "genre" else "Bénévole"), *choices.choices],
            required=False, initial=self.lot.options.get(name, ""),
        )  # fmt: skip

    @property
    def lines(self):
        """Each column: its field, and the first things it says."""
        samples = self.lot.options.get("exemples", [])
        for rank in range(len(self.lot.entetes)):
            yield self[f"colonne-{rank}"], samples[rank] if rank < len(samples) else []

    @property
    def general(self):
        return self["genre" if self.lot.genre == Genre.ASSOCIATIONS else "place"]

    @property
    def colonnes(self) -> dict[str, str]:
        ranks = range(len(self.lot.entetes))
        chosen = {str(rank): self.cleaned_data[f"colonne-{rank}"] for rank in ranks}
        return {rank: name for rank, name in chosen.items() if name != IGNORED}

    @property
    def options(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("genre", "place") if name in self.cleaned_data}

    def clean(self):
        data = super().clean()
        chosen = [value for name, value in data.items() if name.startswith("colonne-") and value]
        twice = sorted({self.champs[name].libelle for name in chosen if chosen.count(name) > 1})
        if twice:
            raise ValidationError(f"Deux colonnes veulent dire la même chose : {', '.join(twice)}. Gardez-en une.")
        for group in NEEDED[Genre(self.lot.genre)]:
            if not set(group) & set(chosen) and not self.errors:
                raise ValidationError(NEEDED_SAID[Genre(self.lot.genre)])
        return data


class ImporterForm(Formulaire):
    """Write what was read."""

    inviter = forms.BooleanField(
        label="Inviter par courriel les personnes de ce fichier qui ont une adresse", required=False
    )
