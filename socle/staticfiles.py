"""Static files: hashed names, and one style sheet and one script, with all they import, so that a page asks once."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import\s+"(?P<path>[^"]+)"(?:\s+layer\((?P<layer>[\w-]+)\))?\s*;')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANK = re.compile(r"\s*\n\s*")
SCRIPT_IMPORT = re.compile(r'^import (?P<names>[^;]+?) from "\./(?P<path>[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?P<default>default )?function (?P<name>\w+)", re.MULTILINE)
SCRIPT_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
BUNDLES = ("css/app.css", "js/app.js")


class BundledManifestStorage(CompressedManifestStaticFilesStorage):
    """Put the style sheet, and the script, together with what they import; every file is kept compressed too."""

    def post_process(self, paths, dry_run=False, **options):
        bundled = dict(paths)
        for name in BUNDLES:
            if name in bundled:
                bundled[name] = (Bundle(paths), name)
        yield from super().post_process(bundled, dry_run=dry_run, **options)


class Bundle:
    """A storage of one file: the one asked for, its imports inlined."""

    def __init__(self, paths):
        self.paths = paths

    def open(self, name):
        put_together = bundle if name.endswith(".css") else bundle_script
        return ContentFile(put_together(name, self.read).encode(), name=name)

    def read(self, name):
        storage, path = self.paths[name]
        with storage.open(path) as sheet:
            return sheet.read().decode()


def bundle(name, read):
    """Return the text of the sheet `name` with each `@import … layer(x)` replaced by `@layer x {…}`."""
    folder = name.rpartition("/")[0]

    def inline(match):
        sheet = squeeze(read(f"{folder}/{match['path']}"))
        if "components/" in match["path"] and "url(" in sheet:
            raise ValueError(f"{match['path']}: a sheet in a folder cannot name a file, its address would move.")
        return f"@layer {match['layer']}{{{sheet}}}" if match["layer"] else sheet

    return IMPORT.sub(inline, squeeze(read(name)))


def squeeze(sheet):
    """Drop comments, indentation and line ends."""
    return BLANK.sub(" ", COMMENT.sub("", sheet)).strip()


def bundle_script(name, read):
    """Return the module `name` with each behaviour it imports in a function of its own.

    A behaviour imports nothing, and exports functions only: tests/socle/test_staticfiles.py holds it to that.
    """
    folder = name.rpartition("/")[0]

    def inline(match):
        module = SCRIPT_COMMENT.sub("", read(f"{folder}/{match['path']}"))
        exports = [f"{'default' if m['default'] else m['name']}: {m['name']}" for m in EXPORT.finditer(module)]
        body = EXPORT.sub(r"function \g<name>", module).strip()
        return f"const {read_names(match['names'])} = (() => {{\n{body}\nreturn {{ {', '.join(exports)} }};\n}})();"

    return SCRIPT_IMPORT.sub(inline, SCRIPT_COMMENT.sub("", read(name)))


def read_names(names):
    """Turn `a, { b }` of an import into the `{ default: a, b }` of a destructuring."""
    default, _, others = names.partition(",")
    return "{ " + ", ".join([f"default: {default.strip()}", *filter(None, [others.strip(" {}")])]) + " }"
