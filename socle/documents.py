"""Documents: asked for by a person, made by a worker, kept with their hash.

The row is written in the caller's transaction; a task is told of it on commit and the sweep finds what was
left. Making a document twice gives the same bytes, so a worker may be killed at any moment.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from socle.contrat import check_whole
from socle.models import DocumentProduit
from socle.queue import enqueue

MAX_TRIES = 3
PRESUMED_DEAD_AFTER = timedelta(minutes=6)

registry: dict[str, type["Document"]] = {}


class Document(ABC):
    """One kind of document. A subclass says what is in it, how the file is called and who may read it."""

    slug: ClassVar[str] = ""
    template: ClassVar[str] = ""

    def __init_subclass__(cls):
        super().__init_subclass__()
        if not cls.slug or not cls.template:
            raise TypeError(f"{cls.__name__} needs a slug and a template")
        if registry.get(cls.slug, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.slug} is already the slug of {registry[cls.slug].__qualname__}")
        check_whole(cls)
        registry.setdefault(cls.slug, cls)

    @classmethod
    @abstractmethod
    def title(cls, params: dict[str, Any]) -> str:
        """Return what people call this document."""

    @classmethod
    @abstractmethod
    def context(cls, params: dict[str, Any]) -> dict[str, Any]:
        """Return what the template needs."""

    @classmethod
    def inside(cls, params: dict[str, Any]) -> Sequence[tuple[str, bytes, str]]:
        """Return the files that the PDF holds: name, content, description; with any, it is for the archives too."""
        return ()

    @classmethod
    @abstractmethod
    def filename(cls, params: dict[str, Any]) -> str:
        """Return the name of the file, with its extension."""

    @classmethod
    @abstractmethod
    def can_read(cls, user: Any, params: dict[str, Any]) -> bool:
        """Say whether `user` may read this document; asked again at each download."""


def produce(kind: type[Document], *, by: Any, **params: Any) -> DocumentProduit:
    """Ask for a document; returns its row, whose page shows the progress and then the file."""
    document = DocumentProduit.objects.create(
        genre=kind.slug, parametres=params, titre=kind.title(params), demande_par=by
    )
    transaction.on_commit(lambda: enqueue("socle.tasks.produce_document", str(document.pk)))
    return document


def may_read(user: Any, document: DocumentProduit) -> bool:
    """Say whether `user` asked for this document and may still read what it is about."""
    return document.demande_par_id == user.pk and registry[document.genre].can_read(user, document.parametres)


def make(pk: str) -> bool:
    """Make a document that waits; return whether it was made here."""
    document = _claim(pk)
    if document is None:
        return False
    kind = registry[document.genre]
    try:
        _advance(document, "Rassemblement des textes", 25)
        context = {**kind.context(document.parametres), "document": document}
        _advance(document, "Mise en page", 60)
        content = render_pdf(kind.template, context, kind.inside(document.parametres))
    except Exception as error:
        _fail(document, error)
        raise
    _keep(document, kind.filename(document.parametres), content)
    return True


@transaction.atomic
def _claim(pk) -> DocumentProduit | None:
    waiting = DocumentProduit.objects.select_for_update(skip_locked=True)
    document = waiting.filter(pk=pk, fini_le=None, essais__lt=MAX_TRIES).first()
    now = timezone.now()
    if document is None or (document.commence_le and document.commence_le > now - PRESUMED_DEAD_AFTER):
        return None
    document.commence_le = now
    document.essais += 1
    document.save(update_fields=["commence_le", "essais"])
    return document


def _advance(document, etape, progression) -> None:
    document.etape, document.progression = etape, progression
    document.save(update_fields=["etape", "progression"])


def _fail(document, error) -> None:
    document.commence_le = None
    document.probleme = type(error).__name__ if document.essais >= MAX_TRIES else ""
    document.save(update_fields=["commence_le", "probleme"])


def _keep(document, name, content) -> None:
    document.empreinte = sha256(content).hexdigest()
    document.nom = " ".join(name.split())  # it becomes a header
    document.fichier.save(f"{document.pk}.pdf", ContentFile(content), save=False)
    document.etape, document.progression, document.fini_le = "Prêt", 100, timezone.now()
    document.save()


def render_pdf(template: str, context: dict[str, Any], inside: Sequence[tuple[str, bytes, str]] = ()) -> bytes:
    """Draw a PDF. WeasyPrint takes seconds to load and web processes never print: the first document loads it."""
    pieces = [import_module("socle.pdf_archive").PieceJointe(*piece) for piece in inside]
    return import_module("socle.pdf").render_pdf(template, context, pieces)
