"""QR codes, drawn on the server as SVG: nothing is asked of anybody else, and they stay sharp on a wall."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from socle.lazy import lazy

segno = lazy("segno")

QUIET = 4  # the margin without which some phones find nothing


@lru_cache(maxsize=64)
def draw_code(text: str, label: str = "Code QR") -> SafeString:
    """Return the SVG of a text, with words for who does not see it."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=QUIET, omitsize=True, svgclass=None, lineclass=None, light="#fff"
    )
    head = format_html('<svg role="img" aria-label="{}" class="code-qr"', label)
    return mark_safe(drawn.replace("<svg", head, 1))  # noqa: S308 (segno draws squares, the label is escaped)
