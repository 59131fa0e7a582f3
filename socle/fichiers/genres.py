"""The kinds of file that the portal takes: their names, and how each leaves the portal."""

from dataclasses import dataclass

MEGA = 1_000_000
MOST_BYTES = 20 * MEGA  # no form takes more, and what a browser sends beyond is not kept while it is read
MOST_TEXT_BYTES = 5 * MEGA


@dataclass(frozen=True)
class Genre:
    """A kind of file: `suffixe` is how the portal names it, `suffixes` are the names it may come with."""

    suffixe: str
    libelle: str
    mime: str
    suffixes: tuple[str, ...] = ()

    def __str__(self):
        return self.libelle

    @property
    def names(self) -> tuple[str, ...]:
        """Every ending that a file of this kind may have."""
        return (self.suffixe, *self.suffixes)

    @property
    def is_image(self) -> bool:
        return self.mime.startswith("image/")

    @property
    def is_text(self) -> bool:
        return self.mime.startswith("text/")


OFFICE = "application/vnd.openxmlformats-officedocument."
OASIS = "application/vnd.oasis.opendocument."

PDF = Genre("pdf", "PDF", "application/pdf")
ODT = Genre("odt", "texte ODT", OASIS + "text")
ODS = Genre("ods", "classeur ODS", OASIS + "spreadsheet")
ODP = Genre("odp", "présentation ODP", OASIS + "presentation")
DOCX = Genre("docx", "texte DOCX", OFFICE + "wordprocessingml.document")
XLSX = Genre("xlsx", "classeur XLSX", OFFICE + "spreadsheetml.sheet")
PPTX = Genre("pptx", "présentation PPTX", OFFICE + "presentationml.presentation")
PNG = Genre("png", "PNG", "image/png")
JPEG = Genre("jpg", "JPEG", "image/jpeg", ("jpeg", "jpe", "jfif"))
WEBP = Genre("webp", "WebP", "image/webp")
GIF = Genre("gif", "GIF", "image/gif")
MP4 = Genre("mp4", "vidéo MP4", "video/mp4", ("m4v", "m4a"))
WEBM = Genre("webm", "vidéo WebM", "video/webm")
MP3 = Genre("mp3", "son MP3", "audio/mpeg")
TXT = Genre("txt", "texte", "text/plain", ("text",))
CSV = Genre("csv", "tableau CSV", "text/csv")
MD = Genre("md", "texte Markdown", "text/markdown", ("markdown",))

IMAGES = (PNG, JPEG, WEBP, GIF)
SONS_ET_VIDEOS = (MP4, WEBM, MP3)
TEXTES = (TXT, CSV, MD)
OASIS_KINDS = (ODT, ODS, ODP)
BUREAUTIQUE = (ODT, ODS, ODP, DOCX, XLSX, PPTX)
DOCUMENTS = (PDF, *BUREAUTIQUE, *TEXTES, *IMAGES)
PIECES = (PDF, JPEG, PNG)
TOUS = (*DOCUMENTS, *SONS_ET_VIDEOS)
GENRES = {genre.suffixe: genre for genre in TOUS}


def say_kinds(genres: tuple[Genre, ...]) -> str:
    """Return the kinds as a help text lists them: « PDF, ODT, DOCX ou PNG »."""
    names = [genre.suffixe.upper() if genre is not JPEG else "JPEG" for genre in genres]
    return f"{', '.join(names[:-1])} ou {names[-1]}" if len(names) > 1 else names[0]


def say_limit(most: int) -> str:
    """Return a limit in the unit that people know."""
    return f"{most // MEGA} Mo" if most >= MEGA else f"{most // 1000} ko"
