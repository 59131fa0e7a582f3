"""Set the French typography of the words written in templates: run it before committing a page."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from socle.typography import MARK, WORD, typographie

# A hole and a closing tag stand for the word they end; everything else that is not text stands for nothing.
PIECE = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}|<(script|style|code|pre)\b.*?</\1>|\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}"
    r"|<!--.*?-->|<(?:\{[%{].*?[%}]\}|[^<>])*>|&[#\w]+;",
    re.DOTALL,
)
ENDS_A_WORD = ("{{", "</", "{% end")


def set_template(text: str) -> str:
    """Return the template with its words set, its tags untouched."""
    text = text.replace("&#8239;", "\u202f")
    kept = [match[0] for match in PIECE.finditer(text)]
    bare = PIECE.sub(lambda match: WORD if match[0].startswith(ENDS_A_WORD) else MARK, text)
    pieces = iter(kept)
    return re.sub(f"[{WORD}{MARK}]", lambda _: next(pieces), typographie(bare))


class Command(BaseCommand):
    help = "Pose la typographie française dans les gabarits."

    def add_arguments(self, parser):
        parser.add_argument("chemins", nargs="*", type=Path)
        parser.add_argument("--check", action="store_true", help="ne rien écrire, échouer s’il reste à faire")

    def handle(self, *, chemins, check, **options):
        folders = chemins or [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
        changed = []
        for path in find_templates(folders):
            before = path.read_text()
            after = set_template(before)
            if after != before:
                changed.append(path)
                if not check:
                    path.write_text(after)
        for path in changed:
            self.stdout.write(str(path))
        if check and changed:
            raise CommandError(f"{len(changed)} gabarits à reprendre : lancez manage.py typographie")


def find_templates(folders):
    for folder in folders:
        found = [folder] if folder.is_file() else folder.rglob("*")
        yield from sorted(path for path in found if path.suffix in {".html", ".txt"})
