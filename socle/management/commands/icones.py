"""Write the file of the icons that pages name: run it when a page names a new one."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from socle.icones import FILE, write_file


class Command(BaseCommand):
    help = "Écrit le fichier des icônes que les pages nomment."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="ne rien écrire, échouer s’il reste à faire")

    def handle(self, *, check, **options):
        [templates] = settings.TEMPLATES[0]["DIRS"]
        [statics] = settings.STATICFILES_DIRS
        folders = [
            path for path in templates.parent.iterdir() if path.name != "tests" and (path / "__init__.py").exists()
        ]
        target, written = statics / FILE, write_file([*folders, templates])
        if check and (not target.exists() or target.read_text() != written):
            raise CommandError("Le fichier des icônes n’est plus à jour : lancez manage.py icones")
        if not check:
            target.write_text(written)
