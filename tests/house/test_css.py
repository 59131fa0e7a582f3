"""The style sheets hold together: one place for raw values, every variable defined, nothing unused, contrasts kept."""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest

from socle.staticfiles import bundle
from socle.templatetags.components import register

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
SHEETS = sorted(path for path in CSS.rglob("*.css") if path.name != "print.css" or path.parent.name == "layout")
ALL_TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAILS = [path for path in ALL_TEMPLATES if "emails" in path.parts or path.stem == "mail_button"]
PAPERS = [path for path in ALL_TEMPLATES if "pdf" in path.parts or '"pdf/base.html"' in path.read_text()]
TEMPLATES = [path for path in ALL_TEMPLATES if path not in MAILS and path not in PAPERS]
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
PYTHON = [path for path in ROOT.glob("*/**/*.py") if path.parts[len(ROOT.parts)] not in {".venv", "var", "tests"}]

MAX_LINES = 150
MAX_BUNDLE = 13_000
MAX_FONTS = 55_000
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DEFINITION = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
STRING = re.compile(r'"[^"]*"|url\([^)]*\)')
CLASS_IN_CSS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
CLASS_ATTRIBUTE = re.compile(r'class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', re.DOTALL)
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
KIND_OF_PAGE = re.compile(r"\{% block main_kind %\}(.*?)\{% endblock %\}")
HOLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)

# Written by htmx itself, or read by a script only
FROM_ELSEWHERE = {"htmx-request"}
PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink-soft", "surface"),
    ("ink-soft", "paper"),
    ("ink-soft", "sunken"),
    ("ink-soft", "fed-tint"),
    ("fed", "surface"),
    ("fed-strong", "surface"),
    ("fed-strong", "paper"),
    ("fed-strong", "fed-tint"),
    ("on-fed", "fed"),
    ("on-fed", "fed-strong"),
    ("on-fed", "brick"),
    ("brick-ink", "brick-tint"),
    ("brick-ink", "surface"),
    ("sun-ink", "sun-tint"),
    ("sun-deep", "sun"),
    ("leaf-ink", "leaf-tint"),
    ("plum", "plum-tint"),
    ("paper", "ink"),
]


@cache
def read(path):
    return COMMENT.sub("", path.read_text())


def defined_classes():
    return {name for path in SHEETS for name in CLASS_IN_CSS.findall(STRING.sub("", read(path)))}


def used_classes(templates=TEMPLATES):
    """Return the classes written in full, and the beginnings of those whose end is a variable."""
    whole, beginnings = set(), set()
    for path in templates:
        text = path.read_text()
        whole |= set(" ".join(KIND_OF_PAGE.findall(text)).split())
        for value in CLASS_ATTRIBUTE.findall(text):
            for word in TAG.sub("\1", HOLE.sub("\0", value)).split():
                read_word(word, whole, beginnings)
    for path in SCRIPTS:
        beginnings |= set(re.findall(r"([\w-]+--)\$\{", path.read_text()))
    return whole, beginnings - {""}


def read_word(word, whole, beginnings):
    """Read `tone--{{ tone }}` as a beginning, `button--{% if … %}main{% else %}plain{% endif %}` as two classes."""
    first, *others = word.split("\1")
    glue = first if first.endswith("-") else ""
    for piece in [first if not glue or not others else "", *others]:
        name = piece if piece == first else glue + piece
        if "\0" in name:
            beginnings.add(name.split("\0")[0])
        elif name not in {"", glue}:
            whole.add(name)


def words_of_scripts():
    text = "".join(path.read_text() for path in [*SCRIPTS, *PYTHON])
    return set(re.findall(r"[\w-]+", text)), text


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: str(path.relative_to(CSS)))
def test_sheet_is_short_and_tidy(path):
    sheet = read(path)
    assert len(path.read_text().splitlines()) <= MAX_LINES
    assert "!important" not in sheet
    if path.name != "tokens.css":
        assert not RAW_COLOUR.findall(sheet)


def test_every_variable_is_defined():
    text = "".join(read(path) for path in SHEETS)
    defined = set(DEFINITION.findall(text))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= defined


def test_every_variable_is_used():
    text = "".join(read(path) for path in CSS.rglob("*.css"))
    defined = set(DEFINITION.findall(text))
    assert defined <= set(re.findall(r"var\((--[\w-]+)", text))


def test_every_class_of_a_template_is_drawn():
    defined = defined_classes()
    whole, beginnings = used_classes()
    assert sorted(whole - defined) == []
    assert [start for start in beginnings if not any(name.startswith(start) for name in defined)] == []


def test_every_class_of_a_document_is_drawn():
    whole, _ = used_classes(PAPERS)
    assert sorted(whole - set(CLASS_IN_CSS.findall(STRING.sub("", read(CSS / "print.css"))))) == []


def test_the_sheet_of_documents_has_no_raw_colour():
    assert not RAW_COLOUR.findall(read(CSS / "print.css"))


def test_every_class_drawn_is_used():
    whole, beginnings = used_classes()
    words, _ = words_of_scripts()
    utilities = set(CLASS_IN_CSS.findall(read(CSS / "utilities.css")))
    unused = defined_classes() - whole - words - FROM_ELSEWHERE - utilities
    assert sorted(name for name in unused if not name.startswith(tuple(beginnings))) == []


def test_every_component_has_its_drawing_and_every_drawing_its_component():
    drawings = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    assert drawings == set(register.catalogue)


def test_every_sheet_is_imported_once():
    imported = re.findall(r'@import "([^"]+)"', (CSS / "app.css").read_text())
    written = {str(path.relative_to(CSS)) for path in SHEETS} - {"app.css"}
    assert sorted(imported) == sorted(written)


def test_utilities_stay_few():
    assert len(set(CLASS_IN_CSS.findall(read(CSS / "utilities.css")))) <= 15


def test_bundle_is_light_and_whole():
    sheet = bundle("css/app.css", lambda name: (ROOT / "static" / name).read_text())
    assert "@import" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert len(gzip.compress(sheet.encode())) <= MAX_BUNDLE


def test_fonts_are_light():
    assert sum(path.stat().st_size for path in (ROOT / "static" / "fonts").glob("*.woff2")) <= MAX_FONTS


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_contrast_of_text(ink, ground):
    tokens = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", (CSS / "tokens.css").read_text()))
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


def test_contrast_of_borders_and_marks():
    tokens = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", (CSS / "tokens.css").read_text()))
    for mark in ("line-strong", "fed", "brick", "leaf", "plum", "sun-ink"):
        assert contrast(tokens[mark], tokens["surface"]) >= 3
