"""An opinion keeps its year alone: a month told too much of a month in which few people answered."""

from django.db import migrations
from django.db.models.functions import ExtractYear


def keep_years(apps, schema_editor):
    apps.get_model("accompagnement", "Evaluation").objects.update(annee=ExtractYear("mois"))


class Migration(migrations.Migration):
    dependencies = [("accompagnement", "0003_avis_et_presences")]

    operations = [migrations.RunPython(keep_years, migrations.RunPython.noop)]
