"""How a page says the pieces of a pact."""

from django import template
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from pacte.genres import Genre, plural_of
from socle.typography import typographie

register = template.Library()
# Raw HTML, links and images are not read: whatever is typed comes out as words, paragraphs and lists.
parser = MarkdownIt("zero", {"html": False}).enable(["list", "emphasis", "newline"])
DEEPEST_HEADING = 6


@register.filter
def prose(texte):
    """Paragraphs, lists and emphasis of a typed text."""
    return mark_safe(parser.render(typographie(str(texte))))  # noqa: S308 (the parser escapes every character)


@register.filter
def deeper(level):
    """The heading level under this one."""
    return min(level + 1, DEEPEST_HEADING)


@register.filter
def genre_dit(genre):
    return Genre(genre).label


@register.filter
def genres_dits(genre):
    return plural_of(genre).capitalize()
