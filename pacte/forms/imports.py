"""A text that is read as a pact."""

import json
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from pacte.recognition import recognise
from pacte.tree import FormatInconnu, Texte, from_data
from socle.forms import Formulaire

MAX_SIZE = 500_000
MAX_BLOCS = 2_000
EXTENSIONS = (".md", ".markdown", ".txt", ".json")


class ImportForm(Formulaire):
    """A text pasted or a file; whichever is given is read, and the result is ready once the form is valid."""

    texte = forms.CharField(
        label="Texte du pacte",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="Collez ici le texte, en Markdown ou tel qu’il sort d’un traitement de texte.",
    )
    fichier = forms.FileField(
        label="Ou un fichier",
        required=False,
        help_text="Formats acceptés : .md, .txt, ou un export .json de ce portail. 500 ko au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".md,.markdown,.txt,.json"}),
    )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if not fichier:
            return None
        if PurePath(fichier.name).suffix.lower() not in EXTENSIONS:
            raise ValidationError(
                "Ce fichier n’est ni en .md, ni en .txt, ni en .json. Depuis un traitement de texte, "
                "copiez tout le texte et collez-le dans le champ au-dessus."
            )
        if fichier.size > MAX_SIZE:
            raise ValidationError("Ce fichier dépasse 500 ko : un pacte en fait rarement plus de 100.")
        return fichier

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        fichier = data.get("fichier")
        source = read_text(fichier) if fichier else data["texte"]
        if len(source.encode()) > MAX_SIZE:
            raise ValidationError({"texte": "Ce texte dépasse 500 ko : un pacte en fait rarement plus de 100."})
        if not source.strip():
            raise ValidationError("Il n’y a pas de texte : collez-en un, ou choisissez un fichier.")
        self.source = source
        self.result = read_pacte(source)
        return data


def read_text(fichier) -> str:
    """Return the text of a file, whichever of the two usual encodings it is in."""
    content = fichier.read()
    if b"\0" in content:
        raise ValidationError({"fichier": "Ce fichier n’est pas du texte, malgré son nom."})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_pacte(source: str) -> Texte:
    """Return the pact in a text: our own JSON if it is that, Markdown otherwise."""
    try:
        result = from_data(json.loads(source)) if source.lstrip().startswith("{") else recognise(source)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValidationError("Ce texte commence comme du JSON mais ne se lit pas jusqu’au bout.") from error
    except FormatInconnu as error:
        raise ValidationError(str(error)) from error
    number = sum(1 for _ in result.walk())
    if not number:
        raise ValidationError("Aucun mot n’a été trouvé dans ce texte.")
    if number > MAX_BLOCS:
        raise ValidationError(f"Ce texte ferait {number} blocs ; le portail en accepte {MAX_BLOCS}.")
    return result
