"""`manage.py verifier_pacte pacte.pdf`: check a sealed file again, without the web site nor the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from pacte.verification import AUTHENTIQUE, ILLISIBLE, INCONNU, MODIFIE, SANS_SCEAU, examine

REFUSALS = {
    ILLISIBLE: "Ce fichier n’est pas un PDF lisible.",
    SANS_SCEAU: "Ce fichier n’a pas de sceau.",
    MODIFIE: "Ce fichier a changé depuis qu’il a été scellé.",
    INCONNU: "Le sceau tient, mais il n’est pas de ce portail.",
}


class Command(BaseCommand):
    help = "Vérifie le sceau d’un pacte, hors ligne. Le code de sortie est 1 si le fichier n’est pas authentique."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, help="Le PDF scellé.")

    def handle(self, fichier, **options):
        try:
            constat = examine(fichier.read_bytes())
        except OSError as error:
            raise CommandError(f"Ce fichier ne s’ouvre pas : {error.strerror}.") from error
        for sceau in constat.sceaux:
            self.stdout.write(f"Sceau de {sceau['sujet']}, le {constat.scelle_le:%d/%m/%Y à %H:%M}")
        for empreinte in constat.empreintes:
            self.stdout.write(f"Empreinte du texte joint : {empreinte}")
        if constat.verdict != AUTHENTIQUE:
            raise CommandError(REFUSALS[constat.verdict])
        self.stdout.write("Authentique : le fichier est celui que le portail a scellé.")
