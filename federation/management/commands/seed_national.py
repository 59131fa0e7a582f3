"""Load a national federation around the demo one, for measures."""

import pgtrigger
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from federation.demo import national
from members.models import Federation


class Command(BaseCommand):
    """`manage.py seed_national`: 2,000 associations and 60,000 people; twice changes nothing."""

    help = "Ajoute à la démonstration une fédération nationale (2 000 associations, 60 000 personnes), pour mesurer."

    def handle(self, *args, **options):
        if settings.PRODUCTION or not Federation.objects.filter(is_demo=True).exists():
            raise CommandError("Cette fédération inventée ne s’ajoute qu’à celle de démonstration.")
        if national.is_loaded():
            self.stdout.write("La fédération nationale est déjà là.")
            return
        with transaction.atomic(), pgtrigger.ignore():  # the history of invented rows would measure nothing
            national.load()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the planner would otherwise believe the tables small for a minute
