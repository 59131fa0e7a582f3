"""The form that takes a text, pasted or in a file, and reads its words; what they mean is its subclass's business."""

from django import forms
from django.core.exceptions import ValidationError

from socle.fichiers import Genre, recognise, say_limit
from socle.fichiers.genres import MD, TXT, say_kinds
from socle.fichiers.reconnaissance import get_suffix
from socle.forms import Formulaire

NOTHING = "Il n’y a pas de texte : collez-en un, ou choisissez un fichier."


class TexteOuFichierForm(Formulaire):
    """A text pasted or a file; whichever is given is read, and `source` is its words once the form is valid.

    `genres` are the kinds of file that are read, `most_bytes` what a text may hold, `most_office` what a file of a
    word processor may; `usual` says what such a text holds as a rule.
    """

    genres: tuple[Genre, ...] = (MD, TXT)
    most_bytes = 200_000
    most_office = 5_000_000
    usual = ""

    texte = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"})
    )
    fichier = forms.FileField(label="Ou un fichier", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fichier = self.fields["fichier"]
        fichier.help_text = f"{say_kinds(self.genres)}. {self._say_limits()}"
        fichier.widget.attrs["accept"] = ",".join(f".{name}" for genre in self.genres for name in genre.names)

    def _say_limits(self):
        said = f"{say_limit(self.most_bytes)} au plus"
        office = [genre for genre in self.genres if not genre.is_text]
        return f"{said}, {say_limit(self.most_office)} en {say_kinds(tuple(office))}." if office else f"{said}."

    def clean_fichier(self):
        """Refuse what is not read; the file of a word processor is known by what it holds (`.reconnu`)."""
        fichier = self.cleaned_data["fichier"]
        if not fichier:
            return None
        suffix = get_suffix(fichier.name)
        genre = next((genre for genre in self.genres if suffix in genre.names), None)
        if genre is None:
            neither = ", ".join(f"ni en .{genre.suffixe}" for genre in self.genres)
            raise ValidationError(
                f"Ce fichier n’est {neither}. Enregistrez-le dans "
                "l’un de ces formats, ou copiez tout le texte et collez-le dans le champ au-dessus."
            )
        if not genre.is_text:
            office = tuple(genre for genre in self.genres if not genre.is_text)
            fichier.reconnu = recognise(fichier.file, genres=office, most=self.most_office, name=fichier.name)
        elif fichier.size > self.most_bytes:
            raise ValidationError(self.say_too_long("Ce fichier"))
        return fichier

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        fichier = data.get("fichier")
        self.source = self.read_file(fichier) if fichier else data["texte"]
        if len(self.source.encode()) > self.most_bytes:
            raise ValidationError({"texte": self.say_too_long("Ce texte")})
        if not self.source.strip():
            raise ValidationError(NOTHING)
        return data

    def read_file(self, fichier) -> str:
        """Return the words of a file that was accepted."""
        return read_text(fichier)

    def say_too_long(self, what: str) -> str:
        return f"{what} dépasse {say_limit(self.most_bytes)} : {self.usual}."


def read_text(fichier) -> str:
    """Return the text of a file, whichever of the two usual encodings it is in."""
    content = fichier.read()
    if b"\0" in content:
        raise ValidationError({"fichier": "Ce fichier n’est pas du texte, malgré son nom."})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
