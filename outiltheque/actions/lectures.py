"""The text of a file is read in the background, by a program of its own that may fail without harm.

Whatever the file, the worker goes on to the next, and the file says in plain words why its text is not read.
"""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from members.normalisation import normalise
from outiltheque.models import Fichier, MotConnu, Passage, VersionOutil
from outiltheque.models.mots import STOP_WORDS
from socle.fichiers import GENRES
from socle.fichiers.bac import draw_apart, open_apart
from socle.french import say_number
from socle.travaux import alone

MAX_TRIES = 3
MOST_PAGES = 2_000
MOST_LETTERS = 8_000_000
WORD_LENGTHS = range(4, 41)
MOST_WORDS = 20_000
BATCH = 500
READABLE = ("pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "txt", "csv", "md")
Extraction = Fichier.Extraction
STILL_THERE = "Il se télécharge normalement."
REASONS = {
    "trop_de_texte": "ce fichier a plus de texte que le portail n’en lit (8 millions de signes).",
    "trop_lourd": "ce fichier demande trop de mémoire ou trop de temps.",
    "protege": "ce fichier est protégé par un mot de passe.",
    "abime": "ce fichier est abîmé, ou d’une forme que le portail ne sait pas lire.",
    "parti": "ce fichier n’est plus là où il était gardé.",
}
ONLY_PICTURES = "Aucun texte dans ce fichier : ce sont sans doute des pages scannées ou des images."


def read_fichier(pk: int | str) -> bool:
    """Read the text of one file that waits, and draw its preview; return whether it was done here."""
    with alone(f"fichier:{pk}") as is_mine:
        fichier = Fichier.objects.filter(pk=pk, extraction=Extraction.ATTEND).first() if is_mine else None
        if fichier is None:
            return False
        if fichier.essais >= MAX_TRIES:  # the workers that tried died without a word
            _say(fichier, Extraction.ECHEC, motif=_explain({"probleme": "trop_lourd"}))
            return False
        Fichier.objects.filter(pk=fichier.pk).update(essais=fichier.essais + 1)
        try:
            with fichier.fichier.open() as content:
                preview = _draw(fichier, content)
                answer = _read(fichier, content)
        except FileNotFoundError:
            preview, answer = b"", {"probleme": "parti"}
        return _keep(fichier, answer, preview)


def _read(fichier, content) -> dict:
    if fichier.genre not in READABLE:
        return {"passages": [], "pages": None, "image": True}
    return open_apart("texte", content, fichier.genre, str(MOST_PAGES), str(MOST_LETTERS))


def _draw(fichier, content) -> bytes:
    if fichier.genre != "pdf" and not GENRES[fichier.genre].is_image:
        return b""
    return draw_apart("apercu", content, fichier.genre)[1]


def _keep(fichier, answer, preview) -> bool:
    if preview and not fichier.apercu:
        fichier.apercu.save("", ContentFile(preview), save=False)
    try:
        is_kept = _write(fichier, answer)
    except BaseException:
        _drop(fichier.apercu)
        raise
    if not is_kept:
        _drop(fichier.apercu)
    return is_kept


def _drop(stored) -> None:
    if stored:
        stored.storage.delete(stored.name)


@transaction.atomic
def _write(fichier, answer) -> bool:
    """Write what was read, if the file is still there and still waits; its version is held first, as editors do."""
    VersionOutil.objects.select_for_update().filter(pk=fichier.version_id).first()
    if not Fichier.objects.select_for_update().filter(pk=fichier.pk, extraction=Extraction.ATTEND).exists():
        return False
    if answer.get("probleme"):
        _say(fichier, Extraction.ECHEC, motif=_explain(answer), pages=answer.get("nombre"), apercu=fichier.apercu.name)
        return True
    said = [(rank, text) for rank, text in enumerate(answer["passages"], start=1) if text]
    Passage.objects.filter(fichier=fichier).delete()
    is_paged = answer["pages"] is not None
    rows = [Passage(fichier=fichier, rang=rank, page=rank if is_paged else None, texte=text) for rank, text in said]
    Passage.objects.bulk_create(rows, batch_size=BATCH)
    learn_words(*(text for _, text in said))
    motif = "" if said or answer.get("image") else ONLY_PICTURES
    state = Extraction.LU if said else Extraction.SANS_TEXTE
    _say(fichier, state, motif=motif, pages=answer["pages"], apercu=fichier.apercu.name)
    return True


def _say(fichier, extraction, **fields) -> None:
    Fichier.objects.filter(pk=fichier.pk).update(extraction=extraction, extrait_le=timezone.now(), **fields)


def _explain(answer) -> str:
    if answer["probleme"] == "trop_de_pages":
        pages, most = say_number(answer["nombre"]), say_number(MOST_PAGES)
        return f"Texte non lu : ce fichier a {pages} pages, le portail en lit {most} au plus. {STILL_THERE}"
    return f"Texte non lu : {REASONS.get(answer['probleme'], REASONS['abime'])} {STILL_THERE}"


def learn_words(*texts: str) -> None:
    """Keep the words of some texts, so that one typed amiss is brought back to what was written."""
    words: set[str] = set()
    for text in texts:
        words.update(word for word in normalise(text).split() if len(word) in WORD_LENGTHS and word.isalpha())
        if len(words) > MOST_WORDS:
            break
    known = [MotConnu(mot=word) for word in sorted(words - STOP_WORDS)[:MOST_WORDS]]
    MotConnu.objects.bulk_create(known, ignore_conflicts=True, batch_size=2_000)
