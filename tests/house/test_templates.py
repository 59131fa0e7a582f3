"""Templates are short, in order, free of inline code, and their French is set as it should be."""

import re
from pathlib import Path

import pytest

from socle.management.commands.typographie import set_template

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
ORDER = ["title", "quick_exit", "main_kind", "header", "content", "scripts"]
MAX_LINES = 120

DJANGO = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
HOLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]*>", re.DOTALL)
INLINE = {
    "inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*(?:\bsrc=|application/json))", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx code": re.compile(r"hx-on[:=-]|hx-vals=['\"]js:", re.IGNORECASE),
}


def name(path):
    return str(path.relative_to(FOLDER))


def words_of(path):
    """Return what is read: the text without tags; a hole counts as a word."""
    text = COMMENT.sub("", path.read_text()).replace("&#8239;", "\u202f").replace("&nbsp;", "\u00a0")
    text = DJANGO.sub("", HOLE.sub("\0", text))
    return MARKUP.sub("", text) if path.suffix == ".html" else re.sub(r"\S+://\S+", "", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_is_short(path):
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_has_no_inline_code(path):
    is_mail = "emails" in path.parts
    text = path.read_text()
    assert [
        label for label, fault in INLINE.items() if fault.search(text) and not (is_mail and "style" in label)
    ] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_blocks_come_in_one_order(path):
    text = path.read_text()
    if '{% extends "base.html" %}' in text:
        blocks = [block for block in re.findall(r"\{% block (\w+) %\}", text) if block in ORDER]
        assert blocks == sorted(blocks, key=ORDER.index)
        assert blocks[:1] == ["title"]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_french_is_set(path):
    assert set_template(path.read_text()).splitlines() == path.read_text().replace("&#8239;", "\u202f").splitlines()
    assert "·" not in words_of(path)


def test_setting_a_template_leaves_its_tags_alone():
    typed = '<p class="a">{{ nom }} : {% if x %}oui ?{% endif %} <b>non</b> ! {% trans "a : b" %}</p>'
    expected = (
        '<p class="a">{{ nom }}\u202f: {% if x %}oui\u202f?{% endif %} <b>non</b>\u202f! {% trans "a : b" %}</p>'
    )
    assert set_template(typed) == expected
    assert set_template(expected) == expected


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_cells_say_their_column_on_a_phone(path):
    for table in re.findall(r"\{% table .*?\{% endtable %\}", path.read_text(), re.DOTALL):
        assert "<td>" not in table
        assert all("data-label" in cell for cell in re.findall(r"<td[^>]*>", table))
