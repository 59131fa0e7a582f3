"""A text that is read as a pact."""

import json
from io import BytesIO

from django import forms
from django.core.exceptions import ValidationError

from pacte.lecture import is_ours, read_ours, read_paragraphs, say_source, write_source
from pacte.markdown import read_markdown
from pacte.tree import FormatInconnu, Texte, from_data
from socle.fichiers import Genre
from socle.fichiers.genres import DOCX, MD, ODT, TXT
from socle.textes import Paragraphe
from socle.textes.formulaires import TexteOuFichierForm

JSON = Genre("json", "export de ce portail", "text/json")
MAX_BLOCS = 2_000
UNREADABLE = "Ce fichier est abîmé : ouvrez-le et enregistrez-le de nouveau dans son logiciel, puis déposez-le."


class ImportForm(TexteOuFichierForm):
    """A text pasted or a file; whichever is given is read, and the result is ready once the form is valid."""

    genres = (DOCX, ODT, MD, TXT, JSON)
    most_bytes = 500_000
    usual = "un pacte en fait rarement plus de 100"

    texte = forms.CharField(
        label="Texte du pacte",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="Collez ici le texte, en Markdown ou tel qu’il sort d’un traitement de texte.",
    )

    paragraphes: list[Paragraphe] | None = None

    def clean(self):
        data = super().clean()
        if not self.errors:
            self.result = read_pacte(self.source) if self.paragraphes is None else read_office(self.paragraphes)
        return data

    def read_file(self, fichier) -> str:
        """Return the words of a file as they are shown beside what is recognised in it."""
        if not hasattr(fichier, "reconnu"):
            return super().read_file(fichier)
        try:
            self.paragraphes = read_paragraphs(BytesIO(fichier.read()), fichier.reconnu.genre.suffixe)
        except Exception as error:  # whatever the libraries meet in a damaged file
            raise ValidationError({"fichier": UNREADABLE}) from error
        return say_source(self.paragraphes)


def read_office(paragraphes: list[Paragraphe]) -> Texte:
    """Return the pact in a file of a word processor: as it was if this portal wrote it, recognised otherwise."""
    if is_ours(paragraphes):
        try:
            return check_size(read_ours(paragraphes))
        except FormatInconnu:
            pass
    return read_pacte(write_source(paragraphes))


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
