"""A text that is read as a pact."""

import json
from io import BytesIO
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from pacte.lecture import is_ours, read_ours, read_paragraphs, say_source, write_source
from pacte.markdown import read_markdown
from pacte.tree import FormatInconnu, Texte, from_data
from socle.fichiers import recognise
from socle.fichiers.genres import DOCX, ODT
from socle.forms import Formulaire

MAX_SIZE = 500_000
MAX_BLOCS = 2_000
MAX_FILE = 5_000_000
EXTENSIONS = (".md", ".markdown", ".txt", ".json")
OFFICE = (".docx", ".odt")
UNREADABLE = "Ce fichier est abîmé : ouvrez-le et enregistrez-le de nouveau dans son logiciel, puis déposez-le."


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
        suffix = PurePath(fichier.name).suffix.lower()
        if suffix in OFFICE:
            fichier.reconnu = recognise(fichier.file, genres=(DOCX, ODT), most=MAX_FILE, name=fichier.name)
            return fichier
        if suffix not in EXTENSIONS:
            raise ValidationError(
                "Ce fichier n’est ni en .docx, ni en .odt, ni en .md, ni en .txt, ni en .json. Enregistrez-le dans "
                "l’un de ces formats, ou copiez tout le texte et collez-le dans le champ au-dessus."
            )
        if fichier.size > MAX_SIZE:
            raise ValidationError("Ce fichier dépasse 500 ko : un pacte en fait rarement plus de 100.")
        return fichier

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        fichier = data.get("fichier")
        if fichier and hasattr(fichier, "reconnu"):
            self.source, self.result = read_office(fichier)
            return data
        source = read_text(fichier) if fichier else data["texte"]
        check_source(source)
        self.source, self.result = source, read_pacte(source)
        return data


def check_source(source: str) -> None:
    """Refuse a text that is empty or too long to be a pact."""
    if len(source.encode()) > MAX_SIZE:
        raise ValidationError({"texte": "Ce texte dépasse 500 ko : un pacte en fait rarement plus de 100."})
    if not source.strip():
        raise ValidationError("Il n’y a pas de texte : collez-en un, ou choisissez un fichier.")


def read_office(fichier) -> tuple[str, Texte]:
    """Return the words of a file of a word processor, and the pact that is in it."""
    try:
        paragraphes = read_paragraphs(BytesIO(fichier.read()), fichier.reconnu.genre.suffixe)
    except Exception as error:  # whatever the libraries meet in a damaged file
        raise ValidationError({"fichier": UNREADABLE}) from error
    source = say_source(paragraphes)
    check_source(source)
    if not is_ours(paragraphes):
        return source, read_pacte(write_source(paragraphes))
    try:
        return source, check_size(read_ours(paragraphes))
    except FormatInconnu:
        return source, read_pacte(write_source(paragraphes))


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
        result = from_data(json.loads(source)) if source.lstrip().startswith("{") else read_markdown(source)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValidationError("Ce texte commence comme du JSON mais ne se lit pas jusqu’au bout.") from error
    except FormatInconnu as error:
        raise ValidationError(str(error)) from error
    return check_size(result)


def check_size(result: Texte) -> Texte:
    """Refuse a pact without a word, or with more blocks than a page draws."""
    number = sum(1 for _ in result.walk())
    if not number:
        raise ValidationError("Aucun mot n’a été trouvé dans ce texte.")
    if number > MAX_BLOCS:
        raise ValidationError(f"Ce texte ferait {number} blocs ; le portail en accepte {MAX_BLOCS}.")
    return result
