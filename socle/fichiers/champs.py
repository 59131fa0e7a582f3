"""The form field for a file: it says what is taken before the upload, and gives back what was recognised."""

import re
from io import BytesIO
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from socle.fichiers.bac import draw_apart
from socle.fichiers.genres import DOCUMENTS, MOST_BYTES, Genre, say_kinds, say_limit
from socle.fichiers.reconnaissance import get_suffix, recognise

LONGEST_NAME = 120
UNNAMEABLE = re.compile('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff/\\\\:*?"<>|]+')
PICTURE_PROBLEMS = {
    "trop_de_pixels": "Cette image a trop de pixels (50 millions au plus) : réduisez-la, puis déposez-la de nouveau.",
    "trop_lourd": "Cette image demande trop de mémoire : réduisez-la, puis déposez-la de nouveau.",
}
DAMAGED_PICTURE = "Cette image est abîmée : enregistrez-la de nouveau en PNG ou en JPEG, puis déposez-la."


class FichierField(forms.FileField):
    """A file recognised by what it holds; the cleaned value has `.reconnu` (genre, size, SHA-256).

    A picture is drawn anew before anybody keeps it: what was beside its pixels (place, camera, anything hidden) is
    gone; `draw` says where that is done. `genres` and `most_bytes` are said in the help text, and by the browser
    before anything is sent.
    """

    draw = staticmethod(draw_apart)
    default_error_messages = {
        "empty": "Ce fichier est vide : vérifiez que c’est le bon.",
        "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
    }

    def __init__(
        self, *, genres: tuple[Genre, ...] = DOCUMENTS, most_bytes: int = MOST_BYTES, help_text: str = "", **kwargs
    ):
        self.genres, self.most_bytes = genres, most_bytes
        limits = f"{say_kinds(genres)}, {say_limit(most_bytes)} au plus."
        super().__init__(help_text=f"{limits} {help_text}".strip(), **kwargs)

    def widget_attrs(self, widget):
        accepted = ",".join(f".{name}" for genre in self.genres for name in genre.names)
        said = f"Ce fichier dépasse {say_limit(self.most_bytes)} : réduisez-le, ou partagez-le en plusieurs."
        return super().widget_attrs(widget) | {
            "accept": accepted,
            "data-behaviour": "upload",
            "data-most-bytes": str(self.most_bytes),
            "data-too-big": said,
        }

    def clean(self, data, initial=None):
        sent = super().clean(data, initial)
        return self.recognise(sent) if sent and sent is not initial else sent

    def recognise(self, sent):
        """Return the file, with what it is; a picture is another file, drawn anew."""
        reconnu = recognise(sent.file, genres=self.genres, most=self.most_bytes, name=sent.name)
        if reconnu.genre.is_image:
            content = redraw(sent.file, reconnu.genre, self.draw)
            sent = SimpleUploadedFile(sent.name, content, reconnu.genre.mime)
            reconnu = recognise(BytesIO(content), genres=(reconnu.genre,))
        sent.reconnu, sent.name = reconnu, name_file(sent.name, reconnu.genre)
        sent.seek(0)
        return sent


def redraw(file, genre: Genre, draw=draw_apart) -> bytes:
    """Return a picture drawn anew; raises ValidationError when it cannot be."""
    answer, content = draw("image", file, genre.suffixe)
    if problem := answer.get("probleme"):
        raise ValidationError(PICTURE_PROBLEMS.get(problem, DAMAGED_PICTURE), code=problem)
    return content


def name_file(name: str, genre: Genre) -> str:
    """Return the name that people read: no path, nothing unseen, and the ending of what the file is."""
    stem = UNNAMEABLE.sub(" ", name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = PurePath(stem).stem if get_suffix(stem) in genre.names else stem
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_NAME].strip() or "fichier"
    return f"{stem}.{genre.suffixe}"
