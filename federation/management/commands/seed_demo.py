"""Load the demo federation: deterministic, and twice changes nothing."""

from importlib import import_module
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from federation.demo.world import World
from members.models import Federation
from socle.models import Envoi

LOADERS = [
    "members",
    "gouvernance",
    "collectifs",
    "relectures",
    "accompagnement",
    "accompagnement_reseau",
    "accompagnement_argent",
    "pacte",
    "pacte_signatures",
    "pacte_amendements",
    "rapports",
    "adhesions",
    "cotisations",
    "agrements",
    "ateliers",
    "reunions",
    "imports",
    "notifications",
    "vie_collectifs",
    "affectation",
    "formations",
    "formations_papiers",
    "pacte_vivant",
    "formations_comptes",
    "outils",
    "pacte_bilans",
]


class Command(BaseCommand):
    """`manage.py seed_demo`: fill an empty database with the demo federation."""

    help = "Charge la fédération de démonstration dans une base vide ; sans effet si elle y est déjà."

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("La fédération de démonstration ne se charge pas en production.")
        if Federation.objects.filter(is_demo=False).exists():
            raise CommandError("Cette base contient une vraie fédération : rien n’a été chargé.")
        if Federation.objects.exists():
            self.stdout.write("La fédération de démonstration est déjà là.")
            return
        with transaction.atomic():
            world = World(today=timezone.localdate())
            for name in LOADERS:
                self._load(name, world)
            Envoi.objects.all().delete()  # what is told here happened before today: its mails left then

    def _load(self, name, world):
        start = monotonic()
        import_module(f"federation.demo.{name}").load(world)
        self.stdout.write(f"{name} : {monotonic() - start:.1f} s")
