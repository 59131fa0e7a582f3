"""One style sheet and one script reach the browser, whatever the number of files they are written in."""

import re
from pathlib import Path

import pytest

from socle.staticfiles import EXPORT, bundle, bundle_script, squeeze

STATIC = Path(__file__).resolve().parents[2] / "static"
BEHAVIOURS = sorted((STATIC / "js" / "behaviours").glob("*.js"))
MAX_BEHAVIOUR_LINES = 80
MAX_SCRIPT_LINES = 750


def read(name):
    return (STATIC / name).read_text()


def test_imports_of_the_sheet_keep_their_layer():
    sheets = {
        "css/app.css": '@layer a, b;\n@import "x.css" layer(a);\n@import "y.css" layer(b);',
        "css/x.css": "p{}",
        "css/y.css": "q{}",
    }
    assert bundle("css/app.css", sheets.__getitem__) == "@layer a, b; @layer a{p{}} @layer b{q{}}"


def test_a_sheet_in_a_folder_cannot_name_a_file():
    sheets = {
        "css/app.css": '@import "components/x.css" layer(a);',
        "css/components/x.css": "p{background:url(a.png)}",
    }
    with pytest.raises(ValueError, match="components/x"):
        bundle("css/app.css", sheets.__getitem__)


def test_comments_and_indentation_leave():
    assert squeeze("/* mot */\n.a {\n  color: red;\n}\n") == ".a { color: red; }"


def test_script_keeps_each_behaviour_to_itself():
    files = {
        "js/app.js": '// mot\nimport one, { two } from "./b/one.js";\none(two);\n',
        "js/b/one.js": "const WAIT = 1;\nexport default function one() {}\nexport function two() {}\n",
    }
    together = bundle_script("js/app.js", files.__getitem__)
    assert together.startswith("const { default: one, two } = (() => {\nconst WAIT = 1;")
    assert "return { default: one, two: two };" in together
    assert "export" not in together
    assert "import" not in together


def test_our_script_is_whole():
    together = bundle_script("js/app.js", read)
    assert not re.search(r"^(import|export) ", together, re.MULTILINE)
    assert together.count("{") == together.count("}")
    assert len(together.splitlines()) <= MAX_SCRIPT_LINES


@pytest.mark.parametrize("path", BEHAVIOURS, ids=lambda path: path.stem)
def test_behaviour_is_short_and_alone(path):
    module = path.read_text()
    assert len(module.splitlines()) <= MAX_BEHAVIOUR_LINES
    assert not re.search(r"^import ", module, re.MULTILINE)
    assert len(re.findall(r"^export ", module, re.MULTILINE)) == len(EXPORT.findall(module))
    assert "innerHTML" not in module
    assert "eval(" not in module
