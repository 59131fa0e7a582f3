"""Icons are drawn in one file that browsers keep; a page names them, a PDF holds them."""

import re

import pytest
from django.core.management import CommandError, call_command
from heroicons.templatetags.heroicons import heroicon_outline

from socle import icones
from socle.icones import draw_icon, draw_inside, find_drawn


def test_the_file_holds_every_icon_that_is_named():
    call_command("icones", check=True)
    assert len(find_drawn()) > 50


def test_a_missing_icon_is_told(monkeypatch):
    monkeypatch.setattr(icones, "NOT_ROUND", {"bold", "bell"})
    with pytest.raises(CommandError, match=r"manage\.py icones"):
        call_command("icones", check=True)


def test_a_page_names_an_icon_and_holds_none_of_its_lines():
    drawn = draw_icon("bell")
    assert re.fullmatch(
        r'<svg class="icon" aria-hidden="true"><use href="[^"]*/img/icones[^"]*\.svg#bell"></use></svg>', drawn
    )


def test_an_icon_that_means_something_says_it():
    drawn = draw_icon("bell", "Une <cloche>")
    assert 'role="img" aria-label="Une &lt;cloche&gt;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize("solid", [True, False])
def test_what_the_file_does_not_hold_is_drawn_in_the_page(solid):
    drawn = draw_icon("bell" if solid else "bold", "", solid)
    assert "<path" in drawn
    assert "<use" not in drawn


def test_a_pdf_holds_the_same_lines():
    inside = draw_inside(f"<p>{draw_icon('bell')}</p>")
    assert "<use" not in inside
    assert re.findall(r' d="([^"]+)"', inside) == re.findall(r' d="([^"]+)"', heroicon_outline("bell"))
