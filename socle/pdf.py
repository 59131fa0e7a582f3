"""PDF pages: HTML and print styles in, a tagged PDF/UA-1 out. The only place that knows WeasyPrint."""

import mimetypes
import os
import warnings
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from socle import pdf_archive
from socle.icones import draw_inside
from socle.pdf_archive import PieceJointe

VARIANT = "pdf/ua-1"
# An address that leads nowhere: only its path is read, and style sheets may name their neighbours relatively
OUR_FILES = "https://portail.invalid/"

# Each embedded font is cut to the letters in use and fontTools dates the cut with the current second, unless this
# variable gives the date (https://reproducible-builds.org/specs/source-date-epoch/). Set, not proposed: two
# machines must write the same bytes, since a document is known by its SHA-256.
os.environ["SOURCE_DATE_EPOCH"] = "0"


class OurFilesOnly(URLFetcher):
    """Answer for our own static files and embedded data; refuse every other address, local or remote."""

    def fetch(self, url, headers=None):
        if url.startswith("data:"):
            return super().fetch(url, headers)
        path = finders.find(unquote(urlsplit(url).path.lstrip("/"))) if url.startswith(OUR_FILES) else None
        if not path or not Path(path).is_file():
            raise ValueError(f"refused address: {url}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=Path(path).read_bytes(), headers={"Content-Type": kind})


def render_pdf(template: str, context: dict[str, Any], inside: Sequence[PieceJointe] = ()) -> bytes:
    """Return the PDF of a template that extends `pdf/base.html`; the same input gives the same bytes.

    With files `inside`, it is made for the archives as well (PDF/A-3a).
    """
    page = draw_inside(render_to_string(template, context))
    html = HTML(string=page, base_url=OUR_FILES, url_fetcher=OurFilesOnly())
    styles, fonts = _print_styles()
    if not inside:
        return html.write_pdf(stylesheets=[styles], font_config=fonts, pdf_variant=VARIANT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its own colour profile open
        return html.write_pdf(
            stylesheets=[styles],
            font_config=fonts,
            pdf_variant=pdf_archive.VARIANT,
            attachments=[piece.attach() for piece in inside],
            finisher=pdf_archive.say_accessible,
        )


@lru_cache(maxsize=1)
def _print_styles() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    return CSS(url=f"{OUR_FILES}css/print.css", url_fetcher=OurFilesOnly(), font_config=fonts), fonts
