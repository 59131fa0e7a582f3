"""Static files: hashed names, and the style sheet with all its imports in one file, so that a page asks for it once."""

import re

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

IMPORT = re.compile(r'@import\s+"(?P<path>[^"]+)"(?:\s+layer\((?P<layer>[\w-]+)\))?\s*;')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANK = re.compile(r"\s*\n\s*")
BUNDLES = ("css/app.css",)


class BundledManifestStorage(ManifestStaticFilesStorage):
    """Put `css/app.css` and what it imports together before its name is computed from its content."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        bundled = dict(paths)
        for name in BUNDLES:
            if name in bundled:
                bundled[name] = (Bundle(paths), name)
        yield from super().post_process(bundled, dry_run=dry_run, **options)


class Bundle:
    """A storage of one file: the sheet asked for, its imports inlined in their layers."""

    def __init__(self, paths):
        self.paths = paths

    def open(self, name):
        return ContentFile(bundle(name, self.read).encode(), name=name)

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
