"""`manage.py conservation`: what is kept, table by table: how many rows, the oldest, for how long and why."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db.models import Min
from django.utils import timezone

from federation.conservation import get_regle
from socle.french import say_month

PEU = 5


class Command(BaseCommand):
    help = (
        "Dit, table par table, combien de lignes sont gardées, depuis quand, combien de temps et pourquoi. "
        "Les petits nombres de l’accompagnement ne sont pas écrits."
    )

    def handle(self, **options):
        for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
            if model._meta.managed and not model._meta.proxy:
                self.stdout.write(self.line(model))

    def line(self, model) -> str:
        regle = get_regle(model)
        if regle is None:
            return f"{model._meta.label} : sans règle"
        number = model._base_manager.count()
        is_secret = getattr(apps.get_app_config(model._meta.app_label), "is_confidential", False)
        many = f"moins de {PEU}" if is_secret and 0 < number < PEU else str(number)
        oldest = self.oldest(model, regle) if number else ""
        return f"{model._meta.label} : {many} lignes{oldest} ; gardées {regle.duree} ; {regle.raison}"

    def oldest(self, model, regle) -> str:
        """Return the month of the oldest row: a day would tell more than the report needs."""
        found = regle.date and model._base_manager.aggregate(oldest=Min(regle.date))["oldest"]
        if not found:
            return ""
        day = timezone.localtime(found).date() if hasattr(found, "hour") else found
        return f", la plus ancienne de {say_month(day)}"
