"""An accompaniment that pauses keeps its place: the database counts it, as the ranking does."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("accompagnement.migrations.0002_neutralite").OBSTACLE.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
AFTER = BEFORE.replace("autre.etat IN ('acceptee', 'en_cours')", "autre.etat IN ('acceptee', 'en_cours', 'suspendue')")


class Migration(migrations.Migration):
    dependencies = [("accompagnement", "0007_suite_de_la_vie")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
