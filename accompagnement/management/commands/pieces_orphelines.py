"""Delete the encrypted files that no case names any more: what a crash may leave behind."""

from django.core.management.base import BaseCommand

from accompagnement.actions.pieces import sweep_orphans


class Command(BaseCommand):
    help = "Efface les fichiers chiffrés qu’aucune demande ne connaît, rangés depuis plus d’un jour."

    def handle(self, *args, **options):
        self.stdout.write(f"Fichiers effacés : {sweep_orphans()}.")
