"""Icons: drawn once in a file that browsers keep, and named by the pages; drawn whole where no file is fetched (PDF).

`manage.py icones` writes the file from the names that our templates and modules say; a name that is not in it is
drawn whole in the page.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline, heroicon_solid

FILE = "img/icones.svg"
NAME = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"')
OUTER = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)
USE = re.compile(r'<use href="[^"]*#([a-z0-9-]+)"></use>')
HEAD = '<svg xmlns="http://www.w3.org/2000/svg">'
ROUND = ' stroke-linecap="round" stroke-linejoin="round"'
LINES = f'fill="none" stroke="currentColor"{ROUND}'
NOT_ROUND = {"bold"}  # the only one whose lines do not end round
SOURCES = {".html", ".py"}


@lru_cache(maxsize=512)
def draw_icon(name: str, label: str = "", solid: bool = False) -> SafeString:
    """Return an icon for a page; decorative unless a label says what it means."""
    if solid or name not in find_drawn():
        return _draw_whole(name, label, solid)
    said = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html('<svg class="icon"{}><use href="{}#{}"></use></svg>', said, static(FILE), name)


def _draw_whole(name, label, solid):
    attrs = {"class": "icon"}
    if label:
        attrs |= {"role": "img", "aria-label": label, "aria-hidden": "false"}
    return (heroicon_solid if solid else heroicon_outline)(name, **attrs)


def draw_inside(html: str) -> str:
    """Return a page with its icons drawn in it, for what fetches no file."""
    return USE.sub(lambda use: f"<g {LINES}>{_draw(use[1])}</g>", html)


@lru_cache(maxsize=1)
def find_drawn() -> frozenset[str]:
    """Return the names in the file."""
    path = finders.find(FILE)
    return frozenset(SYMBOL.findall(Path(path).read_text()) if path else ())


def write_file(folders: list[Path]) -> str:
    """Return the file of the icons that these folders name, in the order of their names."""
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 24 24"><g {LINES}>{_draw(name)}</g></symbol>\n'
        for name in sorted(set(_find_names(folders)) & _find_known() - NOT_ROUND)
    )
    return f"{HEAD}\n{symbols}</svg>\n"


def _find_names(folders) -> Iterator[str]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in SOURCES:
                yield from NAME.findall(path.read_text())


def _find_known() -> set[str]:
    with (files("heroicons") / "heroicons.zip").open("rb") as content, ZipFile(content) as archive:
        return {Path(name).stem for name in archive.namelist() if name.startswith("outline/")}


@lru_cache(maxsize=512)
def _draw(name) -> str:
    """Return the paths of an icon, without what is said once of all."""
    return re.sub(r"\s*\n\s*| (?=/>)", "", OUTER.sub(r"\1", heroicon_outline(name)).strip()).replace(ROUND, "")
