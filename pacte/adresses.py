"""Where anybody checks what a code stands for, in words and as a picture to scan."""

import base64

from django.conf import settings
from django.urls import reverse

from socle.lazy import lazy

segno = lazy("segno")

QR_BORDER = 2


def say_address(code: str) -> str:
    """Return where anybody checks what a code stands for."""
    return f"{settings.PORTAIL_URL}{reverse('pacte:verification')}?code={code}"


def draw_address(code: str) -> str:
    """Return that address as a picture to scan, for an `img` that says it in words too."""
    drawn = segno.make(say_address(code), error="m", micro=False).svg_inline(border=QR_BORDER, light="#fff", scale=4)
    drawn = drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"
