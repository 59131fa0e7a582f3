"""`manage.py preparer_sceau`: make the certificate with which the portal seals its pacts."""

from django.core.management.base import BaseCommand

from members.models import Federation
from pacte.sceau import find_key_file, make_certificate


class Command(BaseCommand):
    help = "Fait le certificat du portail s’il n’en a pas. Sa clé ne quitte pas le fichier, que lui seul peut lire."

    def add_arguments(self, parser):
        parser.add_argument(
            "--renouveler", action="store_true", help="En fait un nouveau ; ce que l’ancien a scellé reste vérifiable."
        )

    def handle(self, renouveler, **options):
        federation = Federation.objects.order_by("pk").first()
        name = str(federation) if federation else "Portail fédéral"
        made = make_certificate(name, renew=renouveler)
        self.stdout.write(f"{'Certificat fait' if made else 'Certificat déjà là'} : {find_key_file()}")
